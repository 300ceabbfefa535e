"""Whatever an operator does next, history does not change, and what is asked is done or refused."""

from dataclasses import replace

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.engine.rich import MOMENTS_MS, PROVES, rich_worlds
from trialrun.engine import Action, Do, Event, State, Trace, World, simulate
from trialrun.engine.job.state import UNFINISHED_STATES

IDLE_ENDS = frozenset({"compute.all_purpose.ends", "compute.sql_warehouse.ends"})
ACTIONS_MAX = 12
CHECKS = settings(
    max_examples=1000 if PROVES else 150,
    stateful_step_count=ACTIONS_MAX,
    deadline=None,
    phases=[Phase.generate, Phase.shrink] if PROVES else [Phase.generate],
)

whens = st.none() | st.sampled_from([ms for ms in MOMENTS_MS if ms])
"""As soon as nothing is going on any more, or so long after the action before."""


class Operator(RuleBasedStateMachine):
    """An operator before one job. `trace` is of all actions so far, played from the start."""

    world: World
    trace: Trace

    def __init__(self) -> None:
        super().__init__()
        self.actions: list[Action] = []
        self.at_ms = 0

    @initialize(world=rich_worlds())
    def run_for_the_first_time(self, world: World) -> None:
        self.world = world
        self.trace = simulate(world, ())
        self.do(Action(Do.RUN_NOW), 1)

    @rule(when=whens, token=st.sampled_from(["", "", "", "once"]))
    def run_now(self, when: int | None, token: str) -> None:
        runs = len(self.trace.runs)
        known = token and any(action.token == token for action in self.actions)

        self.do(Action(Do.RUN_NOW, token=token), when)

        # A skipped run is one, too; its token is not kept.
        assert len(self.trace.runs) - runs == 1 or known

    @rule(when=whens)
    def wait(self, when: int | None) -> None:
        count = len(self.trace.rows)

        self.do(Action(Do.WAIT), when)

        assert count == len(self.trace.rows)

    @rule(when=whens, key=st.integers(0, 5))
    def fix(self, when: int | None, key: int) -> None:
        keys = [*self.world.script, None]

        self.do(Action(Do.FIX, task=keys[key % len(keys)]), when)

        assert self.said("operator.fix") or self.said("operator.nothing_to_fix")

    @rule(when=whens)
    def edit(self, when: int | None) -> None:
        self.do(Action(Do.EDIT, name="edited"), when)

        assert self.said("operator.edit")

    @rule(when=whens)
    def cancel_the_run(self, when: int | None) -> None:
        self.do(Action(Do.CANCEL), when)

        assert self.said("cancel.run") != self.said("cancel.refused_not_active")

    @rule(when=whens, index=st.integers(0, 4))
    def cancel_a_task(self, when: int | None, index: int) -> None:
        key = self.trace.keys[index % len(self.trace.keys)]

        self.do(Action(Do.CANCEL, task=key), when)

        answers = {"cancel.refused_not_active", "cancel.refused_task_not_running", "cancel.task"}
        assert answers & {event.rule for event in self.new}

    @rule(when=whens)
    def repair_in_the_ui(self, when: int | None) -> None:
        self.do(Action(Do.REPAIR), when)

        assert self.is_granted or self.refusal
        assert self.refusal != "repair.refused_latest_repair_id"

    @rule(is_right=st.booleans(), index=st.integers(0, 4), dependents=st.booleans())
    def repair_tasks_over_the_api(self, is_right: bool, index: int, dependents: bool) -> None:
        key = self.trace.keys[index % len(self.trace.keys)]
        action = Action(Do.REPAIR, tasks=(key,), dependents=dependents)
        self.repair_over_the_api(action, is_right)

        if self.is_granted:
            assert index % len(self.trace.keys) in self.repairs[-1].tasks
            assert dependents or 1 == len(self.repairs[-1].tasks)

    @rule(is_right=st.booleans(), dependents=st.booleans())
    def repair_all_failed_over_the_api(self, is_right: bool, dependents: bool) -> None:
        self.repair_over_the_api(
            Action(Do.REPAIR, all_failed=True, dependents=dependents), is_right
        )

    @rule(when=whens, version=st.integers(0, 4), index=st.integers(0, 3))
    def restore(self, when: int | None, version: int, index: int) -> None:
        tables = [*self.trace.tables, "nowhere"]

        self.do(Action(Do.RESTORE, name=tables[index % len(tables)], version=version), when)

        rules = ("commit.restore", "restore.refused_unknown", "restore.refused_newest")
        assert 1 == sum(map(self.said, rules))

    @invariant()
    def everything_comes_to_an_end(self) -> None:
        assert not UNFINISHED_STATES & {run.result for run in self.trace.runs}
        assert not UNFINISHED_STATES & {segment.result for segment in self.trace.segments}

    @invariant()
    def runs_are_numbered_in_the_order_they_were_made(self) -> None:
        runs = self.trace.runs
        assert sorted(run.run for run in runs) == [run.run for run in runs]
        assert sorted(run.created_ms for run in runs) == [run.created_ms for run in runs]

    def repair_over_the_api(self, action: Action, is_right: bool) -> None:
        """Repairs the latest run once all is done, with the id it asks for or with another."""
        latest = max((run.run for run in self.trace.runs if run.result != State.SKIPPED), default=0)
        repairs = sum(s.kind == "repair" and s.run == latest for s in self.trace.segments)
        latest_id = (repairs or None) if is_right else repairs + 1

        self.do(replace(action, latest_repair_id=latest_id), None)

        wrong_id = "repair.refused_latest_repair_id"
        assert self.refusal != wrong_id if is_right else not self.is_granted
        if self.is_granted:
            assert latest == self.repairs[-1].run

    def do(self, action: Action, when: int | None) -> None:
        """Appends an action, plays all of it, and compares with what was there before."""
        before = self.trace
        self.at_ms = before.t_end_ms if when is None else self.at_ms + when
        action = replace(action, at_ms=None if when is None else self.at_ms)
        self.actions.append(action)
        self.trace = simulate(self.world, self.actions)
        kept = _rows_before(before, action)
        assert kept == self.trace.rows[: len(kept)]
        self.new = self.trace.events[len(kept) :]
        self.repairs = [s for s in self.trace.segments if s.kind == "repair"]

    @property
    def is_granted(self) -> bool:
        """Says whether the repair that was asked for last was begun."""
        return self.said("repair.same_run")

    @property
    def refusal(self) -> str:
        """Returns the rule that refuses the repair that was asked for last, if any."""
        return next((e.rule for e in self.new if e.rule.startswith("repair.refused")), "")

    def said(self, rule: str) -> bool:
        """Says whether an event of a rule came with or after the latest action."""
        return any(event.rule == rule for event in self.new)


def _rows_before(trace: Trace, action: Action) -> list[tuple[object, ...]]:
    """Returns what an action that is appended cannot change any more."""
    if action.at_ms is not None:
        return [row for row in trace.rows if row[1] < action.at_ms]
    events: list[Event] = list(trace.events)
    # Idle compute stays on until nobody asks for it any more.
    while events and events[-1].rule in IDLE_ENDS:
        events.pop()
    return [tuple(event) for event in events]


def test_an_operator_cannot_change_history():
    run_state_machine_as_test(Operator, settings=CHECKS)
