"""run_if: whether a task may run once its parents are done. Reads like the table of the docs.

Parents are told by one letter each, in the order of `depends_on`: S succeeded, F failed,
C canceled, E excluded, D disabled. Facts: run-if-six, all-excluded, counts-as-failed,
run-if-canceled, disabled-parents, join-excluded-state, failed-beside-canceled, one-success-mixed,
no-failure-beside-disabled, none-failed-mixed.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from trialrun.engine.job.state import State


class Judgement(NamedTuple):
    """Whether a task may run: `state` is None when it may, else the state it ends in.

    `because` holds the positions of the parents that decided.
    """

    state: State | None
    rule: str
    because: tuple[int, ...]


EDGES: Mapping[State, str] = {
    State.SUCCESS: "S",
    State.FAILED: "F",
    State.TIMEDOUT: "F",
    State.UPSTREAM_FAILED: "F",
    State.CANCELED: "C",
    State.UPSTREAM_CANCELED: "C",
    State.EXCLUDED: "E",
    State.DISABLED: "D",
}
"""How a parent counts, by its end state."""

OTHER_OUTCOME = "E"
"""How a condition counts for the dependency that asked for its other outcome."""


class _RunIf(NamedTuple):
    """When it is met; which parents meet it; and what each kind of parent makes of it if not."""

    is_met: Callable[[str], bool]
    met_by: str
    unmet: tuple[tuple[str, State, str], ...]


_UNMET_BY_FAILURE = (
    ("F", State.UPSTREAM_FAILED, "unmet"),
    ("C", State.UPSTREAM_CANCELED, "canceled"),
)
_NOT_NEEDED = (("SED", State.EXCLUDED, "excluded"),)

RUN_IF: Mapping[str, _RunIf] = {
    "ALL_SUCCESS": _RunIf(
        lambda edges: set(edges) == {"S"},
        "S",
        (*_UNMET_BY_FAILURE, ("E", State.EXCLUDED, "excluded")),
    ),
    "AT_LEAST_ONE_SUCCESS": _RunIf(
        lambda edges: "S" in edges,
        "S",
        (*_UNMET_BY_FAILURE, ("D", State.DISABLED, "disabled")),
    ),
    "NONE_FAILED": _RunIf(
        lambda edges: "F" not in edges and "C" not in edges, "SED", _UNMET_BY_FAILURE
    ),
    "ALL_DONE": _RunIf(lambda edges: True, "SFCED", ()),
    "AT_LEAST_ONE_FAILED": _RunIf(lambda edges: "F" in edges or "C" in edges, "FC", _NOT_NEEDED),
    "ALL_FAILED": _RunIf(lambda edges: set(edges) <= {"F", "C"}, "FC", _NOT_NEEDED),
}


_ASSUMED: Mapping[tuple[str, str], str] = {
    ("ALL_SUCCESS", "unmet"): "C",
    ("ALL_SUCCESS", "excluded"): "E",
    ("AT_LEAST_ONE_SUCCESS", "unmet"): "CE",
    ("AT_LEAST_ONE_SUCCESS", "canceled"): "E",
    ("AT_LEAST_ONE_SUCCESS", "disabled"): "E",
    ("NONE_FAILED", "unmet"): "C",
    ("AT_LEAST_ONE_FAILED", "excluded"): "D",
}
"""Parents beside which the end state is in no source: it is our assumption, and says so.

Facts: failed-beside-canceled, join-excluded-state, one-success-mixed, none-failed-mixed,
no-failure-beside-disabled.
"""

REMEMBERED_PARENTS_MAX = 50
"""A judgement names its parents: of tasks with a thousand each, 4,096 would hold 30 MB."""


def judge(run_if: str, edges: str) -> Judgement:
    """Decides a task that has parents.

    >>> judge("NONE_FAILED", "SE").state is None
    True
    >>> judge("ALL_SUCCESS", "SF").state
    <State.UPSTREAM_FAILED: 'UPSTREAM_FAILED'>
    """
    found = _remembered if len(edges) <= REMEMBERED_PARENTS_MAX else _judged
    return found(run_if, edges)


def _judged(run_if: str, edges: str) -> Judgement:
    everyone = tuple(range(len(edges)))
    if set(edges) == {"E"}:
        return Judgement(State.EXCLUDED, "run_if.all_excluded", everyone)
    if is_disabled_by(run_if, edges):
        return Judgement(State.DISABLED, f"run_if.{run_if.lower()}.disabled", _at(edges, "D"))
    condition = RUN_IF[run_if]
    if condition.is_met(edges):
        # One example in the docs lets a task run beside excluded and disabled parents only.
        is_assumed = run_if == "NONE_FAILED" and "S" not in edges
        rule = f"run_if.{run_if.lower()}.met{'_assumed' if is_assumed else ''}"
        return Judgement(None, rule, _at(edges, condition.met_by))
    letters, state, word = next(way for way in condition.unmet if set(way[0]) & set(edges))
    rule = f"run_if.{run_if.lower()}.{word}"
    if set(edges) & set(_ASSUMED.get((run_if, word), "")):
        rule += "_assumed"
    return Judgement(state, rule, _at(edges, letters))


_remembered = lru_cache(maxsize=4096)(_judged)


def is_disabled_by(run_if: str, edges: str) -> bool:
    """Says whether disabled parents make every way to run impossible.

    That is known when a run is created, whatever the other parents (any letter but D) do later.
    """
    if run_if in ("ALL_SUCCESS", "ALL_FAILED"):
        return "D" in edges
    return run_if != "ALL_DONE" and set(edges) == {"D"}


def _at(edges: str, letters: str) -> tuple[int, ...]:
    return tuple([position for position, edge in enumerate(edges) if edge in letters])
