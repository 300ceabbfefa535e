"""The kind `predict`: say how each task ends, then see the run.

The questions of the simulator are of this kind, too: `made_of` makes one of any run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from trialrun.engine import State, Task, Trace, isolated
from trialrun.nearest import few
from trialrun.questions.graph_shown import parents_of, plain_tasks, tasks_of
from trialrun.questions.kept import Added, graph, named, one_of, record, same, text
from trialrun.questions.kind import Form, Grade, Made, Part, Reading, Tools, grade_of
from trialrun.questions.question import Question
from trialrun.questions.spec import AnyRunSpec, Location, QuestionSpec, Text
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


class PredictSpec(QuestionSpec):
    """The end state of each task is painted on the graph. `why` adds to the executed reason."""

    kind: Literal["predict"]
    run: AnyRunSpec
    why: Mapping[str, Text] = Field(default_factory=dict)

    def reasons(self) -> tuple[tuple[Location, str], ...]:
        """Returns what is said of tasks."""
        return tuple((("why", key), why) for key, why in self.why.items())


@dataclass(frozen=True, slots=True)
class GraphToPaint:
    """What the form shows: the graph's tasks, and of those asked for, what is given of each."""

    tasks: tuple[Task, ...]
    asked: tuple[tuple[str, str], ...]
    states: tuple[State, ...] = PAINTS


class Predict:
    """The end state of every task of one run."""

    name = "predict"
    Spec = PredictSpec

    def flaws(self, spec: PredictSpec, stage: Stage, traces: Mapping[str, Trace]) -> Iterator[Flaw]:
        """Yields reasons for tasks that the run does not have, and a run in which nothing ends."""
        asked = asked_of(traces[""])
        if not asked:
            yield Flaw(("run",), "no task ends in this run, so there is nothing to predict")
        for key in spec.why:
            if key not in asked:
                yield Flaw(("why", key), f"the run has no task `{key}`; it has {few(asked, key)}")

    def make(self, spec: PredictSpec, stage: Stage, traces: Mapping[str, Trace]) -> Made:
        """Returns the graph with the reason of each task's end, and {task key: end state}."""
        trace = traces[""]
        why = {key: spec.why.get(key) or _last_word(stage, trace, key) for key in asked_of(trace)}
        return made_of(trace, why=why)

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads one state for each task, from fields `task-KEY`."""
        response: dict[str, str] = {}
        asked = _asked(question)
        for key in asked:
            painted = [text for text in form.get(FIELD + key, ()) if text]
            if len(painted) == 1 and painted[0] in PAINTS:
                response[key] = painted[0]
        missing = [key for key in asked if key not in response]
        if missing:
            named = ", ".join(map(isolated, missing[:NAMED_MAX]))
            more = len(missing) - NAMED_MAX
            named += f" and {more} more" if more > 0 else ""
            return Reading(response, f"Say how each task ends. Still open: {named}.")
        return Reading(response)

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades all or nothing; `score` is the share of tasks foreseen."""
        why: Mapping[str, str] = question.body["why"]
        given = ((key, response.get(key, ""), question.key[key]) for key in _asked(question))
        return grade_of(
            [Part(key, key, said, state, why.get(key, ""), said == state)
             for key, said, state in given]
        )  # fmt: skip

    def fits(self, question: Question, response: Mapping[str, str]) -> bool:
        """Says whether each task asked for is said to end in a state."""
        return all(response.get(key) in PAINTS for key in question.key)

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns the graph; the key says how some of its tasks end."""
        found: dict[str, Any] = _BODY(body)
        _KEY(key)
        same((task for task, _ in found["tasks"] if task in key), key)
        return found

    def show(self, question: Question, *, seed: str) -> GraphToPaint:
        """Returns the graph to paint."""
        given: Mapping[str, str] = question.body["given"]
        asked = tuple((key, given.get(key, "")) for key in _asked(question))
        return GraphToPaint(tasks_of(question.body["tasks"]), asked)

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns the tasks with what they depend on, and the states that one may end in."""
        return {
            "tasks": _asked(question),
            "graph": parents_of(question.body["tasks"]),
            "given": {key: state for key, state in question.body["given"].items() if state},
            "states": list(PAINTS),
        }


_BODY = record(tasks=graph, why=Added(named(text), {}), given=Added(named(text), {}))
_KEY = named(one_of(PAINTS), least=1)


def made_of(
    trace: Trace, *, why: Mapping[str, str] | None = None, given: Mapping[str, str] | None = None
) -> Made:
    """Makes a prediction of a run: `why` tasks end so, and what is `given` of each before."""
    body: dict[str, Any] = {
        "tasks": plain_tasks(trace.world.job.tasks),
        "why": dict(why or {}),
        "given": dict(given or {}),
    }
    return Made(body, {key: str(trace.tasks[key].state) for key in asked_of(trace)})


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
