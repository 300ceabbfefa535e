"""How a learner stands, folded from the log of answers. Knows no store and no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Answered(Protocol):
    """What a kept answer tells."""

    @property
    def question(self) -> str:
        """Returns the uid of the question."""

    @property
    def outcome(self) -> str:
        """Returns right, wrong or skipped."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A topic: how many questions there are, how many were met, how many are right by now."""

    total: int
    met: int
    right: int

    @property
    def right_pct(self) -> int:
        """Returns the share of all questions whose latest answer is right, in whole percent."""
        return self.right * 100 // self.total if self.total else 0


def latest_by_question(answers: Iterable[Answered]) -> dict[str, Answered]:
    """Returns the latest answer to each question, from and in order of time."""
    latest: dict[str, Answered] = {}
    for answer in answers:
        latest.pop(answer.question, None)
        latest[answer.question] = answer
    return latest


def standing(questions: Sequence[str], answers: Iterable[Answered]) -> Standing:
    """Folds the answers into the standing of one list of questions."""
    latest = latest_by_question(answers)
    met = [latest[question] for question in questions if question in latest]
    right = sum(answer.outcome == "right" for answer in met)
    return Standing(len(questions), len(met), right)


def missed(answers: Iterable[Answered]) -> list[Answered]:
    """Returns the latest answers that were wrong or skipped, the newest first."""
    latest = latest_by_question(answers)
    return [answer for answer in reversed(list(latest.values())) if answer.outcome != "right"]
