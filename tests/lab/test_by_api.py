"""Two repairs where they differ: the page's keeps the run's parameters, the API's the job's."""

import pytest

from tests.build import a_task, a_world, seen, with_edit, with_job
from tests.web.lab import an_address, own_story, played, simulation
from trialrun.lab.address import Address
from trialrun.questions import Scenario

US = "run_now;p.region=US"
BY_API = "repair;all_failed;dependents"


def a_story() -> Scenario:
    """Returns a job with a parameter whose task can fail; an edit gives it another default."""
    task = a_task("b", "a", parameters=(("region", "{{job.parameters.region}}"),))
    world = with_job(a_world("a", task), parameters=(("region", "EU"), ("day", "1")))
    return own_story(with_edit(world, "moved", parameters=(("region", "UK"), ("day", "1"))))


STORY = a_story()


def ways(*do: str, fail: str = "a") -> dict[str, Address | None]:
    """Returns the repairs that are offered, by name."""
    sim = simulation(STORY, an_address(STORY, fail=(fail,), do=do))
    return {op.name: op.address for op in sim.operations if op.name.startswith("repair")}


def region(address: Address | None) -> str:
    """Returns the region that the last attempt of the task received."""
    assert address is not None
    return seen(played(STORY, address.what_if), "b")[-1]["region"]


@pytest.mark.parametrize(
    ("do", "of_page", "of_api"),
    [
        ((US,), "US", "EU"),
        (("run_now", "edit:moved"), "EU", "UK"),
        ((US, "repair"), "US", "EU"),
        ((US, "repair", BY_API + ";id=1", "repair;p.region=FR"), "FR", "EU"),
    ],
    ids=["run now", "an edit", "a repair before", "repairs before"],
)
def test_each_repair_runs_with_its_own_parameters(do, of_page, of_api):
    offered = ways(*do)

    assert (of_page, of_api) == (region(offered["repair"]), region(offered["repair-by-api"]))
    sim = simulation(STORY, an_address(STORY, fail=("a",), do=do))
    (told,) = [op.told for op in sim.operations if op.name == "repair-by-api"]
    assert f"the run’s parameters: region = {of_page}. Over" in told
    assert told.endswith(f"it starts from the job’s: region = {of_api}.")


@pytest.mark.parametrize(
    "do", [("run_now",), (US, BY_API), (US, "fix", "repair")], ids=["same", "reset", "repaired"]
)
def test_where_they_are_alike_or_nothing_is_left_there_is_one(do):
    assert "repair-by-api" not in ways(*do)
