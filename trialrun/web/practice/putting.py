"""Questions as they are put: kept from the moment they are, and found again under their digest."""

from collections.abc import Iterable, Iterator

from trialrun.bounded import Bounded
from trialrun.families.registry import DRILL
from trialrun.lab.drill import GENERATING_MS, drilled_under, is_at_hand
from trialrun.problem import Problem
from trialrun.questions import Level, Question, read_kept
from trialrun.store import StoreError
from trialrun.web.http.heavy import weigh
from trialrun.web.http.services import (
    catalog,
    learner,
    learners,
    now_ms,
    problems_shown,
    questions,
)

QUESTIONS_BYTES_MAX = 8_000_000
"""Questions of earlier days that are held in memory, and as much for those of runs."""

LOOK_MS = 0.05
"""A look for a text that was brought: an attempt that was, too, may ask for thousands."""
BROUGHT_SIGNS = 1_300
"""Measured: 60,000 signs that Markdown cannot make out take 2 s, twice as many four times that."""
PUT_ELSEWHERE = (
    "This level was put elsewhere, as it is not here. It can be looked at, and not be played."
)


def path_of_set(slug: str) -> str:
    """Returns the file of a set, as problems name it."""
    return f"quizzes/{slug}.yaml"


def broken_sets() -> list[Problem]:
    """Returns the mistakes of sets that cannot be shown at all, for authors."""
    shown = {path_of_set(slug) for slug in catalog().sets}
    return [
        problem
        for problem in problems_shown()
        if problem.path.startswith("quizzes/") and problem.path not in shown
    ]


def keep_put(put: Iterable[Question]) -> None:
    """Keeps questions that are being put, so that an answer is graded against what was shown.

    Raises StoreError.
    """
    questions().keep(_texts(put), now_ms())


def try_to_keep_put(put: Iterable[Question]) -> None:
    """Does so for a page that is shown even while nothing can be kept, and keeps nobody waiting.

    What cannot be kept is remembered, so that its answer finds it. That keeps it then, too.
    """
    put = list(put)
    try:
        questions().keep(_texts(put), now_ms(), wait_ms=0)
    except StoreError:
        for question in put:
            remember_put(question)


def _texts(put: Iterable[Question]) -> Iterator[tuple[str, str, str]]:
    return ((question.digest, question.uid, question.text) for question in put)


def remember_put(question: Question) -> None:
    """Remembers a question that was put and is not kept, among the last that were.

    Of those of runs there are as many as addresses: too many to keep each shown. Whoever answers
    one after a restart, and after its story has changed, is told that it has.
    """
    _remembered.keep(question.digest, question)


def question_now(uid: str) -> Question | None:
    """Finds a question as it stands today, in a set or as its family makes it. Raises Busy."""
    set_slug, _, id_ = uid.partition("/")
    if set_slug != DRILL:
        return catalog().question(uid)
    if not is_at_hand(catalog(), id_):
        weigh(GENERATING_MS)
    found = drilled_under(catalog(), id_)
    return found.question if found else None


def as_put(uid: str, digest: str) -> Question | None:
    """Returns a question as it stood when it was put: today's if it is the same, else the kept.

    One that was put elsewhere is there for the learner alone who brought it.
    """
    today = question_now(uid)
    if today is not None and today.digest == digest:
        return today
    kept = put_under(digest) or _brought(digest)
    return kept if kept is not None and kept.uid == uid else None


def put_under(digest: str) -> Question | None:
    """Returns the question that was put under a digest, whatever it is."""
    text = questions().text(digest) if digest else None
    return _read(text, digest) if text is not None else _remembered.get(digest)


def _brought(digest: str) -> Question | None:
    """Returns the question of a text that was proven when this learner brought it."""
    if not digest or not learner():
        return None
    weigh(LOOK_MS)
    text = learners().brought_text(learner(), digest)
    if text is None:
        return None
    # Its words are a stranger's.
    weigh((len(text) / BROUGHT_SIGNS) ** 2)
    return _read(text, digest)


def _read(text: str, digest: str) -> Question | None:
    """Reads a kept text; one that this version cannot read, grade and show is as good as none."""
    try:
        return _kept.get_or_make((text, digest), lambda: read_kept(text, digest))
    except ValueError:
        return None


def question_bytes(_: object, question: Question) -> int:
    """Returns about how much memory a question takes. Measured: 6 bytes a sign of its text."""
    return len(question.text) * 6


_remembered: Bounded[str, Question] = Bounded(QUESTIONS_BYTES_MAX, question_bytes)
_kept: Bounded[tuple[str, str], Question] = Bounded(QUESTIONS_BYTES_MAX, question_bytes)


class LevelTools:
    """Gives a level as it was put: today's, or one read again from the text that was kept."""

    def level(self, question: Question) -> Level:
        """Returns the level. Raises LookupError with a sentence."""
        from trialrun.content import level_as_put

        slug, source = question.body["level"], question.body["source"]
        today = catalog().levels.get(slug)
        if today and today.source == source:
            return today
        if put_under(question.digest) is None:
            raise LookupError(PUT_ELSEWHERE)
        return level_as_put(slug, source)
