"""One mistake in a file hides no other: each is named, and nothing that is none.

The mistakes of each reader are put into one file by twos. A flaw of a run needs a run: where the
story itself is broken, there is none.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import pytest

from tests.content.readers import test_facts, test_lessons, test_levels, test_question_sets
from tests.content.readers.test_lessons import LESSON
from tests.content.readers.test_levels import LEVEL
from tests.content.readers.test_question_sets import SET
from tests.content.readers.test_scenarios import SCENARIO
from tests.proving import some_of
from trialrun.content.readers.facts import read_facts
from trialrun.content.readers.outline import read_outline
from trialrun.content.readers.scenarios import read_scenario
from trialrun.problem import Problem

Mistake = tuple[str, str, str]
"""What is written, what is written instead, and what is said of it."""

OF_SETS = [
    ("title: Rollback", "titel: Rollback", "did you mean `title`?"),
    ("summary: What stays when", "summary: $x^2$ when", "formulas in TeX"),
    ("order: 3", "order: three", "whole number"),
    ("lesson: s1-jobs", "lesson: s1-job", "there is no lesson `s1-job`"),
    ("section: nothing-is-taken-back", "section: nothing", "no section `nothing`"),
    ("stem: What holds now?", "stem: $$x$$", "formulas in TeX"),
    ("run: one-fails", "run: one-flies", "there is no scenario `one-flies`"),
    ("says: the first write", "say: the first write", "there is no field `say` here"),
    ('claim: tables["menu"]', 'claim: table["menu"]', "did you mean `tables`?"),
    ("why: It was committed.", "why: ''", "this is empty"),
    ('claim: tables["bronze"]', 'claim: tables["bronse"]', "did you mean `bronze`?"),
    ("belief: job-is-a-transaction", "belief: job-is-one", "no belief `job-is-one`"),
    ("why: Nothing is", "why: A ![](x.png). Nothing is", "there is no picture `x.png`"),
    ("facts: [no-rollback]", "facts: [no-rollbak]", "did you mean `no-rollback`?"),
    ("kind: predict", "kind: predikt", "kind `predikt` is unknown"),
    ("stem: How does each task end?", "stem: [a]", "this must be text"),
    ('fail: ["a"]', 'fail: ["e", "d"]', "there is no task `d` in this job"),
    ("      a: It raises an error.", "      e: It raises.", "the run has no task `e`"),
]  # fmt: skip
NEEDS = {
    "lesson: s1-job": ("section: ",),
    "run: one-flies": ("claim", "belief"),
    'fail: ["e", "d"]': ("      e: ",),
    "kind: predikt": ("      e: ",),
    "say: the first write": ("belief: job-is-one",),
}
"""What cannot be judged without what another mistake breaks."""

OF_LEVELS = [
    ("title: Load anyway\n", "", "`title` is missing"),
    ("tier: first", "tier: zeroth", "write 'first', 'second' or 'third'"),
    ("order: 3", "order: x", "whole number"),
    ("story: Clean fails", "story: $x^2$ fails", "formulas in TeX"),
    ("load.run_if: [", "load.run_iff: [", "did you mean `run_if`?"),
    ("do_max: 2", "do_max: 7", "write 6 or less"),
    ("says: load runs", "say: load runs", "there is no field `say` here"),
    ("dup == 0", "dups == 0", "did you mean `dup`?"),
    ("- All done.", "- Look at **run_if**.", "this reads like hint 1"),
    ("misses: 2", "misses: two", "whole number"),
    ("why: Appended again.", "wy: Appended again.", "did you mean `why`?"),
    ("[known]", "[unknown]", "there is no fact `unknown`"),
    ("takeaway: All done", "takeaway: A ![x](x.png)", "no picture is shown here"),
    ("par: 1", "par: 0", "write 1 or more"),
]
OF_STORIES = [
    ("task_key: clean}]", "task_key: clen}]", "clen"),
    ("{takes: 60s}", "{takes: 60}", "60"),
    ("{do: run_now}", "{do: run_know}", "run_know"),
    ("clean: {takes: 1m", "clear: {takes: 1m", "the job has no task `clear`"),
    ("{notebook_path: /load}", "{notebook_pat: /load}", "field `notebook_pat`"),
]
OF_WORDS = [m for m in OF_LEVELS if not m[0].startswith(("load.run_if", "dup"))]

OF_SCENARIOS = [
    ("title: Two tasks", "titel: Two tasks", "did you mean `title`?"),
    ("summary: The second", "summary: $x^2$ second", "formulas in TeX"),
    ("max_retries: 2", "max_retrys: 2", "max_retrys"),
    ("[{task_key: ingest}]", "[{task_key: ingst}]", "ingst"),
    ("ingest: {takes: 40s}", "ingest: {takes: 40}", "40"),
    ("mode: append", "mode: upsert", "upsert"),
    ("after_write: 1}", "after_write: 2}", "it cannot fail after write 2"),
    ("at: 5m", "at: 1500ms", "whole seconds"),
    ("{do: fix, task: clean}", "{do: fix, task: clear}", "`clear`"),
]
OF_LESSONS = [
    ("title: Jobs", "titel: Jobs", "did you mean `title`?"),
    ("minutes: 20", "minutes: 0", "write 1 or more"),
    ("[^atomic-commit] See", "[^atomic] See", "there is no fact `atomic`"),
    ("(/lessons/s1-streams/)", "(/lessons/s1-stream/)", "there is no lesson `s1-stream`"),
    ("One task fails.", "One $x^2$ fails.", "formulas in TeX"),
    ("## Nothing is taken back", "## What fails", "two headings read"),
    (":::{sim} one-branch-fails", ":::{sim} one-branch", "there is no scenario `one-branch`"),
    ("The end.", "![The end](end.png)", "there is no picture `end.png`"),
    ("The end.", "::: tarp\nx\n:::", "opens nothing"),
]
OF_FACTS = [
    ("says: A commit", "says: $x^2$ A commit", "formulas in TeX"),
    ("sure: H", "sure: X", "write 'H', 'M-H', 'M' or 'L'"),
    ("read: 2026-11-22", "read: yesterday", "write the date as 2026-11-01"),
    ("{task} appends", "{chore} appends", "{chore} is unknown"),
    ("fact: atomic-commit", "fact: atomic", "there is no fact `atomic` above"),
    ("why: Each write", "wy: Each write", "did you mean `why`?"),
]
OUTLINE = "lessons:\n  - {slug: a, title: A, says: One.}\n  - {slug: b, title: B, says: Two.}\n"
OF_OUTLINES = [
    ("slug: a,", "slug: A A,", "has a capital letter and a space"),
    ("title: A,", "", "`title` is missing"),
    ("says: One.", "says: $x^2$", "formulas in TeX"),
    ("says: Two.", "sais: Two.", "did you mean `says`?"),
]

Read = Callable[[str], Sequence[Problem]]
READERS: dict[str, tuple[str, Read, Sequence[Mistake]]] = {
    "set": (SET, lambda text: test_question_sets.read(text)[1], OF_SETS),
    "level": (LEVEL, lambda text: test_levels.read(text)[1], OF_LEVELS),
    "level with its story": (
        LEVEL,
        lambda text: test_levels.read(text)[1],
        [*OF_WORDS, *OF_STORIES],
    ),
    "scenario": (SCENARIO, lambda text: read_scenario("x.yaml", "x", text)[1], OF_SCENARIOS),
    "lesson": (LESSON, lambda text: test_lessons.read(text)[1], OF_LESSONS),
    "facts": (test_facts.FACTS, lambda text: read_facts("x.yaml", text)[1], OF_FACTS),
    "outline": (OUTLINE, lambda text: read_outline("x.yaml", text)[1], OF_OUTLINES),
}


def sentences(problems: Sequence[Problem]) -> list[str]:
    return [problem.message for problem in problems]


ONES = [(name, m) for name, (_, _, mistakes) in READERS.items() for m in mistakes]


@pytest.mark.parametrize(("name", "mistake"), ONES, ids=lambda value: str(value)[:50])
def test_one_mistake_is_named(name: str, mistake: Mistake) -> None:
    text, read, _ = READERS[name]
    old, new, said = mistake

    assert old in text
    assert [] == list(read(text))
    assert [said] == [said for found in sentences(read(text.replace(old, new, 1))) if said in found]


def twos(name: str) -> Iterator[tuple[Mistake, Mistake]]:
    for one, other in combinations(READERS[name][2], 2):
        needs = NEEDS.get(one[1], ()) if name == "set" else ()
        if one[0] != other[0] and not (needs and other[1].startswith(needs)):
            yield one, other


@pytest.mark.parametrize("name", list(READERS))
def test_two_mistakes_are_both_named_at_their_own_lines(name: str) -> None:
    text, read, _ = READERS[name]
    hidden = []
    for one, other in some_of(list(twos(name)), every=4):
        both = text
        for old, new, _ in (one, other):
            assert old in both, (one, other)
            both = both.replace(old, new, 1)
        found = sentences(read(both))
        hidden += [
            (one, other, said)
            for _, _, said in (one, other)
            if not any(said in each for each in found)
        ]

    assert [] == hidden


ALONE = [(name, m) for name, m in ONES if name != "level with its story"]


@pytest.mark.parametrize(("name", "mistake"), ALONE, ids=lambda value: str(value)[:50])
def test_nothing_is_named_that_is_none(name: str, mistake: Mistake) -> None:
    text, read, _ = READERS[name]
    old, new, _ = mistake
    broken = text.replace(old, new, 1)
    rows = {n for n, line in enumerate(broken.split("\n"), 1) if line not in text.split("\n")}

    for problem in read(broken):
        if problem.cause:
            continue
        about = broken.split("\n")[problem.line - 1]
        is_named = old.split(":")[0] in about or new in about or "kind `" in problem.message
        assert problem.line in rows or is_named or "missing" in problem.message
