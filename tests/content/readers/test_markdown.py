"""Markdown as lessons and questions use it."""

import pytest

from trialrun.content import inline
from trialrun.content.readers.inlines import env_of
from trialrun.content.readers.markdown import parser, slugify

SLUGS = [
    pytest.param("Repair or run again?", "repair-or-run-again", id="words"),
    pytest.param("  A & B  ", "a-b", id="signs"),
    pytest.param("`run_if` values", "run-if-values", id="code"),
    pytest.param("…", "section", id="nothing left"),
]


@pytest.mark.parametrize(("title", "slug"), SLUGS)
def test_a_heading_has_an_id_of_its_words(title, slug):
    assert slug == slugify(title)


INLINE = [
    pytest.param(
        "`run_if` **decides**", "<code>run_if</code> <strong>decides</strong>", id="marks"
    ),
    pytest.param("a < b & c", "a &lt; b &amp; c", id="signs"),
    pytest.param("<script>", "&lt;script&gt;", id="raw HTML"),
    pytest.param("# no heading", "# no heading", id="no blocks"),
    pytest.param(
        "`system.lakeflow.job_run_timeline`",
        "<code>system.<wbr>lakeflow.<wbr>job_<wbr>run_<wbr>timeline</code>",
        id="a long name, and where it may break",
    ),
    pytest.param("`job_run_timeline`", "<code>job_run_timeline</code>", id="a short name"),
    pytest.param(
        "`.../__init__.py <a.b> {{x.y}}`",
        "<code>.../__init__.py &lt;a.b&gt; {{x.y}}</code>",
        id="short words of a long code",
    ),
    pytest.param('"quoted" -- so', "“quoted” -- so", id="quotes, and nothing else"),
    pytest.param("it's", "it’s", id="an apostrophe"),
]


@pytest.mark.parametrize(("text", "html"), INLINE)
def test_a_line_of_an_authors_text_is_rendered(text, html):
    assert html == inline(text)


BLOCKS = [
    # what is written, what its HTML holds, in this order
    pytest.param(
        "::: anchor\nIt holds.\n:::\n",
        ['class="aside aside--anchor"', 'aria-label="Anchor"', ">Anchor<", "<p>It holds.</p>"],
        id="an aside with its usual title",
    ),
    pytest.param(
        "::: trap Old *names*\nBeware.\n:::\n",
        ['class="aside aside--trap"', "Old <em>names</em>", "<p>Beware.</p>"],
        id="an aside with a title of its own",
    ),
    pytest.param(
        "::: dial Which compute\nAny.\n:::\n",
        ["<details", "<h3>Which compute</h3>", 'id="which-compute"', "<p>Any.</p>", "</details>"],
        id="a dial",
    ),
    pytest.param(
        "::: answer Why?\nSo.\n:::\n",
        ["<details", "<summary>Why?</summary>", "<p>So.</p>", "</details>"],
        id="an answer",
    ),
    pytest.param(
        ":::: recall\n\n::: answer Why?\nSo.\n:::\n::::\n",
        ["aside--recall", "Say it without scrolling", "<summary>Why?</summary>", "</details>"],
        id="an answer inside an aside",
    ),
    pytest.param(
        "## What runs when\n", ['<h2 id="what-runs-when">What runs when</h2>'], id="heading"
    ),
    pytest.param("| a |\n|---|\n| b |\n", ["table-scroll", "<th>a</th>", "<td>b</td>"], id="table"),
    pytest.param(
        "It stays.[^restore]\n",
        ["It stays.<sup", 'href="#fact-restore" id="fact-ref-1"', 'aria-label="Source 1">1</a>'],
        id="a fact",
    ),
    pytest.param("`a[^restore]`\n", ["<code>a[^restore]</code>"], id="no fact in code"),
]


@pytest.mark.parametrize(("text", "parts"), BLOCKS)
def test_a_block_is_rendered(text, parts):
    html = parser().render(text, {})

    places = [html.find(part) for part in parts]
    assert -1 not in places
    assert sorted(places) == places


def test_a_fact_cited_twice_has_one_number_and_two_places():
    html = parser().render("A.[^x] B.[^y] C.[^x]\n", {})

    assert ["1", "2", "1"] == [part[0] for part in html.split('aria-label="Source ')[1:]]
    assert [1, 1, 1] == [html.count(f'id="fact-ref-{number}"') for number in (1, 2, 3)]


AS_TYPED = [
    "(c)",
    "(C)",
    "(r)",
    "(tm)",
    "(p)",
    "+-",
    "--",
    "---",
    "a -- b",
    "...",
    "!!!!!",
    "??..",
    ",,",
]


@pytest.mark.parametrize("sign", AS_TYPED)
def test_signs_stay_as_they_were_typed(sign):
    assert f"a {sign} b" == inline(f"a {sign} b")
    assert f"<p>a {sign} b</p>" == parser().render(f"a {sign} b").strip()
    assert f"a {sign} b" in parser().render(f"::: trap a {sign} b\nx\n:::\n")
    assert f"<summary>a {sign} b</summary>" in parser().render(f"::: answer a {sign} b\nx\n:::\n")
    assert f"<td>a {sign} b</td>" in parser().render(f"| x |\n|---|\n| a {sign} b |\n")


DIRECTIONS = [
    pytest.param("שלום", '<p dir="rtl">שלום</p>', id="a paragraph"),
    pytest.param("## שלום", '" dir="rtl">שלום</h2>', id="a heading"),
    pytest.param("- שלום\n- עולם", '<ul dir="rtl">', id="a list"),
    pytest.param("> مرحبا", '<blockquote dir="rtl">', id="a quotation"),
    pytest.param("`run_if` قرار", '<p dir="rtl"><code dir="ltr">run_if</code> قرار</p>', id="code"),
    pytest.param("Hello שלום\n\nשלום", '<p dir="ltr">Hello שלום</p>', id="the first letter"),
    pytest.param("`run_if`\n\nשלום", '<p dir="ltr"><code', id="code alone, before others"),
    pytest.param("2026\n\nשלום", '<p dir="ltr">2026</p>', id="digits alone"),
    pytest.param("- 1\n- `a`\n\nשלום", '<ul dir="ltr">', id="a list before others"),
    pytest.param("- 1\n- שלום", '<li dir="ltr">1</li>', id="an item before others"),
    pytest.param("- 1\n- שלום", '<ul dir="rtl">', id="a list by what comes first in it"),
    pytest.param("> - 1\n>\n> שלום", '<blockquote dir="rtl">', id="a quotation of a list"),
    pytest.param("| 1 | שלום |\n|---|---|\n", '<th dir="ltr">1</th>', id="a cell before others"),
    pytest.param("::: trap שלום\nעולם\n:::\n", 'aria-label="שלום" dir="rtl"', id="a box"),
    pytest.param("::: dial שלום\nעולם\n:::\n", 'fold--dial" dir="rtl">', id="a fold"),
    pytest.param("| שלום |\n|---|\n| עולם |\n", '<table dir="rtl">', id="a table"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "part"), DIRECTIONS)
def test_a_block_is_written_in_the_direction_of_its_first_letter(text, part):
    assert part in parser().render(text, env_of(text))


def test_where_nothing_goes_leftwards_no_direction_is_told():
    text = "## A\n\n- b `c`\n\n::: trap D\ne\n:::\n\n| f |\n|---|\n| g |\n"

    assert "dir=" not in parser().render(text, env_of(text))
