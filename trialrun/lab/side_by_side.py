"""Two futures of one failure under one cursor, worked out from an address. Knows no HTTP."""

from dataclasses import dataclass, replace
from functools import cached_property

from trialrun.diagram import Frame, Layout, Values, clock, ending_told, frames_of, values_at
from trialrun.engine import Trace, first_parting
from trialrun.lab.abridged import (
    EDGES_COMPARED_MAX,
    EVENTS_INLINE_MAX,
    tables_shown,
    values_shown,
)
from trialrun.lab.address import Address
from trialrun.lab.operations import Future
from trialrun.lab.run_view import RunView

SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of the comparison: when it is, and which step each side stands at."""

    t_ms: int
    steps: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Caption:
    """What a moment says."""

    says: str


@dataclass(frozen=True)
class SideBySide:
    """Two of a simulation's futures, side by side, at one moment."""

    sim: RunView
    address: Address
    picked: tuple[int, int]
    asked_step: int | None

    @property
    def dom_id(self) -> str:
        """Returns the id of its section on a page."""
        return f"compare-{self.sim.scenario.slug}"

    @property
    def futures(self) -> list[Future]:
        """Returns every way on, those that were kept too."""
        return self.sim.futures

    @cached_property
    def sides(self) -> tuple[Future, Future]:
        """Returns the two that are shown."""
        left, right = self.picked
        return self.futures[left], self.futures[right]

    @property
    def traces(self) -> tuple[Trace, Trace]:
        """Returns what happens in each."""
        return self.sides[0].trace, self.sides[1].trace

    @property
    def shared_events(self) -> int:
        """Counts the events that both begin with."""
        left, right = self.traces
        return next(
            (q for q, (a, b) in enumerate(zip(left.rows, right.rows, strict=False)) if a != b),
            min(len(left.rows), len(right.rows)),
        )

    @cached_property
    def moments(self) -> list[Moment]:
        """Returns the steps of both in one order: shared while they are the same, then by time."""
        left, right = self.traces
        shared = self.shared_events
        found = [Moment(0, (0, 0))]
        found += [Moment(left.rows[q][1], (q + 1, q + 1)) for q in range(shared)]
        at = [shared, shared]
        rows = (left.rows, right.rows)
        while at[0] < len(rows[0]) or at[1] < len(rows[1]):
            times = [
                rows[side][at[side]][1] if at[side] < len(rows[side]) else None for side in (0, 1)
            ]
            side = 0 if times[1] is None or (times[0] is not None and times[0] <= times[1]) else 1
            at[side] += 1
            found.append(Moment(times[side] or 0, (at[0], at[1])))
        return found

    @cached_property
    def frames(self) -> list[Frame]:
        """Returns what each moment changes, each side's values under its own prefix."""
        both = [frames_of(trace) for trace in self.traces]
        shown = self.tables_shown
        frames: list[Frame] = []
        before = (-1, -1)
        pips = [
            f"it.{i}.{n}" for i, found in self.sim.iterations.items() for n in range(len(found))
        ]
        for moment in self.moments:
            # The graph has a place for each iteration of the story at hand, in both sides.
            values: Values = {} if frames else {f"{n}.{key}": "" for n in SIDES for key in pips}
            for side, name in enumerate(SIDES):
                if moment.steps[side] != before[side]:
                    found = both[side][moment.steps[side]].values
                    if self.sim.is_large:
                        found = values_shown(found, shown, labels=False)
                    values |= {f"{name}.{key}": value for key, value in found.items()}
            values["clock"] = clock(moment.t_ms)
            frames.append(Frame(moment.t_ms, values))
            before = moment.steps
        return frames

    @cached_property
    def step(self) -> int:
        """Returns the moment shown: the one asked for, else the one where the futures part."""
        asked = self.parting_step if self.asked_step is None else self.asked_step
        return min(max(asked, 0), self.last_step)

    @property
    def last_step(self) -> int:
        """Returns the last moment."""
        return len(self.moments) - 1

    @cached_property
    def parting_step(self) -> int:
        """Returns the first moment at which the sides differ."""
        return next(
            (n for n, moment in enumerate(self.moments) if moment.steps[0] != moment.steps[1]), 0
        )

    @cached_property
    def values(self) -> Values:
        """Returns everything shown at this moment."""
        return values_at(self.frames, self.step)

    @cached_property
    def lit(self) -> frozenset[str]:
        """Returns the keys of what this moment has just changed."""
        return frozenset(self.frames[self.step].values) if self.step else frozenset()

    @cached_property
    def tables_shown(self) -> list[str]:
        """Returns the tables that are shown on both sides; of a large story, some."""
        if not self.sim.is_large:
            return list(self.traces[0].tables)
        return tables_shown(self.traces[1], len(self.traces[1].events), self.address.table)

    @property
    def has_edges(self) -> bool:
        """Says whether the lines between tasks are drawn, twice as there are two sides."""
        edges = sum(len(layout.edges) for _, layout in self.layouts)
        return not self.sim.is_large or edges <= EDGES_COMPARED_MAX

    @property
    def frames_url(self) -> str:
        """Returns the address of long stories' frames, "" where they stand in the page."""
        if len(self.moments) <= EVENTS_INLINE_MAX:
            return ""
        return self.at(self.step).shared.url(f"{self.address.path}frames.json")

    @property
    def layouts(self) -> tuple[tuple[str, Layout], ...]:
        """Returns the graph drawn across, and down for narrow screens."""
        return self.sim.layouts

    @cached_property
    def lines(self) -> list[Caption]:
        """Returns what each moment but the first says."""
        told = []
        catalog = self.sim.catalog
        for before, moment in zip(self.moments, self.moments[1:], strict=False):
            moved = [n for n in (0, 1) if moment.steps[n] != before.steps[n]]
            trace = self.traces[moved[0]]
            says = catalog.narrate(trace, trace.events[moment.steps[moved[0]] - 1])
            told.append(
                Caption(says if len(moved) == 2 else f"{self.sides[moved[0]].title}: {says}")
            )
        return told

    @cached_property
    def parting(self) -> list[tuple[str, str]]:
        """Returns (title, what happens first there and not in the other); [] for equal stories."""
        events = first_parting(*self.traces)
        if not any(events):
            return []
        return [
            (
                future.title,
                self.sim.catalog.narrate(future.trace, event) if event else "Nothing more happens.",
            )
            for future, event in zip(self.sides, events, strict=True)
        ]

    def at(self, step: int) -> Address:
        """Returns the address of another moment."""
        return replace(self.address, step=min(max(step, 0), self.last_step))

    @property
    def ending(self) -> str:
        """Says what each side came to."""
        return " ".join(f"{side.title}: {ending_told(side.trace)}" for side in self.sides)

    @property
    def says(self) -> str:
        """Says this moment; of the last one, what each side came to."""
        if not self.step:
            return "Nothing has happened yet."
        return self.ending if self.step == self.last_step else self.lines[self.step - 1].says

    def player(self) -> dict[str, object]:
        """Returns what the player in the browser plays."""
        end = max(moment.t_ms for moment in self.moments) or 1
        return {
            "frames": [frame.values for frame in self.frames],
            "xs": [round(moment.t_ms * 1000 / end, 1) for moment in self.moments],
            "says": ["Nothing has happened yet.", *(line.says for line in self.lines)],
            "end": self.ending,
        }
