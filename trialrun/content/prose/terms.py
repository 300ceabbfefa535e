"""Terms that the glossary lacks, and former names. Pure; who has the glossary gives its words.

A term is what a sentence sets strong: **drift**. Whole sentences, and buttons in an order to the
reader, are set strong for another reason.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from trialrun.content.prose.claims_made import is_order, sentences_of
from trialrun.content.prose.passages import CODE, PARAGRAPH, Passage
from trialrun.content.prose.rhythm import ProseFlaw
from trialrun.nearest import meant

MISSING_TERM, FORMER_NAME = "missing-term", "former-name"
"""The rules."""
WORDS_MAX = 3
_TERM = re.compile(r"[^\W\d_][^`.?!:,;]*")
"""Begins with a letter, has no code in it, and is no sentence."""
_OLD_ONES = "trap"
"""The box in which a lesson says what older material has."""
_IS_TOLD_AS_OLD = re.compile(
    r"\b(?:former|formerly|old|older|was|were|until|once|renamed|before|no longer)\b", re.IGNORECASE
)


def term_flaws(passages: Sequence[Passage], glossary: Collection[str]) -> Iterator[ProseFlaw]:
    """Yields terms at their first use that are in no glossary: `glossary` has its words as written.

    Capitals tell nothing apart, nor does a plural.
    """
    known = {form for word in glossary for form in _forms(word)}
    for passage in passages:
        for term in terms_in(passage):
            if known.isdisjoint(_forms(term)):
                known |= _forms(term)
                hint = meant(term, glossary) or "; add it, or set it strong no more"
                yield ProseFlaw(MISSING_TERM, passage.line, f"the glossary has no “{term}”{hint}")


def former_flaws(passages: Sequence[Passage], former: Mapping[str, str]) -> Iterator[ProseFlaw]:
    """Yields sentences that use a former name as if it were the present one.

    `former` has the name of now by each former one. A box about older material may have them all.
    """
    names = sorted(former, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
    for passage in passages if names else ():
        if passage.kind == CODE or _OLD_ONES in passage.inside:
            continue
        for said in sentences_of(passage.says):
            found = None if _IS_TOLD_AS_OLD.search(said) else pattern.search(said)
            if found:
                told = f"“{found[0]}” is a former name; write {former[found[0]]}"
                yield ProseFlaw(FORMER_NAME, passage.line, f"{told}, or say that it was one")


def terms_in(passage: Passage) -> Iterator[str]:
    """Yields the terms that a passage introduces."""
    if passage.kind != PARAGRAPH:
        return
    orders = [said for said in sentences_of(passage.says) if is_order(said)]
    for strong in passage.strong:
        is_term = len(strong.split()) <= WORDS_MAX and bool(_TERM.fullmatch(strong))
        if is_term and strong != passage.says and not any(strong in said for said in orders):
            yield strong


def _forms(word: str) -> set[str]:
    """Returns a word as it may be written: alone and as a plural.

    >>> sorted(_forms("Task values"))
    ['task value', 'task values', 'task valueses', 'task valuess']
    """
    lower = " ".join(word.casefold().split())
    found = {lower, f"{lower}s", f"{lower}es", lower.removesuffix("s")}
    if lower.endswith("ies"):
        found.add(f"{lower[:-3]}y")
    elif lower.endswith("y"):
        found.add(f"{lower[:-1]}ies")
    return found
