"""What a repair runs again, and when it is refused.

Facts: repair-selection, repair-api, repair-not-active, repair-multi-task, repair-latest-id,
repair-duplicate-key, repair-not-selected, repair-nothing-to-do, repair-never-started.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.engine.job.graph import Graph
from trialrun.engine.job.state import UNSUCCESSFUL_STATES, State

REPAIRABLE_TASKS_MIN = 2
_FAILED_THEMSELVES = frozenset({State.FAILED, State.TIMEDOUT})


class Rerun(NamedTuple):
    """One task that a repair runs again, and why."""

    task: int
    rule: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What the operator asks for: nothing named means what the UI preselects."""

    tasks: tuple[str, ...] = ()
    all_failed: bool = False
    dependents: bool = False
    latest_repair_id: int | None = None

    @property
    def is_from_ui(self) -> bool:
        """Says whether the dialog is used, which sends the latest repair id by itself."""
        return not self.tasks and not self.all_failed


@dataclass(frozen=True, slots=True)
class RunToRepair:
    """The run as a repair finds it; `states` by task index, BLOCKED for what is not `part`."""

    graph: Graph
    index_of: Mapping[str, int]
    states: Sequence[State]
    part: frozenset[int]
    is_active: bool
    was_skipped: bool
    latest_repair_id: int | None


def repair_selection(run: RunToRepair, repair: Repair) -> tuple[Rerun, ...]:
    """Picks the tasks, in task order.

    The UI preselects unsuccessful tasks and their dependents. Over the API dependents come only
    with `rerun_dependent_tasks`; `rerun_tasks` alone reruns exactly what it names (recorded run).
    That the repair of a run of chosen tasks stays among these is our assumption, and so is that
    `rerun_all_failed_tasks` takes what has not failed by itself.

    Facts: repair-of-chosen, repair-flag-upstream.
    """
    if repair.tasks:
        named = frozenset(run.index_of[key] for key in repair.tasks)
    else:
        named = unsuccessful(run.states)
    takes_dependents = repair.dependents or repair.is_from_ui
    dependents = run.graph.with_dependents(named) & run.part if takes_dependents else frozenset()
    rule_of = _rules(run, repair, named)
    return tuple(Rerun(task, rule_of(task)) for task in sorted(named | dependents))


def _rules(run: RunToRepair, repair: Repair, named: Collection[int]) -> Callable[[int], str]:
    """Returns what says why a task is selected."""
    if repair.tasks or repair.is_from_ui:
        rule = "repair.named" if repair.tasks else "repair.unsuccessful"
        return lambda task: rule if task in named else "repair.dependent"
    failed = frozenset(task for task in named if run.states[task] in _FAILED_THEMSELVES)
    behind = run.graph.with_dependents(failed) if repair.dependents else frozenset()

    def rule_of(task: int) -> str:
        if task in failed:
            return "repair.unsuccessful"
        return "repair.dependent" if task in behind else "repair.unsuccessful_assumed"

    return rule_of


def repair_refusal(run: RunToRepair, repair: Repair) -> str | None:
    """Names the rule that refuses a repair, or None when it may go ahead."""
    if run.is_active:
        return "repair.refused_active"
    if run.was_skipped:
        return "repair.refused_skipped"
    if len(run.states) < REPAIRABLE_TASKS_MIN:
        return "repair.refused_single_task"
    if repair.tasks and repair.all_failed:
        return "repair.refused_both"
    if len(set(repair.tasks)) < len(repair.tasks):
        return "repair.refused_duplicate"
    if not all(key in run.index_of for key in repair.tasks):
        return "repair.refused_unknown_task"
    if not repair.is_from_ui and repair.latest_repair_id != run.latest_repair_id:
        return "repair.refused_latest_repair_id"
    if not repair.tasks and not unsuccessful(run.states):
        return "repair.refused_nothing_to_do"
    return None


def unsuccessful(states: Collection[State]) -> frozenset[int]:
    """Returns the indexes of the tasks that did not succeed, though they should have run."""
    return frozenset(task for task, state in enumerate(states) if state in UNSUCCESSFUL_STATES)
