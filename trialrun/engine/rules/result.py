"""How a run, and a for-each, ends. Source: run-if docs, "job run status", read 2026-11-22."""

from collections.abc import Sequence
from typing import NamedTuple

from trialrun.engine.job.state import CANCELED_STATES, FAILED_STATES, UNSUCCESSFUL_STATES, State


class Result(NamedTuple):
    """An end, and the positions of what decided it."""

    state: State
    rule: str
    because: tuple[int, ...]


def run_result(leaves: Sequence[int], states: Sequence[State]) -> Result:
    """Decides a run by its leaves: tasks that no task of the run depends on.

    That a canceled leaf makes the run CANCELED, and a canceled inner task counts like a failed
    one, is our assumption; so is a disabled leaf that counts as success.

    Facts: canceled-leaf, disabled-leaf.
    """
    failed = _among(leaves, states, FAILED_STATES)
    if failed:
        return Result(State.FAILED, "run.leaf_failed", failed)
    canceled = _among(leaves, states, CANCELED_STATES)
    if canceled:
        return Result(State.CANCELED, "run.leaf_canceled", canceled)
    inner = _among(range(len(states)), states, UNSUCCESSFUL_STATES)
    if inner:
        has_failed = any(states[task] in FAILED_STATES for task in inner)
        rule = "run.only_inner_failed" if has_failed else "run.only_inner_canceled"
        return Result(State.SUCCESS_WITH_FAILURES, rule, inner)
    ends = {states[leaf] for leaf in leaves}
    if ends == {State.SUCCESS}:
        return Result(State.SUCCESS, "run.all_succeeded", tuple(leaves))
    rule = "run.leaf_disabled" if State.DISABLED in ends else "run.leaf_not_run"
    return Result(State.SUCCESS, rule, tuple(leaves))


def for_each_result(iterations: Sequence[State]) -> Result:
    """Decides a for-each: it succeeds only if every iteration did, after its retries."""
    failed = tuple([at for at, state in enumerate(iterations) if state is not State.SUCCESS])
    if failed:
        return Result(State.FAILED, "for_each.iteration_failed", failed)
    rule = "for_each.all_succeeded" if iterations else "for_each.nothing_to_do"
    return Result(State.SUCCESS, rule, tuple(range(len(iterations))))


def _among(
    tasks: Sequence[int], states: Sequence[State], wanted: frozenset[State]
) -> tuple[int, ...]:
    return tuple([task for task in tasks if states[task] in wanted])
