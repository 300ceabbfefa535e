"""What a learner does in an incident, and what came of it beside the best. Knows no HTTP."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from trialrun.content import Catalog, Fact
from trialrun.diagram import WORDS, dollars
from trialrun.engine import Event, State, Trace
from trialrun.lab.assumed import assumed_in
from trialrun.lab.incident_tasks import wall_clock
from trialrun.lab.incident_view import PlatformSeen, platform_seen
from trialrun.lab.level_way import why_missed
from trialrun.lab.told import action_told
from trialrun.plural import counted
from trialrun.questions import Incident, met
from trialrun.questions.claim_names import values_told
from trialrun.questions.incident_tries import NEVER_MS, Aftermath, called_ms, came_of
from trialrun.questions.run_told import end_of

_IN_WORDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r'`tables\["([^"]+)"\]\.rows` is ([0-9]+)'),
        lambda is_: f"`{is_[1]}` has {int(is_[2]):,} rows",
    ),
    (
        re.compile(r'`tables\["([^"]+)"\]\.dup` is ([0-9]+)'),
        lambda is_: f"{int(is_[2]):,} rows of `{is_[1]}` are surplus",
    ),
    (
        re.compile(r'`tables\["([^"]+)"\]\.version` is ([0-9]+)'),
        lambda is_: f"`{is_[1]}` is at version {is_[2]}",
    ),
    (re.compile(r'`run` is "([A-Z_]+)"'), lambda is_: f"the run is {WORDS[State(is_[1])]}"),
    (
        re.compile(r'`tasks\["([^"]+)"\]\.state` is "([A-Z_]+)"'),
        lambda is_: f"`{is_[1]}` is {WORDS[State(is_[2])]}",
    ),
)
_ENDED = re.compile(r'`tasks\["([^"]+)"\]\.ended_ms` is ([0-9]+)')
"""What `values_told` says of the names that goals ask for most; the others stay as written."""


@dataclass(frozen=True, slots=True)
class GoalCame:
    """A goal, whether it is met, and what the run gave for it."""

    says: str
    is_met: bool
    gave: str


@dataclass(frozen=True, slots=True)
class BesideBest:
    """What is compared: yours and the best; `is_worse` where yours is."""

    what: str
    yours: str
    best: str
    is_worse: bool


@dataclass(frozen=True)
class IncidentTry:
    """An incident, and what was done in it. Raises Endless, WhatIfError as it is looked at."""

    incident: Incident
    acts: tuple[str, ...] = ()

    @cached_property
    def trace(self) -> Trace:
        """Returns the story with what was done."""
        return self.incident.scenario.play_text(self.incident.try_of(self.acts))

    @cached_property
    def seen(self) -> PlatformSeen:
        """Returns what the platform shows at `until_ms`."""
        return platform_seen(self.trace, self.until_ms, self.incident.messages)

    @cached_property
    def until_ms(self) -> int:
        """Returns the moment of the call, or of what was done last.

        What names no moment waits until nothing goes on any more, and takes until it is over.
        """
        moments = [called_ms(self.incident), *(at for act in self.acts if (at := _at_ms(act)) >= 0)]
        is_timed = all(_at_ms(act) >= 0 for act in self.acts)
        return max(moments) if is_timed else self.trace.t_end_ms

    @property
    def offered(self) -> list[str]:
        """Returns the acts that may be done now: none whose moment is over, or was used."""
        timed = {act: at for act in self.incident.level.may.do if (at := _at_ms(act)) >= 0}
        over = {act for act, at_ms in timed.items() if at_ms < self.until_ms or act in self.acts}
        return [act for act in self.incident.level.may.do if act not in over]

    @property
    def refused(self) -> Event | None:
        """Returns the event by which the platform refused what was done last; None if it did."""
        before = IncidentTry(self.incident, self.acts[:-1]).trace if self.acts else self.trace
        count = sum(event.kind == "refused" for event in before.events)
        found = [event for event in self.trace.events if event.kind == "refused"]
        return found[-1] if self.acts and len(found) > count else None

    @property
    def told(self) -> list[str]:
        """Tells what was done, in order."""
        return [act_told(self.incident, act) for act in self.acts]

    @property
    def is_full(self) -> bool:
        """Says whether nothing more may be done."""
        return len(self.acts) >= self.incident.level.may.do_max

    @cached_property
    def came(self) -> Aftermath:
        """Returns what came of it."""
        return came_of(self.incident, self.acts)

    @cached_property
    def best(self) -> "IncidentTry":
        """Returns the best that can be done: the solution, as `check` proves by search."""
        own = len(self.incident.level.own_do)
        return IncidentTry(self.incident, self.incident.level.solution.do[own:])

    @property
    def is_best(self) -> bool:
        """Says whether nothing better could have been done."""
        return self.came <= self.best.came

    def unsure_in(self, catalog: Catalog) -> list[Fact]:
        """Returns the assumptions of ours that the run rests on: nobody is graded on those.

        What was refused changed nothing, whatever it was refused for.
        """
        events = self.trace.events
        found = assumed_in(catalog, self.trace).ours
        return [each.fact for each in found if events[each.step - 1].kind != "refused"]

    @property
    def why_not(self) -> str:
        """Returns what the author says of this very try; "" where they foresaw it not."""
        return why_missed(self.incident.level, self.incident.try_of(self.acts))

    @property
    def goals(self) -> list[GoalCame]:
        """Returns each goal with what came of it."""
        level, facts = self.incident.level, end_of(self.trace)
        return [
            GoalCame(goal.says, is_met, self._in_words(values_told([goal.claim], facts)))
            for goal, is_met in zip(level.goals, met(level, self.trace), strict=True)
        ]

    def _in_words(self, told: str) -> str:
        """Says what claims ask for as the platform would: rows, states, the clock on the wall."""
        for pattern, say in _IN_WORDS:
            told = pattern.sub(say, told)
        starts_at = self.trace.world.starts_at
        return _ENDED.sub(
            lambda is_: f"`{is_[1]}` ended {wall_clock(starts_at, int(is_[2]))}", told
        )

    @property
    def beside(self) -> Iterator[BesideBest]:
        """Yields what is compared with the best, line by line."""
        count = len(self.incident.level.goals)
        yours, best = self.came, self.best.came
        pairs = (
            ("Goals met", yours.missed, best.missed, lambda missed: f"{count - missed} of {count}"),
            ("Unwanted messages since the call", yours.notices, best.notices, str),
            ("Time until all is well", yours.ms, best.ms, _time_told),
            ("Cost since the call", yours.cents, best.cents, dollars),
            ("Acts", yours.acts, best.acts, str),
        )
        for what, mine, theirs, tell in pairs:
            yield BesideBest(what, tell(mine), tell(theirs), mine > theirs)
        yield from self._tables_beside()

    def _tables_beside(self) -> Iterator[BesideBest]:
        for name, table in self.trace.tables.items():
            theirs = self.best.trace.tables[name]
            right = theirs.rows - theirs.dup
            missing = max(right - (table.rows - table.dup), 0)
            told = [f"{table.rows:,} rows"]
            told += [f"{table.dup:,} of them surplus"] if table.dup else []
            told += [f"{missing:,} missing"] if missing else []
            is_worse = bool(missing) or table.dup > theirs.dup or table.rows > theirs.rows
            yield BesideBest(f"`{name}`", ", ".join(told), f"{theirs.rows:,} rows", is_worse)


def act_told(incident: Incident, text: str) -> str:
    """Says an act as its button does; where the run goes on at the call, with its moment.

    What names no moment waits until nothing goes on any more.
    """
    bare, at_ms = text.partition("@")[0], _at_ms(text)
    told = action_told(bare if incident.now_ms is not None else text)
    if bare.startswith("restore:") and ";version=" not in bare:
        told += " to version 0"
    if incident.now_ms is None:
        return told
    if at_ms < 0:
        return f"{told}, once nothing runs any more"
    if at_ms == incident.now_ms:
        return f"{told}, at once"
    moment = wall_clock(incident.scenario.world.starts_at, at_ms)
    return f"{told} {'until' if bare == 'wait' else 'at'} {moment}"


def _at_ms(act: str) -> int:
    """Returns the moment that an act names, in ms of the story; -1 for none."""
    at = act.partition("@")[2]
    return int(at) * 1000 if at else -1


def came_in_words(came: Aftermath, count: int) -> str:
    """Tells what came of a try in a sentence; `count` is how many goals there are.

    >>> came_in_words(Aftermath(0, 1, 1_320_000, 88, 3), 4)
    'All was well after 22 min, for $0.88, with 1 unwanted message.'
    """
    messages = counted(came.notices, "unwanted message")
    if came.missed:
        return f"{count - came.missed} of {counted(count, 'goal')} met, with {messages}."
    return f"All was well after {_time_told(came.ms)}, for {dollars(came.cents)}, with {messages}."


def _time_told(ms: int) -> str:
    if ms == NEVER_MS:
        return "never"
    hours, rest_ms = divmod(ms, 3_600_000)
    minutes, seconds = divmod(rest_ms // 1000, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min"
