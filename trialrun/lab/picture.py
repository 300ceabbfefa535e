"""One moment of a run as a drawing for white slides: places, colours, words. Knows no HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import NamedTuple

from trialrun.diagram import WORDS, Layout, Values
from trialrun.engine import State
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
from trialrun.lab.told import action_told, varied_told

MARGIN, WIDTH_MIN, GRAPH_MARGIN = 32, 640, 8
NAME_LENGTH_MAX, TEXT_ROOM = 17, 116
"""A box has so much room beside its icon; longer names lose their middle."""
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 26, 15, 12
TITLE_LEAP, TEXT_LEAP = 34, 22
EM_SHARE, BOLD_EM_SHARE = 0.6, 0.68
"""A letter's mean width beside its size, in the widest of the usual fonts of systems."""
VARIED_LINES_MAX = 4
LEGEND_GAP, SWATCH = 22, 22


class Label(NamedTuple):
    """A text in a box: its size, and the room it is squeezed into, 0 where it fits by itself."""

    text: str
    size: int
    room: int


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


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line between two boxes, coloured by how the parent ended."""

    path: str
    colour: str
    width: float
    dash: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A state in the legend."""

    x: int
    y: int
    word: str
    icon: str
    paint: Paint


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing; each part's `_y` is where its first baseline, or its top, is."""

    width: int
    height: int
    title: tuple[str, ...]
    varied: tuple[str, ...]
    run_word: str
    run_icon: str
    run_paint: Paint
    run_width: int
    facts: str
    title_y: int
    varied_y: int
    run_y: int
    graph_x: int
    graph_y: int
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    legend: tuple[LegendEntry, ...]


def picture_of(sim: RunView) -> Picture:
    """Draws a simulation at its step."""
    values, (_, layout) = sim.values, sim.layouts[0]
    width = max(layout.width + 2 * MARGIN, WIDTH_MIN)
    title = tuple(_wrapped(sim.scenario.title, width, TITLE_SIZE))
    varied = tuple(_varied_lines(sim, width))
    varied_y = MARGIN + TITLE_SIZE + TITLE_LEAP * (len(title) - 1) + TEXT_LEAP + 2
    run_y = varied_y + TEXT_LEAP * (len(varied) - 1) + 14
    graph_y = run_y + 28 + 20
    keys = [task.key for task in sim.trace.world.job.tasks]
    legend, legend_end = _legend(
        [values[f"task.{at}"] for at in range(len(keys))], width, graph_y + layout.height + 20
    )
    step = f"step {sim.step} of {sim.last_step}"
    return Picture(
        width=width,
        height=legend_end + MARGIN + SMALL_SIZE,
        title=title,
        varied=varied,
        run_word=values["run.word"],
        run_icon=icon_of(values["run"]),
        run_paint=PAINTS[values["run"]],
        run_width=46 + round(len(values["run.word"]) * TEXT_SIZE * BOLD_EM_SHARE),
        facts=f"{values['clock']} min · {values['cost']} (illustrative) · {step}",
        title_y=MARGIN + TITLE_SIZE - 6,
        varied_y=varied_y,
        run_y=run_y,
        graph_x=MARGIN - GRAPH_MARGIN,
        graph_y=graph_y,
        nodes=tuple(_nodes(keys, values, layout)),
        arrows=_joined(_arrows(values, layout)),
        legend=tuple(legend),
    )


def icon_of(state: str) -> str:
    """Names the icon of a state.

    >>> icon_of("TIMEDOUT")
    'state-timedout'
    """
    return f"state-{state.lower() or 'none'}"


def _nodes(keys: list[str], values: Values, layout: Layout) -> Iterator[Node]:
    for at, (key, box) in enumerate(zip(map(_printable, keys), layout.boxes, strict=True)):
        state = values[f"task.{at}"]
        yield Node(
            x=box.x,
            y=box.y,
            key=key,
            name=_fitted(_shortened(key), 16, BOLD_EM_SHARE),
            word=_fitted(values[f"task.{at}.word"], 13, EM_SHARE),
            attempts=values[f"task.{at}.attempts"],
            icon=icon_of(state),
            paint=PAINTS[state],
        )


def _shortened(key: str) -> str:
    """Takes out the middle of a long name: names that differ often do so at their ends."""
    if len(key) <= NAME_LENGTH_MAX:
        return key
    return f"{key[: NAME_LENGTH_MAX // 2]}…{key[-(NAME_LENGTH_MAX // 2) :]}"


def _fitted(text: str, size: int, em_share: float) -> Label:
    """Makes a text smaller, down to three quarters, and squeezes it where that is not enough."""
    fitting = int(TEXT_ROOM / (max(len(text), 1) * em_share))
    shown = min(size, max(fitting, size * 3 // 4))
    return Label(text, shown, TEXT_ROOM if fitting < shown else 0)


def _arrows(values: Values, layout: Layout) -> Iterator[Arrow]:
    for edge in layout.edges:
        state = values[f"task.{edge.parent}"]
        if state == State.SUCCESS:
            yield Arrow(edge.path, STATE_SUCCESS, 2.5, "none")
        elif state in _BROKEN:
            yield Arrow(edge.path, STATE_FAILED, 2, "5 5")
        else:
            yield Arrow(edge.path, LINE_STRONG, 2, "2 5" if state in _PASSED_OVER else "none")


def _joined(arrows: Iterator[Arrow]) -> tuple[Arrow, ...]:
    """Returns arrows that look alike as one: of 19,600 lines most of a picture were attributes."""
    alike: dict[Arrow, list[str]] = {}
    for arrow in arrows:
        alike.setdefault(replace(arrow, path=""), []).append(arrow.path)
    return tuple(replace(look, path=" ".join(paths)) for look, paths in alike.items())


def _legend(states: list[str], width: int, y: int) -> tuple[list[LegendEntry], int]:
    """Returns the states that are there, line by line, and where the last line ends."""
    found: list[LegendEntry] = []
    x = MARGIN
    for state in [state for state in PAINTS if state in states]:
        word = WORDS[state]
        needed = SWATCH + 8 + round(len(word) * TEXT_SIZE * EM_SHARE)
        if x > MARGIN and x + needed > width - MARGIN:
            x, y = MARGIN, y + SWATCH + 8
        found.append(LegendEntry(x, y, word, icon_of(state), PAINTS[state]))
        x += needed + LEGEND_GAP
    return found, y + SWATCH


def _varied_lines(sim: RunView, width: int) -> Iterator[str]:
    """Says what an address changes; a long list is cut."""
    what_if = sim.address.what_if
    parts = varied_told(sim.scenario, what_if)
    if what_if.do:
        parts.append(f"Operator: {', '.join(map(action_told, what_if.do))}")
    lines = list(_wrapped(" · ".join(parts) or "As it was written", width, TEXT_SIZE))
    yield from lines[:VARIED_LINES_MAX]
    if len(lines) > VARIED_LINES_MAX:
        yield "…"


def _wrapped(text: str, width: int, size: int) -> list[str]:
    return wrap(_printable(text), int((width - 2 * MARGIN) / (size * EM_SHARE))) or [""]


def _printable(text: str) -> str:
    """Replaces what XML cannot hold, or would turn the direction of a line."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
