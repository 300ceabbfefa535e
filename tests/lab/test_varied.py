"""A story that was varied says so, and tells nothing that is no longer so."""

import pytest

from tests.build import a_world
from tests.web.lab import SLUGS, own_story, scenario
from trialrun.engine import WhatIfText
from trialrun.lab.varied import changes_of, headline_of

CASES = [
    pytest.param({"fail": ("none",)}, ("nothing fails",), id="calm"),
    pytest.param({"fail": ("clean",)}, ("clean fails", "enrich does not fail"), id="another"),
    pytest.param({"fail": ("enrich@1",)}, (), id="as it is"),
    pytest.param(
        {"fail": ("enrich:0@1",)},
        ("enrich fails after write 1, in its first execution",),
        id="once",
    ),
    pytest.param({"slow": ("clean@300",)}, ("clean takes 5:00",), id="slow"),
    pytest.param({"dial": ("queue:off",)}, ("Queue runs over the limit → Off",), id="job"),
    pytest.param({"dial": ("enrich.retries:2",)}, ("enrich: Retries → 2",), id="dial of a task"),
    pytest.param(
        {"dial": ("enrich.write1:overwrite",)},
        ("enrich: Writes to silver.menu → Overwrite",),
        id="dial of a write",
    ),
    pytest.param(
        {"do": ("run_now", "fix", "repair")},
        ("after the fix, Repair run",),
        id="operator",
    ),
    pytest.param({"fail": ("enrich@1", "clean")}, ("clean fails too",), id="one more"),
    pytest.param(
        {"do": ("run_now", "fix:enrich", "repair")},
        ("after enrich is fixed, Repair run",),
        id="a fix of one task",
    ),
    pytest.param({"do": ("run_now", "repair")}, ("Repair run",), id="unfixed"),
    pytest.param({"do": ("run_now", "fix")}, ("the cause is fixed",), id="a fix and no more"),
    pytest.param(
        {"do": ("run_now", "cancel@90", "run_now")},
        ("Cancel the run at 1:30, then Run now",),
        id="a cancel",
    ),
    pytest.param({"do": ("run_now",)}, (), id="the same operator"),
    pytest.param({}, (), id="plain"),
]  # fmt: skip


@pytest.mark.parametrize(("what_if", "told"), CASES)
def test_changes_are_told_in_words(what_if: dict[str, tuple[str, ...]], told: tuple[str, ...]):
    assert told == changes_of(scenario("one-branch-fails"), WhatIfText(**what_if))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_plain_story_has_its_own_words(slug: str):
    story = scenario(slug)
    found = headline_of(story, WhatIfText())

    assert (story.title, story.summary, ()) == (found.title, found.lead, found.changes)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_varied_story_quotes_its_name_says_what_was_changed_and_no_summary(slug: str):
    story = scenario(slug)
    found = headline_of(story, WhatIfText(do=("run_now", "wait@90000")))

    assert f"“{story.title}”, varied: Wait at 25:00:00" == found.title
    assert story.title == found.name
    assert story.summary[:30] not in found.lead


def test_many_changes_are_counted_in_the_title_and_told_below():
    what_if = WhatIfText(fail=("clean",), slow=("ingest@300",), dial=("queue:off",))
    found = headline_of(scenario("one-branch-fails"), what_if)

    said = "“One branch fails”, varied: clean fails; enrich does not fail; and 2 more"
    assert said == found.title
    assert found.lead.endswith("ingest takes 5:00; Queue runs over the limit → Off.")


def test_the_name_of_a_job_of_ones_own_stays():
    story = own_story(a_world("a", "b"))
    object.__setattr__(story, "slug", "own-1")
    found = headline_of(story, WhatIfText(fail=("a",)))

    assert story.title == found.title
    assert found.lead.endswith("Varied: a fails.")


def test_what_fails_in_a_child_job_is_told():
    story = scenario("a-job-runs-a-job")
    failing = [key for job in story.world.jobs.values() for key, s in job.script.items() if s.fails]
    told = changes_of(story, WhatIfText(fail=("none",)))

    assert told == (("nothing fails",) if failing else ())
