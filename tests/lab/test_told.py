"""What is changed in a story, and what the operator does, in words a learner reads."""

import pytest

from trialrun.engine import Failure, Slowness
from trialrun.lab.dial_words import dial_told, value_told
from trialrun.lab.told import action_told, failure_told, slowness_told, title_of

HEBREW = "שלום"
SHOWN = f"\u2068{HEBREW}\u2069"

TITLES = [
    ((), ""),
    (("repair",), "Repair"),
    (("fix", "repair"), "Fix, repair"),
    (("fix:b", "run_now;only=b+@90"), "Fix, run now"),
    (
        ("run_now;for=first-night", "run_now;for=tuesday"),
        "Run now for first night, run now for tuesday",
    ),
    (("wait@3600", "cancel:a@20", "restore:t;version=1", "edit:x"), "Wait, cancel, restore, edit"),
]


@pytest.mark.parametrize(("does", "title"), TITLES, ids=[title or "none" for _, title in TITLES])
def test_a_title_says_what_the_operator_does(does, title):
    assert title == title_of(does)


ACTIONS = [
    ("run_now", "Run now"),
    ("run_now;only=report", "Run now: only report"),
    ("run_now;only=+report", "Run now: report and all above it"),
    ("run_now;only=ingest+,+b+", "Run now: ingest and all below it, b and all above and below it"),
    ("run_now;p.region=EU;token=t1", "Run now: with the token t1; with region = EU"),
    ("run_now;for=tuesday", "Run now for tuesday"),
    ("run_now;for=first-night;only=a@90", "Run now for first night at 1:30: only a"),
    ("run_now;for=2026-11-24T02:00:00Z", "Run now for 2026-11-24 02:00 UTC"),
    ("run_now;p.mail=a%40b%3Bc", "Run now: with mail = a@b;c"),
    ("run_now;p.a%3Bb=100%25%2540;token=%40", "Run now: with the token @; with a;b = 100%%40"),
    (
        f"run_now;only={HEBREW},b+;p.{HEBREW}={HEBREW}",
        f"Run now: \u2068only {SHOWN}\u2069, b and all below it; with {SHOWN} = {SHOWN}",
    ),
    (f"cancel:{HEBREW}@90", f"Cancel {SHOWN} at 1:30"),
    ("repair", "Repair run"),
    ("repair;tasks=enrich", "Repair run: only enrich"),
    ("repair;tasks=enrich,report", "Repair run: only enrich, report"),
    ("repair;tasks=enrich;dependents", "Repair run: enrich and what depends on it"),
    ("repair;tasks=a,b;dependents", "Repair run: a, b and what depends on them"),
    ("repair;all_failed", "Repair run: only the unsuccessful tasks"),
    ("repair;all_failed;dependents", "Repair run: the unsuccessful tasks and what depends on them"),
    ("repair;dependents", "Repair run: the unsuccessful tasks and what depends on them"),
    ("repair;run=1;id=2", "Repair run: run 1; after repair 2"),
    ("cancel@3600", "Cancel the run at 1:00:00"),
    ("cancel:load@90", "Cancel load at 1:30"),
    ("cancel;run=2@90", "Cancel the run at 1:30: run 2"),
    ("fix", "Fix the cause"),
    ("fix:enrich", "Fix enrich"),
    ("edit:more_time", "Take the settings “more time”"),
    ("restore:silver.menu", "Restore silver.menu"),
    ("restore:silver.menu;version=2", "Restore silver.menu to version 2"),
    ("wait@3000", "Wait at 50:00"),
]


@pytest.mark.parametrize(("text", "told"), ACTIONS, ids=[text for text, _ in ACTIONS])
def test_an_action_is_told_with_its_options(text, told):
    assert told == action_told(text)


DIALS = [
    ("compute", "serverless", "Compute", "Serverless"),
    ("load.timeout", "0", "load: Timeout of an attempt", "None"),
    ("load.timeout", "120", "load: Timeout of an attempt", "2:00"),
    ("load.timeout", "7200", "load: Timeout of an attempt", "2:00:00"),
    ("load.timeout", "1.5", "load: Timeout of an attempt", "0:01.5"),
    ("load.timeout", "100000", "load: Timeout of an attempt", "27:46:40"),
    ("load.retries", "-1", "load: Retries", "No limit"),
    ("report.run_if", "NONE_FAILED", "report: Run if", "None failed"),
    ("load.write1", "merge", "load: Write 1", "Merge"),
]


@pytest.mark.parametrize(("name", "value", "dial", "told"), DIALS)
def test_a_dial_and_its_value_are_told(name, value, dial, told):
    task, _, kind = name.rpartition(".")

    assert (dial, told) == (dial_told(task, kind), value_told(kind, value))


FAULTS = [
    (failure_told("a", Failure(None, 0)), "a fails"),
    (failure_told("a", Failure(frozenset({0, 1}), 2)),
     "a fails after write 2, in its first, second executions"),
    (failure_told("a", Failure(frozenset({6}), 0, frozenset({1, 2}))),
     "a fails, in iterations 2, 3, in its 7th execution"),
    (failure_told(HEBREW, Failure(frozenset({20, 21, 22}), 0)),
     f"{SHOWN} fails, in its 21st, 22nd, 23rd executions"),
    (failure_told("a", Failure(frozenset({10, 11, 12, 999}), 0)),
     "a fails, in its 11th, 12th, 13th, 1000th executions"),
    (failure_told("a", Failure(frozenset({110, 111, 112, 120}), 0)),
     "a fails, in its 111th, 112th, 113th, 121st executions"),
    (slowness_told("a", Slowness(frozenset({0}), 600_000)),
     "a takes 10:00, in its first execution"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "told"), FAULTS)
def test_a_fault_is_told_with_its_scope(said, told):
    assert told == said
