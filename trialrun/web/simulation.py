"""What a simulator page shows, worked out from its address alone. Knows no HTTP."""

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from trialrun.content import Catalog, Fact
from trialrun.diagram import (
    TIMELINE_WIDTH,
    Frame,
    Layout,
    Timeline,
    Values,
    clock,
    frames_of,
    lay_out,
    timeline_of,
    values_at,
)
from trialrun.engine import UNSUCCESSFUL_STATES, Event, State, Trace, graph_of
from trialrun.questions import Scenario
from trialrun.web.address import Address
from trialrun.web.narration import narrate
from trialrun.web.ways import (
    Choice,
    Future,
    Operation,
    choices_of,
    frequencies_of,
    futures_of,
    operations_of,
    toggle_of,
    work_of,
)

TASKS_DRAWN_BOTH_WAYS_MAX = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    step: int
    clock: str
    says: str
    why: str
    causes: tuple[int, ...]
    fact_id: str
    fact: Fact | None
    kind: str


@dataclass(frozen=True)
class Simulation:
    """One moment of one played scenario, with the ways on from it."""

    scenario: Scenario
    address: Address
    trace: Trace
    catalog: Catalog
    error: str = ""
    autoplays: bool = False
    embedded: bool = False
    frames: list[Frame] = field(default_factory=list)

    @property
    def step(self) -> int:
        """Returns the step shown, from 0 to `last_step`."""
        return min(max(self.address.step or 0, 0), self.last_step)

    @property
    def last_step(self) -> int:
        """Returns the step after the last event."""
        return len(self.frames) - 1

    @cached_property
    def values(self) -> Values:
        """Returns everything shown at this step."""
        return values_at(self.frames, self.step)

    @cached_property
    def layouts(self) -> tuple[tuple[str, Layout], ...]:
        """Returns the graph drawn across, and down for narrow screens."""
        return drawn(self.scenario)

    @cached_property
    def timeline(self) -> Timeline:
        """Returns the bars."""
        return timeline_of(self.trace)

    @cached_property
    def lines(self) -> list[Line]:
        """Returns every event in words, in order."""
        return [self._line(event) for event in self.trace.events]

    @property
    def x(self) -> float:
        """Returns where the time cursor stands on the timeline."""
        return self.xs[self.step]

    @cached_property
    def xs(self) -> list[float]:
        """Returns the time cursor's place at each step."""
        span = max(self.trace.t_end_ms, 1)
        return [round(min(frame.t_ms, span) * TIMELINE_WIDTH / span, 1) for frame in self.frames]

    def player(self) -> dict[str, object]:
        """Returns what the player in the browser plays."""
        return {
            "frames": [frame.values for frame in self.frames],
            "xs": self.xs,
            "says": ["Nothing has happened yet.", *(line.says for line in self.lines)],
        }

    def at(self, step: int) -> Address:
        """Returns the address of another moment of this run."""
        return replace(self.address, step=min(max(step, 0), self.last_step))

    def with_task(self, key: str | None) -> Address:
        """Returns the address with a task selected."""
        return replace(self.address, task=key)

    @property
    def is_varied(self) -> bool:
        """Says whether the address changes the scenario."""
        return any(self.address.what_if)

    @property
    def task_keys(self) -> tuple[str, ...]:
        """Returns the task keys in their order."""
        return self.trace.keys

    @cached_property
    def choices(self) -> list[Choice]:
        """Returns what the selected task can do."""
        return choices_of(self.trace, self.address)

    def toggle(self, key: str) -> Address | None:
        """Returns the address in which a task fails if it did not, and the other way round."""
        return toggle_of(self.trace, self.address, key)

    @cached_property
    def frequencies(self) -> list[Choice]:
        """Returns how often the selected task can fail, if it does."""
        return frequencies_of(self.trace, self.address)

    @cached_property
    def operations(self) -> list[Operation]:
        """Returns what the operator can do once the run is over."""
        return operations_of(self.scenario, self.trace, self.address)

    @cached_property
    def futures(self) -> list[Future]:
        """Returns repair beside run-now, from the failure at hand; [] when nothing failed."""
        return futures_of(self.scenario, self.trace, self.address)

    @cached_property
    def selected(self) -> dict[str, object] | None:
        """Returns the selected task's settings and script, for the panel about it."""
        script = self.trace.world.script
        for index, task in enumerate(self.trace.world.job.tasks):
            if task.key == self.address.task:
                return {
                    "index": index,
                    "task": task,
                    "script": script.get(work_of(self.trace, task.key) or ""),
                }
        return None

    def _line(self, event: Event) -> Line:
        rule = self.catalog.rules.get(event.rule)
        fact_id = (rule.fact if rule else None) or ""
        return Line(
            step=event.q + 1,
            clock=clock(event.t_ms),
            says=narrate(self.catalog, self.trace, event),
            why=rule.why if rule else "",
            causes=tuple(q + 1 for q in event.cause),
            fact_id=fact_id,
            fact=self.catalog.facts.get(fact_id),
            kind=_tone(event),
        )


def simulate_address(
    catalog: Catalog,
    scenario: Scenario,
    address: Address,
    *,
    error: str = "",
    autoplays: bool = False,
    is_embedded: bool = False,
) -> Simulation:
    """Plays what an address says. Raises WhatIfError and Endless with a sentence."""
    trace = scenario.play_text(address.what_if)
    return Simulation(
        scenario, address, trace, catalog, error, autoplays, is_embedded, frames_of(trace)
    )


@lru_cache(maxsize=256)
def drawn(scenario: Scenario) -> tuple[tuple[str, Layout], ...]:
    """Returns a scenario's graph drawn across, and down for narrow screens."""
    graph = graph_of(scenario.world.job)
    across = ("across", lay_out(graph))
    if len(scenario.world.job.tasks) > TASKS_DRAWN_BOTH_WAYS_MAX:
        return (across,)
    return across, ("down", lay_out(graph, vertical=True))


def _tone(event: Event) -> str:
    if event.after in UNSUCCESSFUL_STATES or event.kind in ("refused", "warning"):
        return "bad"
    if event.commit is not None:
        return "doubled" if event.commit.dup else "commit"
    if event.after in (State.SUCCESS, State.SUCCESS_WITH_FAILURES):
        return "good"
    return "plain"
