"""The names an event speaks of, for the sentence its rule makes. Pure."""

from trialrun.diagram.ending import culprits
from trialrun.engine import (
    Cause,
    Commit,
    Compared,
    Event,
    Fixed,
    Iterated,
    Notice,
    Op,
    Trace,
    Value,
    isolated,
)

PLACEHOLDERS = frozenset(
    {
        "attempt", "compute", "detail", "dup", "failed", "inputs", "job", "left", "name", "of",
        "op", "outcome", "parents", "right", "rows", "run", "table", "task", "tasks", "to",
        "trigger", "value", "version",
    }
)  # fmt: skip
"""What a rule's sentence may hold in braces."""

OPS = {
    Op.EQUAL_TO: "==",
    Op.NOT_EQUAL: "!=",
    Op.GREATER_THAN: ">",
    Op.GREATER_THAN_OR_EQUAL: ">=",
    Op.LESS_THAN: "<",
    Op.LESS_THAN_OR_EQUAL: "<=",
}
"""The operators as the UI shows them."""

RUN_IF_WORDS = {
    "ALL_SUCCESS": "All succeeded",
    "AT_LEAST_ONE_SUCCESS": "At least one succeeded",
    "NONE_FAILED": "None failed",
    "ALL_DONE": "All done",
    "AT_LEAST_ONE_FAILED": "At least one failed",
    "ALL_FAILED": "All failed",
}
"""The conditions of Run if as the UI shows them."""


def compared_told(data: Compared) -> str:
    """Says what a condition compared, and how it came out.

    >>> compared_told(Compared("GREATER_THAN", "3", "2", "true"))
    '3 > 2: true'
    """
    return f"{data.left} {OPS[Op(data.op)]} {data.right}: {data.outcome or 'undecided'}"


def names_of(trace: Trace, event: Event) -> dict[str, str]:
    """Returns values for every placeholder a rule's sentence may use; '' where none applies."""
    causes = [trace.task_key(trace.events[q]) for q in event.cause]
    own = trace.task_key(event)
    parents = [name for name in dict.fromkeys(causes) if name not in ("", own)]
    segment = trace.segments[event.segment] if event.segment >= 0 else None
    named = {
        "task": f"iteration {event.iteration + 1} of {own}" if event.iteration >= 0 else own,
        "parents": _and(parents),
        "compute": event.compute,
        "attempt": str(event.attempt + 1),
        "tasks": str(len(segment.tasks)) if segment else "",
        "job": segment.job if segment else "",
        "run": str(segment.run) if segment else "",
        "failed": _failed(trace, event) if event.kind == "run" and segment else "",
    }
    told = dict.fromkeys(PLACEHOLDERS, "") | named | _of_data(event)
    return {placeholder: isolated(name) for placeholder, name in told.items()}


def _failed(trace: Trace, event: Event) -> str:
    """Names the tasks that have failed a run by themselves: what waited for them is no cause."""
    run = trace.segments[event.segment].run
    states = {
        trace.task_key(each): str(each.after or "")
        for each in trace.events[: event.q]
        if each.kind == "task" and each.segment >= 0 and trace.segments[each.segment].run == run
    }
    return culprits(states.items(), str(event.after or ""))


def _of_data(event: Event) -> dict[str, str]:
    match event.data:
        case Commit() as commit:
            return {
                "table": commit.table,
                "rows": f"{commit.rows:,}",
                "version": str(commit.version),
                "dup": f"{commit.dup:,}",
            }
        case Compared(op, left, right, outcome):
            return {"op": OPS[Op(op)], "left": left, "right": right, "outcome": outcome}
        case Value(of, name, json):
            return {"of": of, "name": name, "value": json}
        case Notice(_, _, to):
            return {"to": _and(list(to))}
        case Cause(trigger, detail):
            return {"trigger": trigger.lower().replace("_", " "), "detail": detail}
        case Fixed(key):
            return {"task": key}
        case Iterated(inputs):
            return {"inputs": str(len(inputs))}
        case _:
            return {}


def _and(words: list[str]) -> str:
    """Joins words as a sentence does.

    >>> _and(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
