"""The smallest change that makes something so: what somebody would do about it, and it does."""

import pytest

from tests.build import a_failure, a_scenario, a_script, a_task, a_world, a_write
from tests.web.lab import scenario
from trialrun.engine import BELIEFS, Endless, Trace, WhatIfText
from trialrun.lab.address import Address
from trialrun.lab.change_asked import BEARS_ON, asked_of, decided_by
from trialrun.lab.smallest_change import ChangesFound, Sought, smallest_changes
from trialrun.questions import Scenario
from trialrun.questions.claims import text_of
from trialrun.questions.stage import world_facts

STORY = a_scenario(
    world=a_world(
        "a",
        a_task("b", "a"),
        a=a_script(a_write("silver", 40), fails=a_failure(0, after=1)),
        b=a_script(a_write("gold", 12)),
    )
)
THERE = Address("/simulator/one-fails/")
RUN, A, B = "run", 'tasks["a"].state', 'tasks["b"].state'
ROWS, SURPLUS, RUNS = 'tables["silver"].rows', 'tables["silver"].dup', "size(runs)"


def changes(
    *wish: tuple[str, str], story: Scenario = STORY, belief: str = "", **parts
) -> ChangesFound:
    there = Address(THERE.path, **parts)

    def is_wished(trace: Trace) -> bool:
        facts = world_facts({"": trace})
        return all(text_of(claim, facts) == said for claim, said in wish)

    asked = asked_of(wish, story.play_text(there.what_if), beliefs=(belief,))
    return smallest_changes(story, there, Sought(is_wished, asked, {}))


def told(*wish: tuple[str, str], **parts) -> list[tuple[str, ...]]:
    return [change.told for change in changes(*wish, **parts).found]


def test_one_setting_and_one_thing_to_do_are_enough_where_they_are():
    assert [("a, Retries: 1 instead of 0",), ("afterwards “Repair run”",)] == told((RUN, "SUCCESS"))


WISHES = [
    pytest.param([(RUN, "SUCCESS")], id="success"),
    pytest.param([(SURPLUS, "40")], id="surplus"),
    pytest.param([(B, "SUCCESS"), (A, "FAILED")], id="both"),
    pytest.param([(ROWS, "0")], id="rows"),
    pytest.param([(RUNS, "2")], id="two runs"),
]


@pytest.mark.parametrize("wish", WISHES)
def test_what_is_found_is_so_when_it_is_played(wish):
    found = changes(*wish).found

    assert found
    for change in found:
        facts = world_facts({"": STORY.play_text(change.address.what_if)})
        assert [said for _, said in wish] == [text_of(claim, facts) for claim, _ in wish]


def test_two_settings_are_looked_for_where_one_thing_is_not_enough():
    wish = [(RUN, "SUCCESS"), (SURPLUS, "0"), ('tasks["a"].attempts', "2"), (ROWS, "40")]

    assert [("a, Writes to silver: Merge instead of Append", "a, Retries: 1 instead of 0")] == told(
        *wish
    )


def test_what_cannot_be_is_not_found_and_the_search_ends():
    found = changes((RUN, "QUEUED"))

    assert () == found.found
    assert 10 < found.tried


def test_that_a_task_fails_is_no_reason_why_it_would():
    calm = a_scenario(world=a_world("a", a_task("b", "a")))

    assert [] == told((A, "FAILED"), story=calm)
    assert [("b fails",)] == told((RUN, "FAILED"), story=calm)


def test_a_task_that_was_asked_about_does_not_vanish():
    """Whoever says that b waits is not told to have it left out: nothing waits then."""
    calm = a_scenario(world=a_world("a", a_task("b", "a"), a_task("c", "a")))
    wish = ('tasks["b"].started_ms >= tasks["c"].ended_ms', "true")

    assert [] == told(wish, story=calm)


def test_nothing_stops_the_run_but_somebody_who_cancels_it():
    two = a_scenario(
        world=a_world("a", "b", a=a_script(fails=a_failure()), b=a_script(takes_s=300))
    )

    assert [("somebody cancels the run when a fails, at 0:30",)] == told(
        (B, "CANCELED"), story=two, belief="one-failure-stops-the-run"
    )


def test_what_was_written_is_taken_back_by_hand_alone():
    assert [("afterwards somebody restores silver to what was there before the run",)] == told(
        (ROWS, "0"), belief="job-is-a-transaction"
    )


def test_instead_of_a_repair_another_is_offered():
    done = WhatIfText(do=("run_now", "repair;tasks=a"))

    assert [("“Repair run: a and what depends on it” instead of “Repair run: only a”",)] == told(
        (B, "SUCCESS"), what_if=done, belief="api-repair-takes-dependents"
    )
    assert [("“Run now” instead of “Repair run: only a”",)] == told((RUNS, "2"), what_if=done)


def test_a_cancel_is_left_out_and_never_moved():
    calm = a_scenario(world=a_world("a", a_task("b", "a"), a=a_script(a_write("silver", 40))))
    done = WhatIfText(do=("run_now", "cancel:b@70"))

    assert [("nobody cancels b",)] == told((RUN, "SUCCESS"), story=calm, what_if=done)


def test_a_repair_that_came_too_early_comes_later():
    slow = a_scenario(
        world=a_world("a", "b", a=a_script(fails=a_failure(0)), b=a_script(takes_s=300))
    )
    found = told(
        ('tasks["a"].attempts', "2"),
        (RUN, "SUCCESS"),
        story=slow,
        what_if=WhatIfText(do=("run_now", "repair@90")),
    )

    assert ("“Repair run” once the run has ended instead of “Repair run”",) in found


def test_every_decision_that_a_belief_replaces_has_what_bears_on_it():
    assert {decided_by(belief.rules) for belief in BELIEFS.values()} <= BEARS_ON.keys()


def test_a_large_story_is_searched_as_long_as_any():
    found = changes((RUN, "QUEUED"), story=scenario("one-region-fails"))

    assert () == found.found


def test_what_has_no_end_ends_the_search(monkeypatch):
    endless, play = [], Scenario.play

    def counted_play(story, *args):
        try:
            return play(story, *args)
        except Endless:
            endless.append(args)
            raise

    monkeypatch.setattr(Scenario, "play", counted_play)
    story = a_scenario(world=a_world("a", a_task("b", "a", max_retries=-1)))
    found = changes((RUN, "FAILED"), story=story)

    assert 1 == len(endless)
    assert () == found.found
