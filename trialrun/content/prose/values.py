"""What a run or a deployment gives, as a sentence tells it. Pure; writes no HTML."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

from trialrun.diagram import WORDS, dollars
from trialrun.plural import counted
from trialrun.questions import ClaimError
from trialrun.questions.amounts import TIME_UNITS, amount_told
from trialrun.questions.claim_names import named_in, value_of
from trialrun.questions.claimed import Term
from trialrun.questions.claims import given

LISTED_MAX = 12
TEXT_LENGTH_MAX = 200
UNIT_LENGTH_MAX = 30
_MS_IN = {"seconds": 1_000, "minutes": 60_000, "hours": 3_600_000}
_MADE_OF = frozenset("*/%")
_PLAIN_SORTS = frozenset({"kind of segment", "mode"})
_TIME, _MONEY, _COUNT = "time", "money", "number"


class Piece(NamedTuple):
    """A part of a value: words, or what is set as code."""

    text: str
    is_code: bool = False


def told(claim: str, unit: str, facts: Mapping[str, Any]) -> tuple[Piece, ...]:
    """Returns a value of a run as pages tell it. Raises ClaimError: a sentence.

    >>> told("ms", "", {"ms": 120_000}), told("ms", "minutes", {"ms": 60_000})
    ((Piece(text='2:00', is_code=False),), (Piece(text='1 minute', is_code=False),))
    """
    answer = given(claim, facts)
    if "/" in _bare(claim):
        raise ClaimError(
            "CEL leaves out the rest of a division; name the unit behind a second bar "
            "instead, as in | minutes, or a value that needs none"
        )
    if not named_in(claim).paths:
        raise ClaimError("this names nothing of the run; write a value of it, or plain words")
    if isinstance(answer, bool):
        raise ClaimError(
            "this is true or false, which no sentence shows; write a value, such as a state, a "
            "number of rows or a time, and say the rest in words"
        )
    if isinstance(answer, list):
        return tuple(_listed([_single(each, claim, unit, facts) for each in answer]))
    return (_single(answer, claim, unit, facts),)


def plain(pieces: Sequence[Piece]) -> str:
    """Returns a value as text alone."""
    return "".join(piece.text for piece in pieces)


def _listed(values: Sequence[Piece]) -> Iterator[Piece]:
    """Yields the parts of a list as prose has them: with commas, and “and” before the last.

    >>> plain(tuple(_listed([Piece("a"), Piece("b"), Piece("c")])))
    'a, b and c'
    """
    if not values:
        raise ClaimError("this list is empty; say in words that there is none")
    if len(values) > LISTED_MAX:
        told_ = f"this list has {len(values)} parts, too many for a sentence; at most {LISTED_MAX}"
        raise ClaimError(f"{told_}, or write how many: size(…)")
    for number, value in enumerate(values):
        if number:
            yield Piece(" and " if number == len(values) - 1 else ", ")
        yield value


def _single(answer: Any, claim: str, unit: str, facts: Mapping[str, Any]) -> Piece:
    """Returns one value, a text or a number. Raises ClaimError."""
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        raise ClaimError("this gives no single value; write what of it, as in `.state`")
    if isinstance(answer, str):
        if unit:
            raise ClaimError(f"this is text, of which there are no {unit}; leave out `| {unit}`")
        return _text(answer, claim, facts)
    if not isfinite(answer):
        raise ClaimError(f"this gives {answer}, which is no number")
    sort = _sort_of(claim, facts)
    if answer < 0 and sort != _COUNT:
        raise ClaimError("this is less than nothing; for a difference write it the other way round")
    return Piece(_amount(Decimal(str(answer)), sort, unit))


def _text(answer: str, claim: str, facts: Mapping[str, Any]) -> Piece:
    """Returns a text: a state in the words of the UI, and as code what is a name or an API's."""
    if not answer.strip():
        raise ClaimError("this text is empty; say in words that there is none")
    if len(answer) > TEXT_LENGTH_MAX or not answer.isprintable():
        raise ClaimError("this text is too long for a sentence, or has several lines")
    sorts = {term.sort for term in _terms(claim, facts)}
    if "state" in sorts and answer in WORDS:
        return Piece(WORDS[answer])
    return Piece(answer, is_code=not sorts or not sorts <= _PLAIN_SORTS)


def _terms(claim: str, facts: Mapping[str, Any]) -> Iterator[Term]:
    """Yields the words of a run that a claim names, but for those that it only compares."""
    for path in named_in(claim).paths:
        value = value_of(path, facts)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Term) and not path.is_compared:
                yield each


def _sort_of(claim: str, facts: Mapping[str, Any]) -> str:
    """Says whether a claim gives a time, a sum of money, or what is counted."""
    sorts = set()
    for path in named_in(claim).paths:
        name = str(path.way[-1])
        if not path.is_compared and isinstance(value_of(path, facts), int | float):
            is_time = name == "ms" or name.endswith("_ms")
            sorts.add(_TIME if is_time else _MONEY if name == "cents" else _COUNT)
    if len(sorts) > 1:
        raise ClaimError("this mixes times, money and what is counted; write values of one sort")
    sort = min(sorts, default=_COUNT)
    if sort != _COUNT and not _MADE_OF.isdisjoint(_bare(claim)):
        raise ClaimError("times and money are added and taken from each other, no more")
    return sort


def _amount(amount: Decimal, sort: str, unit: str) -> str:
    if sort == _TIME:
        return _time(amount, unit)
    if sort == _MONEY:
        if unit:
            raise ClaimError(f"money is told in dollars, as in $0.12; leave out `| {unit}`")
        return dollars(int(amount))
    if unit in _MS_IN:
        raise ClaimError(f"this is no time, so it has no {unit}; name one, such as ms")
    if not unit:
        return amount_told(amount, "")
    if not unit.replace(" ", "").isalpha() or unit[-1] != "s" or len(unit) > UNIT_LENGTH_MAX:
        raise ClaimError(f"write what is counted as a plural, as in | rows, and not `{unit}`")
    if amount % 1:
        return f"{amount_told(amount, '')} {unit}"
    return counted(int(amount), _one_of(unit), unit)


def _one_of(plural: str) -> str:
    """Returns the singular of what is counted.

    >>> [_one_of(word) for word in ("rows", "tries", "batches", "kept boxes", "cases")]
    ['row', 'try', 'batch', 'kept box', 'case']
    """
    if plural.endswith("ies"):
        return f"{plural[:-3]}y"
    return plural[:-2] if plural.endswith(("ches", "shes", "xes", "sses")) else plural[:-1]


def _time(amount: Decimal, unit: str) -> str:
    if not unit:
        return amount_told(amount, "minutes")
    if unit not in _MS_IN:
        raise ClaimError(f"a time is told in {', '.join(TIME_UNITS)}, or as 2:00 without a unit")
    whole, rest = divmod(amount, _MS_IN[unit])
    if rest:
        clock = amount_told(amount, "minutes")
        raise ClaimError(f"{clock} is no whole number of {unit}; take another unit, or none")
    return counted(int(whole), unit[:-1])


def _bare(claim: str) -> str:
    """Returns a claim without what is quoted in it."""
    parts = []
    quote = ""
    for sign in claim:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        else:
            parts.append(sign)
    return "".join(parts)
