"""What compute a simulation uses, from when to when, and what it costs. Knows no task states."""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

from trialrun.engine.job.job import JOB_CLUSTER_KINDS, SERVERLESS_KINDS, Compute, ComputeKind
from trialrun.engine.job.prices import Prices
from trialrun.engine.trace.usage import Usage

NEVER = 1 << 62

SHARED_KINDS = frozenset({ComputeKind.ALL_PURPOSE, ComputeKind.SQL_WAREHOUSE})
"""Compute that exists without the job."""
_OWN_KINDS = SERVERLESS_KINDS | {ComputeKind.NONE}
"""Compute that each attempt has for itself."""


class Seat(NamedTuple):
    """A place to run: ready from `ready_ms`; `is_new` when this request started the compute."""

    ready_ms: int
    is_new: bool


class Ended(NamedTuple):
    """Compute that ended, and the event that it was last used by."""

    compute: Compute
    segment: int
    t_ms: int
    last_q: int


@dataclass(slots=True)
class _Open:
    compute: Compute
    segment: int
    from_ms: int
    ready_ms: int
    users: int = 0
    ends_ms: int = NEVER
    last_q: int = -1


@dataclass(slots=True)
class Meter:
    """Hands out compute to the attempts of a simulation and writes down what is paid for.

    A job cluster belongs to one segment, so a repair gets a new one (source: repair docs), and
    ends with the last task that uses it (source: docs on shared job clusters).
    Compute that exists without the job is shared by everything and ends when idle for a while.
    """

    prices: Prices
    usages: list[Usage] = field(default_factory=list)
    next_idle_ms: int = NEVER
    _cents_per_hour: dict[ComputeKind, int] = field(init=False)
    _clusters: dict[tuple[int, str], _Open] = field(default_factory=dict)
    _shared: dict[str, _Open] = field(default_factory=dict)
    _idle: list[tuple[int, str]] = field(default_factory=list)
    _idle_machines: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cents_per_hour = {kind: rate.cents_per_hour for kind, rate in self.prices.items()}

    def seat(self, segment: int, compute: Compute, t_ms: int) -> Seat:
        """Returns when an attempt may start."""
        kind = compute.kind
        if kind in _OWN_KINDS:
            return tuple.__new__(Seat, (t_ms + self.prices[kind].startup_ms, False))
        if kind in JOB_CLUSTER_KINDS:
            opened = self._clusters.get((segment, compute.key))
        else:
            opened = self._shared.get(compute.key)
        is_new = opened is None
        if opened is None:
            opened = _Open(compute, segment, t_ms, t_ms + self.prices[kind].startup_ms)
            if kind in JOB_CLUSTER_KINDS:
                self._clusters[segment, compute.key] = opened
                self._take_idle_machines(compute.key, t_ms)
            else:
                self._shared[compute.key] = opened
        opened.users += 1
        opened.ends_ms = NEVER
        return tuple.__new__(Seat, (max(t_ms, opened.ready_ms), is_new))

    def _take_idle_machines(self, name: str, t_ms: int) -> None:
        """A new cluster of a pool takes the machines that have been idle in it longest."""
        waiting = self._idle_machines.get(name, [])
        while waiting:
            at = waiting.pop(0)
            if self.usages[at].to_ms > t_ms:
                self.usages[at] = self.usages[at]._replace(to_ms=t_ms)
                return

    def leave(self, compute: Compute, t_ms: int, last_q: int) -> None:
        """Says that a task does not need its shared compute any more."""
        opened = self._shared[compute.key]
        opened.users -= 1
        opened.last_q = last_q
        if not opened.users:
            opened.ends_ms = t_ms + self.prices[compute.kind].idle_ms
            heappush(self._idle, (opened.ends_ms, compute.key))
            self.next_idle_ms = self._idle[0][0]

    def bill_attempt(
        self, segment: int, compute: Compute, task: int, from_ms: int, to_ms: int
    ) -> None:
        """Bills one attempt on serverless compute; what is shared is billed when it ends."""
        rate = self._cents_per_hour[compute.kind]
        self.usages.append(tuple.__new__(Usage, (compute.key, segment, task, from_ms, to_ms, rate)))

    def clusters_of(self, segment: int) -> list[str]:
        """Returns the job clusters of a run or repair that are on, by start."""
        return [name for owner, name in self._clusters if owner == segment]

    def release(self, segment: int, name: str, t_ms: int) -> Compute | None:
        """Ends a job cluster of a run or repair and bills it; None if it was never started.

        A pool's machines stay for a while, without DBU, and are billed for that, too.
        """
        opened = self._clusters.pop((segment, name), None)
        if opened is None:
            return None
        rate = self.prices[opened.compute.kind]
        self.usages.append(Usage(name, segment, -1, opened.from_ms, t_ms, rate.cents_per_hour))
        if rate.idle_ms:
            until_ms, cents = t_ms + rate.idle_ms, rate.machine_cents_per_hour
            self._idle_machines.setdefault(name, []).append(len(self.usages))
            self.usages.append(Usage(f"{name} pool", segment, -1, t_ms, until_ms, cents))
        return opened.compute

    def end_idle(self) -> Ended | None:
        """Ends the shared compute that has been idle longest, if it still is; bills it."""
        ends_ms, key = heappop(self._idle)
        self.next_idle_ms = self._idle[0][0] if self._idle else NEVER
        opened = self._shared.get(key)
        if opened is None or opened.ends_ms != ends_ms:
            return None
        del self._shared[key]
        rate = self.prices[opened.compute.kind].cents_per_hour
        self.usages.append(Usage(key, opened.segment, -1, opened.from_ms, ends_ms, rate))
        return Ended(opened.compute, opened.segment, ends_ms, opened.last_q)
