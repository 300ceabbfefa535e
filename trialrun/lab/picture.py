"""One moment of a run as a drawing for white slides: places, colours, words. Knows no HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from trialrun.diagram import WORDS, Layout, Values
from trialrun.engine import State
from trialrun.lab.lettering import (
    BOLD_EM_SHARE,
    EM_SHARE,
    SMALL_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    Label,
    fitted,
    pill_width,
    printable,
    shortened,
    text_width,
    wrapped,
)
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

MARGIN, WIDTH_MIN, GRAPH_MARGIN = 32, 640, 8
TITLE_LEAP, TEXT_LEAP = 34, 22
VARIED_LINES_MAX = 4
RUN_WORD_MAX, PILL_GAP = 40, 10
LEGEND_GAP, SWATCH = 22, 22


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


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line between two boxes, coloured by how the parent ended."""

    path: str
    colour: str
    width: float
    dash: str


class StatusLine(NamedTuple):
    """How the run stands, what is surplus, and the figures: in one line, or the figures below."""

    run_word: str
    run_width: int
    surplus: str
    surplus_width: int
    facts: str
    facts_x: int
    facts_y: int


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
    status: StatusLine
    run_icon: str
    run_paint: Paint
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
    title = tuple(wrapped(sim.headline.title, width - 2 * MARGIN, TITLE_SIZE))
    varied = tuple(_varied_lines(sim.headline.changes, width - 2 * MARGIN))
    varied_y = MARGIN + TITLE_SIZE + TITLE_LEAP * (len(title) - 1) + TEXT_LEAP + 2
    run_y = varied_y + TEXT_LEAP * (len(varied) - 1) + 14
    status = _status(sim, width - 2 * MARGIN)
    graph_y = run_y + status.facts_y + 29
    keys = [task.key for task in sim.trace.world.job.tasks]
    legend, legend_end = _legend(
        [values[f"task.{at}"] for at in range(len(keys))], width, graph_y + layout.height + 20
    )
    return Picture(
        width=width,
        height=legend_end + MARGIN + SMALL_SIZE,
        title=title,
        varied=varied,
        status=status,
        run_icon=icon_of(values["run"]),
        run_paint=PAINTS[values["run"]],
        title_y=MARGIN + TITLE_SIZE - 6,
        varied_y=varied_y,
        run_y=run_y,
        graph_x=MARGIN - GRAPH_MARGIN,
        graph_y=graph_y,
        nodes=tuple(_nodes(keys, values, layout)),
        arrows=_joined(_arrows(values, layout)),
        legend=tuple(legend),
    )


def _status(sim: RunView, room: int) -> StatusLine:
    values = sim.values
    word, surplus = _run_word(values), values["surplus"]
    step = f"step {sim.step} of {sim.last_step}"
    facts = f"{values['clock']} min · {values['cost']} (illustrative) · {step}"
    run_width, surplus_width = pill_width(word), pill_width(surplus) if surplus else 0
    x = run_width + 14 + (surplus_width + PILL_GAP if surplus else 0)
    has_room = x + text_width(facts) <= room
    below = 19 if has_room else 47
    return StatusLine(word, run_width, surplus, surplus_width, facts, x if has_room else 0, below)


def _run_word(values: Values) -> str:
    """Says how the run stands, and which tasks failed it."""
    who = values["run.who"]
    word = f"{values['run.word']}: {printable(who)}" if who else values["run.word"]
    return word if len(word) <= RUN_WORD_MAX else f"{word[: RUN_WORD_MAX - 1]}…"


def icon_of(state: str) -> str:
    """Names the icon of a state.

    >>> icon_of("TIMEDOUT")
    'state-timedout'
    """
    return f"state-{state.lower() or 'none'}"


def _nodes(keys: list[str], values: Values, layout: Layout) -> Iterator[Node]:
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
        )


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


def _varied_lines(changes: tuple[str, ...], room: int) -> Iterator[str]:
    """Says what an address changes; a long list is cut."""
    told = f"Changed: {'; '.join(changes)}" if changes else "As it was written"
    lines = list(wrapped(told, room, TEXT_SIZE))
    yield from lines[:VARIED_LINES_MAX]
    if len(lines) > VARIED_LINES_MAX:
        yield "…"
