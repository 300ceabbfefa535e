"""What questions are tagged with stands beside them, by uid: it is no part of what is put."""

import pytest

from tests.build import bundled
from tests.content.files import FACT_SET, FILES, CountedFolder, write
from tests.content.test_build import Site
from trialrun.content import Catalog, load_catalog
from trialrun.content.build import build
from trialrun.content.exam import DIFFICULTIES, Tags
from trialrun.content.kept import Kept

EXAMS = """\
exams:
  first-2026:
    name: First
    guide: guide of 1 May
    objectives:
      reading: reading things
      writing: writing things
  second-2026:
    name: Second
    guide: guide of 2 May
    objectives: {reading: reading more}
"""
EXAMS_PATH, SET_PATH, UID = "lessons/exams.yaml", "quizzes/facts.yaml", "facts/what-is-so"


def tagged(tags: str) -> str:
    return FACT_SET.replace("    kind: choice\n", f"    kind: choice\n{tags}")


def catalog_with(tmp_path, tags: str, exams: str | None = EXAMS) -> Catalog:
    files = FILES | {SET_PATH: tagged(tags)} | ({EXAMS_PATH: exams} if exams else {})
    return load_catalog(write(tmp_path, files))


def test_tags_are_had_by_uid_without_reading_the_question(tmp_path):
    tags = "    objectives: [second-2026/reading, first-2026/writing]\n    difficulty: hard\n"
    catalog = catalog_with(tmp_path, tags)

    assert () == catalog.problems
    assert Tags(("second-2026/reading", "first-2026/writing"), "hard") == catalog.tags(UID)
    assert Tags() == catalog.tags("one/what-is-left") == catalog.tags("none/at-all")


def test_tags_are_told_in_words_exam_by_exam(tmp_path):
    tags = "    objectives: [second-2026/reading, first-2026/writing]\n    difficulty: hard\n"
    catalog = catalog_with(tmp_path, tags)

    told = catalog.exams.tagged(catalog.sets["facts"].tags.values())
    assert (
        (
            ("First", "guide of 1 May", ("writing things",)),
            ("Second", "guide of 2 May", ("reading more",)),
        ),
        ((1, "hard"),),
    ) == told


FLAWS = [
    pytest.param(
        "[first-2026/raeding]",
        "7: what-is-so: there is no objective `first-2026/raeding` in lessons/exams.yaml; "
        "did you mean `first-2026/reading`?",
        id="a slip",
    ),
    pytest.param(
        "[first-2026/reading, first-2026/reading]",
        "7: what-is-so: `first-2026/reading` is named twice; remove one",
        id="twice",
    ),
    pytest.param(
        '["Associate: loops"]',
        "7: what-is-so: there is no objective `Associate: loops` in lessons/exams.yaml",
        id="free text",
    ),
]


@pytest.mark.parametrize(("written", "told"), FLAWS)
def test_a_wrong_tag_is_named_and_leaves_its_question(tmp_path, written, told):
    catalog = catalog_with(tmp_path, f"    objectives: {written}\n    difficulty: easy\n")

    assert [f"{SET_PATH}:{told}"] == list(map(str, catalog.problems))
    assert "easy" == catalog.tags(UID).difficulty
    assert catalog.question(UID) is not None


def test_a_difficulty_there_is_not_is_named_with_those_there_are(tmp_path):
    catalog = catalog_with(tmp_path, "    difficulty: medum\n")

    (problem,) = catalog.problems
    assert (SET_PATH, 7) == (problem.path, problem.line)
    assert "`medum` is not allowed; did you mean `medium`?" in problem.message


def test_without_exams_every_objective_is_named(tmp_path):
    catalog = catalog_with(tmp_path, "    objectives: [first-2026/reading]\n", exams=None)

    told = "what-is-so: there is no objective `first-2026/reading` in lessons/exams.yaml"
    assert [f"{SET_PATH}:7: {told}"] == list(map(str, catalog.problems))


def test_an_exam_with_a_mistake_is_the_cause_of_what_names_it(tmp_path):
    exams = EXAMS.replace("guide: guide of 1 May", "giude: guide of 1 May")
    catalog = catalog_with(tmp_path, "    objectives: [first-2026/reading]\n", exams=exams)

    cause, after = catalog.problems
    assert f"{EXAMS_PATH}:4: there is no field `giude` here; did you mean `guide`?" == str(cause)
    assert f"{EXAMS_PATH}:2" == after.cause
    assert ["second-2026"] == list(catalog.exams.exams)


def test_an_exam_with_a_mistake_goes_on_as_it_was(tmp_path):
    root = write(tmp_path, FILES | {EXAMS_PATH: EXAMS})
    first = build(CountedFolder(root), Kept(None))
    write(root, {EXAMS_PATH: EXAMS.replace("guide: guide of 1 May", "guide: ''")})
    now = build(CountedFolder(root), Kept(None), first).catalog

    assert [EXAMS_PATH] == [problem.path for problem in now.problems]
    assert first.catalog.exams.exams == now.exams.exams


def test_objectives_of_a_whole_set_are_named_and_the_set_stays(tmp_path):
    text = FACT_SET.replace("lesson: jobs", "objectives: [Reading]\nlesson: jobs")
    catalog = load_catalog(write(tmp_path, FILES | {SET_PATH: text}))

    (problem,) = catalog.problems
    assert f"{SET_PATH}:3" == f"{problem.path}:{problem.line}"
    assert problem.message.startswith("objectives are those of the questions; remove this")
    assert catalog.has_question(UID)


def test_tags_are_no_part_of_what_is_put(tmp_path):
    plain = load_catalog(write(tmp_path / "a", FILES)).question(UID)
    with_tags = catalog_with(tmp_path / "b", "    difficulty: hard\n").question(UID)

    assert (plain.digest, plain.text, plain.said) == (
        with_tags.digest,
        with_tags.text,
        with_tags.said,
    )


REBUILT = [
    pytest.param("reading things", "reading at all", set(), id="the words of an objective"),
    pytest.param("name: First", "name: Other", set(), id="the name of an exam"),
    pytest.param("      reading:", "      rhyming:", {SET_PATH}, id="an objective that went"),
]


@pytest.mark.parametrize(("old", "new", "also"), REBUILT)
def test_a_set_is_built_again_only_where_its_objective_went(tmp_path, old, new, also):
    site = Site(tmp_path)
    tags = "    objectives: [first-2026/reading]\n"
    write(tmp_path, {EXAMS_PATH: EXAMS, SET_PATH: tagged(tags)})
    site.build()

    assert {EXAMS_PATH, *also} == site.change(EXAMS_PATH, old, new)


def test_every_bundled_question_is_tagged():
    untagged = [
        uid
        for found in bundled().sets.values()
        for uid in found.uids
        if not all(bundled().tags(uid))
    ]

    assert [] == untagged
    assert {"easy", "medium", "hard"} == set(DIFFICULTIES)
