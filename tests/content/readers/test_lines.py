"""Short texts of authors: as HTML, and which of them a learner cannot tell apart."""

import html5lib
import pytest

from trialrun.content import inline
from trialrun.content.readers.lines import seen

SAME = [
    # two texts that look the same
    pytest.param("It stays.", "it STAYS.", id="capitals"),
    pytest.param("It  stays.", " It\tstays. ", id="blanks"),
    pytest.param("It stays.", "It\nstays.", id="lines"),
    pytest.param("It stays.", "It\u00a0stays.", id="a blank that does not break"),
    pytest.param("It stays.", "It\u2009stays.", id="a thin blank"),
    pytest.param("It stays.", "It **stays**.", id="stress"),
    pytest.param("It stays.", "It [stays](https://example.org/).", id="a link"),
    pytest.param("It stays &", "It stays &amp;", id="an entity"),
    pytest.param("It stays *", r"It stays \*", id="an escape"),
    pytest.param("It stays.", "It\u200b stays\u00ad.", id="signs of no width"),
    pytest.param("It stays.", "\u202aIt stays\u202c.\u200e", id="signs of direction"),
    pytest.param("It stays.", "\ufeffIt stays.", id="a byte order mark"),
    pytest.param("caf\u00e9", "cafe\u0301", id="composed and not"),
    pytest.param("\u212b", "\u00c5", id="a sign with another code"),
    pytest.param("\ufb01rst", "first", id="a ligature"),
    pytest.param("Stra\u00dfe", "STRASSE", id="a letter whose capital is two"),
    pytest.param("\u0130stanbul", "i\u0307stanbul", id="a letter whose small one is two"),
    pytest.param("wait\u2026", "wait...", id="three points"),
    pytest.param("pre-write", "pre\u2011write", id="a hyphen that does not break"),
    pytest.param('"x"', "“x”", id="quotes, as they are set"),
    pytest.param("\u0420\u0430\u0443", "Pay", id="letters of another alphabet"),
    pytest.param("\ufee1", "\u0645", id="a form of an Arabic letter"),
    pytest.param("`a b`", "`a  b`", id="blanks in a line of code"),
    pytest.param("It is `x`", "It is x", id="code or not"),
    pytest.param("It is `X`", "It is X", id="capitals, code or not"),
    pytest.param("```\na\n```", "```\na  \n\n```", id="what nobody sees of code"),
    pytest.param("![A graph](/pictures/0123456789abcdef/1x1/quizzes/a.png)",
                 "![a  graph](/pictures/fedcba9876543210/1x1/quizzes/b.png)",
                 id="pictures that read the same"),
]  # fmt: skip

OTHER = [
    pytest.param("It stays.", "It goes.", id="words"),
    pytest.param("`load`", "`Load`", id="capitals in code"),
    pytest.param("```\nA: 1\n```", "```\na: 1\n```", id="capitals in a block of code"),
    pytest.param("```\na:\n  b\n```", "```\na: b\n```", id="lines in a block of code"),
    pytest.param("```\na:\n  b\n```", "```\na:\n    b\n```", id="indentation in code"),
    pytest.param("10²", "102", id="a power"),
    pytest.param("a₁", "a1", id="an index"),
    pytest.param("½", "1/2", id="a fraction"),
    pytest.param("-1", "1", id="a sign"),
    pytest.param("40 rows", "4 0 rows", id="a blank within"),
    pytest.param("שלום", "שלומ", id="a letter at the end"),
    pytest.param("a (c)", "a ©", id="signs that stay as typed"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_texts_that_look_the_same_are_told_to_be(one, other):
    first, second = seen(one), seen(other)

    assert first.exact == second.exact or first.folded == second.folded


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_texts_that_look_different_are_not_the_same(one, other):
    first, second = seen(one), seen(other)

    assert first.exact != second.exact
    assert first.folded != second.folded


RENDERED = [
    pytest.param(
        "```yaml\na:\n  - <b>\n```",
        '<code class="code-block" dir="ltr">a:\n  - &lt;b&gt;\n</code>',
        id="a block of code keeps its lines",
    ),
    pytest.param(
        "So:\n\n```\nx\n```\n\nand `y`.",
        '<span class="part">So:</span><code class="code-block" dir="ltr">x\n</code>'
        '<span class="part">and <code>y</code>.</span>',
        id="parts before and behind",
    ),
    pytest.param("~~~\nx\n~~~", '<code class="code-block" dir="ltr">x\n</code>', id="tildes"),
    pytest.param(
        "`a\n  b`", '<code class="code-wrapped">a\n  b</code>', id="lines within a line's code"
    ),
    pytest.param("one\ntwo", "one\ntwo", id="two lines are one text"),
    pytest.param("# a\n- b", "# a\n- b", id="no headings and no lists"),
    pytest.param(
        "1. a\n\n    b",
        '<span class="part">1. a</span><span class="part">b</span>',
        id="no lists and no indented code",
    ),
    pytest.param("שלום `x`", 'שלום <code dir="ltr">x</code>', id="code in Hebrew"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "html"), RENDERED)
def test_a_short_text_is_rendered(text, html):
    assert html == inline(text)


@pytest.mark.parametrize("text", [param.values[0] for param in RENDERED])
def test_a_short_text_may_stand_in_a_label(text):
    parsed = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)

    parsed.parse(f"<!doctype html><title>t</title><p><label>{inline(text)}</label></p>")
