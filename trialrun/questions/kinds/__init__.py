"""The registry of kinds, and the model of a question set that is made of them.

A kind is a module here that ends in `KIND = ...`, the templates questions/<kind>/form.html and
verdict.html, and a test file. It is imported when a question of it is first met.
"""

from collections.abc import Iterator, Mapping
from functools import cache, reduce
from importlib import import_module
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any

from trialrun.questions.kind import Kind
from trialrun.questions.question import PROOF, Question, read_question

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from trialrun.questions.spec import QuestionSpec, SetSpec

NAMES = (
    "choice",
    "choices",
    "predict",
    "goal",
    "order",
    "match",
    "number",
    "text",
)


class _Kinds(Mapping[str, Kind]):
    """The kinds by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> Kind:
        if name not in NAMES:
            raise KeyError(name)
        kind: Kind = import_module(f"{__name__}.{name}").KIND
        return kind

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


KINDS: Mapping[str, Kind] = _Kinds()


def kind_of(question: Question) -> Kind:
    """Returns what reads, grades and shows a question."""
    return KINDS[question.kind_name]


def read_kept(text: str, digest: str) -> Question:
    """Reads a question that was kept under a digest; it can be read, graded and shown.

    Raises ValueError for a text of which that is not so.
    """
    found = read_question(text)
    if found.kind_name not in KINDS:
        raise ValueError(f"there is no kind {found.kind_name!r}")
    body = kind_of(found).kept_body(found.body, found.key)
    if PROOF in found.body:
        from trialrun.questions.deciding import kept_proof

        body = {**body, PROOF: kept_proof(found.body[PROOF])}
    return found.as_kept(digest, body)


@cache
def question_set_model() -> "type[SetSpec]":
    """Returns the model of a file in quizzes/: its questions are of any kind there is."""
    from pydantic import Field, create_model

    from trialrun.questions.spec import SetSpec

    question: Any = _question_type()
    questions = (tuple[question, ...], Field(min_length=1, max_length=500))
    model: type[SetSpec] = create_model("QuestionSetSpec", __base__=SetSpec, questions=questions)
    return model


@cache
def question_reader() -> "TypeAdapter[QuestionSpec]":
    """Returns what reads one question, of any kind there is."""
    from pydantic import TypeAdapter

    return TypeAdapter(_question_type())


def _question_type() -> Any:
    from pydantic import Field

    union: Any = reduce(or_, (kind.Spec for kind in KINDS.values()))
    return Annotated[union, Field(discriminator="kind")]


def questions_of(spec: "SetSpec") -> "tuple[QuestionSpec, ...]":
    """Returns the questions of a set that `question_set_model` has read."""
    found: tuple[QuestionSpec, ...] = spec.questions  # type: ignore[attr-defined]
    return found
