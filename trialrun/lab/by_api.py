"""The repair over the API beside that of the page, where their parameters differ. Knows no HTTP."""

from collections.abc import Sequence
from dataclasses import replace

from trialrun.engine import RECOVERABLE_RESULTS, REPAIRABLE_TASKS_MIN, Action, Do, Trace, do_text
from trialrun.lab.address import Address
from trialrun.lab.operations import FIX, Operation, does_of, is_fixable
from trialrun.nearest import few
from trialrun.questions import Scenario

BY_API = Action(Do.REPAIR, all_failed=True, dependents=True)
SHOWN_MAX, VALUE_MAX = 3, 40

Parameters = dict[str, str]


def repairs_by_api(scenario: Scenario, trace: Trace, address: Address) -> list[Operation]:
    """Returns the repair that passes no parameters over the API; [] where it makes no difference.

    Facts: repair-parameters-api.
    """
    is_open = trace.result in RECOVERABLE_RESULTS
    if not is_open or len(trace.world.job.tasks) < REPAIRABLE_TASKS_MIN:
        return []
    given = scenario.read(address.what_if).actions(scenario.actions)
    of_run, of_job = _parameters(trace, given)
    others = [name for name in of_run | of_job if of_run.get(name) != of_job.get(name)]
    if not others:
        return []
    fix = (FIX,) if is_fixable(trace.world) else ()
    own = [each for each in trace.segments if not each.job]
    count = sum(each.kind == "repair" and each.run == own[-1].run for each in own)
    # From the second repair of a run on, the API asks for the id of the latest.
    repair = replace(BY_API, latest_repair_id=count) if count else BY_API
    does = (*does_of(scenario, address), *map(do_text, (*fix, repair)))
    there = replace(address.varied(do=does), step=len(trace.events))
    told = (
        f"Repair run in the UI goes on with the run’s parameters: {_told(others, of_run)}. Over "
        f"the API, where none are passed, reports say it starts from the job’s: "
        f"{_told(others, of_job)}."
    )
    label = f"{'Fix, then ' if fix else ''}Repair by the API"
    return [Operation("repair-by-api", label, "repair", there, told=told)]


def _parameters(trace: Trace, given: Sequence[Action]) -> tuple[Parameters, Parameters]:
    """Returns the parameters of the latest run, as they stand by now, and those of the job."""
    world = trace.world
    defaults, of_run = dict(world.job.parameters), dict(world.job.parameters)
    for action in given:
        match action.do:
            case Do.EDIT:
                defaults = dict(world.edits[action.name].parameters)
            case Do.RUN_NOW:
                of_run = defaults | dict(action.params)
            case Do.REPAIR:
                is_from_page = not (action.tasks or action.all_failed or action.dependents)
                of_run = (of_run if is_from_page else defaults) | dict(action.params)
    return of_run, defaults


def _told(names: Sequence[str], values: Parameters) -> str:
    return few([_value(name, values) for name in names], most=SHOWN_MAX)


def _value(name: str, values: Parameters) -> str:
    if name not in values:
        return f"no {name}"
    value = values[name]
    return f"{name} = {value[:VALUE_MAX]}{'…' if len(value) > VALUE_MAX else ''}"
