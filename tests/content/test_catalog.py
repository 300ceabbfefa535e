"""All content from its folders: what is broken is left out and named, the rest still loads."""

import shutil
from pathlib import Path

import pytest

from tests.build import ROOT, bundled, copied
from tests.content.files import FILES, write
from trialrun.content import Catalog, load_catalog

FOLDERS = ("lessons", "scenarios", "levels", "quizzes")
LESSON = "s1-lakeflow-jobs"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the bundled content that a test may break."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def broken(content: Path, path: str, old: str, new: str) -> Catalog:
    """Changes a file of the content, then loads it all."""
    text = (content / path).read_text(encoding="utf-8")
    assert old in text
    (content / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copied(content)


def line_of(path: str, text: str) -> int:
    """Returns the line of a bundled file on which a text first stands."""
    before, _, _ = (ROOT / path).read_text(encoding="utf-8").partition(text)
    return before.count("\n") + 1


def named(catalog: Catalog) -> list[str]:
    return [str(problem) for problem in catalog.problems]


def test_the_bundled_content_has_no_problem():
    assert [] == named(bundled())


def test_content_stands_in_the_authors_order():
    assert sorted(s.order for s in bundled().scenarios.values()) == [
        s.order for s in bundled().scenarios.values()
    ]
    assert ["everything-works", "chain-breaks", "one-branch-fails"] == list(bundled().scenarios)[:3]


def test_a_question_is_found_by_its_uid():
    question = bundled().question("rollback/what-is-committed")

    assert question is not None
    assert "rollback/what-is-committed" == question.uid


@pytest.mark.parametrize("uid", ["rollback/nope", "nope/what-is-committed", "rollback", "", "/"])
def test_an_unknown_question_is_none(uid):
    assert bundled().question(uid) is None


def test_an_empty_folder_is_an_empty_catalog_that_says_so(tmp_path):
    catalog = load_catalog(tmp_path)

    assert ((), {}, {}, {}, {}, {}) == (
        catalog.outline,
        catalog.lessons,
        catalog.scenarios,
        catalog.sets,
        catalog.facts,
        catalog.rules,
    )
    assert [f"{tmp_path}: there is neither lessons/ nor quizzes/ in this folder"] == named(catalog)


def test_a_broken_question_set_is_left_out_and_named(content):
    path = "quizzes/cluster-choice.yaml"

    catalog = broken(content, path, "summary:", "sumary:")

    line = line_of(path, "summary:")
    hint = "there is no field `sumary` here; did you mean `summary`?"
    assert f"{path}:{line}: {hint}" in named(catalog)
    assert set(bundled().sets) - {"cluster-choice"} == set(catalog.sets)


def test_a_question_with_a_slip_is_left_out_and_named(content):
    path = "quizzes/cluster-choice.yaml"

    catalog = broken(content, path, "correct: true", "correct: perhaps")

    line = line_of(path, "correct: true")
    assert f"{path}:{line}: this must be yes or no" in named(catalog)
    whole = bundled().sets["cluster-choice"].questions
    assert len(whole) - 1 == len(catalog.sets["cluster-choice"].questions)


def test_what_does_not_need_the_broken_file_still_loads(content):
    catalog = broken(content, "quizzes/cluster-choice.yaml", "correct: true", "correct: perhaps")

    assert list(bundled().scenarios) == list(catalog.scenarios)
    assert list(bundled().lessons) == list(catalog.lessons)


def test_a_broken_scenario_takes_only_what_is_asked_about_it_along(content):
    path = "scenarios/retried.yaml"

    catalog = broken(content, path, "max_retries: 2", "max_retires: 2")

    line = line_of(path, "max_retries: 2")
    hint = (
        "job.tasks[1].max_retires: there is no field `max_retires` here; did you mean "
        "`max_retries`? It is left out"
    )
    assert [f"{path}:{line}: {hint}"] == [str(p) for p in catalog.problems_of(path)]
    assert set(bundled().scenarios) - {"retried"} == set(catalog.scenarios)


def test_questions_about_a_broken_scenario_are_named_at_their_run(content):
    path = "quizzes/rollback.yaml"

    catalog = broken(content, "scenarios/retried.yaml", "max_retries: 2", "max_retires: 2")

    line = line_of(path, "run: {scenario: retried")
    (problem,) = catalog.problems_of(path)
    assert line == problem.line
    assert (
        "green-after-a-retry: the scenario `retried` has a mistake of its own; "
        "see scenarios/retried.yaml" == problem.message
    )


def test_questions_about_other_scenarios_stay_with_a_broken_one(content):
    catalog = broken(content, "scenarios/retried.yaml", "max_retries: 2", "max_retires: 2")

    kept = dict(bundled().sets["rollback"].questions)
    del kept["green-after-a-retry"]
    assert list(kept) == list(catalog.sets["rollback"].questions)


def test_a_set_with_one_bad_question_still_serves_the_others(content):
    path = "quizzes/rollback.yaml"

    catalog = broken(content, path, "run: {scenario: retried", "run: {scenario: retired")

    assert [line_of(path, "run: {scenario: retried")] == [p.line for p in catalog.problems_of(path)]
    assert catalog.question("rollback/green-after-a-retry") is None
    assert (
        bundled().question("rollback/what-is-committed").key
        == catalog.question("rollback/what-is-committed").key
    )
    assert len(bundled().sets["rollback"].questions) - 1 == len(catalog.sets["rollback"].questions)


def test_a_broken_lesson_takes_no_question_along(content):
    (content / f"lessons/{LESSON}.md").write_text("no front matter", encoding="utf-8")

    catalog = copied(content)

    assert {LESSON} == bundled().lessons.keys() - catalog.lessons.keys()
    assert {f"lessons/{LESSON}.md"} == {problem.path for problem in catalog.problems}
    assert {slug: list(s.questions) for slug, s in bundled().sets.items()} == {
        slug: list(s.questions) for slug, s in catalog.sets.items()
    }


def test_a_lesson_that_asks_an_unknown_question_is_named_there_and_stays(content):
    path = f"lessons/{LESSON}.md"
    question = "rollback/what-is-committed"

    catalog = broken(content, path, question, "rollback/nope")

    (problem,) = named(catalog)
    told = "there is no question `nope` in quizzes/rollback.yaml; write one of "
    assert problem.startswith(f"{path}:{line_of(path, question)}: {told}")
    assert bundled().lessons.keys() == catalog.lessons.keys()


@pytest.mark.parametrize(
    ("link", "is_there"), [("sources", True), ("rollback", False), ("fact-nothing", False)]
)
def test_a_link_to_a_section_of_another_lesson_is_looked_up(content, link, is_there):
    text = f"---\ntitle: Two\norder: 9\nminutes: 5\n---\n\nSee [it](/lessons/{LESSON}/#{link}).\n"
    (content / "lessons/two.md").write_text(text)
    outline = content / "lessons/outline.yaml"
    entry = "lessons:\n  - {slug: two, title: Two, says: More.}\n"
    outline.write_text(outline.read_text().replace("lessons:\n", entry, 1))
    catalog = copied(content)

    says = f"lessons/two.md:7: there is no section `{link}` in the lesson `{LESSON}`"
    assert ([] if is_there else [says]) == named(catalog)
    assert {*bundled().lessons, "two"} == set(catalog.lessons)


UIDS = {
    "rollback/nope": "there is no question `nope` in quizzes/rollback.yaml; write one of ",
    "rollback/what-is-comitted": "did you mean `what-is-committed`?",
    "rolback/what-is-committed": "there is no set `rolback`, so no `rolback/what-is-committed`; "
    "did you mean `rollback`?",
    "rollback": "`rollback` names no question; write SET/QUESTION",
}


@pytest.mark.parametrize("uid", UIDS)
def test_a_first_question_that_is_not_there_is_named_at_its_line(content, uid):
    path, first = "lessons/outline.yaml", bundled().first_question
    catalog = broken(content, path, first, uid)
    line = line_of(path, first)

    (problem,) = named(catalog)
    assert problem.startswith(f"{path}:{line}: ")
    assert UIDS[uid] in problem


def test_a_flawed_question_that_a_lesson_asks_is_named_once_where_it_stands(content):
    set_path = "quizzes/rollback.yaml"

    catalog = broken(
        content, set_path, "id: what-is-committed", "id: what-is-committed\n    mode: x"
    )

    assert [set_path] == [problem.path for problem in catalog.problems]


def test_a_lesson_that_asks_a_set_that_cannot_be_read_is_told_so_behind_it(content):
    path, set_path = f"lessons/{LESSON}.md", "quizzes/rollback.yaml"

    catalog = broken(content, set_path, "title:", "title: [")

    assert set_path == catalog.problems[0].path
    told = [(p.cause, p.message.rpartition("; ")[2]) for p in catalog.problems_of(path)]
    assert {(set_path, f"see {set_path}")} == set(told)


PASSED_OVER = [
    pytest.param("quizzes/more.yml", "this is not read; let its name end in .yaml", id="yml"),
    pytest.param("scenarios/x.yml", "this is not read; let its name end in .yaml", id="a story"),
    pytest.param("lessons/x.markdown", "this is not read; let its name end in .md", id="markdown"),
    pytest.param(
        f"quizzes/{'x' * 81}.yaml",
        "rename it: at most 80 lower-case letters, digits and dashes are taken",
        id="a name too long for a link",
    ),
    pytest.param("lessons/x.txt", "this is not read; let its name end in .md", id="txt"),
    pytest.param(
        "scenarios/My Story.yaml",
        "rename it: lower-case letters, digits and dashes are taken",
        id="a name no link takes",
    ),
    pytest.param(
        "quizzes/missed.yaml", "`missed` is taken by what a learner missed; rename", id="missed"
    ),
    pytest.param(
        "scenarios/own.yaml", "`own` is taken by jobs that people paste; rename", id="own"
    ),
    pytest.param(
        "scenarios/own-goal.yaml", "`own` is taken by jobs that people paste; rename", id="own-"
    ),
    pytest.param(
        "scenarios/incident-x.yaml",
        "`incident-` is taken by the stories of incidents; rename",
        id="incident-",
    ),
]


@pytest.mark.parametrize(("path", "sentence"), PASSED_OVER)
def test_a_file_that_would_be_passed_over_is_named(content, path, sentence):
    (content / path).write_text("", encoding="utf-8")

    assert f"{path}: {sentence}" in named(copied(content))


def test_a_missing_fact_file_is_named(content):
    (content / "lessons/facts.yaml").unlink()

    assert "lessons/facts.yaml: the file of facts and rules is missing" in named(copied(content))


def test_a_lesson_outside_the_outline_is_named(content):
    shutil.copy(content / f"lessons/{LESSON}.md", content / "lessons/s9-more.md")

    assert "lessons/s9-more.md: no line of lessons/outline.yaml lists it; add one" in named(
        copied(content)
    )


def test_while_the_outline_cannot_be_read_no_lesson_is_asked_to_be_added(tmp_path):
    """What comes of the mistake stands behind it, and says so."""
    outline = {"lessons/outline.yaml": "lessons:\n  - {slug: jobs title: b}\n"}
    found = load_catalog(write(tmp_path, FILES | outline)).problems
    lesson = next(problem for problem in found if problem.path == "lessons/jobs.md")

    assert ("lessons/outline.yaml", "") == (found[0].path, found[0].cause)
    assert "whether lessons/outline.yaml lists it cannot be told; mend that first" == lesson.message
    assert "lessons/outline.yaml" == lesson.cause


def test_a_file_that_is_no_utf8_is_named_at_its_line(content):
    (content / "scenarios/bad.yaml").write_bytes(b"title: T\nsummary: caf\xe9\n")

    catalog = copied(content)

    assert ["scenarios/bad.yaml:2: this is not UTF-8 text; save the file as UTF-8"] == named(
        catalog
    )
    assert list(bundled().scenarios) == list(catalog.scenarios)


def test_a_folder_in_the_place_of_a_file_is_named(content):
    (content / "scenarios/bad.yaml").mkdir()

    assert ["scenarios/bad.yaml: the file cannot be read: Is a directory"] == named(copied(content))


def test_without_facts_everything_that_cites_one_is_named(content):
    (content / "lessons/facts.yaml").write_text("facts: {", encoding="utf-8")

    catalog = load_catalog(content)

    assert "lessons/facts.yaml" in {problem.path for problem in catalog.problems}
    assert {} == catalog.facts
    assert list(bundled().scenarios) == list(catalog.scenarios)


ANYWHERE = [
    "quizzes/rollback.yaml",
    "scenarios/repaired.yaml",
    "lessons/outline.yaml",
    "lessons/exams.yaml",
    "lessons/facts.yaml",
    f"lessons/{LESSON}.md",
]
RUBBISH = {
    "empty": b"",
    "zeros": b"\0" * 100,
    "a list": b"- a\n- b\n",
    "cut short": None,
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("path", ANYWHERE)
@pytest.mark.parametrize("rubbish", list(RUBBISH))
def test_a_file_of_rubbish_is_named_and_stops_nothing(content, path, rubbish):
    file = content / path
    written = RUBBISH[rubbish]
    file.write_bytes(file.read_bytes()[:300] if written is None else written)

    catalog = copied(content)

    assert path in {problem.path for problem in catalog.problems}
    assert "everything-works" in catalog.scenarios


def test_problems_are_in_order_of_file_and_line(content):
    broken(content, "quizzes/rollback.yaml", "kind: choice", "kind: x")
    catalog = broken(content, "scenarios/repaired.yaml", "mode: append", "mode: x")

    places = [(bool(p.cause), p.path, p.line) for p in catalog.problems]
    assert sorted(places) == places
    assert {"quizzes/rollback.yaml", "scenarios/repaired.yaml"} <= {path for _, path, _ in places}
