"""Reads lessons/exams.yaml: the exams and their objectives, which questions are tagged with."""

from typing import Annotated

from pydantic import AfterValidator, Field

from trialrun.content.exam import Exam, Exams
from trialrun.content.readers.facts import web_address
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.problem import Problem
from trialrun.questions import Slug, Strict, Text


class ExamSpec(Strict):
    """One exam as an author writes it."""

    name: Text
    guide: Text
    objectives: Annotated[dict[Slug, Text], Field(min_length=1)]
    url: Annotated[str, AfterValidator(web_address)] = ""
    elsewhere: tuple[Text, ...] = ()


class ExamsSpec(Strict):
    """The file lessons/exams.yaml."""

    exams: dict[Slug, ExamSpec]


def read_exams(path: str, text: str) -> tuple[Exams | None, list[Problem]]:
    """Reads the exams. One with a mistake is left out whole, the others stay."""
    source = YamlText(path, text)
    flawed = {at[:2] for at in read_texts(source)}
    spec, _ = source.validate_but(ExamsSpec, "exams", is_list=True)
    if spec is None:
        return None, source.problems
    sound = {id_: exam for id_, exam in spec.exams.items() if ("exams", id_) not in flawed}
    broken = {
        id_: f"{path}:{source.line(('exams', id_))}"
        for id_ in map(str, source.entries("exams"))
        if id_ not in sound
    }
    return Exams({id_: Exam(**dict(exam)) for id_, exam in sound.items()}, broken), source.problems
