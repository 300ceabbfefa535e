"""A scenario: a world with an operator, under a name. Runs what-ifs of it."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from trialrun.engine import (
    TRUTH,
    Action,
    Rules,
    Trace,
    WhatIf,
    WhatIfText,
    World,
    read_what_if,
    simulate,
)

PLAIN = WhatIfText()
"""The what-if that changes nothing."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A bundled or authored story that can be played, varied and asked about."""

    slug: str
    title: str
    summary: str
    order: int
    path: str
    world: World
    actions: tuple[Action, ...]

    def play(self, what_if: WhatIf | None = None, rules: Rules = TRUTH) -> Trace:
        """Plays the scenario, varied. Same arguments, same trace."""
        what_if = what_if or WhatIf()
        return simulate(what_if.world(self.world), what_if.actions(self.actions), rules)

    def play_text(self, text: WhatIfText = PLAIN, rules: Rules = TRUTH) -> Trace:
        """Plays a what-if given as text. Raises WhatIfError. Repeated calls are remembered."""
        return _remembered.play((self, text, rules))

    def read(self, text: WhatIfText) -> WhatIf:
        """Reads a what-if of this scenario. Raises WhatIfError."""
        return read_what_if(self.world, text.fail, text.do, slow=text.slow, dial=text.dial)


Key = tuple[Scenario, WhatIfText, Rules]


class _Remembered:
    """The traces played last. It holds so many events, not so many traces: some have 200,000."""

    def __init__(self, events_max: int) -> None:
        self._events_max = events_max
        self._traces: OrderedDict[Key, Trace] = OrderedDict()
        self._events = 0
        self._lock = Lock()

    def play(self, key: Key) -> Trace:
        """Returns the trace of a key, played or remembered."""
        with self._lock:
            if key in self._traces:
                self._traces.move_to_end(key)
                return self._traces[key]
        scenario, text, rules = key
        trace = scenario.play(scenario.read(text), rules)
        with self._lock:
            if key not in self._traces:
                self._traces[key] = trace
                self._events += len(trace.rows)
            while self._events > self._events_max and len(self._traces) > 1:
                _, oldest = self._traces.popitem(last=False)
                self._events -= len(oldest.rows)
        return trace


# Measured: an event takes about 0.4 KB, so this is some 60 MB at most, and one story more.
_remembered = _Remembered(events_max=150_000)
