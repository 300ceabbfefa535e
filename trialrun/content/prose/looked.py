"""What an author should know of a lesson's text, at its lines. Warnings: it is served."""

from collections.abc import Iterator, Sequence

from trialrun.content.prose.claims_made import claim_flaws
from trialrun.content.prose.passages import Passage
from trialrun.content.prose.rhythm import ProseFlaw, minutes_flaws, rhythm_flaws
from trialrun.content.prose.terms import former_flaws, term_flaws
from trialrun.content.readers.lesson_words import LessonWords
from trialrun.problem import Problem


def prose_warnings(
    path: str,
    passages: Sequence[Passage],
    words: LessonWords,
    *,
    minutes: int,
    minutes_line: int,
    offset: int,
) -> Iterator[Problem]:
    """Yields the warnings of a lesson. `offset` is the number of lines before its body."""
    flaws: list[ProseFlaw] = [*minutes_flaws(minutes, passages), *rhythm_flaws(passages)]
    flaws += term_flaws(passages, words.known) if words.known is not None else ()
    flaws += former_flaws(passages, words.former)
    for rule, at, message in (*flaws, *claim_flaws(passages)):
        line = minutes_line if at < 0 else at + 1 + offset
        yield Problem(path, line, message, rule=rule, is_warning=True)
