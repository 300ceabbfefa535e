"""What a simulator page shows, worked out from its address alone. Knows no HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from trialrun.content import Catalog
from trialrun.diagram import (
    PIPS_MAX,
    TIMELINE_WIDTH,
    Frame,
    Layout,
    Timeline,
    Values,
    ending_told,
    frames_of,
    iterations_of,
    surplus_told,
    timeline_of,
    values_at,
)
from trialrun.diagram.timeline import TimelineRow
from trialrun.engine import WhatIfText
from trialrun.lab import abridged
from trialrun.lab.address import Address
from trialrun.lab.drawing import drawn
from trialrun.lab.inspector import Inspector
from trialrun.lab.level_try import LevelTry
from trialrun.lab.operations import Future, Operation, does_of, futures_of
from trialrun.lab.panels import RunShown, Sum, Version, runs_of, sums_of, versions_of
from trialrun.lab.run_ways import RunWays
from trialrun.lab.varied import Headline, as_predicted, headline_of
from trialrun.lab.ways_on import ways_on
from trialrun.lab.why import Line, Narration, Reason
from trialrun.questions import Scenario

if TYPE_CHECKING:
    from trialrun.lab.foreseen import Foreseen
    from trialrun.questions.contradiction import Contradiction

EVENTS_SHOWN_MAX = 6000
LINES_SHOWN_MAX = 120
"""Longer narrations are shown in a window of so many lines around the current step."""


@dataclass(frozen=True)
class RunView(RunWays):
    """One moment of one played scenario, with all that is shown of it."""

    catalog: Catalog
    error: str = ""
    autoplays: bool = False
    embedded: bool = False
    prediction: "Contradiction | None" = None
    is_prediction_lost: bool = False
    level: LevelTry | None = None

    @cached_property
    def frames(self) -> list[Frame]:
        """Returns what changes at each step."""
        frames = frames_of(self.trace)
        if self.level:
            return self.level.framed(frames)
        if self.foreseen is None:
            return frames
        return self.foreseen.frames(frames, {key: at for at, key in enumerate(self.trace.keys)})

    @cached_property
    def foreseen(self) -> "Foreseen | None":
        """Returns what was predicted of this run, as it is told; None where nothing was."""
        if self.prediction is None:
            return None
        # Imported here: the models of questions are not needed to show a run.
        from trialrun.lab.foreseen import Foreseen

        return Foreseen(self.prediction, self.lines)

    @cached_property
    def headline(self) -> Headline:
        """Returns what its page is called: a title may tell how a run ends, so none is predicted.

        A level is varied all the time; its page has its own words.
        """
        what_if = WhatIfText() if self.level else self.address.what_if
        found = headline_of(self.scenario, what_if)
        return as_predicted(self.scenario, found) if self.prediction else found

    @property
    def is_held(self) -> bool:
        """Says whether what comes is to be kept from whoever has predicted it."""
        return self.prediction is not None and self.step < self.last_step

    @cached_property
    def values(self) -> Values:
        """Returns everything shown at this step."""
        return values_at(self.frames, self.step)

    @cached_property
    def lit(self) -> frozenset[str]:
        """Returns the keys of what this step has just changed."""
        return frozenset(self.frames[self.step].values) if self.step else frozenset()

    @cached_property
    def layouts(self) -> tuple[tuple[str, Layout], ...]:
        """Returns the graph drawn across, and down for narrow screens."""
        return drawn(self.scenario)

    @cached_property
    def timeline(self) -> Timeline:
        """Returns the bars."""
        return timeline_of(self.trace)

    @cached_property
    def iterations(self) -> dict[int, tuple[str, ...]]:
        """Returns the elements that are shown one by one of each for-each, by task index."""
        return {i: found[:PIPS_MAX] for i, found in iterations_of(self.trace).items()}

    @cached_property
    def narration(self) -> Narration:
        """Returns the trace in words."""
        return Narration(self.catalog, self.trace, self.address.task or "")

    @property
    def lines(self) -> list[Line]:
        """Returns every event in words, in order."""
        return self.narration.lines

    @cached_property
    def ending(self) -> str:
        """Says what the whole story came to."""
        return ending_told(self.trace)

    @property
    def surplus_in_the_end(self) -> str:
        """Says how many surplus rows there are when all is over; "" for none."""
        return surplus_told(self.trace.final()["dup"])

    @property
    def says(self) -> str:
        """Says this step; of the last one, what matters of the whole."""
        if not self.step:
            return "Nothing has happened yet."
        return self.ending if self.step == self.last_step else self.lines[self.step - 1].says

    @cached_property
    def reasons(self) -> list[Reason]:
        """Returns why the rules decide as they do: what the lines' `reason` points at."""
        return self.narration.reasons

    @property
    def lines_shown(self) -> Sequence[Line]:
        """Returns the lines in the window around the current step."""
        most = abridged.LINES_MAX if self.is_large else LINES_SHOWN_MAX
        return abridged.window(self.lines, self.step, most)

    @property
    def x(self) -> float:
        """Returns where the time cursor stands on the timeline."""
        return self.xs[self.step]

    @cached_property
    def xs(self) -> list[float]:
        """Returns the time cursor's place at each step."""
        span = max(self.trace.t_end_ms, 1)
        return [round(min(frame.t_ms, span) * TIMELINE_WIDTH / span, 1) for frame in self.frames]

    @property
    def subject(self) -> str:
        """Says what the panel of reasons is about."""
        return self.address.task or self.address.table or "this step"

    @cached_property
    def chain(self) -> list[Line]:
        """Returns why the selected task or table, or else this step, stands as it does."""
        step = self.narration.about(
            self.step, task=self.inspector.index, table=self.address.table or ""
        )
        return self.narration.chain(step)

    @cached_property
    def is_large(self) -> bool:
        """Says whether its page is abridged: too many links, each with the whole address."""
        return abridged.is_large(self.trace, self.address.url())

    @cached_property
    def tables_shown(self) -> list[str]:
        """Returns the tables that are shown; of a large story, some."""
        if not self.is_large:
            return list(self.trace.tables)
        return abridged.tables_shown(self.trace, self.step, self.address.table)

    @cached_property
    def rows_shown(self) -> Sequence[TimelineRow]:
        """Returns the rows of the timeline that are shown; of a large story, some."""
        at_hand = self.trace.events[self.step - 1].task if self.step else -1
        node = self.inspector.node
        task = self.trace.keys.index(node) if node else at_hand
        return abridged.rows_shown(self.timeline.clusters + self.timeline.rows, task)

    @property
    def frames_shown(self) -> list[Values]:
        """Returns what each step changes of what is shown."""
        are_all = len(self.tables_shown) == len(self.trace.tables)
        tables = None if are_all else self.tables_shown
        return [abridged.values_shown(frame.values, tables) for frame in self.frames]

    @property
    def frames_url(self) -> str:
        """Returns the address of a long story's frames, "" where they stand in the page."""
        if self.level or len(self.frames) <= abridged.EVENTS_INLINE_MAX:
            return ""
        address = replace(self.address.shared, step=self.step)
        return address.url(f"{self.address.path}frames.json")

    def player(self) -> dict[str, object]:
        """Returns what the player in the browser plays."""
        lines = self.lines
        found: dict[str, object] = {
            "frames": self.frames_shown,
            "xs": self.xs,
            "says": ["Nothing has happened yet.", *(line.says for line in lines)],
            "end": self.ending,
            "tones": ["", *(line.tone for line in lines)],
            "why": [0, *(line.reason for line in lines)],
            "causes": [0, *(line.cause for line in lines)],
            "tasks": [-1, *(line.task for line in lines)],
            "tables": ["", *(line.table for line in lines)],
        }
        if self.prediction is not None:
            found["stop"] = self.prediction.stop
        return found

    @property
    def task_keys(self) -> tuple[str, ...]:
        """Returns the task keys in their order."""
        return self.trace.keys

    @cached_property
    def operations(self) -> list[Operation]:
        """Returns what the operator can do once the run is over."""
        if self.level:
            return self.level.operations(self.address)
        return ways_on(self.scenario, self.trace, self.address, is_embedded=self.embedded)

    @cached_property
    def futures(self) -> list[Future]:
        """Returns repair beside run-now, from the failure at hand; [] when nothing failed."""
        return futures_of(self.scenario, self.trace, self.address)

    @cached_property
    def does(self) -> tuple[str, ...]:
        """Returns what the operator does, as texts."""
        return does_of(self.scenario, self.address)

    @cached_property
    def inspector(self) -> Inspector:
        """Returns what can be changed of the selected task, or of the job."""
        return Inspector(self.scenario, self.trace, self.address, self.step, self.level)

    @cached_property
    def versions(self) -> dict[str, list[Version]]:
        """Returns the versions of each table that are listed."""
        return versions_of(self.trace)

    @property
    def versions_shown(self) -> dict[str, list[Version]]:
        """Returns the versions that are listed; of a large story those of the selected table."""
        names = [self.address.table] if self.is_large else self.versions
        return {name: self.versions[name] for name in names if name in self.versions}

    @cached_property
    def runs(self) -> Sequence[RunShown]:
        """Returns the runs of the story, in order; each says how it last was turned."""
        return abridged.runs_shown(runs_of(self.trace, self.lines, self.step), self.step)

    @cached_property
    def figures(self) -> list[Sum]:
        """Returns what the story comes to in the end, beside what the visitor arrived with."""
        return sums_of(self.trace, self.scenario.play_text(self.address.arrival))


def simulate_address(
    catalog: Catalog,
    scenario: Scenario,
    address: Address,
    *,
    error: str = "",
    autoplays: bool = False,
    is_embedded: bool = False,
) -> RunView:
    """Plays what an address says. Raises WhatIfError and Endless with a sentence."""
    trace = scenario.play_text(address.what_if)
    return RunView(scenario, address, trace, catalog, error, autoplays, is_embedded)
