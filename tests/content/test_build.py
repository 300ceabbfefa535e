"""A catalog is built from what has changed, and is the same as one that is built anew."""

import gc
import os
import re
from pathlib import Path
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import built_of_ours
from tests.content.files import (
    FACTS,
    FILES,
    GLOSSARY,
    LESSON,
    OUTLINE,
    SCENARIO,
    SET,
    CountedFolder,
    write,
)
from tests.engine.rich import at_most
from trialrun.content import Catalog, load_catalog
from trialrun.content.build import build
from trialrun.content.built import Built
from trialrun.content.kept import Kept
from trialrun.content.watched import EVERY_KEY

NOTHING = Kept(None)


class Site:
    """A folder of content, built again and again."""

    def __init__(self, root: Path) -> None:
        self.root = write(root)
        self.folder = CountedFolder(root)
        self.built: Built = build(self.folder, NOTHING)
        self.proven: set[str] = set()

    def change(self, path: str, old: str, new: str) -> set[str]:
        """Changes a file, builds, and returns the paths of what was built anew."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")
        return self.build()

    def build(self) -> set[str]:
        """Builds again and returns the paths of what was built anew."""
        before = self.built.parts
        self.built = build(self.folder, NOTHING, self.built)
        return {path for path, part in self.built.parts.items() if part is not before.get(path)}

    @property
    def catalog(self) -> Catalog:
        return self.built.catalog


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The small content."""
    return Site(tmp_path)


SETS = {"quizzes/one.yaml", "quizzes/two.yaml"}

CHANGES = [
    # file, old text, new text -> what is built anew
    pytest.param("quizzes/one.yaml", "Nothing.", "None.", {"quizzes/one.yaml"}, id="an option"),
    pytest.param("scenarios/one-fails.yaml", "40", "50", SETS, id="a scenario that sets ask"),
    pytest.param("scenarios/unused.yaml", "40", "50", set(), id="a scenario that nobody asks"),
    pytest.param(
        "lessons/facts.yaml", "A commit stays", "It stays", {"lessons/jobs.md", *SETS}, id="a fact"
    ),
    pytest.param(
        "lessons/facts.yaml", "Something else", "Another", {"quizzes/facts.yaml"}, id="another fact"
    ),
    pytest.param(
        "lessons/facts.yaml",
        "facts:\n",
        "facts:\n  new: {says: It is new., source: docs, read: 2026-11-22, sure: H}\n",
        set(),
        id="a new fact",
    ),
    pytest.param(
        "lessons/jobs.md",
        "What follows",
        "What comes",
        {*SETS, "quizzes/facts.yaml"},
        id="a heading",
    ),
    pytest.param("lessons/jobs.md", "More.", "Less.", set(), id="the words of a lesson"),
    pytest.param("lessons/outline.yaml", "All of it.", "Some of it.", set(), id="the outline"),
]


@pytest.mark.parametrize(("path", "old", "new", "also"), CHANGES)
def test_what_has_not_changed_is_not_built_again(site, path, old, new, also):
    assert {path, *also} == site.change(path, old, new)


def test_nothing_is_read_when_nothing_has_changed(site):
    site.folder.known = {
        path: (stamp, site.built.parts[path].digest) for path, stamp in site.built.stamps.items()
    }
    site.folder.take_read()

    assert set() == site.build()
    assert set() == site.folder.take_read()


def test_a_value_that_has_not_changed_is_the_same_one(site):
    """What was played of a scenario is remembered by it."""
    before = site.catalog.scenarios["one-fails"]
    site.change("quizzes/one.yaml", "Nothing.", "None.")

    assert before is site.catalog.scenarios["one-fails"]


def test_a_fact_that_is_an_assumption_now_is_nobodys_key(site):
    site.change("lessons/facts.yaml", "sure: H}\n  other", "sure: L}\n  other")

    assert ["facts"] == list(site.catalog.sets)
    assert [
        "quizzes/one.yaml:14: what-is-left: stays is an assumption or too unsure; nobody is graded "
        "on it, so cite another"
    ] == [str(p) for p in site.catalog.problems_of("quizzes/one.yaml")]


def test_a_question_is_another_when_its_scenario_is(site):
    before = site.catalog.question("one/what-is-left")
    site.change("scenarios/one-fails.yaml", "takes: 60s", "takes: 90s")
    after = site.catalog.question("one/what-is-left")

    assert before.key == after.key
    assert before.digest != after.digest
    assert before.says_the_same(after)


def test_a_broken_file_is_named_and_leaves_the_rest_alone(site):
    site.change("quizzes/one.yaml", "kind: choice", "kind: paint")

    assert ["two", "facts"] == list(site.catalog.sets)
    assert "quizzes/one.yaml" in {problem.path for problem in site.catalog.problems}

    site.change("quizzes/one.yaml", "kind: paint", "kind: choice")
    assert ["one", "two", "facts"] == list(site.catalog.sets)
    assert () == site.catalog.problems


def test_a_broken_scenario_breaks_what_asks_it_until_it_is_mended(site):
    site.change("scenarios/one-fails.yaml", "actions", "aktions")
    assert ["facts"] == list(site.catalog.sets)

    site.change("scenarios/one-fails.yaml", "aktions", "actions")
    assert ["one", "two", "facts"] == list(site.catalog.sets)


def test_a_file_that_is_removed_is_gone_and_one_that_is_new_is_there(site):
    (site.root / "quizzes/two.yaml").unlink()
    write(site.root, {"quizzes/three.yaml": SET.format(title="Three", order=3)})
    site.build()

    assert ["one", "three", "facts"] == list(site.catalog.sets)


def test_a_lesson_waits_for_a_question_that_comes_back(site):
    text = (site.root / "quizzes/one.yaml").read_text()
    (site.root / "quizzes/one.yaml").unlink()
    site.build()
    assert ["lessons/jobs.md"] == [problem.path for problem in site.catalog.problems]

    (site.root / "quizzes/one.yaml").write_text(text)
    site.build()
    assert () == site.catalog.problems


class HurriedFolder(CountedFolder):
    """A folder in which a file is saved between the look at its stamp and its reading."""

    saved: dict[str, str]

    def read(self, path, stamp=None):
        """Reads a file, after somebody has saved it."""
        if path in self.saved and stamp is None:
            (self.root / path).write_text(self.saved.pop(path), encoding="utf-8")
        return super().read(path, stamp)


@pytest.mark.parametrize("other", [SET.format(title="Other", order=1), "title: ["], ids=str)
def test_a_file_that_is_saved_while_it_is_read_goes_by_what_was_read(tmp_path, other):
    root, file = write(tmp_path / "content"), tmp_path / "content.db"
    settle(root)
    folder = HurriedFolder(root)
    folder.saved = {"quizzes/one.yaml": other}
    kept = Kept(file, "code")
    built = build(folder, kept)
    built.keep()

    write(root, {"quizzes/one.yaml": FILES["quizzes/one.yaml"]})
    again = build(folder, kept, built)
    again.keep()
    assert "One" == again.catalog.sets["one"].title
    assert "One" == load_catalog(root, Kept(file, "code")).sets["one"].title


def settle(root: Path) -> None:
    for path in root.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_catalog_stays_whole_when_the_same_file_is_built_again_for_another_reason(tmp_path):
    """Its questions are read from what is kept when they are asked for."""
    root, file = write(tmp_path / "content"), tmp_path / "content.db"
    load_catalog(root, Kept(file, "code"))
    old = build(CountedFolder(root), Kept(file, "code"))
    facts = FACTS.replace("sure: H}\n  other", "sure: L}\n  other")
    write(root, {"lessons/facts.yaml": facts})
    load_catalog(root, Kept(file, "code"))

    question = old.catalog.question("one/what-is-left")
    assert "from the docs, read 2026-11-22" == question.facts[0].provenance
    assert ["what-is-left"] == [q.id for q in old.catalog.sets["one"].questions.values()]


@pytest.mark.parametrize("broken", ["facts: [", "", None], ids=["a slip", "empty", "gone"])
def test_broken_facts_are_named_and_those_before_go_on_holding(site, broken):
    path = site.root / "lessons/facts.yaml"
    path.unlink()
    if broken is not None:
        path.write_text(broken)
    site.build()

    assert ["lessons/facts.yaml"] == [problem.path for problem in site.catalog.problems]
    assert ["one", "two", "facts"] == list(site.catalog.sets)
    assert ["jobs"] == list(site.catalog.lessons)

    path.write_text(FACTS)
    site.build()
    assert () == site.catalog.problems


def test_a_rule_whose_sentence_cannot_be_filled_in_is_left_out(tmp_path):
    facts = {"lessons/facts.yaml": FACTS.replace("{job} runs.", "{jop} runs.")}
    catalog = load_catalog(write(tmp_path, FILES | facts))
    trace = catalog.scenarios["one-fails"].play()

    assert "{jop} is unknown" in str(catalog.problems[0])
    assert {} == catalog.rules
    assert "load task.root" in [catalog.narrate(trace, event) for event in trace.events]


def test_a_file_whose_name_is_no_text_is_named(site):
    (site.root / os.fsdecode(b"quizzes/\xff.yaml")).write_text("title: x")
    site.build()

    assert ["quizzes/\ufffd.yaml"] == [problem.path for problem in site.catalog.problems]


def test_what_was_built_before_is_let_go(tmp_path):
    root, file = write(tmp_path / "content"), tmp_path / "content.db"
    load_catalog(root, Kept(file, "code"))
    folder, kept = CountedFolder(root), Kept(file, "code")
    built, gone = build(folder, kept), []
    for number in range(6):
        write(root, {"quizzes/one.yaml": SET.format(title=f"Round {number % 2}", order=1)})
        gone.append(ref(built.catalog))
        built = build(folder, kept, built)
        built.keep()
    gc.collect()

    assert [None] * 6 == [catalog() for catalog in gone]
    assert [] == [found for found in gc.get_objects() if type(found).__name__ == "_Build"]


EDITS = {
    "lessons/facts.yaml": [FACTS, FACTS.replace("sure: H}\n  other", "sure: L}\n  other"), "x: ["],
    "lessons/glossary.yaml": [
        GLOSSARY,
        GLOSSARY.replace("term: more", "term: this"),
        GLOSSARY.replace("ours", "oh"),
        None,
    ],
    "lessons/outline.yaml": [OUTLINE, OUTLINE.replace("slug: jobs", "slug: other"), None],
    "lessons/jobs.md": [LESSON, LESSON.replace("What stays", "What is left"), "no front", None],
    "scenarios/one-fails.yaml": [SCENARIO, SCENARIO.replace("40", "50"), "title: [", None],
    "scenarios/unused.yaml": [SCENARIO, None],
    "quizzes/one.yaml": [FILES["quizzes/one.yaml"], "title: x", None],
    "quizzes/two.yaml": [
        FILES["quizzes/two.yaml"],
        FILES["quizzes/two.yaml"].replace("one-fails", "unused"),
    ],
    "quizzes/odd name.yaml": [FILES["quizzes/two.yaml"], None],
    "quizzes/other.yml": ["title: x", None],
}
edits = st.sampled_from([(path, text) for path, texts in EDITS.items() for text in texts])


def told(catalog: Catalog) -> dict[str, object]:
    """Returns all of a catalog as plain values."""
    return {
        "outline": catalog.outline,
        "lessons": {slug: repr(lesson) for slug, lesson in catalog.lessons.items()},
        "scenarios": {slug: s.world.digest for slug, s in catalog.scenarios.items()},
        "sets": {
            slug: [question.text for question in found.questions.values()]
            for slug, found in catalog.sets.items()
        },
        "facts": repr(catalog.facts),
        "glossary": repr(catalog.glossary),
        "problems": [str(p) for p in catalog.problems if p.path != "lessons/facts.yaml"],
    }


@at_most(12, proofs=300)
@given(st.lists(st.lists(edits, min_size=1, max_size=3), min_size=1, max_size=5))
def test_whatever_is_edited_the_catalog_is_that_of_a_fresh_start(tmp_path_factory, rounds):
    root = write(tmp_path_factory.mktemp("content"))
    kept = Kept(root / "content.db", "code")
    folder = CountedFolder(root)
    built = build(folder, kept)
    built.keep()
    last_facts = FACTS
    for round_ in rounds:
        for path, text in round_:
            if text is None:
                (root / path).unlink(missing_ok=True)
            else:
                write(root, {path: text})
        built = build(folder, kept, built)
        built.keep()
        if not (root / "lessons/facts.yaml").read_text().startswith("x"):
            last_facts = (root / "lessons/facts.yaml").read_text()

        # While the facts are broken, those that were whole last go on holding.
        shadow = write(tmp_path_factory.mktemp("shadow"), {"lessons/facts.yaml": last_facts})
        for path in root.glob("*/*"):
            if path.name != "facts.yaml" or path.parent.name != "lessons":
                write(shadow, {str(path.relative_to(root)): path.read_text()})
        fresh = told(load_catalog(shadow))
        assert fresh == told(built.catalog)
        plain = told(load_catalog(root))
        assert plain == told(load_catalog(root, Kept(root / "content.db", "code")))


BUNDLE = "bundle: {name: b}\nresources: {jobs: {j: {name: j, tasks: [{task_key: a}]}}}\n"
BUNDLE_SET = """\
title: Bundles
summary: One question.
lesson: jobs
questions:
  - id: what-name
    kind: choice
    stem: What is its name?
    bundle: mine
    options:
      - {says: J., claim: 'jobs["j"].name == "j"', why: It is.}
      - {says: K., claim: 'jobs["j"].name == "k"', why: It is not.}
    facts: [stays]
"""
WITH_BUNDLE = {"quizzes/bundles/mine.yaml": BUNDLE, "quizzes/bundles.yaml": BUNDLE_SET}


def test_a_bundle_that_changes_makes_the_sets_anew_that_ask_about_it(site):
    write(site.root, WITH_BUNDLE | {"quizzes/bundles/other.yaml": BUNDLE})
    site.build()

    assert () == site.catalog.problems
    changed = {"quizzes/bundles/mine.yaml", "quizzes/bundles.yaml"}
    assert changed == site.change("quizzes/bundles/mine.yaml", "name: b}", "name: c}")
    assert {"quizzes/bundles/other.yaml"} == site.change(
        "quizzes/bundles/other.yaml", "name: b}", "name: c}"
    )


VALUES = """
It has {{run: one-fails | tables["menu"].rows | rows}} as {{deployed: mine | jobs["j"].name}}.
"""


def shown(site) -> str:
    blocks = site.catalog.lessons["jobs"].steps[0].blocks
    return re.sub("<[^<>]*>", "", "".join(block.content for block in blocks)).strip()


def test_a_lesson_is_built_anew_when_what_its_values_are_of_has_changed(site):
    text = (site.root / "lessons/jobs.md").read_text("utf-8").replace("Read this.", VALUES)
    write(site.root, WITH_BUNDLE | {"lessons/jobs.md": text})
    site.build()

    assert "It has 0 rows as j." in shown(site)
    assert {"scenarios/one-fails.yaml", *SETS, "lessons/jobs.md"} == site.change(
        "scenarios/one-fails.yaml", "fails: {on: all}", "fails: {on: [9]}"
    )
    assert "It has 40 rows as j." in shown(site)
    assert "lessons/jobs.md" in site.change("quizzes/bundles/mine.yaml", "name: j,", "name: k,")
    assert "It has 40 rows as k." in shown(site)
    assert set() == site.change("scenarios/unused.yaml", "40", "50") - {"scenarios/unused.yaml"}


def test_a_lesson_whose_story_has_a_mistake_is_left_out_until_that_is_mended(site):
    text = (site.root / "lessons/jobs.md").read_text("utf-8").replace("Read this.", VALUES)
    write(site.root, WITH_BUNDLE | {"lessons/jobs.md": text})
    site.build()
    site.change("scenarios/one-fails.yaml", "takes: 60s", "takes: soon")
    told = [p for p in site.catalog.problems_of("lessons/jobs.md") if "{{run" in p.message]

    assert "jobs" not in site.catalog.lessons
    assert [(10, "scenarios/one-fails.yaml")] == [(each.line, each.cause) for each in told]
    site.change("scenarios/one-fails.yaml", "takes: soon", "takes: 60s")
    assert "It has 0 rows" in shown(site)


BROKEN_BUNDLES = [
    ("a: [", "quizzes/bundles/mine.yaml:1: databricks.yml: "),
    ("# target: dev\n# ==> databricks.yml <==\na: 1\n", "say the target and the variables in the"),
    ("# ==> a.yml <==\na: 1\n", "one file must be called databricks.yml; there are a.yml"),
    ("# ==> a.yml <==\na: 1\n# ==> a.yml <==\nb: 1\n", "the path a.yml is there twice"),
    ("x" * 20_001, "the file has 20,001 characters; at most 20,000 are read"),
]


@pytest.mark.parametrize(("text", "told"), BROKEN_BUNDLES)
def test_a_bundle_with_a_mistake_is_named_before_what_asks_about_it(site, text, told):
    write(site.root, WITH_BUNDLE | {"quizzes/bundles/mine.yaml": text})
    site.build()

    cause, after = site.catalog.problems
    assert told in str(cause)
    assert "quizzes/bundles/mine.yaml" == after.cause
    assert "quizzes/bundles.yaml" == after.path


def test_no_sound_file_of_ours_looks_at_all_there_is():
    """It would be built again with each file that comes. Any word of a lesson may be a new term."""
    looked = {
        (path, space)
        for path, part in built_of_ours().parts.items()
        for space, key in part.looked
        if key == EVERY_KEY and (path.endswith(".yaml") or space != "glossary")
    }

    assert set() == looked
