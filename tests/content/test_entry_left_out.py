"""An entry with a mistake leaves out itself alone; what uses it names the mistake, behind it."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tests.build import ROOT, bundled
from tests.content.files import FACTS, FILES, CountedFolder, write
from trialrun.content import Catalog, load_catalog
from trialrun.content.build import build
from trialrun.content.kept import Kept
from trialrun.content.readers.exams import ExamsSpec
from trialrun.content.readers.facts import FactsSpec
from trialrun.content.readers.lesson_ends import LessonSpec
from trialrun.content.readers.level_spec import LevelSpec
from trialrun.content.readers.outline import OutlineSpec
from trialrun.content.readers.scenario_spec import ScenarioSpec
from trialrun.questions import question_set_model

FOLDERS = ("lessons", "lessons/figures", "quizzes", "quizzes/bundles", "levels", "scenarios")

ENTRIES = [
    pytest.param("read: 2026-11-22", "read: 22 Nov 2026", "write the date as 2026-11-22", id="day"),
    pytest.param("read: 2026-11-22", "read: soon", "write the date as 2026-11-01", id="no date"),
    pytest.param("read: 2026-11-22", "read: 2026-02-30", "is no date that is read", id="February"),
    pytest.param("sure: H", "sure: high", "`high` is not allowed", id="another word"),
    pytest.param("source:", "sauce:", "did you mean `source`?", id="a misspelt field"),
    pytest.param("says: ", "says: $x^2$ ", "formulas in TeX", id="a formula"),
]


def broken_at(root: Path, path: str, old: str, new: str, behind: str = "") -> Catalog:
    """Returns the content of a few files, with one mistake behind a text."""
    at = FILES[path].index(behind)
    before, after = FILES[path][:at], FILES[path][at:]
    assert old in after
    return load_catalog(write(root, FILES | {path: before + after.replace(old, new, 1)}))


@pytest.mark.parametrize(("old", "new", "said"), ENTRIES)
def test_a_fact_with_a_mistake_leaves_out_itself_alone(tmp_path, old, new, said):
    catalog = broken_at(tmp_path, "lessons/facts.yaml", old, new, behind="  other:")

    cause, *after = catalog.problems
    assert said in cause.message
    assert ["stays"] == list(catalog.facts)
    assert ["one", "two"] == list(catalog.sets)
    assert ["jobs"] == list(catalog.lessons)
    place = f"lessons/facts.yaml:{FACTS[: FACTS.index('  other:')].count(chr(10)) + 1}"
    message = f"what-is-so: the fact `other` has a mistake of its own; see {place}"
    assert [("quizzes/facts.yaml", message)] == [(p.path, p.message) for p in after]


def test_a_lesson_stays_without_the_footnote_that_has_a_mistake(tmp_path):
    catalog = broken_at(tmp_path, "lessons/facts.yaml", "2026-11-22", "today", behind="  stays:")

    users = [problem.path for problem in catalog.problems[1:]]
    assert ["lessons/jobs.md", "quizzes/one.yaml", "quizzes/two.yaml"] == users
    assert {} == catalog.lessons["jobs"].facts
    assert "footnote" not in repr(catalog.lessons["jobs"].steps)


def test_bundled_facts_lose_one_and_its_users_alone(tmp_path):
    for folder in FOLDERS:
        write(tmp_path, {f"{folder}/{f.name}": f.read_text() for f in (ROOT / folder).glob("*.*")})
    path = tmp_path / "lessons/facts.yaml"
    text = path.read_text()
    path.write_text(text.replace("read: 2026-", "read: 1 Nov 2026 #", 1))
    catalog = load_catalog(tmp_path)

    (gone,) = bundled().facts.keys() - catalog.facts.keys()
    cause, *after = catalog.problems
    assert "`1 Nov 2026` is no date that is read; write the date as 2026-11-01" == cause.message
    assert len(bundled().facts) - 1 == len(catalog.facts)
    assert [] == [problem for problem in after if f"the fact `{gone}` has" not in problem.message]
    assert list(bundled().lessons) == list(catalog.lessons)
    assert len(after) == len({(problem.path, problem.message) for problem in after})


def test_a_running_app_keeps_the_entry_as_it_was(tmp_path):
    root = write(tmp_path)
    first = build(CountedFolder(root), Kept(None))
    write(root, {"lessons/facts.yaml": FACTS.replace("2026-11-22", "today")})
    now = build(CountedFolder(root), Kept(None), first).catalog

    assert first.catalog.facts == now.facts
    assert {"lessons/facts.yaml"} == {problem.path for problem in now.problems}
    assert list(first.catalog.sets) == list(now.sets)


def test_a_line_of_the_course_with_a_mistake_leaves_out_itself_alone(tmp_path):
    catalog = broken_at(tmp_path, "lessons/outline.yaml", "slug: jobs", "slg: jobs")

    assert [
        "lessons/outline.yaml:2: there is no field `slg` here; did you mean `slug`?",
        "lessons/jobs.md: its line in lessons/outline.yaml has a mistake of its own; see "
        "lessons/outline.yaml:2",
    ] == list(map(str, catalog.problems))
    assert ["jobs"] == list(catalog.lessons)


@pytest.mark.parametrize("entry", ["''", "[a]", "$x^2$"])
def test_an_objective_with_a_mistake_leaves_out_itself_alone(tmp_path, entry):
    new = f"objectives: [Reading, {entry}]\nminutes:"
    catalog = broken_at(tmp_path, "lessons/jobs.md", "minutes:", new)

    assert ["lessons/jobs.md"] == [problem.path for problem in catalog.problems]
    assert ("Reading",) == catalog.lessons["jobs"].objectives


def test_facts_that_cannot_be_read_at_all_are_the_cause_of_all_that_is_missed(tmp_path):
    catalog = load_catalog(write(tmp_path, FILES | {"lessons/facts.yaml": "facts: ["}))

    cause, *after = catalog.problems
    assert "lessons/facts.yaml" == cause.path
    assert {"lessons/facts.yaml"} == {problem.cause for problem in after}
    assert ["jobs"] == list(catalog.lessons)


MODELS = [
    ExamsSpec,
    FactsSpec,
    LessonSpec,
    LevelSpec,
    OutlineSpec,
    ScenarioSpec,
    question_set_model(),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_field_is_refused_by_a_bare_pattern(model):
    assert "'pattern'" not in str(TypeAdapter(model).json_schema())


NAMES = {
    "One Two": "`One Two` has a capital letter and a space; write lower-case letters, digits and "
    "dashes, as in `one-two`",
    "a_b": "`a_b` has the sign _; write lower-case letters, digits and dashes, as in `a-b`",
    "-a": "`-a` has a dash in front; write lower-case letters, digits and dashes, as in `a`",
    "ä": "`ä` has the sign ä; write lower-case letters, digits and dashes",
    "a" * 81: f"`{'a' * 60}…` has 81 characters; write at most 80",
}


@pytest.mark.parametrize(("name", "said"), NAMES.items())
def test_a_name_is_told_what_of_it_is_wrong(tmp_path, name, said):
    catalog = broken_at(tmp_path, "quizzes/one.yaml", "id: what-is-left", f"id: {name}")

    assert said == catalog.problems[0].message
