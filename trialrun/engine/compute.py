"""What compute a run uses, from when to when, and what it costs. Knows no task states."""

from dataclasses import dataclass, field
from typing import NamedTuple

from trialrun.engine.job import Compute, ComputeKind
from trialrun.engine.world import MS_PER_HOUR, Rate


class Usage(NamedTuple):
    """One stretch of paid compute, both ends in ms. `task` is -1 for a cluster that is shared."""

    compute: str
    segment: int
    task: int
    from_ms: int
    to_ms: int
    cents_per_hour: int

    def cents_until(self, t_ms: int) -> int:
        """Returns the cost up to a moment, rounded half up to the cent."""
        used_ms = min(max(t_ms, self.from_ms), self.to_ms) - self.from_ms
        return (used_ms * self.cents_per_hour * 2 + MS_PER_HOUR) // (2 * MS_PER_HOUR)


def total_cents(usages: tuple[Usage, ...], t_ms: int) -> int:
    """Adds up the cost until a moment: the sum of the rounded stretches, so bills add up."""
    return sum(usage.cents_until(t_ms) for usage in usages)


class Seat(NamedTuple):
    """A place to run: ready from `ready_ms`; `is_new` when this request started the compute."""

    ready_ms: int
    is_new: bool


@dataclass(slots=True)
class Meter:
    """Hands out compute to the tasks of a story and writes down what is paid for."""

    rates: dict[ComputeKind, Rate]
    usages: list[Usage] = field(default_factory=list)
    _open: dict[tuple[int, str], tuple[Compute, int, int]] = field(default_factory=dict)

    def seat(self, segment: int, compute: Compute, t_ms: int) -> Seat:
        """Returns when a task may start. A cluster is shared by the tasks of one segment.

        A repair is a segment of its own, so it gets a new job cluster. Source: repair docs.
        """
        rate = self.rates[compute.kind]
        if compute.kind is ComputeKind.SERVERLESS:
            return Seat(t_ms + rate.startup_ms, is_new=False)
        opened = self._open.get((segment, compute.key))
        if opened is not None:
            return Seat(max(t_ms, opened[2]), is_new=False)
        ready_ms = t_ms + rate.startup_ms
        self._open[segment, compute.key] = (compute, t_ms, ready_ms)
        return Seat(ready_ms, is_new=True)

    def used_by_task(
        self, segment: int, compute: Compute, task: int, *, from_ms: int, to_ms: int
    ) -> None:
        """Bills serverless compute for one attempt; clusters are billed when they are released."""
        if compute.kind is ComputeKind.SERVERLESS:
            rate = self.rates[compute.kind].cents_per_hour
            self.usages.append(Usage(compute.key, segment, task, from_ms, to_ms, rate))

    def release(self, segment: int, t_ms: int) -> list[Compute]:
        """Ends the clusters of a segment, bills them, and returns them in order of start."""
        ended = [key for key in self._open if key[0] == segment]
        released = []
        for key in ended:
            compute, from_ms, _ = self._open.pop(key)
            rate = self.rates[compute.kind].cents_per_hour
            self.usages.append(Usage(compute.key, segment, -1, from_ms, t_ms, rate))
            released.append(compute)
        return released
