"""The kind `predict`: paint the state in which each task ends, then see the run."""

from collections.abc import Iterator, Mapping, Sequence

from trialrun.engine import State, Trace
from trialrun.questions.question import Flaw, Grade, Part, Question, Reading, Stage
from trialrun.questions.spec import PredictSpec

PAINTS = (State.SUCCESS, State.FAILED, State.UPSTREAM_FAILED)
"""The states that can be painted; a run in which a task ends otherwise is refused."""

FIELD_PREFIX = "task-"


class Predict:
    """The end state of every task of one run."""

    name = "predict"
    Spec = PredictSpec

    def prove(self, spec: PredictSpec, stage: Stage, traces: Mapping[str, Trace]) -> dict[str, str]:
        """Returns {task key: end state}, read off the trace."""
        return {key: str(end.state) for key, end in traces[""].tasks.items()}

    def flaws(self, spec: PredictSpec, stage: Stage, traces: Mapping[str, Trace]) -> Iterator[Flaw]:
        """Yields reasons for tasks that the run does not have."""
        for key, end in traces[""].tasks.items():
            if end.state not in PAINTS:
                yield Flaw(("run",), f"{key} ends as {end.state}, which cannot be painted yet")
        for key in spec.why:
            if key not in traces[""].tasks:
                known = ", ".join(traces[""].tasks)
                yield Flaw(("why", key), f"the run has no task {key!r}; it has {known}")

    def read(self, question: Question, form: Mapping[str, Sequence[str]]) -> Reading:
        """Reads one state for each task, from fields `task-KEY`."""
        response: dict[str, str] = {}
        for key in question.key:
            painted = form.get(FIELD_PREFIX + key, ())
            if not painted or not painted[0]:
                continue
            if len(painted) > 1 or painted[0] not in PAINTS:
                message = f"{key} cannot end like that. Pick one of the states shown."
                return Reading(response, message)
            response[key] = painted[0]
        missing = [key for key in question.key if key not in response]
        if missing:
            return Reading(response, f"Say how each task ends. Still open: {', '.join(missing)}.")
        return Reading(response)

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades all or nothing; `score` is the share of tasks foreseen."""
        spec = question.spec
        assert isinstance(spec, PredictSpec)
        parts = tuple(
            Part(key, key, response.get(key, ""), state, spec.why.get(key, ""))
            for key, state in question.key.items()
        )
        right = sum(part.is_right for part in parts)
        return Grade(right == len(parts), right / len(parts), parts)


PREDICT = Predict()
