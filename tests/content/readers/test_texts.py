"""What an author's text may not say, and the pictures beside it."""

import pytest

from tests.content.pictures import a_png
from trialrun.content.picture_bytes import read_picture
from trialrun.content.readers.lines import inline
from trialrun.content.readers.texts import Beside, read_text

PICTURES = {
    "quizzes/graph.png": read_picture("quizzes/graph.png", a_png(640, 480)),
    "quizzes/img/run.png": read_picture("quizzes/img/run.png", a_png(64, 48)),
    "quizzes/moving.gif": "it moves by itself",
    "lessons/other.png": read_picture("lessons/other.png", a_png()),
}
BESIDE = Beside("quizzes/my-set.yaml", PICTURES)
GRAPH, RUN = PICTURES["quizzes/graph.png"].address, PICTURES["quizzes/img/run.png"].address


def flaws(text: str, beside: Beside | None = BESIDE) -> list[str]:
    return [flaw.message for flaw in read_text(text, beside)[1]]


MATHS = [
    "$$x$$",
    "$$\nx + 1\n$$",
    r"\(x^2\)",
    r"It is \[ \frac{a}{b} \] so.",
    "$x$",
    "$x^2$",
    "$O(n)$",
    r"$O(n \log n)$",
    "$a + b = c$",
    "$x_1$",
    "$x_{i}$",
    "the $n$ tasks",
    r"$\alpha$",
    "$2n$",
    "($n-1$)",
    "$`x^2`$",
    r"\begin{align}x\end{align}",
    r"\frac{1}{2}",
    r"\sqrt{2}",
    "10<sup>3</sup>",
    "a<sub>1</sub>",
    "<math><mi>x</mi></math>",
    "one\n\ntwo $x^2$\n\nthree",
    "**$x^2$**",
    "[$x^2$](https://example.org/)",
    "```math\nx^2\n```",
]


ESCAPED = [
    r"\[not a link\]",
    r"See \[1\] and \[2\].",
    r"\[x\] done",
    r"\[a, b\](c)",
    r"\[docs\](https://example.org/)",
    r"A note \(see below\) here.",
    r"\(or run_now\)",
]


@pytest.mark.parametrize("text", ESCAPED)
def test_brackets_that_are_escaped_are_no_formula(text):
    assert [] == flaws(text)
    assert "\\" not in inline(text)


@pytest.mark.parametrize("text", [r"\(n\)", r"\[n+1\]", r"\[a^2\]", *MATHS])
def test_formulas_are_refused_with_what_to_write(text):
    found = flaws(text)

    assert found
    assert all("Unicode" in message for message in found)


NO_MATHS = [
    "$5 and $6",
    "It costs $5, or $6.50.",
    "from $5-$6 to US$7",
    "5$ or 6$",
    "between $1,000 and $2,000",
    "$HOME and $PATH",
    "$HOME/$USER",
    "$SPARK_HOME/$JOB_ID",
    "${var.x} and ${var.y}",
    "${a}^${b}",
    "$VAR_1:$VAR_2",
    "{{job.parameters.x}}",
    "`$x^2$`",
    "``$$x$$``",
    r"`\(x\)`",
    "```\n$$x$$\n<sup>\n```",
    "`10<sup>3</sup>`",
    r"\$x^2\$",
    "x² ≤ 10³, a₁, √n",
    "a_b_c and x^y",
    "C:\\temp\\new",
    "f(x) [y]",
    "a < b, c > d",
    "$",
    "$$",
    "costs $$",
    "awk '{print $1, $2}'",
]


@pytest.mark.parametrize("text", NO_MATHS)
def test_prices_shells_and_code_are_no_formulas(text):
    assert [] == flaws(text)


SHOWN = [
    pytest.param("![A graph](graph.png)", f"![A graph]({GRAPH})", id="beside"),
    pytest.param("![A run](img/run.png)", f"![A run]({RUN})", id="in a folder"),
    pytest.param("![A run](./img/run.png)", f"![A run]({RUN})", id="from here"),
    pytest.param('![A graph](<graph.png> "Title")', f"![A graph]({GRAPH})", id="with a title"),
    pytest.param(
        "See ![A](graph.png) and ![B](img/run.png).",
        f"See ![A]({GRAPH}) and ![B]({RUN}).",
        id="two",
    ),
    pytest.param(
        "`![A](graph.png)` ![A](graph.png)", f"`![A](graph.png)` ![A]({GRAPH})", id="not in code"
    ),
    pytest.param(
        "One.\n\n![A](graph.png)\n\n```\n![A](graph.png)\n```\n\nTwo ![A](graph.png)",
        f"One.\n\n![A]({GRAPH})\n\n```\n![A](graph.png)\n```\n\nTwo ![A]({GRAPH})",
        id="in parts",
    ),
    pytest.param(
        "[![A graph](graph.png)](https://example.org/)",
        f"[![A graph]({GRAPH})](https://example.org/)",
        id="in a link",
    ),
    pytest.param("![The `run`](graph.png)", f"![The `run`]({GRAPH})", id="with code in its words"),
]


@pytest.mark.parametrize(("text", "new"), SHOWN)
def test_names_of_pictures_become_addresses(text, new):
    assert (new, []) == read_text(text, BESIDE)


UNSHOWN = [
    pytest.param("![A](grph.png)", "no picture `grph.png`; did you mean `graph.png`?", id="a slip"),
    pytest.param("![A](Graph.PNG)", "did you mean `graph.png`?", id="capitals"),
    pytest.param("![A](other.png)", "put it beside this file, as PNG,", id="of another folder"),
    pytest.param("![](graph.png)", "say what the picture shows", id="no words"),
    pytest.param("![ \u200b ](graph.png)", "say what the picture shows", id="unseen words"),
    pytest.param("![graph.png](graph.png)", "names the file; say what", id="its name for words"),
    pytest.param("![A](moving.gif)", "`moving.gif`: it moves by itself", id="one that moves"),
    pytest.param("![A](x.svg)", "export it as PNG", id="svg"),
    pytest.param("![A](../lessons/other.png)", "leads out of this folder", id="out of the folder"),
    pytest.param("![A](img/../../x.png)", "leads out of this folder", id="out by a way round"),
    pytest.param("![A](/etc/passwd)", "leads out of this folder", id="from the root"),
    pytest.param(f"![A]({GRAPH})", "leads out of this folder", id="an address of ours"),
    pytest.param("![A](https://example.org/a.png)", "pictures of other sites", id="another site"),
    pytest.param("![A](//example.org/a.png)", "pictures of other sites", id="another host"),
    pytest.param("![A](data:image/png;base64,AAAA)", "pictures of other sites", id="data"),
    pytest.param("![A](my graph.png)", "cannot be read as a picture", id="a blank"),
    pytest.param("![A](<my graph.png>)", "rename `my graph.png`", id="a blank, in brackets"),
    pytest.param("![A](javascript:alert)", "cannot be read as a picture", id="a script"),
    pytest.param("![A](gräph.png)", "rename `gräph.png`", id="letters"),
    pytest.param("![A](img\\run.png)", "rename", id="a backslash"),
    pytest.param("![A]()", "rename ``", id="no name"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), UNSHOWN)
def test_a_picture_that_cannot_be_shown_is_told_with_the_way_out(text, said):
    (found,) = flaws(text)

    assert said in found


G, TO = "![The graph](graph.png)", f"![The graph]({GRAPH})"
TWICE = [
    (f"```\n{G}\n```\n\n{G}", f"```\n{G}\n```\n\n{TO}"),
    (f"{G}\n\n```\n{G}\n```\n{G}", f"{TO}\n\n```\n{G}\n```\n{TO}"),
    (f"{G}\n\n{G}", f"{TO}\n\n{TO}"),
    (f"See {G} now\n\n{G}\n\n  {G} twice {G}", f"See {TO} now\n\n{TO}\n\n  {TO} twice {TO}"),
    (f"\n\n   {G}\n\n\n\u3000{G}", f"\n\n   {TO}\n\n\n\u3000{TO}"),
    (f"a `{G}`\n  b {G}\n\n{G}", f"a `{G}`\n  b {TO}\n\n{TO}"),
    (f"{G}\r\n\r\n{G}", f"{TO}\n\n{TO}"),
    (f"~~~ text {G}\n{G}\n~~~\n{G}", f"~~~ text {G}\n{G}\n~~~\n{TO}"),
    (f"\0 {G}\n\n\0 {G}", f"\0 {TO}\n\n\0 {TO}"),
]


@pytest.mark.parametrize(("text", "new"), TWICE)
def test_each_picture_is_found_where_it_stands(text, new):
    assert (new, []) == read_text(text, BESIDE)


def test_where_no_pictures_are_shown_they_are_refused():
    assert ["no picture is shown here; move it into a stem, an option, a reason or a lesson"] == (
        flaws("![A graph](graph.png)", None)
    )


def test_a_text_of_which_nothing_is_seen_is_refused():
    assert ["nothing of this text can be seen; write some words"] == flaws("\u200b\u00ad&nbsp;")


def test_every_flaw_of_a_text_is_told():
    assert 3 == len(flaws("$x^2$, ![](graph.png) and ![A](nope.png)"))


@pytest.mark.parametrize("text", ["It stays.[^no-rollback]", "one\n\n*two* [^a]", "[^a]"])
def test_a_note_outside_of_a_lesson_is_refused_and_leads_nowhere(text):
    (found, *_) = flaws(text)

    assert "makes no note here" in found
    assert "fact-ref" not in inline(text)
    assert [] == flaws("`[^a]` is code, and so is\n\n```\n[^b]\n```")


IN_LINKS = [
    ("See [the docs](https://example.org/) now", "See the docs now"),
    ("[a *b*](/lessons/l/) `c`", "a <em>b</em> <code>c</code>"),
    ("one [two](x)\n\nthree [four](y)[^a]", None),
    ("<https://example.org/>", "https://example.org/"),
]


@pytest.mark.parametrize(("text", "html"), IN_LINKS)
def test_within_a_link_no_other_link_stands(text, html):
    found = inline(text, is_in_link=True)

    assert "<a" not in found
    assert html in (found, None)
    assert "<a " in inline(text)
