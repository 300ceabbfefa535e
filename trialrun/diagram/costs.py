"""What a story has cost at each of its moments. Pure."""

from collections import deque

from trialrun.engine import Trace, Usage


def cents_so_far(trace: Trace) -> dict[int, int]:
    """Returns the cost so far at the moment of each event, {ms: cents}, in one sweep."""
    waiting = deque(sorted(trace.usages, key=lambda usage: usage.from_ms))
    found: dict[int, int] = {}
    running: list[Usage] = []
    ended = 0
    for t_ms in sorted({event.t_ms for event in trace.events}):
        while waiting and waiting[0].from_ms <= t_ms:
            running.append(waiting.popleft())
        ended += sum(usage.cents_until(t_ms) for usage in running if usage.to_ms <= t_ms)
        running = [usage for usage in running if usage.to_ms > t_ms]
        found[t_ms] = ended + sum(usage.cents_until(t_ms) for usage in running)
    return found
