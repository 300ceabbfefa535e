"""What compute costs and how long it takes to come up: an illustrative list, to be edited.

Written 2026-11-22. The ratios follow published lists (jobs compute well below all-purpose,
about 1 to 2-4 a DBU; serverless in between, machines included; standard mode uses fewer DBU at
the same price); the start-up times follow the docs where they give any. The sums are ours: no
learner is graded on them. A scenario or job file may bring its own list.
"""

from dataclasses import dataclass

from trialrun.engine.job.job import ComputeKind

PRICES_WRITTEN = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Rate:
    """One kind of compute: ms to start, DBU and machines by the hour, and what it does idle.

    `dbu_milli_per_hour` counts thousandths of a DBU. After its last use it stays on for
    `idle_ms`, at full price, or for a pool at the price of its machines alone.
    """

    startup_ms: int
    dbu_milli_per_hour: int
    cents_per_dbu: int
    machine_cents_per_hour: int
    idle_ms: int = 0

    @property
    def cents_per_hour(self) -> int:
        """Returns the price of an hour in use, DBU and machines, rounded to the cent."""
        return (self.dbu_milli_per_hour * self.cents_per_dbu + 500) // 1000 + (
            self.machine_cents_per_hour
        )


Prices = dict[ComputeKind, Rate]

ILLUSTRATIVE: Prices = {
    ComputeKind.JOB_CLUSTER: Rate(240_000, 8000, 15, 120),
    ComputeKind.JOB_CLUSTER_POOL: Rate(90_000, 8000, 15, 120, idle_ms=600_000),
    ComputeKind.ALL_PURPOSE: Rate(0, 8000, 45, 120, idle_ms=1_800_000),
    ComputeKind.SERVERLESS: Rate(30_000, 10_000, 30, 0),
    ComputeKind.SERVERLESS_STANDARD: Rate(300_000, 6000, 30, 0),
    ComputeKind.SQL_WAREHOUSE: Rate(10_000, 4000, 70, 0, idle_ms=600_000),
    ComputeKind.NONE: Rate(0, 0, 0, 0),
}
"""All-purpose compute is taken to be on already; everything else is started when needed."""
