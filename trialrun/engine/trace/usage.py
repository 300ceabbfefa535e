"""What is paid for: stretches of compute, and what they cost up to a moment."""

from typing import NamedTuple

MS_PER_HOUR = 3_600_000


class Usage(NamedTuple):
    """One stretch of paid compute, both ends in ms. `task` is -1 for compute that is shared."""

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
