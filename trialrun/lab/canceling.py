"""Canceling the run that goes on at a moment of a played story, as an address. Knows no HTTP."""

from dataclasses import replace

from trialrun.engine import Action, Do, Endless, Trace, WhatIfError, do_text
from trialrun.lab.address import Address
from trialrun.lab.operations import does_of
from trialrun.questions import Scenario

NOTHING_RUNS = "No run goes on at this step, so there is none to cancel."


def canceled_at(scenario: Scenario, address: Address, step: int) -> Address:
    """Returns the story in which the run at a step is canceled. Raises WhatIfError where none is.

    Where among the actions the cancel stands is tried: what came before must stay as it was.
    """
    told = scenario.play_text(address.what_if)
    if step and told.events:
        moment = told.events[min(step, len(told.events)) - 1].t_ms // 1000 * 1000
        # A clock that starts the run at this moment comes behind what is done then.
        for at_ms in (moment, moment + 1000):
            found = _canceled_at(scenario, address, told, at_ms)
            if found is not None:
                return found
    raise WhatIfError(NOTHING_RUNS)


def _canceled_at(scenario: Scenario, address: Address, told: Trace, at_ms: int) -> Address | None:
    does = does_of(scenario, address)
    cancel = do_text(Action(Do.CANCEL, at_ms))
    before = [row for row in told.rows if row[1] < at_ms]
    for at in range(len(does) + 1):
        there = address.varied(do=(*does[:at], cancel, *does[at:]))
        try:
            trace = scenario.play_text(there.what_if)
        except Endless:
            continue
        is_canceled = any(event.rule == "cancel.run" for event in trace.events[len(before) :])
        if is_canceled and trace.rows[: len(before)] == before:
            return replace(there, step=len(before))
    return None
