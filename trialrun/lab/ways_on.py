"""All ways on from a run that its page offers, in their order. Knows no HTTP."""

from trialrun.engine import Trace
from trialrun.lab.address import Address
from trialrun.lab.by_api import repairs_by_api
from trialrun.lab.by_trigger import ways_by_trigger
from trialrun.lab.operations import Operation, operations_of
from trialrun.questions import Scenario


def ways_on(
    scenario: Scenario, trace: Trace, address: Address, *, is_embedded: bool
) -> list[Operation]:
    """Returns what the operator can do; within a lesson only what every run has."""
    found = operations_of(scenario, trace, address)
    if is_embedded:
        return found
    by_api = repairs_by_api(scenario, trace, address)
    return [*found, *by_api, *ways_by_trigger(scenario, trace, address)]
