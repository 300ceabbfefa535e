"""How much the server takes, from whom and for how long. Standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass

from trialrun.addresses import Network, is_in
from trialrun.settings import CONNECTIONS_PER_ADDRESS, THREADS

try:
    import resource
except ImportError:  # only Unix has it
    resource = None  # type: ignore[assignment]

CONNECTIONS = 4_000
BACKLOG = 1_024
"""So many wait to be let in: a class that opens a page at once, while a worker starts again."""
BODY_BYTES_MAX = 3_200_000
"""More than the largest form takes: a job text of a million bytes, each written in three."""
FILES_PER_CONNECTION = 3
"""A socket, and a file each for a large body that comes and a large page that goes."""
OWN_FILES = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts and seconds. `per_address` 0 is no cap; nobody in `uncapped` has one.

    A request must bring a byte every `byte_s` and be whole after `request_s`; a page must be taken
    bit by bit, each within `taking_s`; a connection that asks for nothing is kept for `idle_s`.
    """

    connections: int = CONNECTIONS
    per_address: int = CONNECTIONS_PER_ADDRESS
    uncapped: Sequence[Network] = ()
    threads: int = THREADS
    byte_s: float = 10
    request_s: float = 60
    taking_s: float = 30
    page_s: float = 300
    idle_s: float = 60
    stop_s: float = 10

    def is_capped(self, address: str) -> bool:
        """Says whether the connections of an address are counted."""
        return self.per_address > 0 and not is_in(address, self.uncapped)


def connections_with(wanted: int) -> int:
    """Raises this process's limit of open files for so many connections; returns how many fit."""
    if resource is None:
        return wanted
    needed = wanted * FILES_PER_CONNECTION + OWN_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        reachable = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (reachable, hard))
        except (OSError, ValueError):
            reachable = soft
        soft = reachable
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return wanted
    return max((soft - OWN_FILES) // FILES_PER_CONNECTION, 1)
