"""One heavy page at a time, so that a thread is always free for light ones. Knows no page.

What is heavy is told by what it will cost, before it is made (`lab/cost`). A request says what
each part will cost (`weigh`); once it comes to HEAVY_MS it takes the only slot, and holds it until
it has been answered. Few may wait for the slot, for each of them holds a thread; whoever is one
too many, or has waited too long, is told to come again (503).
"""

from collections import Counter
from threading import Lock, Semaphore

from flask import Flask, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable

from trialrun.addresses import counted
from trialrun.lab.cost import HEAVY_MS

WAIT_S = 3.0
RETRY_AFTER_S = 3
_NAME = "trialrun.heavy"


class Busy(ServiceUnavailable):
    """Other heavy pages are being made; the answer says when to come again."""

    def __init__(self) -> None:
        super().__init__(retry_after=RETRY_AFTER_S)


class HeavySlot:
    """The only slot for heavy work. `waiting_max` requests may wait for it, up to `wait_s` each.

    An address may have all of these places but one, so that others get their turn, too.
    """

    def __init__(self, waiting_max: int, wait_s: float = WAIT_S) -> None:
        self._waiting_max = waiting_max
        self._wait_s = wait_s
        self._free = Semaphore(1)
        self._waiting: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, address: str) -> None:
        """Takes the slot for an address, at once or when it is free. Raises Busy."""
        if self._free.acquire(blocking=False):
            return
        with self._lock:
            of_one_max = max(self._waiting_max - 1, 1)
            is_full = self._waiting.total() >= self._waiting_max
            if is_full or self._waiting[address] >= of_one_max:
                raise Busy
            self._waiting[address] += 1
        try:
            if not self._free.acquire(timeout=self._wait_s):
                raise Busy
        finally:
            with self._lock:
                self._waiting[address] -= 1
                self._waiting += Counter()  # forgets whoever waits no longer

    def take_if_free(self) -> bool:
        """Takes the slot for work that nobody waits for, unless a page has it. Says whether."""
        return self._free.acquire(blocking=False)

    def give_back(self) -> None:
        """Gives the slot to whoever waits for it."""
        self._free.release()


def add_heavy_slot(app: Flask) -> None:
    """Gives an app its slot; HEAVY_WAITING_MAX and HEAVY_WAIT_S say who may wait, and how long.

    So many threads are never free for light pages: those that wait, and one that works.
    """
    app.extensions[_NAME] = HeavySlot(
        app.config["HEAVY_WAITING_MAX"], app.config.get("HEAVY_WAIT_S", WAIT_S)
    )
    app.teardown_request(_give_back)


def heavy_slot() -> HeavySlot:
    """Returns the slot of this app."""
    slot: HeavySlot = current_app.extensions[_NAME]
    return slot


def weigh(cost_ms: float) -> None:
    """Says what the next part of this request will cost, before it is done. Raises Busy."""
    g.cost_ms = g.get("cost_ms", 0.0) + cost_ms
    if g.cost_ms < HEAVY_MS or g.get("holds_slot", False):
        return
    heavy_slot().take(counted(request.remote_addr or ""))
    g.holds_slot = True


def _give_back(_: BaseException | None) -> None:
    if g.pop("holds_slot", False):
        heavy_slot().give_back()
