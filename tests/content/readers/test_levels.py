"""Level files: read as values, every flaw at its line; every bundled level is proven."""

import shutil
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from tests.build import ROOT, a_cited, bundled
from trialrun.content import load_catalog
from trialrun.content.readers.levels import par_problems, read_level
from trialrun.engine import RUN_IF, WhatIfText
from trialrun.questions import (
    PLAIN,
    TIERS,
    Goal,
    Level,
    May,
    Wrong,
    met,
    moves,
    refusal,
    search,
    solves,
    tries,
)

LEVEL = """\
title: Load anyway
tier: first
order: 3
story: Clean fails, and load does not run.
job:
  name: restaurant
  job_clusters: [{job_cluster_key: main}]
  tasks:
    - task_key: clean
      job_cluster_key: main
      notebook_task: {notebook_path: /clean}
    - task_key: load
      depends_on: [{task_key: clean}]
      job_cluster_key: main
      notebook_task: {notebook_path: /load}
script:
  clean: {takes: 1m, writes: [{to: x, mode: append, rows: 40}], fails: {on: all, after_write: 1}}
  load: {takes: 60s}
actions:
  - {do: run_now}
may:
  dial:
    load.run_if: [ALL_SUCCESS, ALL_DONE]
    clean.retries: ["0", "1"]
  do: [fix, repair]
  do_max: 2
goal:
  - says: load runs
    claim: tasks["load"].state == "SUCCESS"
  - says: no row is there twice
    claim: dup == 0
hints:
  - Look at run_if.
  - All done.
solution: {dial: ["load.run_if:ALL_DONE"]}
wrong:
  - try: {do: [fix, repair]}
    misses: 2
    why: Appended again.
facts: [known]
takeaway: All done runs in any case.
par: 1
"""
FACTS = {"known": a_cited("known"), "guessed": a_cited("guessed", is_gradable=False)}


def read(text: str = LEVEL):
    return read_level("levels/x.yaml", "x", text, facts=FACTS, assumed=frozenset())


def told(text: str) -> list[str]:
    level, problems = read(text)
    assert level is None
    return [str(problem) for problem in problems]


def test_a_level_is_read():
    level, problems = read()

    assert [] == problems
    assert ("x", "Load anyway", "first", 3) == (level.slug, level.title, level.tier, level.order)
    assert level.story == level.scenario.summary == "Clean fails, and load does not run."
    assert (
        May(
            (("load.run_if", ("ALL_SUCCESS", "ALL_DONE")), ("clean.retries", ("0", "1"))),
            ("fix", "repair"),
            2,
        )
        == level.may
    )
    assert Goal("no row is there twice", "dup == 0") == level.goals[1]
    assert ("Look at run_if.", "All done.") == level.hints
    assert WhatIfText(dial=("load.run_if:ALL_DONE",)) == level.solution
    assert (Wrong(WhatIfText(do=("run_now", "fix", "repair")), 2, "Appended again."),) == (
        level.wrong
    )
    assert (("known",), "All done runs in any case.", 1) == (level.facts, level.takeaway, level.par)


def test_three_actions_may_be_added_unless_the_level_says_otherwise():
    level, _ = read(LEVEL.replace("  do_max: 2\n", ""))

    assert 3 == level.may.do_max


FLAWS = [
    ("tier: first", "tier: zeroth", 2, "is not allowed; write 'first', 'second' or 'third'"),
    ("title: Load anyway\n", "", 1, "`title` is missing; add title: …"),
    ("job:\n", "jop:\n", 5, "there is no field `jop` here; did you mean `job`?"),
    ("task_key: clean}]", "task_key: clen}]", 13, "clen"),
    ("  load: {takes: 60s}\n", "", 16, "what does `load` do? Add `load: {takes: 60s}`"),
    ("- {do: run_now}", "- {do: run_now, at: 1500ms}", 20, "write whole seconds, as links do"),
    ("load.run_if: [", "load.run_iff: [", 23, "there is no dial `run_iff` for a task"),
    ("[fix, repair]\n  do", "[fix, repai]\n  do", 25, "`repai` is no action"),
    ("do_max: 2", "do_max: 7", 26, "`7` is too large; write 6 or less"),
    ("dup == 0", "dups == 0", 31, "dups"),
    ("dup == 0", "cents >= 0", 30, "costs and times hang on our prices and start-up times"),
    ("  - All done.\n", "", 32, "write at least 2 entries"),
    ("- All done.", "- Look at RUN_IF.", 34, "this reads like hint 1"),
    ('ALL_DONE"]', 'ALL_SUCCESS"]', 35, "it misses goal 1: load runs"),
    ("try: {do: [fix, repair]}", "try: {do: [run_now]}", 37, "run_now cannot be added"),
    ("try: {do", "attempt: {do", 37, "`try` is missing; add try: …"),
    ("misses: 2", "misses: 1", 38, "the try meets goal 1; it misses 2"),
    ("[known]", "[guessed]", 40, "guessed is an assumption or too unsure; cite another"),
    ("par: 1", "par: 2", 42, "the solution takes 1 move; write par: 1, or mend it"),
    ("par: 1", "par: 0", 42, "`0` is too small; write 1 or more"),
]


@pytest.mark.parametrize(("old", "new", "line", "sentence"), FLAWS)
def test_a_flaw_is_named_at_its_line(old, new, line, sentence):
    assert old in LEVEL
    problems = told(LEVEL.replace(old, new, 1))

    at = f"levels/x.yaml:{line}: "
    assert [problem for problem in problems if problem.startswith(at) and sentence in problem]


def test_a_run_that_rests_on_an_assumption_is_named():
    rule = frozenset({"run_if.all_done.met"})
    level, (problem,) = read_level("levels/x.yaml", "x", LEVEL, facts=FACTS, assumed=rule)

    assert level is None
    assert str(problem).startswith("levels/x.yaml:35: the run rests on an assumption of ours")


def test_the_search_for_a_shorter_way_names_the_line_of_par():
    longer = LEVEL.replace('ALL_DONE"]', 'ALL_DONE", "load.retries:1"]').replace("par: 1", "par: 2")
    level, problems = read(longer.replace("clean.retries:", "load.retries:"))

    assert [] == problems
    assert ["levels/x.yaml:42: 1 move will do: load.run_if:ALL_DONE"] == list(
        map(str, par_problems(level))
    )
    assert [] == par_problems(read()[0])


def copied(tmp_path: Path, *names: str) -> Path:
    """Copies the facts and some levels into a folder of their own."""
    for name in ("lessons/facts.yaml", *(f"levels/{name}.yaml" for name in names)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_broken_level_is_left_out_and_named(tmp_path):
    content = copied(tmp_path, "pressed-twice", "six-kitchens")
    file = content / "levels/pressed-twice.yaml"
    file.write_text(file.read_text().replace("merge", "marge", 1))

    catalog = load_catalog(content)

    (problem,) = catalog.problems_of("levels/pressed-twice.yaml")
    assert ["six-kitchens"] == list(catalog.levels)
    assert problem.message.startswith(
        "`ingest.write1`: write1 does not take `marge`; write one of append, "
    )


def test_levels_are_put_into_order_by_tier_first(tmp_path):
    names = ("in-plain-sight", "yesterdays-menu", "six-kitchens", "pressed-twice")

    assert list(reversed(names)) == list(load_catalog(copied(tmp_path, *names)).levels)


def test_a_file_that_is_no_level_by_its_name_is_named(tmp_path):
    content = copied(tmp_path, "six-kitchens")
    (content / "levels/mine.yml").write_text("title: T\n")
    (content / "levels/My Level.yaml").write_text("title: T\n")
    problems = list(map(str, load_catalog(content).problems))

    assert "levels/mine.yml: this is not read; let its name end in .yaml" in problems
    assert (
        "levels/My Level.yaml: rename it: lower-case letters, digits and dashes are taken"
        in problems
    )


LEVELS = bundled().levels
EVERY_LEVEL = pytest.mark.parametrize("slug", list(LEVELS))


def test_levels_stand_by_tier_and_order():
    places = [(TIERS.index(level.tier), level.order) for level in LEVELS.values()]

    assert places == sorted(set(places))
    assert {"first": 9, "second": 11, "third": 6} == {
        tier: sum(level.tier == tier for level in LEVELS.values()) for tier in TIERS
    }


def blind_tries(level: Level) -> tuple[Fraction, int]:
    """Returns how many tries of at most par moves somebody makes who picks them blindly.

    Of n tries of which k solve the level, in any order, the first that does comes at
    (n + 1) / (k + 1) on average. Among equals that with more to choose from is harder.
    """
    all_tries = [text for number in range(1, level.par + 1) for text in tries(level, number)]
    solving = sum(solves(level, text) for text in all_tries)
    return Fraction(len(all_tries) + 1, solving + 1), len(all_tries)


@pytest.mark.parametrize("tier", TIERS)
def test_levels_of_a_tier_stand_by_how_hard_they_are_as_played(tier):
    found = {slug: blind_tries(level) for slug, level in LEVELS.items() if level.tier == tier}

    assert sorted(found, key=lambda slug: found[slug]) == list(found)


@EVERY_LEVEL
def test_a_bundled_level_is_proven(slug):
    level = LEVELS[slug]

    assert solves(level, level.solution)
    assert not solves(level, PLAIN)
    for wrong in level.wrong:
        assert "" == refusal(level, wrong.text)
        assert not met(level, level.scenario.play_text(wrong.text))[wrong.misses - 1]


@EVERY_LEVEL
def test_par_is_the_fewest_moves(slug):
    level = LEVELS[slug]

    assert level.par == moves(level, level.solution)
    assert search(level, level.par) is None


@EVERY_LEVEL
def test_a_tier_says_how_many_moves_it_takes_at_most(slug):
    level = LEVELS[slug]

    assert level.par <= {"first": 1, "second": 2, "third": 3}[level.tier]


@EVERY_LEVEL
def test_hints_go_on_from_each_other_and_the_first_does_not_give_it_away(slug):
    level = LEVELS[slug]
    values = [text.rpartition(":")[2] for text in level.solution.dial]

    assert len(set(level.hints)) == len(level.hints)
    for text in (level.story, level.hints[0]):
        assert not [value for value in values if value.isupper() and value in text]


def test_no_two_levels_say_the_same():
    for texts in (
        [level.title for level in LEVELS.values()],
        [level.takeaway for level in LEVELS.values()],
        [hint for level in LEVELS.values() for hint in level.hints],
        [wrong.why for level in LEVELS.values() for wrong in level.wrong],
    ):
        same = [a for a, b in pairwise(sorted(texts)) if a == b]
        assert [] == same


def test_every_condition_is_the_answer_somewhere():
    answers = {
        text.rpartition(":")[2]
        for level in LEVELS.values()
        for text in level.solution.dial
        if ".run_if:" in text
    }

    assert set(RUN_IF) == answers


def solutions(level: Level) -> list[WhatIfText]:
    """Returns all solutions of par moves."""
    return [text for text in tries(level, level.par) if solves(level, text)]


SEVERAL = [
    ("bad-prices-stay-in", 2),
    ("pressed-twice", 3),
    ("six-kitchens", 2),
    ("nobody-waits-at-night", 4),
    ("a-second-try-no-second-row", 6),
    ("turn-back-then-repair", 2),
    ("fast-and-cheap", 6),
]


@pytest.mark.parametrize(("slug", "count"), SEVERAL)
def test_whatever_meets_the_goal_solves_a_level(slug, count):
    found = solutions(LEVELS[slug])

    assert count == len(found)
    assert LEVELS[slug].solution in found


def test_more_moves_than_par_solve_a_level_too():
    level = LEVELS["pressed-twice"]

    assert solves(level, WhatIfText(dial=("ingest.write1:merge", "queue:off")))
