"""What is done in an incident, in words and beside the best."""

import pytest

from tests.build import bundled
from trialrun.lab.incident_try import IncidentTry, act_told, came_in_words
from trialrun.questions.incident_tries import NEVER_MS, Aftermath

HANGS = bundled().incidents["clinic-results"]
HALF = bundled().incidents["deliveries"]


def test_an_act_while_the_run_goes_on_says_when():
    assert "Cancel the run: run 2, at once" == act_told(HANGS, "cancel;run=2@32400")
    assert "Wait until Tue 04:00" == act_told(HANGS, "wait@36000")
    assert "Run now at Tue 04:00" == act_told(HANGS, "run_now@36000")
    assert "Repair run, once nothing runs any more" == act_told(HANGS, "repair")
    assert "Repair run" == act_told(HALF, "repair")


def test_what_was_refused_last_is_told_and_what_was_refused_before_is_not():
    assert IncidentTry(HALF, ("fix", "fix")).refused.rule == "operator.nothing_to_fix"
    assert IncidentTry(HALF, ("fix", "fix", "repair")).refused is None
    assert IncidentTry(HALF).refused is None


def test_the_tables_are_compared_with_what_the_best_leaves():
    lines = {line.what: line for line in IncidentTry(HALF, ("fix", "run_now")).beside}

    assert "8,400 rows, 4,200 of them surplus" == lines["`sales.orders`"].yours
    assert "18,200 rows, 9,100 of them surplus" == lines["`stock.bookings`"].yours
    assert "310 rows" == lines["`stock.cold_chain`"].yours
    worse = {what for what, line in lines.items() if line.is_worse and "." in what}
    assert {"`sales.orders`", "`stock.bookings`"} == worse


def test_a_goal_says_when_something_came_as_a_clock_does():
    _, by_five = IncidentTry(HANGS, ("wait@36000",)).goals

    assert not by_five.is_met
    assert "`export` is Succeeded, `export` ended Tue 10:30" == by_five.gave


@pytest.mark.parametrize("incident", bundled().incidents.values(), ids=lambda one: one.slug)
def test_no_learner_is_told_a_claim(incident):
    for acts in [(), *((act,) for act in incident.level.may.do)]:
        for goal in IncidentTry(incident, acts).goals:
            assert "[" not in goal.gave
            assert '"' not in goal.gave


def test_how_long_something_took_has_its_units():
    came = Aftermath(0, 0, 0, 0, 1)
    told = [came_in_words(came._replace(ms=ms), 1) for ms in (0, 90_000, 1_320_000, 3_900_000)]

    assert ["0 min", "1 min 30 s", "22 min", "1 h 5 min"] == [
        each.removeprefix("All was well after ").partition(",")[0] for each in told
    ]


def test_a_table_that_is_restored_says_to_which_version():
    assert "Restore stock.bookings to version 0" == act_told(HALF, "restore:stock.bookings")
    assert "Restore a.b to version 2" == act_told(HALF, "restore:a.b;version=2")


def test_a_table_that_lacks_rows_says_how_many():
    lines = {line.what: line for line in IncidentTry(HALF).beside}

    assert "0 rows, 310 missing" == lines["`stock.cold_chain`"].yours
    assert lines["`stock.cold_chain`"].is_worse


def test_what_came_of_a_try_is_a_sentence():
    assert "1 of 4 goals met, with 3 unwanted messages." == came_in_words(
        Aftermath(3, 3, NEVER_MS, 40, 1), 4
    )


def test_a_try_with_no_assumption_is_sure_and_a_refusal_changes_nothing():
    assert [] == IncidentTry(HALF, ("fix", "fix", "repair")).unsure_in(bundled())
    (fact,) = IncidentTry(HANGS, ("cancel;run=2@32400", "cancel;run=3@32400")).unsure_in(bundled())
    assert "had not started" in fact.says
