"""The least a discrete event simulation can do: a heap of (t, seq, ...) and a list of events."""

import json
from heapq import heappop, heappush

STEP_MS = 10


def loop(count: int, width: int) -> list[tuple[int, int, int, int]]:
    """Plays `count` events, `width` of them pending at a time: (q, t, task, step)."""
    heap = [(task, task, task, 0) for task in range(width)]
    pushed = width
    events = []
    for q in range(count):
        t, _, task, step = heappop(heap)
        events.append((q, t, task, step))
        pushed += 1
        heappush(heap, (t + STEP_MS, pushed, task, step + 1))
    return events


def loop_json(count: int, width: int) -> str:
    """Plays the events and writes them as JSON."""
    return json.dumps(loop(count, width))


def loop_records_json(count: int, width: int) -> str:
    """Plays the events and writes each as a record of twelve named fields, keys sorted."""
    records = [
        {
            "q": q, "t": t, "k": "task", "i": task, "attempt": 0, "iteration": None, "segment": 0,
            "from": "PENDING", "to": "RUNNING", "cause": [q], "rule": "compute.ready", "step": step,
        }
        for q, t, task, step in loop(count, width)
    ]  # fmt: skip
    return json.dumps(records, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
