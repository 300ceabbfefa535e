"""What became of each task in the run that came last: attempts, what it received, set and got."""

import json
from dataclasses import dataclass, field
from typing import Any

from trialrun.engine import Compared, Event, Iterated, Started, State, Trace, Value

KINDS_OF_VALUES = frozenset({"text", "number", "boolean", "list", "object", "null"})
_ENDED = frozenset({State.SUCCESS, State.FAILED, State.TIMEDOUT, State.CANCELED})


@dataclass(slots=True)
class TaskStory:
    """A task, or one iteration of a For each, in one run. Grows while events are read.

    `received` is what the last attempt got, by name; `lacks` the reference for want of which there
    was nothing to get. `sets` and `gets` are task values as JSON texts, those of others by
    TASK.NAME. Of an If/else there are `left` and `right` as they were compared, of a For each its
    `inputs`.
    """

    attempts: list[dict[str, Any]] = field(default_factory=list)
    iterations: "list[TaskStory]" = field(default_factory=list)
    received: dict[str, str] = field(default_factory=dict)
    lacks: str = ""
    sets: dict[str, str] = field(default_factory=dict)
    gets: dict[str, str] = field(default_factory=dict)
    left: str = ""
    right: str = ""
    inputs: list[str] = field(default_factory=list)


def stories_of(trace: Trace) -> dict[str, TaskStory]:
    """Returns what became of each task of the world's own job, in its run that came last."""
    stories = {key: TaskStory() for key in trace.keys}
    own = [segment for segment in trace.segments if not segment.job]
    places = {s.id: place for place, s in enumerate(own) if s.run == own[-1].run}
    for event in trace.events:
        if event.task >= 0 and event.segment in places:
            story = stories[trace.keys[event.task]]
            if event.iteration >= 0:
                while len(story.iterations) <= event.iteration:
                    story.iterations.append(TaskStory())
                story = story.iterations[event.iteration]
            _read(story, event, places[event.segment])
    for story in stories.values():
        for each in (story, *story.iterations):
            if each.attempts:
                each.attempts[-1]["counts"] = True
    return stories


def text_and_kind(json_text: str) -> tuple[str, str]:
    """Returns a task value as a reference puts it into a text, and what it is.

    >>> text_and_kind('"7"'), text_and_kind("7"), text_and_kind("[1]")
    (('7', 'text'), ('7', 'number'), ('[1]', 'list'))
    """
    try:
        value = json.loads(json_text)
    except ValueError:
        return json_text, "text"
    kinds = {bool: "boolean", int: "number", float: "number", list: "list", dict: "object"}
    kind = "null" if value is None else kinds.get(type(value), "text")
    return value if isinstance(value, str) else json_text, kind


def _read(story: TaskStory, event: Event, segment: int) -> None:
    match event.data:
        case Started(parameters, _, missing):
            story.received, story.lacks = dict(parameters), missing
        case Compared(_, left, right, _, _, missing):
            story.left, story.right, story.lacks = left, right, missing
        case Iterated(inputs):
            story.inputs = list(inputs)
        case Value(_, name, text) if event.rule == "value.set":
            story.sets[name] = text
        case Value(of, name, text):
            story.gets[f"{of}.{name}"] = text
    if event.kind in ("task", "iteration", "attempt"):
        _read_move(story, event, segment)


def _read_move(story: TaskStory, event: Event, segment: int) -> None:
    """Begins or ends an attempt. What is decided without one, as an If/else is, has one at once."""
    is_open = bool(story.attempts) and story.attempts[-1]["ended_ms"] < 0
    if event.after == State.RUNNING or (isinstance(event.data, Compared) and not is_open):
        story.attempts.append(
            {
                "started_ms": event.t_ms,
                "ended_ms": -1,
                "state": State.RUNNING,
                "segment": segment,
                "counts": False,
            }
        )
        is_open = True
    if is_open and event.after in _ENDED:
        story.attempts[-1] |= {"ended_ms": event.t_ms, "state": State(event.after)}
