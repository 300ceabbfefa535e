"""Every event in words, and the chain of causes behind it. Knows no HTTP."""

from dataclasses import dataclass
from functools import cached_property

from trialrun.content import Catalog, Fact
from trialrun.diagram import clock
from trialrun.engine import UNSUCCESSFUL_STATES, Event, State, Trace, path_of_event

CHAIN_MAX = 30


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule decides as it does, and the fact behind it."""

    why: str
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words. `cause` is the step that led to it, 0 for none.

    `task` is the index of the own task it is about, -1 for none, that behind all of them for the
    one that is selected in a job that is started; `table` is what it commits to.
    """

    step: int
    clock: str
    says: str
    tone: str
    reason: int
    cause: int
    task: int
    table: str


class Narration:
    """A trace in words; `selected` is the path of a task whose lines are to be found."""

    def __init__(self, catalog: Catalog, trace: Trace, selected: str = "") -> None:
        self._catalog = catalog
        self._inner = selected if "/" in selected else ""
        self._trace = trace
        self._reasons: dict[str, int] = {}

    @cached_property
    def lines(self) -> list[Line]:
        """Returns every event in words, in order; line n is of step n + 1."""
        return [self._line(event) for event in self._trace.events]

    @property
    def reasons(self) -> list[Reason]:
        """Returns the rules' reasons that the lines point at."""
        _ = self.lines
        return [self._reason(rule) for rule in self._reasons]

    def chain(self, step: int) -> list[Line]:
        """Returns the event of a step and what led to it, down to the first cause."""
        found: list[Line] = []
        while step and len(found) < CHAIN_MAX:
            found.append(self.lines[step - 1])
            step = found[-1].cause
        return found

    def about(self, step: int, *, task: int = -1, table: str = "") -> int:
        """Returns the last step up to the given one that tells of a task or a table; 0: none.

        Without either it is the step itself.
        """
        if task < 0 and not table:
            return step
        for line in reversed(self.lines[:step]):
            if (task >= 0 and line.task == task) or (table and line.table == table):
                return line.step
        return 0

    def _line(self, event: Event) -> Line:
        trace = self._trace
        causes = [trace.events[q] for q in event.cause]
        cause = _main_cause(event, causes)
        return Line(
            step=event.q + 1,
            clock=clock(event.t_ms),
            says=self._catalog.narrate(trace, event),
            tone=_tone(event),
            reason=self._reasons.setdefault(event.rule, len(self._reasons)),
            cause=cause.q + 1 if cause else 0,
            task=self._task(event),
            table=event.commit.table if event.commit else "",
        )

    def _task(self, event: Event) -> int:
        if not self._trace.job_of(event):
            return event.task
        is_selected = self._inner and path_of_event(self._trace, event) == self._inner
        return len(self._trace.keys) if is_selected else -1

    def _reason(self, rule_id: str) -> Reason:
        rule = self._catalog.rules.get(rule_id)
        if rule is None:
            return Reason("", None)
        return Reason(rule.why, self._catalog.facts.get(rule.fact or ""))


def _main_cause(event: Event, causes: list[Event]) -> Event | None:
    """Picks, of several causes, a failure if a failure came of it; else the one that came last."""
    if not causes:
        return None
    if event.kind == "run" and causes[0].kind == "run":
        # A repair goes on from the run that it repairs, whatever was mended in between.
        return causes[0]
    if event.after in UNSUCCESSFUL_STATES:
        bad = [cause for cause in causes if cause.after in UNSUCCESSFUL_STATES]
        causes = bad or causes
    return causes[-1]


def _tone(event: Event) -> str:
    if event.after in UNSUCCESSFUL_STATES or event.kind in ("refused", "warning"):
        return "bad"
    if event.commit is not None:
        return "doubled" if event.commit.dup else "commit"
    if event.after in (State.SUCCESS, State.SUCCESS_WITH_FAILURES):
        return "good"
    return "plain"
