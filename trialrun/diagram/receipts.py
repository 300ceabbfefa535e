"""What each attempt received, and where each value came from, in words. Pure."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from trialrun.engine import (
    Cause,
    Compared,
    Event,
    Giver,
    Iterated,
    Provenance,
    Started,
    Trace,
    Use,
    isolated,
)

WRITTEN_MAX = 120
_LEFT_AS_TEXT = re.compile(r"\$\{[^${}]{1,200}\}")
_WHOLE = re.compile(r"\{\{[^{}]*\}\}")
_STAYS = "not known here, so it stays as text"
_GIVERS = {
    Giver.JOB_DEFAULT: "job parameter, its default",
    Giver.RUN_NOW: "job parameter, from Run now",
    Giver.RUN_JOB: "job parameter, from the task that started this run",
    Giver.REPAIR: "job parameter, from the repair",
    Giver.TASK: "set in the task",
    Giver.MADE_UP: "made up here",
    Giver.LOOP: "the element of this iteration",
    Giver.TRIGGER: "from what started the run",
    Giver.RUN: "of this run",
    Giver.WORKSPACE: "made up here",
    Giver.SECRET: "a secret, whose value is not known here",
    Giver.UNKNOWN: _STAYS,
}
_NUMBERS = frozenset({"id", "run_id", "job_id", "parent_run_id", "url"})


class Parameter(NamedTuple):
    """One value that an attempt received; `says` tells where it came from."""

    name: str
    value: str
    says: str


class Receipt(NamedTuple):
    """What one attempt, iteration or decision received.

    `label` names it among those of its task; `job` is the child's key, "" for the world's own.
    `like` is the label of the one before it, which `others` says what differs from: all, if there
    is none. `missing` is what was not there, so that nothing was received.
    """

    q: int
    t_ms: int
    job: str
    key: str
    label: str
    parameters: tuple[Parameter, ...]
    missing: str
    like: str
    others: tuple[Parameter, ...]

    @property
    def path(self) -> str:
        """Returns the task's name, behind that of its job if it is of a child."""
        return f"{self.job}/{self.key}" if self.job else self.key

    @property
    def alike(self) -> int:
        """Returns how many parameters are as in the one before it."""
        return len(self.parameters) - len(self.others)


def received(trace: Trace, tasks: Collection[int] | None = None) -> Iterator[Receipt]:
    """Yields what was received, in order; of some of the world's own tasks only, if they are named.

    With a task that runs another job come those of the job's tasks that it started.
    """
    told = _Told(trace)
    before: dict[tuple[str, int, str], Receipt] = {}
    for event in trace.events:
        if event.kind not in ("task", "iteration") or event.data is None:
            continue
        if tasks is not None and told.owner(event) not in tasks:
            continue
        place = trace.job_of(event), event.task, event.kind
        receipt = told.receipt(event, before.get(place))
        if receipt is not None:
            before[place] = receipt
            yield receipt


class _Told:
    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._starters = {
            event.segment: event.data.detail
            for event in trace.events
            if event.kind == "run" and isinstance(event.data, Cause)
        }
        self._segments: dict[str, int] = {}
        for segment in trace.segments:
            self._segments[segment.job] = self._segments.get(segment.job, 0) + 1

    def owner(self, event: Event) -> int:
        """Returns the world's own task that an event is of, or has come of; -1 if none is known."""
        job = self._trace.job_of(event)
        if not job:
            return event.task
        above, _, _ = job.partition("/")
        for index, task in enumerate(self._trace.world.job.tasks):
            run_job = task.run_job or (task.for_each.task.run_job if task.for_each else None)
            inner = task.for_each.task.key if task.for_each else task.key
            starter = self._starters.get(event.segment, inner)
            if run_job and run_job.job == above and ("/" in job or starter in (task.key, inner)):
                return index
        return -1

    def receipt(self, event: Event, before: Receipt | None) -> Receipt | None:
        """Returns what an event tells was received; None where it tells of nothing."""
        parameters = tuple(_parameters(event))
        missing = getattr(event.data, "missing", "")
        if not parameters and not missing:
            return None
        like, others = "", parameters
        if before is not None and before.parameters and not missing:
            like, known = before.label, set(before.parameters)
            others = tuple(each for each in parameters if each not in known)
        return Receipt(
            event.q, event.t_ms, self._trace.job_of(event), self._trace.task_key(event),
            self._label(event), parameters, missing, like, others,
        )  # fmt: skip

    def _label(self, event: Event) -> str:
        segment = self._trace.segments[event.segment]
        words = []
        if self._segments[segment.job] > 1:
            of = f"run {segment.run}"
            words.append(f"repair of {of}" if segment.kind == "repair" else of)
        if event.iteration >= 0:
            words.append(f"iteration {event.iteration + 1}")
        if isinstance(event.data, Iterated):
            words.append("the loop itself")
        elif event.attempt > 0 or not words:
            words.append(f"attempt {event.attempt + 1}")
        return ", ".join(words)


def _parameters(event: Event) -> Iterator[Parameter]:
    match event.data:
        case Started(parameters, origins):
            for (name, value), origin in zip(parameters, origins, strict=True):
                yield Parameter(name, value, _says(origin, value))
        case Compared(_, left, right, _, (of_left, of_right)):
            yield Parameter("left", left, _says(of_left, left))
            yield Parameter("right", right, _says(of_right, right))
        case Iterated(inputs, (origin,)):
            value = f"[{', '.join(inputs)}]"
            yield Parameter("inputs", value, _says(origin, value))


def _says(origin: Provenance, value: str) -> str:
    """Says where a value came from.

    >>> _says(Provenance(Giver.RUN_NOW, beaten="dev"), "prod")
    'pushed down: job parameter, from Run now; it goes before the task’s own, dev'
    >>> _says(Provenance(Giver.TASK, "{{input}}", (Use("input", Giver.LOOP, "a"),)), "a")
    'set in the task as {{input}}: the element of this iteration'
    """
    says = [_GIVERS[origin.source]]
    if origin.source is not Giver.TASK:
        says[0] = f"pushed down: {says[0]}"
    uses = [(use, _use_told(use)) for use in origin.uses]
    if origin.written:
        says[0] += f" as {_short(origin.written)}"
        if _WHOLE.fullmatch(origin.written):
            says[0] += f": {uses.pop(0)[1]}"
    for use, told in uses:
        is_value = ":" if use.value is None else f" is {_short(use.value) or 'empty'},"
        says.append(f"{_short(use.reference)}{is_value} {told}")
    if found := _LEFT_AS_TEXT.search(value):
        says.append(f"{found[0]}: {_STAYS}")
    if origin.beaten is not None:
        other = "the job parameter" if origin.source is Giver.TASK else "the task’s own"
        says.append(f"it goes before {other}, {_short(origin.beaten)}")
    return "; ".join(says)


def _use_told(use: Use) -> str:
    parts = use.reference.split(".")
    if use.value is None and use.source is Giver.TRIGGER:
        return "no trigger that has one started this run, so it stays as text"
    if use.value is None and use.source is not Giver.SECRET:
        return _STAYS
    if use.source in (Giver.RUN, Giver.OTHER_TASK) and parts[-1] in _NUMBERS:
        return "a number made up here"
    if use.source in (Giver.TASK_VALUE, Giver.OTHER_TASK):
        by = isolated(parts[1]) if len(parts) > 1 else "another task"
        if parts[2:3] == ["values"]:
            return f"set by {by}"
        return f"what {by} returned" if parts[2:3] == ["output"] else f"how it stands with {by}"
    if use.source is Giver.RUN and "start_" in use.reference:
        return "by the clock of this story"
    return _GIVERS[use.source]


def _short(text: str) -> str:
    text = text if len(text) <= WRITTEN_MAX else f"{text[:WRITTEN_MAX]}…"
    return isolated(text)
