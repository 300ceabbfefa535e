"""How each run of a story ended, and each repair of one: in order, and which of them decides."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby

from trialrun.diagram.ending import culprits
from trialrun.engine import Endless, Trace, WhatIfError
from trialrun.lab.varied import changes_of
from trialrun.questions import PlayedRun, Question, Scenario
from trialrun.questions.claim_names import named_in
from trialrun.questions.deciding import steps_of_one
from trialrun.questions.question import PROOF

_YES = "yes"
_OF_NOTICES = frozenset({"notified", "notices", "notice_log"})


@dataclass(frozen=True, slots=True)
class StretchEnded:
    """A run, or a repair of one: its name, its result, how each task stood at its end.

    `failed` names the tasks that made it end so. `decides` says that it holds the event that
    decides the question.
    """

    name: str
    result: str
    ends: Mapping[str, str]
    failed: str = ""
    decides: bool = False


def stretches_behind(
    question: Question, stories: Sequence[Scenario | None], place: int, ends: Mapping[str, str]
) -> list[StretchEnded]:
    """Returns the stretches of one of the runs behind a question; [] where there is but one.

    Also where its story is not there any more, or ends otherwise than the question has kept.
    """
    scenario = stories[place] if place < len(stories) else None
    if scenario is None:
        return []
    with suppress(WhatIfError, Endless):
        trace = scenario.play_text(question.runs[place].what_if)
        if all(str(trace.tasks[key].state) == ends[key] for key in ends if key in trace.tasks):
            found = stretches_of(trace, _deciding_steps(question, place, trace))
            return found if len(found) > 1 else []
    return []


def names_of_runs(question: Question, stories: Sequence[Scenario | None]) -> list[str]:
    """Names the runs behind a question, of which several may be of one story: by what differs."""
    titles = [run.title for run in question.runs]
    return [
        _name(run, story) if titles.count(run.title) > 1 else run.title
        for run, story in zip(question.runs, stories, strict=True)
    ]


def _name(run: PlayedRun, story: Scenario | None) -> str:
    if story is None:
        return run.title
    with suppress(WhatIfError):
        told = "; ".join(changes_of(story, run.what_if)) or "as it was written"
        return f"{run.title}, {told}"
    return run.title


def stretches_of(trace: Trace, steps: Sequence[int] = ()) -> list[StretchEnded]:
    """Returns the runs and repairs of a story in order; those that end alike, one by one, are one.

    `steps` are those that decide.
    """
    found = [*_stretches(trace, {_place_of(trace, step) for step in steps})]
    are_alike = len({_alike(replace(each, decides=False)) for each in found}) == 1
    if are_alike or all(each.decides for each in found):
        # None of them tells more than another.
        found = [replace(each, decides=False) for each in found]
    return [_joined([*group]) for _, group in groupby(found, key=_alike)]


def _stretches(trace: Trace, decisive: set[tuple[int, int]]) -> Iterator[StretchEnded]:
    states: dict[int, dict[str, str]] = {}
    repairs: dict[int, int] = {}
    for _, id_, number in sorted(_places(trace)):
        name, result = f"Run {number}", _result(trace, id_, number)
        ends = states.setdefault(number, {})
        if id_ >= 0:
            ends |= _ends_in(trace, id_)
        if id_ >= 0 and trace.segments[id_].kind == "repair":
            repairs[number] = repairs.get(number, 0) + 1
            again = f" {repairs[number]}" if repairs[number] > 1 else ""
            name = f"Repair{again} of run {number}"
        failed = culprits(ends.items(), result)
        yield StretchEnded(name, result, {**ends}, failed, decides=(id_, number) in decisive)


def _places(trace: Trace) -> Iterator[tuple[int, int, int]]:
    """Yields when each run or repair began, its segment, its run; -1 where it was made, no more."""
    begun = set()
    for segment in trace.segments:
        if not segment.job:
            begun.add(segment.run)
            yield segment.t0_ms, segment.id, segment.run
    for run in trace.runs:
        if run.run not in begun:
            yield run.created_ms, -1, run.run


def _result(trace: Trace, id_: int, number: int) -> str:
    if id_ >= 0:
        return str(trace.segments[id_].result)
    return str(next(run.result for run in trace.runs if run.run == number))


def _ends_in(trace: Trace, segment: int) -> dict[str, str]:
    return {
        trace.task_key(event): event.after
        for event in trace.own_events("task")
        if event.segment == segment
    }


def _alike(stretch: StretchEnded) -> tuple[str, str, tuple[tuple[str, str], ...], bool]:
    """Returns what is equal for runs that are told as one. What decides is told by itself."""
    kind = stretch.name.partition(" ")[0]
    return kind, stretch.result, tuple(stretch.ends.items()), stretch.decides


def _joined(group: Sequence[StretchEnded]) -> StretchEnded:
    first, last = group[0], group[-1]
    if len(group) == 1 or not first.name.startswith("Run "):
        return last
    return replace(last, name=f"Runs {first.name[4:]} to {last.name[4:]}")


def _place_of(trace: Trace, step: int) -> tuple[int, int]:
    """Returns the segment and the run that a step falls into; -1 for the segment of none."""
    if not 0 < step <= len(trace.events):
        return -1, -1
    event = trace.events[step - 1]
    if event.segment >= 0 and not trace.job_of(event):
        return event.segment, trace.segments[event.segment].run
    places = [*_places(trace)]
    made = [(id_, run) for t_ms, id_, run in places if id_ < 0 and t_ms == event.t_ms]
    if made and event.segment < 0:
        return made[0]
    return max(
        ((id_, run) for t_ms, id_, run in places if id_ >= 0 and t_ms <= event.t_ms),
        default=(-1, -1),
    )


def _deciding_steps(question: Question, place: int, trace: Trace) -> list[int]:
    """Returns the steps of a run that decide what is right."""
    proof = question.body.get(PROOF, {})
    steps: Mapping[str, Sequence[int]] = proof.get("steps", {})
    right = {part for part, value in question.key.items() if value == _YES} or set(steps)
    if len(question.runs) == 1:
        claims = [claim for part, claim in proof.get("claims", {}).items() if part in right]
        if any(path.root in _OF_NOTICES for claim in claims for path in named_in(claim).paths):
            # That nothing is sent about a run happens in none.
            return []
        return [step for claim in claims for step in steps_of_one(claim, trace)]
    return [step for part, (at, step) in steps.items() if at == place and part in right]
