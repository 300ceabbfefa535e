"""Canceling the run that goes on at a moment of a played story, as an address. Knows no HTTP."""

from dataclasses import replace

from trialrun.engine import Action, Do, Endless, WhatIfError, do_text
from trialrun.lab.address import Address
from trialrun.lab.operations import does_of
from trialrun.questions import Scenario

NOTHING_RUNS = "No run goes on at this step, so there is none to cancel."


def canceled_at(scenario: Scenario, address: Address, step: int) -> Address:
    """Returns the story in which the run at a step is canceled. Raises WhatIfError where none is.

    Where among the actions the cancel stands is tried: what came before must stay as it was.
    """
    told = scenario.play_text(address.what_if)
    does = does_of(scenario, address)
    moment = told.events[min(step, len(told.events)) - 1].t_ms if step and told.events else -1
    cancel = do_text(Action(Do.CANCEL, moment // 1000 * 1000)) if moment >= 0 else ""
    before = [row for row in told.rows if row[1] < moment // 1000 * 1000]
    for at in range(len(does) + 1) if cancel else ():
        there = address.varied(do=(*does[:at], cancel, *does[at:]))
        try:
            trace = scenario.play_text(there.what_if)
        except Endless:
            continue
        is_canceled = any(event.rule == "cancel.run" for event in trace.events[len(before) :])
        if is_canceled and trace.rows[: len(before)] == before:
            return replace(there, step=len(before))
    raise WhatIfError(NOTHING_RUNS)
