"""Claims about behaviour: what is one, what speaks for it, and what nothing speaks for."""

import pytest

from tests.content.prose.reading import passages
from trialrun.content.prose.claims_made import claim_flaws, is_claim

CLAIMS = [
    "It waits for `a`.",
    "B runs once A has succeeded.",
    "Tasks run side by side.",
    "Both wait.",
    "The task is skipped.",
    "A run is not retried.",
    "By default there is one.",
    "A value may have 48 KiB.",
    "It does not wait.",
    "Nothing is rolled back.",
    "Then a run with a failed task ends as Succeeded with failures.",
    "Run now makes a new run, which never takes anything back.",
    "Repair keeps what succeeded.",
    "A schedule fires at most once.",
]
NO_CLAIMS = [
    "Does it wait?",
    "What is skipped (if anything)?",
    "Press **Play**, and see what runs.",
    "After each commit, look at what it writes.",
    "Now step until it ends.",
    "Run it, and see what fails.",
    "To choose, ask what the work waits for.",
    "Before you read on, commit to an answer.",
    "This lesson is about what runs them.",
    "The next section takes them one by one.",
    "The company has four branches.",
    "These two words are easily confused.",
]


@pytest.mark.parametrize("said", CLAIMS)
def test_what_tells_how_something_behaves_is_a_claim(said):
    assert is_claim(said)


@pytest.mark.parametrize("said", NO_CLAIMS)
def test_a_question_an_order_or_a_scene_is_none(said):
    assert not is_claim(said)


def lines(body: str) -> list[int]:
    return [flaw.line for flaw in claim_flaws(passages(body))]


UNBOUND = [
    ("Some words.\n\nIt waits.", [2]),
    ("- First.\n- It waits.", [1]),
    ("| a | b |\n|---|---|\n| x | it waits |", [2]),
    (":::: recall\n::: answer Why?\nIt waits.\n:::\n::::", [2]),
    ("## It waits\n\nIt waits.", [2]),
    ("It waits[^ours] here.[^ours]\n\nIt waits.", [2]),
    ("::: trap\nIt waits.\n:::", [1]),
    ("It waits.\n\n## Next\n\n:::{sim} a\n:::", [0]),
    ("It waits.\n\nOne.\n\nTwo.\n\nThree.\n\n:::{sim} a\n:::", [0]),
    (":::{sim} a\n:::\n\nOne.\n\nIt waits.", [5]),
    ("A list:[^fact]\n\nBut.\n\n- It waits.", [4]),
    ("It waits:", []),
    ("It waits:\n\nIt waits: for `a`.", [2]),
]


@pytest.mark.parametrize(("body", "found"), UNBOUND)
def test_a_claim_that_nothing_speaks_for_is_named_with_its_line(body, found):
    assert found == lines(body)


BOUND = {
    "a fact": "It waits.[^fact]",
    "a value": "It waits {{run: a | ms}}.",
    "a deployment": "It waits {{deployed: a | mode}}.",
    "a link to where it is told": "It waits, as [above](#there).",
    "a link to another lesson": "It waits, see [there](/lessons/f1/).",
    "a view": "It waits.[^ours]",
    "right behind a run": ":::{sim} a\n:::\n\nIt waits.",
    "the scene of a prediction": "It waits.\n\nSo.\n\nWhat then?\n\n:::{predict} a/b\n:::",
    "a list with a note": "These:[^fact]\n\n- It waits.\n- It runs.",
    "a table with a note above": "These.[^fact]\n\n| a |\n|---|\n| it waits |",
    "a table with a note below": "| a |\n|---|\n| it waits |\n| it runs |\n\nAll.[^fact]",
    "a lock with a note": "::: lock\n**It waits.**[^fact]\n\nIt never runs.\n:::",
    "code": "```\nIt waits.\n```",
    "a title": "::: dial It waits\nSo.\n:::",
    "no claim": "The company has four branches. Why?",
}


@pytest.mark.parametrize("body", BOUND.values(), ids=BOUND)
def test_what_is_spoken_for_is_not_named(body):
    assert [] == lines(body)


def test_an_external_link_speaks_for_nothing():
    assert [0] == lines("It waits, as [they say](https://example.com/).")


def test_the_sentence_is_shown_and_what_to_write():
    (flaw,) = claim_flaws(passages("First. " + "It waits for so long " * 9 + "."))

    assert "unbound-claim" == flaw.rule
    assert "“It waits for so long It waits" in flaw.message
    assert len(flaw.message) < 260
    for way in ("[^…]", "a value of a run", "beside a run", "[^ours]"):
        assert way in flaw.message
