"""The moment that decides a part of a question: the last event that changed what its claim names.

Kept with the question as plain numbers, so that a page can open the run there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from trialrun.engine import SET_BY_US, Event, Trace, unsaid_by_event
from trialrun.questions.busiest import busiest
from trialrun.questions.claim_names import named_in
from trialrun.questions.kept import Check, named, number, record, row, text

STEP_MAX = 10**9
_OF_THE_RUN = frozenset({"run", "runs", "segments", "api", "run_log", "segment_log"})
_BY_RUN, _BY_SEGMENT = frozenset({"runs", "run_log"}), frozenset({"segments", "segment_log"})
_OF_NOTICES = frozenset({"notices", "notified", "notice_log"})
_OF_ATTEMPTS = frozenset({"again", "executions"})
_COMPUTE = "compute."
"""Rules about compute: its times and prices are set by us."""


def deciding(deciders: Mapping[str, str], traces: Mapping[str, Trace]) -> dict[str, Any]:
    """Returns the runs' step that decides each part, as [place of the run, step], and the claims.

    `deciders` are claims by part: what they name is what decides.
    """
    places = {name: place for place, name in enumerate(traces)}
    steps: dict[str, list[int]] = {}
    for part, claim in deciders.items():
        found = list(_steps(claim, traces, places))
        if found:
            # Of several runs the last that is named shows it, with what the others came to behind.
            steps[part] = list(max(found))
    return {"steps": steps, "claims": dict(deciders)}


class Decided(NamedTuple):
    """Where a run decides a claim: the step, and the rules and facts that we only assume."""

    step: int
    assumed: frozenset[str]


def decided_in(claim: str, trace: Trace, assumed: Collection[str]) -> Decided:
    """Returns the step that decides what a claim names, and which assumptions led there.

    `assumed` are the rules that rest on one. What a story sets itself is none; what happened
    beside the way to the value does not matter for it.
    """
    ways = [[str(step) for step in path.way] for path in named_in(claim).paths]
    steps = [_last_step(trace, way) for way in ways]
    changes = [event.q for way in ways for event in _changes(trace, way)]
    behind = _behind(trace, changes)
    found = {fact for q, fact in unsaid_by_event(trace) if q in behind} - SET_BY_US.keys()
    rules = {row[10] for row in trace.rows if row[0] in behind}
    found |= {rule for rule in rules.intersection(assumed) if not rule.startswith(_COMPUTE)}
    return Decided(max(steps, default=len(trace.events)), frozenset(found))


def _changes(trace: Trace, way: list[str]) -> list[Event]:
    """Returns the events that change what is named; all of them for what none does by itself."""
    changes = _changing(trace, way)
    return [event for event in trace.events if changes(event)] or list(trace.events)


def _behind(trace: Trace, ends: Iterable[int]) -> set[int]:
    """Returns events with all that led to them, by their place."""
    found: set[int] = set()
    waiting = list(ends)
    while waiting:
        q = waiting.pop()
        if q not in found:
            found.add(q)
            waiting += trace.rows[q][9]
    return found


def steps_of_one(claim: str, trace: Trace) -> list[int]:
    """Returns the steps that decide what a claim about the only run of a question names."""
    return [step for _, step in _steps(claim, {"": trace}, {"": 0})]


def _steps(
    claim: str, traces: Mapping[str, Trace], places: Mapping[str, int]
) -> "list[tuple[int, int]]":
    found = []
    for path in named_in(claim).paths:
        way = [str(step) for step in path.way]
        name = "" if set(traces) == {""} else way.pop(0)
        if name in traces and way:
            found.append((places[name], _last_step(traces[name], way)))
    return found


def _last_step(trace: Trace, way: list[str]) -> int:
    """Returns the step of the last event that changed what is named; the end for what none did."""
    changes = _changing(trace, way)
    last = next((event for event in reversed(trace.events) if changes(event)), None)
    return last.q + 1 if last else len(trace.events)


def _changing(trace: Trace, way: list[str]) -> Callable[[Event], bool]:
    """Returns what says whether an event changes what is named."""
    root, *steps = way
    of = steps[0] if steps else ""
    if root == "tables":
        return lambda event: event.commit is not None and event.commit.table == of
    if root == "tasks":
        return lambda event: (
            event.kind in ("task", "iteration", "attempt", "value")
            and not trace.job_of(event)
            and trace.task_key(event) == of
        )
    if root == "dup":
        return lambda event: event.commit is not None and event.commit.dup > 0
    if of.isdigit() and root in _BY_RUN and int(of) < len(trace.runs):
        return lambda event: _is_of_run(trace, event, int(of))
    if of.isdigit() and root in _BY_SEGMENT:
        return lambda event: event.kind == "run" and event.segment == int(of)
    if root in _OF_THE_RUN:
        return lambda event: event.kind == "run" and not trace.job_of(event)
    if root in _OF_NOTICES:
        return lambda event: event.kind == "notice"
    if root in _OF_ATTEMPTS:
        return lambda event: event.after == "RUNNING" and event.kind in ("task", "iteration")
    if root == "at_once":
        most = busiest(trace)[1]
        return lambda event: event.q == most
    if root == "clusters":
        return lambda event: event.rule == "compute.starts"
    return lambda event: False


def _is_of_run(trace: Trace, event: Event, place: int) -> bool:
    """Says whether an event makes, begins or ends a run; one that is skipped is made, no more."""
    run = trace.runs[place]
    if event.segment >= 0:
        return event.kind == "run" and trace.segments[event.segment].run == run.run
    return event.kind in ("run", "refused") and event.t_ms == run.created_ms


kept_proof: Check = record(steps=named(row(number(STEP_MAX), number(STEP_MAX))), claims=named(text))
"""Takes what `deciding` returns, as it was kept."""
