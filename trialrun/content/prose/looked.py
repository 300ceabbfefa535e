"""What an author should know of a lesson's text, at its lines. Warnings: it is served."""

from collections.abc import Collection, Iterator, Sequence

from trialrun.content.prose.claims_made import claim_flaws
from trialrun.content.prose.passages import Passage
from trialrun.content.prose.rhythm import ProseFlaw, minutes_flaws, rhythm_flaws
from trialrun.content.prose.terms import term_flaws
from trialrun.problem import Problem


def prose_warnings(
    path: str,
    passages: Sequence[Passage],
    *,
    minutes: int,
    minutes_line: int,
    offset: int,
    glossary: Collection[str] | None = None,
) -> Iterator[Problem]:
    """Yields the warnings of a lesson. `offset` is the number of lines before its body.

    `glossary` has the words that need no explanation more; None where there is no glossary.
    """
    flaws: list[ProseFlaw] = [*minutes_flaws(minutes, passages), *rhythm_flaws(passages)]
    flaws += term_flaws(passages, glossary) if glossary is not None else ()
    for rule, at, message in (*flaws, *claim_flaws(passages)):
        line = minutes_line if at < 0 else at + 1 + offset
        yield Problem(path, line, message, rule=rule, is_warning=True)
