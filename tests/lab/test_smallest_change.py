"""The smallest change that makes something so: it does when it is played."""

import pytest

from tests.build import a_failure, a_scenario, a_script, a_task, a_world, a_write
from tests.web.lab import scenario
from trialrun.engine import Endless, Trace, WhatIfText
from trialrun.lab.address import Address
from trialrun.lab.smallest_change import smallest_changes
from trialrun.questions import Scenario

STORY = a_scenario(
    world=a_world(
        "a",
        a_task("b", "a"),
        a=a_script(a_write("silver", 40), fails=a_failure(0, after=1)),
        b=a_script(a_write("gold", 12)),
    )
)
THERE = Address("/simulator/one-fails/")


def changes(is_wished, story=STORY, **parts):
    return smallest_changes(story, Address(THERE.path, **parts), is_wished)


def succeeds(trace: Trace) -> bool:
    return trace.result == "SUCCESS"


def test_one_thing_is_enough_where_one_thing_is():
    found = changes(succeeds)

    assert ("a: Retries → 1",) in [change.told for change in found.found]
    assert {1} == {len(change.told) for change in found.found}
    assert ("then Repair run",) in [change.told for change in found.found]


WISHES = [
    pytest.param(succeeds, id="success"),
    pytest.param(lambda t: t.tables["silver"].dup == 40, id="surplus"),
    pytest.param(
        lambda t: t.tasks["b"].state == "SUCCESS" and t.tasks["a"].state == "FAILED", id="both"
    ),
    pytest.param(lambda t: t.tasks["b"].state == "TIMEDOUT", id="timed out"),
    pytest.param(lambda t: len(t.runs) == 2, id="two runs"),
]


@pytest.mark.parametrize("is_wished", WISHES)
def test_what_is_found_is_so_when_it_is_played(is_wished):
    found = changes(is_wished).found

    assert found
    for change in found:
        assert is_wished(STORY.play_text(change.address.what_if)), change.told


def test_two_things_are_looked_for_where_one_is_not_enough():
    def wished(t):
        return t.result == "SUCCESS" and len(t.runs) == 2 and not t.tables["silver"].dup

    (found,) = changes(wished).found

    assert 2 == len(found.told)
    assert wished(STORY.play_text(found.address.what_if))


def test_what_cannot_be_is_not_found_and_the_search_ends():
    found = changes(lambda t: t.result == "QUEUED")

    assert () == found.found
    assert 50 < found.tried


def test_it_starts_from_the_variation_of_the_address():
    varied = WhatIfText(fail=("b",))
    found = changes(succeeds, what_if=varied).found

    assert found
    assert all(succeeds(STORY.play_text(change.address.what_if)) for change in found)
    assert ("b: let it succeed",) in [change.told for change in found]


def test_a_large_story_is_searched_as_long_as_any():
    found = changes(lambda t: False, scenario("one-region-fails"))

    assert () == found.found


def test_what_an_operator_did_last_is_told_in_words():
    calm = a_scenario(world=a_world("a", a_task("b", "a"), a=a_script(a_write("silver", 40))))
    found = changes(succeeds, calm, what_if=WhatIfText(do=("run_now", "cancel:b@70")))

    told = [change.told for change in found.found]
    assert ("without the last action: Cancel b at 1:10",) in told


def test_what_has_no_end_ends_the_search(monkeypatch):
    endless, play = [], Scenario.play

    def counted_play(story, *args):
        try:
            return play(story, *args)
        except Endless:
            endless.append(args)
            raise

    monkeypatch.setattr(Scenario, "play", counted_play)
    world = a_world(a_task("a", max_retries=-1), a=a_script(fails=a_failure()))
    changes(lambda _: False, a_scenario(world=world), what_if=WhatIfText(fail=("none",)))

    assert 1 == len(endless)
