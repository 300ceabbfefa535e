"""What the platform shows of the tasks of a run at a moment, and how a clock says one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialrun.diagram import clock
from trialrun.engine import Compared, Event, Started, State, Trace, Value
from trialrun.figures.run_page import TaskLine
from trialrun.questions import Message

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_MIN = 24 * 60
UNENDED = frozenset({State.QUEUED, State.BLOCKED, State.PENDING, State.RUNNING})
_SILENT = Message("")


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task on the page of its run: its line, the message of its failure, and what it was given.

    `decided` is what an If/else compared, with what came of it; `since` is when what runs started.
    """

    line: TaskLine
    message: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    decided: str = ""
    since: str = ""


def wall_clock(starts_at: int, t_ms: int) -> str:
    """Says a moment of a story as a clock on a wall does, in UTC.

    >>> wall_clock(1_795_392_000_000, 9_000_000)
    'Mon 02:30'
    """
    minutes = (starts_at + t_ms) // 60_000
    # The first day of 1970 was a Thursday.
    day, minute = DAYS[(minutes // _DAY_MIN + 3) % 7], minutes % _DAY_MIN
    return f"{day} {minute // 60:02d}:{minute % 60:02d}"


@dataclass(slots=True)
class TasksInside:
    """What the tasks of the run that started last were given, set and decided, by task.

    `_began` has in which segment and when each started last; what a repair decides without
    starting it has nothing of the time before.
    """

    trace: Trace
    _given: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _set: dict[str, dict[str, str]] = field(default_factory=dict)
    _decided: dict[str, str] = field(default_factory=dict)
    _began: dict[str, tuple[int, int]] = field(default_factory=dict)
    _unstarted: set[str] = field(default_factory=set)

    def take(self, event: Event) -> None:
        """Takes an event in."""
        if event.segment < 0 or self.trace.job_of(event):
            return
        is_run = event.kind == "run" and event.after == State.RUNNING
        if is_run and self.trace.segments[event.segment].kind == "run":
            self._given, self._set, self._decided, self._began = {}, {}, {}, {}
            self._unstarted = set()
        if event.task < 0:
            return
        key = self.trace.task_key(event)
        if event.kind == "task":
            self._take_state(key, event)
        match event.data:
            case Started(parameters):
                self._given[key] = parameters
            case Value(_, name, text) if event.rule == "value.set":
                self._set.setdefault(key, {})[name] = text
            case Compared(op, left, right, outcome):
                came = outcome or "no outcome"
                self._decided[key] = f"“{left}” {op} “{right}”: {came}"

    def _take_state(self, key: str, event: Event) -> None:
        if event.after == State.RUNNING:
            self._began[key] = event.segment, event.t_ms
            self._unstarted.discard(key)
        elif event.after not in UNENDED and self._began.get(key, (-1, 0))[0] != event.segment:
            self._unstarted.add(key)
            self._given.pop(key, None)
            self._set.pop(key, None)

    def seen(self, line: TaskLine, messages: Mapping[str, Message], until_ms: int) -> TaskSeen:
        """Returns a task as its page shows it at a moment."""
        if line.key in self._unstarted:
            line = line._replace(attempts=0, took="")
        since = ""
        if line.state == State.RUNNING:
            from_ms = self._began[line.key][1]
            since = wall_clock(self.trace.world.starts_at, from_ms)
            line = line._replace(took=clock(until_ms - from_ms))
        is_failed = line.state in (State.FAILED, State.TIMEDOUT)
        message = messages.get(line.key, _SILENT) if is_failed else _SILENT
        return TaskSeen(
            line._replace(code=message.code or line.code),
            message.says,
            self._given.get(line.key, ()),
            tuple(self._set.get(line.key, {}).items()),
            self._decided.get(line.key, ""),
            since,
        )
