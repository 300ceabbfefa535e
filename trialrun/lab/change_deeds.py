"""What somebody would do otherwise, or what would have to happen, for an answer to be right."""

from collections.abc import Iterator
from dataclasses import replace

from trialrun.diagram import clock, some_of
from trialrun.engine import (
    ACTIONS_MAX,
    RECOVERABLE_RESULTS,
    REPAIRABLE_TASKS_MIN,
    UNSUCCESSFUL_STATES,
    Action,
    Do,
    State,
    Trace,
    do_text,
    isolated,
)
from trialrun.lab.address import Address
from trialrun.lab.change_asked import AskedAbout
from trialrun.lab.change_tries import ACTION, OWN_FAILURES, Try
from trialrun.lab.operations import FIX, REPAIR, RUN_NOW, Does, does_of, is_fixable
from trialrun.lab.told import action_told
from trialrun.questions import Scenario

_OF_RUNS = frozenset({"runs", "run_log", "segments"})


def actions_of(scenario: Scenario, trace: Trace, address: Address, asked: AskedAbout) -> list[Try]:
    """Returns what the operator would do otherwise, the likeliest first."""
    story = _Story(scenario, trace, address, asked)
    return [
        Try(ACTION, kind, told, address.what_if._replace(do=does))
        for kind, told, does in story.offered()
        if _bears(kind, asked) and len(does) <= ACTIONS_MAX
    ]


def _bears(kind: str, asked: AskedAbout) -> bool:
    """Says whether something done bears on it: which tasks a repair runs, whatever is thought."""
    return asked.bears(kind) or (kind == "selection" and bool(asked.tasks))


class _Story:
    """A story with what is done in it, and what would be done instead: (kind, words, actions)."""

    def __init__(
        self, scenario: Scenario, trace: Trace, address: Address, asked: AskedAbout
    ) -> None:
        self._trace, self._asked = trace, asked
        self._does = does_of(scenario, address)
        self._actions = scenario.read(address.what_if).actions(scenario.actions)

    def offered(self) -> Iterator[tuple[str, str, Does]]:
        """Yields all of them."""
        yield from self._otherwise()
        yield from self._settings_kept()
        yield from self._restored()
        yield from self._canceled()
        yield from self._calmed()
        yield from self._again()

    def _otherwise(self) -> Iterator[tuple[str, str, Does]]:
        """Yields what would be done instead of a repair, or of a run that is started again."""
        starts = [at for at, action in enumerate(self._actions) if action.do is Do.RUN_NOW]
        for at, action in reversed([*enumerate(self._actions)]):
            if action.do is Do.REPAIR:
                yield from self._other_selection(at, action)
                yield self._instead(at, "instead", replace(RUN_NOW, at_ms=action.at_ms))
            if action.do is Do.RUN_NOW and action.token and at in starts[1:]:
                yield self._instead(at, "instead", replace(action, token=""), "without a token")
            elif action.do is Do.RUN_NOW and at in starts[1:] and action.at_ms is None:
                yield self._instead(at, "instead", REPAIR)

    def _other_selection(self, at: int, action: Action) -> Iterator[tuple[str, str, Does]]:
        """Yields a repair with other tasks, parameters or a later moment, where it was refused."""
        keys = self._trace.keys
        ends = self._first_ends()
        failed = tuple(key for key in keys if ends.get(key) in OWN_FAILURES)
        unsuccessful = tuple(key for key in keys if ends.get(key) in UNSUCCESSFUL_STATES)
        bare = replace(action, tasks=(), all_failed=False, dependents=False)
        kind, is_refused = "selection", any(e.kind == "refused" for e in self._trace.events)
        repairs = sum(before.do is Do.REPAIR for before in self._actions[:at])
        if is_refused and repairs and action.tasks and action.latest_repair_id is None:
            named = replace(action, latest_repair_id=repairs)
            yield self._instead(at, kind, named, "with latest_repair_id", said=action)
        if is_refused and action.at_ms is not None:
            later = replace(action, at_ms=None)
            yield self._instead(at, kind, later, "once the run has ended")
        if action.tasks and not action.dependents:
            yield self._instead(at, kind, replace(action, dependents=True))
        if action.tasks or action.all_failed:
            yield self._instead(at, kind, bare, "with what the dialog preselects")
        else:
            for chosen in dict.fromkeys((failed, unsuccessful)):
                if chosen and chosen != keys:
                    yield self._instead(at, kind, replace(bare, tasks=chosen))
        if action.dependents:
            yield self._instead(at, kind, replace(action, dependents=False))
        every = replace(bare, tasks=keys)
        yield self._instead(at, kind, every, "with every task ticked", said=REPAIR)
        if action.params:
            without = replace(action, params=())
            yield self._instead(at, "parameters", without, "without parameters")

    def _instead(
        self, at: int, kind: str, action: Action, how: str = "", *, said: Action | None = None
    ) -> tuple[str, str, Does]:
        """Returns a story with one action replaced; `said` names the new one where it differs."""
        new, old = (
            action_told(do_text(replace(each, at_ms=None)))
            for each in (said or action, self._actions[at])
        )
        words = f"“{new}”{f' {how}' if how else ''} instead of “{old}”"
        return kind, words, (*self._does[:at], do_text(action), *self._does[at + 1 :])

    def _settings_kept(self) -> Iterator[tuple[str, str, Does]]:
        """Yields the story without a change of settings behind its first run."""
        for at, action in enumerate(self._actions):
            if action.do is Do.EDIT and at:
                told = "the job’s settings stay as they were when the run began"
                yield "settings", told, (*self._does[:at], *self._does[at + 1 :])

    def _restored(self) -> Iterator[tuple[str, str, Does]]:
        """Yields the tables as they were before the run, restored by hand: nothing else does it."""
        before = self._versions_before()
        if not before or self._trace.result not in RECOVERABLE_RESULTS:
            return
        done = [
            do_text(Action(Do.RESTORE, name=table, version=version))
            for table, version in before.items()
        ]
        tables = some_of(list(before))
        told = f"afterwards somebody restores {tables} to what was there before the run"
        yield "restored", told, (*self._does, *done)

    def _versions_before(self) -> dict[str, int]:
        """Returns the versions of what is asked about, before the last run wrote to it."""
        starts = [segment for segment in self._trace.segments if segment.kind == "run"]
        begun_ms = max((segment.t0_ms for segment in starts if not segment.job), default=0)
        found: dict[str, int] = {}
        for event in self._trace.events:
            commit = event.commit
            if commit and commit.table in self._asked.tables and event.t_ms >= begun_ms:
                found.setdefault(commit.table, commit.version - 1)
        return found

    def _canceled(self) -> Iterator[tuple[str, str, Does]]:
        """Yields the run canceled when a first task fails: by itself nothing stops it."""
        if State.CANCELED not in self._asked.words:
            return
        bad = next((e for e in self._trace.own_events("task") if e.after in OWN_FAILURES), None)
        starts = [at for at, action in enumerate(self._actions) if action.do is Do.RUN_NOW]
        if bad is None or not starts or bad.t_ms % 1000:
            return
        cancel = do_text(Action(Do.CANCEL, bad.t_ms))
        key = isolated(self._trace.task_key(bad))
        told = f"somebody cancels the run when {key} fails, at {clock(bad.t_ms)}"
        yield "canceled", told, (*self._does[: starts[0] + 1], cancel, *self._does[starts[0] + 1 :])

    def _calmed(self) -> Iterator[tuple[str, str, Does]]:
        """Yields the story without a cancel."""
        for at, action in enumerate(self._actions):
            if action.do is Do.CANCEL:
                what = isolated(action.task) if action.task else "the run"
                told = f"nobody cancels {what}"
                yield "uncanceled", told, (*self._does[:at], *self._does[at + 1 :])

    def _again(self) -> Iterator[tuple[str, str, Does]]:
        """Yields what would be done behind the end, where the story ends with a failure."""
        done = [action.do for action in self._actions]
        is_over = Do.REPAIR in done or done.count(Do.RUN_NOW) > 1
        if is_over or self._trace.result not in RECOVERABLE_RESULTS:
            return
        fix = (FIX,) if is_fixable(self._trace.world) and Do.FIX not in done else ()
        if len(self._trace.keys) >= REPAIRABLE_TASKS_MIN:
            for before in ((), fix) if fix else ((),):
                yield self._behind(*before, REPAIR)
        if self._asked.about & _OF_RUNS:
            yield self._behind(*fix, RUN_NOW)

    def _behind(self, *actions: Action) -> tuple[str, str, Does]:
        done = tuple(map(do_text, actions))
        fixed = "the fix and " if actions[0] == FIX else ""
        return "again", f"afterwards {fixed}“{action_told(done[-1])}”", (*self._does, *done)

    def _first_ends(self) -> dict[str, State]:
        """Returns how each task ended before anything was repaired."""
        ends: dict[str, State] = {}
        for event in self._trace.own_events("task"):
            if self._trace.segments[event.segment].kind == "repair":
                break
            if event.after in UNSUCCESSFUL_STATES or event.after == State.SUCCESS:
                ends[self._trace.task_key(event)] = State(event.after)
        return ends
