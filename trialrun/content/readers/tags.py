"""Reads what questions are tagged with. A wrong tag is left out and named; its question stays."""

from collections.abc import Iterator, Mapping

from trialrun.content.exam import Tags
from trialrun.content.readers.yaml_text import YamlText
from trialrun.questions import Places, QuestionSpec, unfound

OF_A_SET = (
    "objectives are those of the questions; remove this, and tag each question: "
    "objectives: [EXAM/OBJECTIVE], as lessons/exams.yaml has them"
)


class Objectives:
    """The objectives that a question may be tagged with, and the exams that cannot be read."""

    def __init__(self, known: Mapping[str, str], broken: Places) -> None:
        self._known = known
        self._broken = broken

    def flaw(self, id_: str) -> tuple[str, str] | None:
        """Returns why there is no such objective, and the place that this comes of."""
        if id_ in self._known:
            return None
        exam = id_.partition("/")[0]
        place = self._broken.get(exam, "")
        if place:
            return f"the exam `{exam}` has a mistake of its own; see {place}", place
        return unfound("objective", id_, self._known, {}, " in lessons/exams.yaml")


NO_OBJECTIVES = Objectives({}, {})


def leave_out_of_set(source: YamlText) -> None:
    """Takes the objectives of a whole set out of its tree: today each question has its own."""
    if isinstance(source.tree, dict) and "objectives" in source.tree:
        source.add_problem(("objectives",), OF_A_SET)
        del source.tree["objectives"]


def tags_of(source: YamlText, index: int, question: QuestionSpec, known: Objectives) -> Tags:
    """Returns the tags of a question. What is wrong with one becomes a problem of the source."""
    return Tags(tuple(_sound(source, index, question, known)), question.difficulty or "")


def _sound(
    source: YamlText, index: int, question: QuestionSpec, known: Objectives
) -> Iterator[str]:
    for place, id_ in enumerate(question.objectives):
        at = ("questions", index, "objectives", place)
        flaw = known.flaw(id_)
        if flaw is not None:
            message, cause = flaw
            problem = source.problem(at, f"{question.id}: {message}", cause=cause)
            source.problems.append(problem)
        elif id_ in question.objectives[:place]:
            source.add_problem(at, f"{question.id}: `{id_}` is named twice; remove one")
        else:
            yield id_
