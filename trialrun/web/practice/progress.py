"""An attempt with its answers: what is open in it, what is gone, and how it went."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from trialrun.lab.own_job import writable
from trialrun.questions import Question
from trialrun.store import Answer, Attempt
from trialrun.web.http.services import answers, catalog, learner, now_ms
from trialrun.web.practice.day import Day, times_told
from trialrun.web.practice.putting import as_put, question_now

MISSED = "missed"
"""The set slug of attempts made of what a learner missed."""
MISSED_TITLE = "What you missed"
SHOWN_COUNTED_MAX = 9
"""So often it is told that a question had been shown; beyond that it is many times."""


def right_again(goes: Sequence[Attempt]) -> Mapping[str, int]:
    """Returns how many right answers of each go had been shown before, by its id."""
    found: dict[str, int] = {}
    for activity in dict.fromkeys(attempt.activity for attempt in goes):
        ids = [attempt.id for attempt in goes if attempt.activity is activity]
        found |= answers().right_again(learner(), activity, ids)
    return found


@dataclass(frozen=True)
class Progress:
    """An attempt of the learner with its answers. Questions are numbered from 1.

    Of a finished one the answers are read only when they are asked for: a list needs the counts.
    `right_again` counts the right answers whose question had been shown before; a list of goes
    has it read for all of them at once.
    """

    attempt: Attempt
    right_again: int | None = None

    @cached_property
    def kept(self) -> Mapping[str, Answer]:
        """Returns the answers that count, by the uid of their question."""
        given = answers().in_attempt(learner(), self.attempt.activity, self.attempt.id)
        return {answer.question: answer for answer in given}

    @property
    def _is_finished(self) -> bool:
        return self.attempt.answered == len(self.attempt.questions)

    @property
    def title(self) -> str:
        """Returns what the attempt was called when it began; for old ones, what its set is."""
        slug = self.attempt.set_slug
        found = catalog().sets.get(slug)
        if self.attempt.title:
            return writable(self.attempt.title)
        if slug == MISSED:
            return MISSED_TITLE
        return found.title if found else f"“{writable(slug)}”, a set that is not there any more"

    @cached_property
    def gone(self) -> frozenset[int]:
        """Returns the numbers of questions that cannot be put any more, and were not answered."""
        if self._is_finished:
            return frozenset()
        numbers = range(1, len(self.attempt.questions) + 1)
        return frozenset(number for number in numbers if self._is_gone(number))

    @property
    def total(self) -> int:
        """Counts the questions that were answered or can be."""
        return len(self.attempt.questions) - len(self.gone)

    @property
    def open_number(self) -> int | None:
        """Returns the number of the first question still open; None at the end."""
        if self._is_finished:
            return None
        return self._next_after(0, lambda uid: uid not in self.kept)

    def next_number(self, number: int) -> int | None:
        """Returns the number of the next question that can be shown; None behind the last."""
        return self._next_after(number, lambda uid: True)

    @property
    def right(self) -> int:
        """Counts the right answers."""
        return self.attempt.right

    @property
    def began(self) -> Day:
        """Returns the day it was begun: a list of goes tells them apart by it."""
        return Day.of(self.attempt.started_ms, now_ms())

    @cached_property
    def shown(self) -> Mapping[str, int]:
        """Returns how often each answered question had been shown before, by its uid.

        Each answer before it shows the key: right, wrong or skipped, here or in a lesson.
        """
        attempt = self.attempt
        return answers().shown_before(
            learner(), attempt.activity, attempt.id, at_most=SHOWN_COUNTED_MAX + 1
        )

    @property
    def told(self) -> str:
        """Says how it went: of the questions that were answered or can be."""
        if not self.attempt.questions:
            return "A round of which it cannot be read any more what was asked"
        if not self.total:
            return "Its questions are not there any more, and none was answered"
        if self.open_number:
            return f"{self.attempt.answered} of {self.total} answered so far, {self.right} right"
        return f"{self.right} of {self.total} right{self._told_shown}"

    @property
    def _told_shown(self) -> str:
        """Says of the right answers to how many the key had been shown; "" for none."""
        again = self.right_again
        if again is None:
            again = right_again([self.attempt]).get(self.attempt.id, 0)
        if not again or not self.right:
            return ""
        if self.total == 1:
            count = self.shown.get(self.attempt.questions[0], 0)
            return f", after it was shown {times_told(count, SHOWN_COUNTED_MAX)}"
        if again >= self.right:
            return ", after it was shown" if self.right == 1 else ", all after they were shown"
        return f", {again} of them after {'it was' if again == 1 else 'they were'} shown"

    def answer(self, number: int) -> Answer | None:
        """Returns the answer that counts to a question."""
        return self.kept.get(self.attempt.questions[number - 1])

    def question(self, number: int) -> Question | None:
        """Returns a question as it was put; as it is today where no text was kept."""
        kept = self.answer(number)
        uid = self.attempt.questions[number - 1]
        return (as_put(uid, kept.put) if kept and kept.put else None) or self.to_answer(number)

    def to_answer(self, number: int) -> Question | None:
        """Returns a question as the attempt put it, whatever was answered; no answer is read."""
        uid, digest = self.attempt.questions[number - 1], self.digest(number)
        return (as_put(uid, digest) if digest else None) or question_now(uid)

    def digest(self, number: int) -> str:
        """Returns the digest of a question as it was put; "" where no text was kept."""
        return self.attempt.puts[number - 1] if self.attempt.puts else ""

    def _next_after(self, number: int, is_wanted: Callable[[str], bool]) -> int | None:
        for at, uid in enumerate(self.attempt.questions[number:], start=number + 1):
            if is_wanted(uid) and not self._is_gone(at):
                return at
        return None

    def _is_gone(self, number: int) -> bool:
        """Says whether a question can be had no more. Only if it is not in its set is it read."""
        uid = self.attempt.questions[number - 1]
        if self._is_finished or uid in self.kept or catalog().has_question(uid):
            return False
        return self.to_answer(number) is None
