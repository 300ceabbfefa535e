"""How far a learner has come in a lesson: folded from the answers to its prompts."""

from dataclasses import dataclass, replace

from trialrun.content import Lesson
from trialrun.store import Activity, Answer
from trialrun.web.http.services import answers, catalog, learner

ATTEMPT_PREFIX = "lesson-"


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far a learner has come: `opened` of `total` parts; `anchor` is the prompt that waits."""

    slug: str
    opened: int
    total: int
    minutes: int
    is_read: bool
    anchor: str

    @property
    def minutes_left(self) -> int:
        """Returns about how long the rest takes."""
        if self.is_read:
            return 0
        return max(1, round(self.minutes * (self.total - self.opened + 1) / self.total))

    @property
    def told(self) -> str:
        """Returns it in words."""
        return "read" if self.is_read else f"{self.opened - 1} of {self.total} parts read"


def attempt_of(lesson: Lesson) -> str:
    """Returns the attempt under which a lesson's own prompts are kept."""
    return f"{ATTEMPT_PREFIX}{lesson.slug}"


def steps_opened(lesson: Lesson) -> int:
    """Counts the steps up to the first prompt that is still open, without showing any."""
    kept = {answer.question for answer in kept_in(lesson)}
    content = catalog()
    for number, step in enumerate(lesson.steps, start=1):
        if step.asks and step.asks not in kept and content.has_question(step.asks):
            return number
    return len(lesson.steps)


def is_read(lesson: Lesson) -> bool:
    """Says whether it was read to its end: one without a prompt is open to it, read or not."""
    return bool(kept_in(lesson)) and steps_opened(lesson) == len(lesson.steps)


def progress_in(lesson: Lesson) -> LessonProgress:
    """Returns how far the learner has come in a lesson."""
    opened, total = steps_opened(lesson), len(lesson.steps)
    last = lesson.steps[opened - 1] if kept_in(lesson) else None
    asks = f"q-{last.asks.replace('/', '-')}" if last and last.asks else ""
    return LessonProgress(lesson.slug, opened, total, lesson.minutes, is_read(lesson), asks)


def kept_in(lesson: Lesson) -> tuple[Answer, ...]:
    """Returns the learner's answers to a lesson's own prompts, without their times."""
    if not learner():
        return ()
    given = answers().in_attempt(learner(), Activity.LESSON, attempt_of(lesson))
    return tuple(replace(answer, answered_ms=0, seq=0) for answer in given)
