"""Assumptions that a story used though no rule of its events names them. Pure; decides nothing.

Most assumptions of ours are behind a rule, and the event says so. These are behind what does not
happen, or behind many rules at once: that a value is kept, that a task is left out, when a write
falls. Each goes by the id of its fact.

Facts: disabled-leaf, failure-timing, failures-are-scripted, notice-never-ran, parallel-no-slower,
prices-illustrative, queued-settings, repair-not-selected, repair-of-chosen, repair-result,
repair-task-values, run-job-again, same-rows-again, schedule-clock-change, schedule-on-time,
api-state-not-run, undefined-parameter.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trialrun.engine.job.job import JOB_CLUSTER_KINDS, ComputeKind, Schedule, Task
from trialrun.engine.job.state import State
from trialrun.engine.rules import run_result
from trialrun.engine.trace.origin import Giver, Provenance
from trialrun.engine.trace.trace import Compared, Iterated, Segment, Started, Trace, Value

SET_BY_US = {
    "failure-timing": "when a failing task stops",
    "failures-are-scripted": "what fails, and what a fix mends",
    "idle-times": "how long idle compute stays on",
    "parallel-no-slower": "that tasks side by side do not slow each other",
    "prices-illustrative": "start-up times and prices",
    "same-rows-again": "that a task that runs again writes the same rows",
    "schedule-on-time": "that schedules fire on the second",
}
"""What a story says of itself: what its tasks do, when, and for how much. Who is asked about it is
not asked what Databricks does, so it keeps nobody from being graded."""
UNSAID = (SET_BY_US.keys() - {"idle-times"}) | {
    "api-state-not-run", "disabled-leaf", "notice-never-ran", "queued-settings",
    "repair-not-selected", "repair-of-chosen", "repair-result", "repair-task-values",
    "run-job-again", "schedule-clock-change", "undefined-parameter",
}  # fmt: skip
_FAILURES = frozenset(
    {"attempt.failed_before_writes", "attempt.failed_between_writes", "attempt.failed_after_writes"}
)
_SAME_ROWS = frozenset(
    {"commit.append_again", "commit.append_same_rows", "commit.merge_again",
     "commit.idempotent_ignored"}
)  # fmt: skip
_MILDER_THAN_FAILED = frozenset(
    {"run.only_inner_failed", "run.only_inner_canceled", "run.leaf_canceled"}
)
"""How a run ends that would have failed if a disabled leaf did not count as successful."""
_FROM_OUTSIDE = frozenset({Giver.RUN_NOW, Giver.REPAIR, Giver.RUN_JOB})
_SHARED = JOB_CLUSTER_KINDS | {ComputeKind.ALL_PURPOSE}
_NOT_RUN = frozenset({State.EXCLUDED, State.DISABLED})
_UPSTREAM = frozenset({State.UPSTREAM_FAILED, State.UPSTREAM_CANCELED})


def assumptions_of(trace: Trace, assumed: Mapping[str, str]) -> dict[str, int]:
    """Returns {fact id: the `q` at which a story first used it}, those of rules and the unsaid.

    `assumed` names the fact of each rule that rests on an assumption.
    """
    found = unsaid_assumptions(trace)
    for row in trace.rows:
        fact = assumed.get(row[10])
        if fact is not None:
            found[fact] = min(found.get(fact, row[0]), row[0])
    return dict(sorted(found.items(), key=lambda item: item[1]))


def unsaid_assumptions(trace: Trace) -> dict[str, int]:
    """Returns {fact id: the `q` at which a story first used it}, in the order of use."""
    found: dict[str, int] = {}
    for q, fact in unsaid_by_event(trace):
        found.setdefault(fact, q)
    if trace.usages:
        found.setdefault("prices-illustrative", 0)
    return found


def unsaid_by_event(trace: Trace) -> Iterator[tuple[int, str]]:
    """Yields each use of an assumption: the `q` of its event, and the fact's id."""
    told = _Unsaid(trace)
    for row in trace.rows:
        for fact in told.of(row):
            yield row[0], fact


class _Unsaid:
    """A story, event for event, and what has to be remembered of it."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._edits: list[int] = []
        self._states: dict[int, dict[int, State]] = {}
        self._part: dict[int, tuple[int, ...]] = {}
        self._before: dict[int, Segment] = {}
        self._working: Counter[str] = Counter()
        self._is_working: dict[tuple[int, int, int], str] = {}

    def of(self, row: tuple[Any, ...]) -> Iterator[str]:
        """Yields which assumptions one event rests on."""
        kind, rule = row[2], row[10]
        if kind in ("task", "iteration"):
            yield from self._of_task(row)
        elif kind == "run":
            yield from self._of_run(row)
        elif kind == "trigger":
            yield from self._of_trigger(row)
        elif kind == "value":
            yield from self._of_value(row)
        elif kind == "edit":
            self._edits.append(row[0])
        elif kind == "fix":
            yield "failures-are-scripted"
        elif rule in _FAILURES:
            yield "failure-timing"
        elif rule in _SAME_ROWS:
            yield "same-rows-again"

    def _of_task(self, row: tuple[Any, ...]) -> Iterator[str]:
        _, _, kind, at, index, iteration, attempt, _, after, _, _, data = row
        segment = self._trace.segments[at]
        task = segment.settings.tasks[index]
        if kind == "task":
            self._states.setdefault(segment.run, {})[index] = State(after)
        if after == State.RUNNING and task.run_job is not None and attempt > 0:
            yield "run-job-again"
        if after in _UPSTREAM and task.notifications.on_failure:
            yield "notice-never-ran"
        if isinstance(data, Started | Compared | Iterated):
            yield from self._of_origins(segment, data.origins)
        if isinstance(data, Started):
            yield from self._of_names(segment, data)
        if self._works_beside(segment, (segment.run, index, iteration), task, after):
            yield "parallel-no-slower"

    def _works_beside(
        self, segment: Segment, who: tuple[int, int, int], task: Task, after: str
    ) -> bool:
        """Says whether work begins on a cluster on which other work goes on."""
        worker = task.for_each.task if task.for_each else task
        compute = segment.settings.compute_of.get(worker.compute)
        if compute is None or compute.kind not in _SHARED or compute.is_per_iteration:
            return False
        if task.is_control_flow and (who[2] < 0 or worker.is_control_flow):
            return False
        if after != State.RUNNING:
            left = self._is_working.pop(who, "")
            self._working[left] -= 1
            return False
        on = compute.key
        if compute.kind in JOB_CLUSTER_KINDS:
            on = f"{compute.key} {segment.id}"
        self._is_working[who] = on
        self._working[on] += 1
        return self._working[on] > 1

    def _of_origins(self, segment: Segment, origins: tuple[Provenance, ...]) -> Iterator[str]:
        for use in (use for origin in origins for use in origin.uses):
            parts = use.reference.split(".")
            if use.source in (Giver.TASK_VALUE, Giver.MADE_UP) and self._is_kept(segment, parts[1]):
                yield "repair-task-values"
            if use.source in _FROM_OUTSIDE and not self._is_defined(segment, use.reference):
                yield "undefined-parameter"
            if use.source is Giver.OTHER_TASK and parts[-1] == "error_code" and use.value:
                yield "api-state-not-run"

    def _is_defined(self, segment: Segment, reference: str) -> bool:
        name = reference.removeprefix("job.parameters.")
        return any(name == defined for defined, _ in segment.settings.parameters)

    def _of_names(self, segment: Segment, data: Started) -> Iterator[str]:
        """Yields whether a job parameter was given that the job does not define."""
        for (name, _), origin in zip(data.parameters, data.origins, strict=True):
            if origin.source in _FROM_OUTSIDE and not self._is_defined(segment, name):
                yield "undefined-parameter"

    def _of_value(self, row: tuple[Any, ...]) -> Iterator[str]:
        got = row[11] if row[10] == "value.got" else None
        if isinstance(got, Value) and self._is_kept(self._trace.segments[row[3]], got.of):
            yield "repair-task-values"

    def _is_kept(self, segment: Segment, key: str) -> bool:
        """Says whether a repair does not run a task again."""
        if segment.kind != "repair":
            return False
        keys = [segment.settings.tasks[at].key for at in segment.tasks]
        return key not in keys and any(task.key == key for task in segment.settings.tasks)

    def _of_run(self, row: tuple[Any, ...]) -> Iterator[str]:
        _, _, _, at, _, _, _, before, after, cause, rule, _ = row
        if at < 0:
            return
        segment = self._trace.segments[at]
        if after != State.RUNNING:
            if rule in _MILDER_THAN_FAILED and self._has_disabled_leaf(segment):
                yield "disabled-leaf"
            if segment.kind == "repair":
                yield from self._of_result(segment)
            return
        if before == State.QUEUED:
            queued = next((q for q in cause if self._trace.rows[q][8] == State.QUEUED), None)
            if queued is not None and any(q > queued for q in self._edits):
                yield "queued-settings"
        if segment.kind == "repair":
            yield from self._of_selection(segment, row[0])
        else:
            self._part[segment.run] = segment.tasks
        self._before[segment.run] = segment

    def _of_selection(self, segment: Segment, q: int) -> Iterator[str]:
        """Yields what a selection rests on that nobody named task for task."""
        selected = self._trace.rows[q + 1 : q + 1 + len(segment.tasks)]
        if {row[10] for row in selected} == {"repair.named"}:
            return
        if len(self._part.get(segment.run, ())) < len(segment.settings.tasks):
            yield "repair-of-chosen"
        old = self._before[segment.run].settings.tasks
        states = self._states.get(segment.run, {})
        for index, task in enumerate(segment.settings.tasks):
            if states.get(index) in _NOT_RUN and index not in segment.tasks and task != old[index]:
                yield "repair-not-selected"
                return

    def _of_result(self, segment: Segment) -> Iterator[str]:
        """Yields whether leaves that were not run again decide how a repaired run ends."""
        leaves, every = self._leaves(segment)
        again = [leaf for leaf in leaves if leaf in segment.tasks]
        only = [state if at in segment.tasks else State.BLOCKED for at, state in enumerate(every)]
        # A run that was canceled, or ran out of time, is not decided by its leaves.
        is_decided = run_result(leaves, every).state is segment.result
        if is_decided and again and run_result(again, only).state is not segment.result:
            yield "repair-result"

    def _leaves(self, segment: Segment) -> tuple[Sequence[int], list[State]]:
        """Returns the leaves of a run so far, and the state of every task."""
        part = self._part.get(segment.run, ())
        states = self._states.get(segment.run, {})
        count = len(segment.settings.tasks)
        every = [states.get(index, State.BLOCKED) for index in range(count)]
        return segment.settings.graph.leaves_among(sorted({*part, *segment.tasks})), every

    def _has_disabled_leaf(self, segment: Segment) -> bool:
        leaves, every = self._leaves(segment)
        return any(every[leaf] is State.DISABLED for leaf in leaves)

    def _of_trigger(self, row: tuple[Any, ...]) -> Iterator[str]:
        # Imported here: few stories have a schedule.
        from trialrun.engine.job.quartz import utc_offset_s

        if row[10] not in ("trigger.schedule", "trigger.periodic"):
            return
        yield "schedule-on-time"
        trigger = self._trace.world.job.trigger
        if isinstance(trigger, Schedule) and trigger.timezone != "UTC":
            starts_at = self._trace.world.starts_at
            if utc_offset_s(trigger, starts_at) != utc_offset_s(trigger, starts_at + row[1]):
                yield "schedule-clock-change"
