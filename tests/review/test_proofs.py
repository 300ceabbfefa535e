"""Every proof shows what its finding says: the command is typed, and the event looked at."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.build import bundled
from tests.engine.rich import at_most, rich_worlds, triggered_worlds
from tests.proving import some_of
from tests.review.examples import EXAMPLES
from tests.review.shown import SHOWN, check
from trialrun.engine import World
from trialrun.review import KINDS, Subject, review


def test_it_is_known_what_each_kind_must_show():
    assert {kind.id for kind in KINDS} - {"paused-in-production"} == set(SHOWN)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_command_of_each_kind_shows_it(kind):
    subject = EXAMPLES[kind].has

    found = review(subject).findings
    assert kind in {one.kind for one in found}
    for one in found:
        check(one, subject)


@at_most(25, 600)
@given(rich_worlds() | triggered_worlds())
def test_whatever_is_found_in_a_job_is_shown(world: World) -> None:
    guessed = frozenset({"writes", "takes"})
    made_up = {key: replace(entry, guessed=guessed) for key, entry in world.script.items()}
    for known in (world, replace(world, script=made_up)):
        subject = Subject(known)
        for found in review(subject).findings:
            check(found, subject)


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_whatever_is_found_in_a_bundled_story_is_shown(slug):
    subject = Subject(bundled().scenarios[slug].world)

    for found in review(subject).findings:
        check(found, subject, is_plain=False)
