"""What is offered as what would have made a wrong answer right, over the whole bank.

`python -m tests.lab.test_answer_changes [QUESTION]` prints all, to be read as a teacher.
"""

import re
import sys
from functools import cache

import pytest

from tests.build import bundled
from tests.lab.wrong_answers import WrongAnswer, asked_questions, wrong_answers
from tests.proving import some_of
from trialrun.engine import Trace, WhatIfText
from trialrun.lab.address import Address
from trialrun.lab.answer_changes import changes_of
from trialrun.lab.assumed import assumed_in
from trialrun.lab.operations import does_of
from trialrun.lab.smallest_change import Change, ChangesFound
from trialrun.questions.claims import text_of
from trialrun.questions.stage import world_facts

ASKED = some_of(asked_questions(), every=9)
OFFERED_MAX = 2
NOTATION = re.compile(r"→|[a-z_]+:[a-z0-9_@]+|@\d|;\w|\b[A-Z]+_[A-Z_]+\b|[<>=]")
OF_TIME_AND_COST = re.compile(r"_ms\b|\bms\b|clusters|cents")
NOT_RUN = re.compile("UPSTREAM_FAILED|UPSTREAM_CANCELED|EXCLUDED|DISABLED|CANCELED|!=")


@cache
def offered(question_uid: str) -> list[tuple[WrongAnswer, ChangesFound]]:
    question = bundled().question(question_uid)
    story = bundled().scenarios[question.runs[0].scenario]
    return [
        (wrong, changes_of(bundled(), story, question, wrong.wish, wrong.beliefs))
        for wrong in wrong_answers(question)
    ]


def as_asked(wrong: WrongAnswer) -> Trace:
    run = wrong.question.runs[0]
    return bundled().scenarios[run.scenario].play_text(run.what_if)


def as_changed(wrong: WrongAnswer, change: Change) -> Trace:
    story = bundled().scenarios[wrong.question.runs[0].scenario]
    return story.play_text(change.address.what_if)


def does(wrong: WrongAnswer, what_if: WhatIfText) -> list[str]:
    """What the operator does, without when."""
    story = bundled().scenarios[wrong.question.runs[0].scenario]
    return [re.sub(r"@\d+$", "", text) for text in does_of(story, Address("", what_if))]


@pytest.mark.parametrize("uid", [question.uid for question in ASKED])
def test_what_is_offered_comes_true_and_shows_something(uid):
    for wrong, found in offered(uid):
        before, claims = as_asked(wrong), " ".join(f"{claim} {said}" for claim, said in wrong.wish)
        assert len(found.found) <= OFFERED_MAX
        for change in found.found:
            after = as_changed(wrong, change)
            facts = world_facts({"": after})
            # It is so when it is played.
            assert all(text_of(claim, facts) == said for claim, said in wrong.wish), change.told
            # What is named and ran runs still, unless it is said that it does not.
            for key, end in before.tasks.items():
                lost = end.has_run and f'tasks["{key}"]' in claims and not after.tasks[key].has_run
                assert not lost or NOT_RUN.search(claims), (change.told, key)
            # Nothing of ours is assumed that the question does not assume.
            ours = {each.fact.id for each in assumed_in(bundled(), after).ours}
            assert ours <= {each.fact.id for each in assumed_in(bundled(), before).ours}
            told = " ".join(change.told)
            # Compute is turned where it was asked about what compute decides.
            of_compute = "Compute:" in told or "Cluster:" in told
            assert not of_compute or OF_TIME_AND_COST.search(claims), (wrong.said, told)
            assert not NOTATION.search(re.sub("“[^”]*”", "", told)), told


@pytest.mark.parametrize("uid", [question.uid for question in ASKED])
def test_no_action_is_only_moved(uid):
    for wrong, found in offered(uid):
        run = wrong.question.runs[0]
        is_refused = any(event.kind == "refused" for event in as_asked(wrong).events)
        for change in found.found:
            is_same = change.address.what_if._replace(do=()) == run.what_if._replace(do=())
            moved = is_same and does(wrong, change.address.what_if) == does(wrong, run.what_if)
            assert not moved or is_refused, change.told


FOR_A_THOUGHT = [
    ("rollback/what-is-committed", "job-is-a-transaction", "afterwards somebody restores"),
    ("rollback/audit-of-three-attempts", "failed-task-is-undone", "Merge instead of Append"),
    ("rollback/surplus-in-the-laboratory", "three-retries-by-default", "Retries: 3 instead of 0"),
    ("rollback/five-minutes-for-the-seeds", "timeouts-are-retried", "Retry on timeout: On"),
    ("branches-and-loops/three-lifts", "for-each-is-parallel", "Iterations at a time: 3"),
    ("branches-and-loops/faro-fails", "depends-on-is-only-order", "Run if: All done"),
    ("task-graph/the-coast-is-silent", "any-failure-fails-the-run", "Run if: All succeeded"),
    ("repair-vs-rerun/number-on-the-button", "repair-reruns-everything", "every task ticked"),
    ("repair-vs-rerun/number-on-the-button", "repair-reruns-only-the-failed", "only inspect"),
    ("api-and-cli/just-the-catalogue", "api-repair-takes-dependents", "what depends on it"),
    ("api-and-cli/an-hour-for-the-catalogue", "repair-keeps-old-settings", "settings stay as"),
    ("retries-and-streams/how-often-at-most", "max-retries-counts-attempts", "Retries: 1"),
    ("triggers-and-queue/every-thirty-minutes", "second-run-runs-beside", "Maximum concurrent"),
    ("monitoring-and-notifications/a-run-that-never-was", "second-run-always-waits", "Queue runs"),
    ("delta-commits/monday-booked-twice", "append-knows-its-rows", "Merge instead of Append"),
]


@pytest.mark.parametrize(("uid", "belief", "says"), FOR_A_THOUGHT)
def test_behind_a_thought_stands_what_somebody_would_do_about_it(uid, belief, says):
    found = [
        change
        for wrong, changes in offered(uid)
        if belief in (*wrong.beliefs, wrong.said)
        for change in changes.found
    ]

    assert found
    assert says in " ".join(found[0].told)


NOTHING_DOES = [
    ("repair-vs-rerun/number-on-the-button", "one-failure-stops-the-run"),
    ("branches-and-loops/a-list-of-regions", ""),
    ("parameters-and-references/which-line-is-counted", "task-parameter-wins"),
    ("pipeline-vs-job/a-catalogue-that-takes-an-hour", "duration-warning-stops"),
]


@pytest.mark.parametrize(("uid", "belief"), NOTHING_DOES)
def test_numbers_that_fit_by_chance_are_not_offered(uid, belief):
    found = [changes for wrong, changes in offered(uid) if not belief or belief in wrong.beliefs]

    assert found
    assert not any(changes.found for changes in found)


def main(wanted: str = "") -> None:
    """Prints what is offered behind each wrong answer."""
    lines, answers, offers = [], 0, 0
    for question in asked_questions():
        if wanted not in question.uid:
            continue
        stem = " ".join(question.stem.split())
        lines += ["", f"{question.uid} ({question.kind_name}) {stem}"]
        for wrong, changes in offered(question.uid):
            answers, offers = answers + 1, offers + bool(changes.found)
            lines.append(f"  - {' '.join(wrong.said.split())} {' '.join(wrong.beliefs)}")
            lines += [f"      * {' and '.join(change.told)}" for change in changes.found]
    lines += ["", f"{answers} wrong answers, {offers} with what would have made them right", ""]
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
