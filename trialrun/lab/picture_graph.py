"""The graph of a picture: boxes, lines and what is said about them, in fixed colours."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from trialrun.diagram import BOX_HEIGHT, Layout, Values
from trialrun.engine import State, Task
from trialrun.lab.drawing import outcomes_of
from trialrun.lab.lettering import BOLD_EM_SHARE, EM_SHARE, Label, fitted, printable, shortened
from trialrun.lab.palette import (
    INK_SOFT,
    LINE_STRONG,
    STATE_CANCELED,
    STATE_EDGE,
    STATE_EXCLUDED,
    STATE_FAILED,
    STATE_INK_DARK,
    STATE_INK_LIGHT,
    STATE_NONE,
    STATE_PENDING,
    STATE_RUNNING,
    STATE_SUCCESS,
    STATE_UPSTREAM,
)
from trialrun.lab.run_view import RunView

PIPS_SHOWN_MAX = 6


class Paint(NamedTuple):
    """How a state is drawn: its fill, the ink on it, its border and the border's dashes."""

    fill: str
    ink: str
    edge: str
    dash: str = "none"


_WAITING = Paint(STATE_PENDING, STATE_INK_DARK, STATE_EDGE)
_PLAIN = Paint(STATE_NONE, INK_SOFT, LINE_STRONG)

PAINTS: dict[str, Paint] = {
    "": _PLAIN,
    State.BLOCKED: _PLAIN._replace(dash="4 4"),
    State.QUEUED: _WAITING,
    State.PENDING: _WAITING,
    State.TERMINATED: _WAITING,
    State.SKIPPED: _WAITING,
    State.WAITING_FOR_RETRY: Paint(STATE_NONE, STATE_INK_DARK, LINE_STRONG, "3 3"),
    State.RUNNING: Paint(STATE_RUNNING, STATE_INK_LIGHT, STATE_RUNNING),
    State.SUCCESS: Paint(STATE_SUCCESS, STATE_INK_DARK, STATE_SUCCESS),
    State.SUCCESS_WITH_FAILURES: Paint(STATE_SUCCESS, STATE_INK_DARK, STATE_FAILED),
    State.FAILED: Paint(STATE_FAILED, STATE_INK_LIGHT, STATE_FAILED),
    State.TIMEDOUT: Paint(STATE_FAILED, STATE_INK_LIGHT, STATE_INK_DARK, "10 3"),
    State.UPSTREAM_FAILED: Paint(STATE_UPSTREAM, STATE_INK_DARK, STATE_FAILED, "6 4"),
    State.CANCELED: Paint(STATE_CANCELED, STATE_INK_LIGHT, STATE_CANCELED),
    State.UPSTREAM_CANCELED: Paint(STATE_CANCELED, STATE_INK_LIGHT, LINE_STRONG, "6 4"),
    State.EXCLUDED: Paint(STATE_EXCLUDED, STATE_INK_DARK, STATE_EDGE, "2 4"),
    State.DISABLED: Paint(STATE_EXCLUDED, STATE_INK_DARK, STATE_EDGE, "8 3"),
}
"""The colours of the pages in light, fixed: a picture stands on slides that know no theme."""

_BROKEN = frozenset({State.FAILED, State.TIMEDOUT, State.UPSTREAM_FAILED})
_PASSED_OVER = frozenset({State.EXCLUDED, State.DISABLED})


@dataclass(frozen=True, slots=True)
class Node:
    """A task's box; `key` is its whole name, `name` as much of it as fits."""

    x: int
    y: int
    key: str
    name: Label
    word: Label
    attempts: str
    icon: str
    paint: Paint
    surplus: str
    note: str
    pips: tuple[Paint, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line between two boxes, coloured by how the parent ended."""

    path: str
    colour: str
    width: float
    dash: str


class WayAsked(NamedTuple):
    """Which outcome of its condition an edge asks for; ends at x, its line runs through y."""

    x: int
    y: int
    says: str


def icon_of(state: str) -> str:
    """Names the icon of a state.

    >>> icon_of("TIMEDOUT")
    'state-timedout'
    """
    return f"state-{state.lower() or 'none'}"


def nodes_of(sim: RunView, layout: Layout) -> Iterator[Node]:
    """Draws each task's box, with what is said about it."""
    values, keys = sim.values, [task.key for task in sim.trace.world.job.tasks]
    for at, (key, box) in enumerate(zip(map(printable, keys), layout.boxes, strict=True)):
        state = values[f"task.{at}"]
        yield Node(
            x=box.x,
            y=box.y,
            key=key,
            name=fitted(shortened(key), 16, BOLD_EM_SHARE),
            word=fitted(values[f"task.{at}.word"], 13, EM_SHARE),
            attempts=values[f"task.{at}.attempts"],
            icon=icon_of(state),
            paint=PAINTS[state],
            surplus=values.get(f"task.{at}.surplus", ""),
            note=printable(values.get(f"task.{at}.note", "")),
            pips=tuple(_pips(values, at, len(sim.iterations.get(at, ())))),
        )


def _pips(values: Values, task: int, count: int) -> Iterator[Paint]:
    """Yields a mark for each iteration, where they are few enough to be marked."""
    if count <= PIPS_SHOWN_MAX:
        yield from (PAINTS[values.get(f"it.{task}.{number}", "")] for number in range(count))


def ways_of(tasks: tuple[Task, ...], layout: Layout) -> Iterator[WayAsked]:
    """Says of each edge behind a condition which outcome it asks for."""
    for (_, child), outcome in outcomes_of(tasks).items():
        box = layout.boxes[child]
        yield WayAsked(box.x - 7, box.y + BOX_HEIGHT // 2, outcome)


def arrows_of(tasks: tuple[Task, ...], values: Values, layout: Layout) -> Iterator[Arrow]:
    """Draws each edge as what it leads from has ended; behind a condition, as its way was taken."""
    ways = outcomes_of(tasks)
    for edge in layout.edges:
        way = ways.get((edge.parent, edge.child))
        asked = f"edge.{edge.parent}.{way}" if way else f"task.{edge.parent}"
        state = values.get(asked, "")
        if state == State.SUCCESS:
            yield Arrow(edge.path, STATE_SUCCESS, 2.5, "none")
        elif state in _BROKEN:
            yield Arrow(edge.path, STATE_FAILED, 2, "5 5")
        else:
            yield Arrow(edge.path, LINE_STRONG, 2, "2 5" if state in _PASSED_OVER else "none")


def joined(arrows: Iterator[Arrow]) -> tuple[Arrow, ...]:
    """Returns arrows that look alike as one: of 19,600 lines most of a picture were attributes."""
    alike: dict[Arrow, list[str]] = {}
    for arrow in arrows:
        alike.setdefault(replace(arrow, path=""), []).append(arrow.path)
    return tuple(replace(look, path=" ".join(paths)) for look, paths in alike.items())
