"""Where two futures part, in words: the truth beside a belief, or a repair beside a new run."""

from dataclasses import dataclass
from itertools import zip_longest

from trialrun.engine.rules.beliefs import BELIEFS
from trialrun.engine.trace.trace import (
    Cause,
    Compared,
    Event,
    Iterated,
    Notice,
    Started,
    Trace,
    Value,
)


@dataclass(frozen=True, slots=True)
class Parting:
    """The first events in which two traces differ; None where that trace has ended already."""

    told: Event | None
    believed: Event | None
    text: str


def first_parting(told: Trace, believed: Trace) -> tuple[Event | None, Event | None]:
    """Returns the first events that differ in what happens; (None, None) when none do.

    Which rule decided, and why, does not count: only what can be seen.
    """
    for left, right in zip_longest(told.events, believed.events):
        if left is None or right is None or _effect(left) != _effect(right):
            return left, right
    return None, None


def explain(told: Trace, believed: Trace) -> Parting | None:
    """Says where a belief's trace first parts from the truth; None when it never does."""
    left, right = first_parting(told, believed)
    if left is None and right is None:
        return None
    belief = BELIEFS.get(believed.rules)
    holder = f"Whoever thinks “{belief.says}” expects" if belief else "In the other story"
    shown = left
    if left is not None and right is not None and right.iteration >= 0:
        # What happens next may be about something else: tell what comes of the same iteration.
        later = (e for e in told.events[left.q :] if _subject(e) == _subject(right))
        shown = next(later, None)
    text = f"In truth {_at(told, shown)}. {holder}: {_at(believed, right)}."
    return Parting(left, right, text)


def describe(trace: Trace, event: Event) -> str:
    """Says an event in one clause, without its reasons."""
    task = trace.task_key(event)
    if event.iteration >= 0:
        task = f"iteration {event.iteration + 1} of {task}"
    match event.data:
        case Value(of, name, json):
            verb = "sets" if event.rule == "value.set" else "gets"
            return f"{task} {verb} {of}.{name} = {json}"
        case Notice(level, notice, to):
            return f"the {level} sends {notice} to {', '.join(to)}"
        case Compared(_, left, right, outcome):
            told = outcome or "neither true nor false"
            return f"{task} compares {left} with {right}: {told}"
        case Started(parameters) if parameters:
            listed = ", ".join(f"{name}={value}" for name, value in parameters)
            return f"{task} runs with {listed}"
        case Cause(trigger, detail) if event.kind == "trigger":
            return f"{trigger.lower().replace('_', ' ')} {detail}".strip()
    if event.commit is not None:
        commit = event.commit
        verb = "is taken back to" if event.kind == "undo" else "gets"
        return f"{commit.table} {verb} version {commit.version}: {commit.table_rows} rows"
    return _PLAIN.get(event.kind, "{task} is {state}").format(
        task=task or event.kind, state=event.after, compute=event.compute, rule=event.rule
    )


_PLAIN = {
    "ignored": "{task} writes nothing: its rows are there already",
    "refused": "what was asked for is not done ({rule})",
    "compute": "compute {compute} is {state}",
    "run": "the run is {state}",
    "attempt": "the attempt of {task} ends {state}",
    "warning": "it takes longer than its threshold",
    "fix": "the cause in {task} is mended",
    "edit": "the job is edited",
}


def _at(trace: Trace, event: Event | None) -> str:
    if event is None:
        return "nothing of the kind happens"
    seconds = event.t_ms // 1000
    return f"at {seconds // 60}:{seconds % 60:02d}, {describe(trace, event)}"


def _subject(event: Event) -> tuple[int, int, int]:
    return (event.segment, event.task, event.iteration)


def _effect(event: Event) -> tuple[object, ...]:
    data = event.data
    # Where a value came from cannot be seen: the task gets the value alone.
    match data:
        case Started(_, (_, *_)) | Compared(_, _, _, _, (_, *_)) | Iterated(_, (_, *_)):
            data = data._replace(origins=())
    return (event[1:9], data)
