"""The kind `predict`: say how each task ends, then see the run.

What an author asks besides is in `foretold`; what follows from a wrong answer is in `replay`.
The questions of the simulator are of this kind, too: `prediction_of` makes one of any run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trialrun.engine import TRUTH, Endless, Rules, State, Task, Trace, WhatIfError, isolated
from trialrun.nearest import few
from trialrun.questions.graph_shown import parents_of, plain_tasks, tasks_of
from trialrun.questions.kept import Added, graph, named, one_of, record, text, without_missing
from trialrun.questions.kind import Form, Grade, Made, NoLevel, Part, Reading, Tools, Wish, grade_of
from trialrun.questions.kinds.foretold import (
    REPAIR,
    ROWS,
    RUN_ENDS,
    STATES,
    SURPLUS,
    Foretold,
    asks_flaws,
    check_more,
    deciders_of,
    fits_more,
    more_of,
    more_so,
    parts_of,
    plain_repair,
    read_more,
    repair_told,
    tables_of,
)
from trialrun.questions.kinds.predict_spec import PredictSpec
from trialrun.questions.kinds.supposed import (
    ReadsParts,
    check_supposed,
    explained,
    kept_supposed,
    near_flaws,
    supposed,
)
from trialrun.questions.question import PROOF, REPLAY, SUPPOSED, Question
from trialrun.questions.replay import (
    ANYWAY,
    check_replay,
    following,
    kept_repair,
    kept_replay,
    replay_of,
)
from trialrun.questions.stage import Flaw, Stage

PAINTS = (
    State.SUCCESS,
    State.FAILED,
    State.UPSTREAM_FAILED,
    State.EXCLUDED,
    State.CANCELED,
    State.TIMEDOUT,
    State.DISABLED,
    State.UPSTREAM_CANCELED,
)
"""The states that a task can be predicted to end in."""

FIELD = "task-"
NAMED_MAX = 5
"""So many tasks are named that are still open; of more only the number is told."""


@dataclass(frozen=True, slots=True)
class GraphToPaint:
    """What the form shows: the graph's tasks, and of those asked for, what is given of each.

    `ends` is for after the answer: it is the answer.
    """

    tasks: tuple[Task, ...]
    asked: tuple[tuple[str, str], ...]
    more: Foretold
    repair_asks: str
    ends: Mapping[str, str]
    states: tuple[State, ...] = PAINTS
    run_ends: tuple[State, ...] = RUN_ENDS


class Predict(NoLevel):
    """The end state of every task of one run."""

    name = "predict"
    Spec = PredictSpec

    def flaws(self, spec: PredictSpec, stage: Stage, traces: Mapping[str, Trace]) -> Iterator[Flaw]:
        """Yields what cannot be asked of the run, and reasons for what is not asked."""
        trace = traces[""]
        ends = _ends_of(trace)
        if not ends:
            yield Flaw(("run",), "no task ends in this run, so there is nothing to predict")
        flaws = list(asks_flaws(spec.asks, spec.repair, trace, ends))
        yield from flaws
        if flaws:
            return
        more = more_of(spec.asks, spec.repair, stage, trace, ends).key
        asked = [*(ends if STATES in spec.asks else ()), *more]
        for key in spec.why:
            if key not in asked:
                told = f"this does not ask for `{key}`; it asks for {few(asked, key)}"
                if not more:
                    told = f"the run has no task `{key}`; it has {few(asked, key)}"
                yield Flaw(("why", key), told)
        values = _values(spec)
        yield from near_flaws(spec.near, spec.run, stage, values(trace, TRUTH), values)

    def make(self, spec: PredictSpec, stage: Stage, traces: Mapping[str, Trace]) -> Made:
        """Returns the graph with the reason of each end, and {task key, or WHAT:OF: what is so}."""
        trace = traces[""]
        ends = _ends_of(trace)
        why = {key: spec.why.get(key) or _last_word(stage, trace, key) for key in ends}
        body, key, _ = made_of(trace, why=why if STATES in spec.asks else {})
        more = more_of(spec.asks, spec.repair, stage, trace, ends)
        body["why"] |= more.why | {part: spec.why[part] for part in more.key if part in spec.why}
        if REPAIR in spec.asks:
            body["repair"] = plain_repair(trace, spec.repair)
        body[SUPPOSED] = supposed(spec.near, spec.run, stage, trace, _values(spec))
        if STATES not in spec.asks:
            return Made(body, more.key)
        body[REPLAY] = replay_of(trace, _anyway(spec, stage), ends)
        return Made(body, key | more.key)

    def deciders(self, spec: PredictSpec, traces: Mapping[str, Any]) -> dict[str, str]:
        """Returns what tells each part, as claims name it."""
        ends = _ends_of(traces[""])
        tables = tables_of(traces[""]) if {ROWS, SURPLUS} & set(spec.asks) else ()
        return deciders_of(ends, tables, spec.asks)

    def wish(self, question: Question, response: Mapping[str, str]) -> Wish:
        """Returns that all that was said is so, but for what a repair would run again."""
        claims = question.body[PROOF]["claims"]
        return tuple((claims[part], said) for part, said in response.items() if part in claims)

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads one state for each task, from fields `task-KEY`, and what else is asked."""
        response: dict[str, str] = {}
        asked = _asked(question)
        for key in asked:
            painted = [text for text in form.get(FIELD + key, ()) if text]
            if len(painted) == 1 and painted[0] in PAINTS:
                response[key] = painted[0]
        more, open_ = read_more(question, form)
        missing = [key for key in asked if key not in response]
        if missing:
            named = ", ".join(map(isolated, missing[:NAMED_MAX]))
            left = len(missing) - NAMED_MAX
            named += f" and {left} more" if left > 0 else ""
            open_.insert(0, f"Say how each task ends. Still open: {named}.")
        return Reading(response | more, " ".join(open_))

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades all or nothing; `score` is the share of parts foreseen, or that follow."""
        why: Mapping[str, str] = question.body["why"]
        said = {key: response.get(key, "") for key in _asked(question)}
        told = said if said and all(state in PAINTS for state in said.values()) else {}
        after = following(question.body.get(REPLAY, {}), told, question.key) if told else ()
        parts = [
            Part(key, key, state, question.key[key], why.get(key, ""),
                 state == question.key[key], follows=key in after)
            for key, state in said.items()
        ]  # fmt: skip
        parts += parts_of(question, response, told)
        return grade_of([explained(part, question.body) for part in parts])

    def fits(self, question: Question, response: Mapping[str, str]) -> bool:
        """Says whether all that is asked is said: each task ends in a state."""
        states = all(response.get(key) in PAINTS for key in _asked(question))
        return states and fits_more(question, response)

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns the graph; the key says how some of its tasks end, and what else is asked."""
        found = without_missing(_BODY(body))
        tasks = {task for task, _ in found["tasks"]}
        ends = {part: state for part, state in key.items() if part in tasks}
        _KEY(ends)
        check_more({part: value for part, value in key.items() if part not in tasks}, tasks)
        if not key:
            raise ValueError("nothing is asked")
        check_replay(found.get(REPLAY, {}), ends)
        check_supposed(found.get(SUPPOSED, {}))
        if any(part.startswith(f"{REPAIR}:") for part in key) and "repair" not in found:
            raise ValueError("the repair is missing that is asked about")
        if not set(found.get("repair", [()])[0]) <= tasks:
            raise ValueError("the repair names a task that there is not")
        return found

    def show(self, question: Question, *, seed: str) -> GraphToPaint:
        """Returns the graph to paint, and what else is asked."""
        given: Mapping[str, str] = question.body["given"]
        asked = tuple((key, given.get(key, "")) for key in _asked(question))
        asks = repair_told(question.body.get("repair"))
        tasks, ends = tasks_of(question.body["tasks"]), {key: question.key[key] for key, _ in asked}
        return GraphToPaint(tasks, asked, Foretold.of(question), asks, ends)

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns the graph, what is asked of it, and the ends that there are, of what is asked."""
        tasks, more = _asked(question), Foretold.of(question)
        return {
            "tasks": tasks,
            "graph": parents_of(question.body["tasks"]),
            "given": {key: state for key, state in question.body["given"].items() if state},
            **({"states": list(PAINTS)} if tasks else {}),
            **({"run_ends": list(RUN_ENDS)} if more.has_run else {}),
            **({"repair": repair_told(question.body.get(REPAIR))} if more.repaired else {}),
            **{name: value for name, value in more._asdict().items() if value},
        }


_BODY = record(
    tasks=graph,
    why=Added(named(text), {}),
    given=Added(named(text), {}),
    repair=Added(kept_repair, None),
    replay=Added(kept_replay, None),
    supposed=Added(kept_supposed, None),
)
_KEY = named(one_of(PAINTS))


def _ends_of(trace: Trace) -> dict[str, str]:
    return {key: str(trace.tasks[key].state) for key in asked_of(trace)}


def _values(spec: PredictSpec) -> ReadsParts:
    """Returns what tells what is so in a run of all that is asked."""

    def values(trace: Trace, rules: Rules) -> dict[str, str]:
        ends = _ends_of(trace)
        more = more_so(spec.asks, spec.repair, trace, ends, rules)
        return (ends if STATES in spec.asks else {}) | more

    return values


def _anyway(spec: PredictSpec, stage: Stage) -> Trace | None:
    """Plays the story with each task running whatever became of its parents."""
    try:
        played: Trace = stage.traces(spec.run_specs(), ANYWAY)[""]
        return played
    except (Endless, WhatIfError):
        return None


def prediction_of(trace: Trace, anyway: Trace | None, given: Mapping[str, str]) -> Made:
    """Makes a prediction of any run: what is `given` of each task, and how its ends are judged.

    `anyway` is the same story with each task running whatever became of its parents.
    """
    body, key, _ = made_of(trace, given=given)
    return Made(body | {REPLAY: replay_of(trace, anyway, key)}, key)


def made_of(
    trace: Trace, *, why: Mapping[str, str] | None = None, given: Mapping[str, str] | None = None
) -> Made:
    """Makes a prediction of a run: `why` tasks end so, and what is `given` of each before."""
    body: dict[str, Any] = {
        "tasks": plain_tasks(trace.world.job.tasks),
        "why": dict(why or {}),
        "given": dict(given or {}),
    }
    return Made(body, _ends_of(trace))


def _asked(question: Question) -> list[str]:
    """Returns the tasks asked for, in the order of the job; a kept key has them by name."""
    return [key for key, _ in question.body["tasks"] if key in question.key]


def asked_of(trace: Trace) -> tuple[str, ...]:
    """Returns the tasks to be predicted: those of the run that is shown, and that do end in it."""
    own = [segment for segment in trace.segments if not segment.job]
    if not own:
        return ()
    chosen = {index for segment in own if segment.run == own[-1].run for index in segment.tasks}
    return tuple(
        key
        for index, key in enumerate(trace.keys)
        if index in chosen and trace.tasks[key].state in PAINTS
    )


def _last_word(stage: Stage, trace: Trace, key: str) -> str:
    """Says the event that decided how a task ended."""
    events = [e for e in trace.own_events("task") if trace.keys[e.task] == key]
    return stage.narrate(trace, events[-1]) if events else ""


KIND = Predict()
