"""One moment of a run as a drawing for white slides: places, colours, words. Knows no HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.diagram import WORDS, Values
from trialrun.lab.lettering import (
    EM_SHARE,
    SMALL_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    cut,
    pill_width,
    printable,
    text_width,
    wrapped,
)
from trialrun.lab.picture_graph import (
    PAINTS,
    Arrow,
    Node,
    Paint,
    WayAsked,
    arrows_of,
    icon_of,
    joined,
    nodes_of,
    ways_of,
)
from trialrun.lab.run_view import RunView

MARGIN, WIDTH_MIN, GRAPH_MARGIN = 32, 640, 8
TITLE_LEAP, TEXT_LEAP = 34, 22
VARIED_LINES_MAX = 4
RUN_WORD_MAX, PILL_GAP = 40, 10
LEGEND_GAP, SWATCH = 22, 22
ABOVE, BELOW = 18, 14
"""The room that a mark above the first boxes, and a note below the last ones, need."""


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
    ways: tuple[WayAsked, ...]
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
    graph_y = run_y + status.facts_y + 29 + ABOVE
    tasks = sim.trace.world.job.tasks
    states = [values[f"task.{at}"] for at in range(len(tasks))]
    legend, legend_end = _legend(states, width, graph_y + layout.height + 20 + BELOW)
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
        nodes=tuple(nodes_of(sim, layout)),
        arrows=joined(arrows_of(tasks, values, layout)),
        ways=tuple(ways_of(tasks, layout)),
        legend=tuple(legend),
    )


def _status(sim: RunView, room: int) -> StatusLine:
    values = sim.values
    word, surplus = _run_word(values), values["surplus"]
    step = f"step {sim.step} of {sim.last_step}"
    facts = f"Time {values['clock']} · {values['cost']} (illustrative) · {step}"
    run_width, surplus_width = pill_width(word), pill_width(surplus) if surplus else 0
    x = run_width + 14 + (surplus_width + PILL_GAP if surplus else 0)
    has_room = x + text_width(facts) <= room
    below = 19 if has_room else 47
    return StatusLine(word, run_width, surplus, surplus_width, facts, x if has_room else 0, below)


def _run_word(values: Values) -> str:
    """Says how the run stands, and which tasks failed it."""
    who = values["run.who"]
    word = f"{values['run.word']}: {printable(who)}" if who else values["run.word"]
    return cut(word, RUN_WORD_MAX)


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
