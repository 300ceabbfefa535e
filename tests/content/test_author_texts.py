"""What authors may write, through the door of a whole folder: pictures, formulas, equal options."""

import json
from pathlib import Path

import pytest

from tests.content.files import FILES, write
from tests.content.pictures import a_png
from tests.content.test_build import NOTHING
from trialrun.content import Catalog, load_catalog
from trialrun.content.build import build
from trialrun.content.folder import Folder
from trialrun.content.picture_bytes import read_picture

GRAPH = "quizzes/img/graph.png"


def site(root: Path, files: dict[str, str] = FILES) -> Path:
    """Writes the small content with a picture beside its sets, and one beside its lesson."""
    write(root, files)
    for path in (GRAPH, "lessons/run.png"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(a_png(640, 480))
    return root


def changed(path: str, old: str, new: str) -> dict[str, str]:
    assert old in FILES[path]
    return FILES | {path: FILES[path].replace(old, new)}


def told(catalog: Catalog) -> list[str]:
    """Returns the problems, but for that of the lesson, whose prompt is the question."""
    return [str(problem) for problem in catalog.problems if "see quizzes/one" not in str(problem)]


PLACES = [
    # file, text that is there, text with TeX in it -> the line that is named
    pytest.param("quizzes/one.yaml", "What is left of One?", "What is $x^2$?", 9, id="a stem"),
    pytest.param("quizzes/one.yaml", "Nothing.", "$x^2$.", 12, id="an option"),
    pytest.param("quizzes/one.yaml", "It failed.", "It is $x^2$.", 12, id="a reason"),
    pytest.param("quizzes/one.yaml", "One question.", "$x^2$.", 2, id="a summary"),
    pytest.param("quizzes/one.yaml", "title: One", "title: $x^2$", 1, id="a title"),
    pytest.param("lessons/jobs.md", "More.", "More.\nAnd $x^2$.", 17, id="a lesson"),
    pytest.param("lessons/jobs.md", "title: Jobs", "title: $x^2$", 2, id="a lesson's title"),
    pytest.param("lessons/jobs.md", "## What follows", "## What $x^2$", 14, id="a heading"),
    pytest.param("lessons/jobs.md", "More.", "::: trap $x^2$\na\n:::", 16, id="a box's title"),
    pytest.param("lessons/jobs.md", "More.", "::: dial $x^2$\na\n:::", 16, id="a fold's title"),
    pytest.param("lessons/facts.yaml", "Something else.", "$x^2$.", 3, id="a fact"),
    pytest.param("lessons/outline.yaml", "All of it.", "$x^2$.", 2, id="the outline"),
    pytest.param("scenarios/unused.yaml", "It fails.", "$x^2$.", 2, id="a scenario"),
]


@pytest.mark.parametrize(("path", "old", "new", "line"), PLACES)
def test_formulas_are_refused_wherever_authors_write(tmp_path, path, old, new, line):
    found = told(load_catalog(site(tmp_path, changed(path, old, new))))

    named = [problem for problem in found if problem.startswith(f"{path}:{line}: ")]
    assert 1 == len(named)
    assert "formulas in TeX are not set (`$x^2$`)" in named[0]


def test_a_formula_deep_in_a_text_is_named_at_its_own_line(tmp_path):
    stem = "stem: |-\n      What is it?\n\n      So\n      $x^2$ it is."
    files = changed("quizzes/one.yaml", "stem: What is left of One?", stem)

    problem = load_catalog(site(tmp_path, files)).problems[-1]

    assert "      $x^2$ it is." == files["quizzes/one.yaml"].split("\n")[problem.line - 1]


def test_a_picture_in_a_question_is_there_under_its_digest(tmp_path):
    files = changed("quizzes/one.yaml", "Nothing.", "'![A graph](img/graph.png)'")

    catalog = load_catalog(site(tmp_path, files))

    picture = read_picture(GRAPH, a_png(640, 480))
    says = catalog.question("one/what-is-left").body["options"][0]["says"]
    assert [] == told(catalog)
    assert f"![A graph]({picture.address})" == says
    assert catalog.has_picture(GRAPH, picture.digest[:16])
    assert (picture, a_png(640, 480)) == catalog.picture(GRAPH)


def test_a_picture_in_a_lesson_is_written_with_its_size(tmp_path):
    catalog = load_catalog(site(tmp_path, changed("lessons/jobs.md", "More.", "![A run](run.png)")))

    html = catalog.lessons["jobs"].steps[-1].blocks[-1].content
    address = read_picture("lessons/run.png", a_png(640, 480)).address
    assert [] == told(catalog)
    assert (
        f'<img class="picture" src="{address}" alt="A run" width="640" height="480" '
        'loading="lazy" decoding="async">' in html
    )


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("quizzes/one.yaml", "Nothing.", "'![A graph](img/graph.png)'"),
        ("lessons/jobs.md", "More.", "![A run](run.png)"),
    ],
)
def test_what_shows_a_picture_is_built_again_when_it_changes(tmp_path, path, old, new):
    folder = Folder(site(tmp_path, changed(path, old, new)))
    first = build(folder, NOTHING)
    for file in (GRAPH, "lessons/run.png"):
        (tmp_path / file).write_bytes(a_png(64, 48))
    second = build(folder, NOTHING, first)
    third = build(folder, NOTHING, second)

    assert first.parts[path] is not second.parts[path]
    assert second.parts[path] is third.parts[path]
    assert first.parts["quizzes/two.yaml"] is second.parts["quizzes/two.yaml"]


def test_a_picture_that_goes_leaves_out_what_shows_it_until_it_is_back(tmp_path):
    root = site(tmp_path, changed("quizzes/one.yaml", "Nothing.", "'![A graph](img/graph.png)'"))
    folder = Folder(root)
    first = build(folder, NOTHING)
    (root / GRAPH).rename(root / "away.png")
    second = build(folder, NOTHING, first)
    (root / "away.png").rename(root / GRAPH)
    third = build(folder, NOTHING, second)

    assert first.catalog.question("one/what-is-left") is not None
    assert second.catalog.question("one/what-is-left") is None
    assert third.catalog.question("one/what-is-left") is not None


def test_a_link_out_of_the_content_is_no_picture(tmp_path):
    root = site(
        tmp_path / "content",
        changed("quizzes/one.yaml", "Nothing.", "'![A graph](img/graph.png)'"),
    )
    (tmp_path / "secret.png").write_bytes(a_png())
    (root / GRAPH).unlink()
    (root / GRAPH).symlink_to(tmp_path / "secret.png")

    (problem,) = told(load_catalog(root))

    assert "it is a link to a file elsewhere; put a copy here" in problem


def test_a_folder_that_is_a_link_is_not_looked_into(tmp_path):
    root = site(tmp_path / "content")
    (root / "quizzes/self").symlink_to(root / "quizzes", target_is_directory=True)

    assert {GRAPH, "lessons/run.png"} == set(load_catalog(root).pictures)


EQUAL = [
    pytest.param("nothing.", id="capitals"),
    pytest.param("'*Nothing*.'", id="stress"),
    pytest.param('"No\\u00adthing."', id="a soft hyphen"),
]


@pytest.mark.parametrize("says", EQUAL)
def test_options_that_nobody_can_tell_apart_are_refused(tmp_path, says):
    (problem,) = told(load_catalog(site(tmp_path, changed("quizzes/one.yaml", "All of it.", says))))

    assert problem.startswith("quizzes/one.yaml:13: what-is-left: this reads like option 1")


def test_two_pictures_with_the_same_words_are_refused(tmp_path):
    text = FILES["quizzes/one.yaml"].replace("Nothing.", "'![Graph](img/graph.png)'")
    text = text.replace("All of it.", "'![graph](img/other.png)'")
    root = site(tmp_path, FILES | {"quizzes/one.yaml": text})
    (root / "quizzes/img/other.png").write_bytes(a_png(9, 9))

    (problem,) = told(load_catalog(root))

    assert problem.startswith("quizzes/one.yaml:13: what-is-left: this reads like option 1")


ODD = [
    pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends of Windows"),
    pytest.param(lambda text: text.replace("\n", "\r"), id="line ends of old Macs"),
    pytest.param(lambda text: "\ufeff" + text, id="a byte order mark"),
    pytest.param(lambda text: "\ufeff" + text.replace("\n", "\r\n"), id="both"),
    pytest.param(lambda text: text + "\n\n\n", id="empty lines at the end"),
    pytest.param(lambda text: text.rstrip("\n"), id="no last line end"),
    pytest.param(lambda text: text.replace("\n", "  \n"), id="blanks at line ends"),
]


@pytest.mark.parametrize("typed", ODD)
def test_files_of_other_editors_are_read_the_same(tmp_path, typed):
    write(tmp_path / "ours")
    for path, text in FILES.items():
        (tmp_path / "theirs" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "theirs" / path).write_bytes(typed(text).encode())
    ours, theirs = load_catalog(tmp_path / "ours"), load_catalog(tmp_path / "theirs")

    assert () == theirs.problems
    for uid in ("one/what-is-left", "two/what-is-left", "facts/what-is-so"):
        assert ours.question(uid).digest == theirs.question(uid).digest
    assert ours.lessons["jobs"].steps == theirs.lessons["jobs"].steps


WORDS = [
    pytest.param("x" * 80, id="80 letters"),
    pytest.param("\U0001f468\u200d\U0001f469 \u2764\ufe0f \U0001f1e9\U0001f1ea", id="emoji"),
    pytest.param("Z\u0351\u036b\u0343a\u0363\u0369lgo", id="marks above letters"),
    pytest.param("a\tb", id="a tab"),
    pytest.param("\u4ec0\u4e48\u7559\u4e0b\u4e86\uff1f", id="Chinese"),
    pytest.param("<b>&amp;\"'", id="signs of HTML"),
    pytest.param("{{ x }} {% y %}", id="signs of Jinja"),
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_whatever_is_typed_is_a_text(tmp_path, words):
    says = json.dumps(words, ensure_ascii=False)
    files = changed("quizzes/one.yaml", "stem: What is left of One?", f"stem: {says}")
    files["quizzes/one.yaml"] = files["quizzes/one.yaml"].replace("title: One", f"title: {says}")
    catalog = load_catalog(site(tmp_path, files))

    assert [] == told(catalog)
    assert words == catalog.question("one/what-is-left").stem
    assert words == catalog.sets["one"].title
