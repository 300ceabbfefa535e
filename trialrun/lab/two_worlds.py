"""A run as it is beside the run as somebody thinks: the same story, with one rule replaced."""

from dataclasses import dataclass, replace
from functools import cached_property

from trialrun.diagram import clock, dollars
from trialrun.engine import BELIEFS, Belief, Endless, Trace, first_parting
from trialrun.lab.operations import Future, does_of
from trialrun.lab.run_view import RunView
from trialrun.lab.side_by_side import SideBySide

REALLY, BELIEVED = "As it is", "If it were so"


@dataclass(frozen=True)
class TwoWorlds(SideBySide):
    """The truth and a belief about one story, side by side, at one moment."""

    @property
    def held(self) -> Belief:
        """Returns the belief."""
        return BELIEFS[self.sim.address.thought]

    @property
    def shared_events(self) -> int:
        """Counts the events that both begin with: which rule decided them cannot be seen."""
        really, expected = first_parting(*self.traces)
        found = really or expected
        return found.q if found else min(len(trace.rows) for trace in self.traces)

    @cached_property
    def futures(self) -> list[Future]:
        """Returns the run as it is, and as who holds the belief expects it."""
        believed = believed_run(self.sim)
        assert believed is not None
        return [_world(self.sim, REALLY, self.sim.trace), _world(self.sim, BELIEVED, believed)]


def believed_run(sim: RunView) -> Trace | None:
    """Returns a story's run as the belief of the address has it; None without one, or an end."""
    held = BELIEFS.get(sim.address.thought)
    if held is None:
        return None
    try:
        return sim.scenario.play_text(sim.address.what_if, held.rules)
    except Endless:
        return None


def _world(sim: RunView, title: str, trace: Trace) -> Future:
    return Future(
        title=title,
        does=does_of(sim.scenario, sim.address),
        trace=trace,
        result=str(trace.result),
        executions=trace.executions,
        minutes=clock(trace.busy_ms),
        cost=dollars(trace.cents),
        dup=sum(table.dup for table in trace.tables.values()),
        wrong=tuple(name for name, table in trace.tables.items() if table.dup),
        address=replace(sim.address, step=None),
        is_current=trace is sim.trace,
        is_kept=False,
    )
