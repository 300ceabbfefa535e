"""Claims about a run, in CEL: an author's text that is evaluated, never executed as code."""

import re
from collections.abc import Mapping
from functools import lru_cache
from math import isfinite
from typing import Any

from trialrun.nearest import few, nearest
from trialrun.questions.claim_names import Mentioned, NamePath, name_flaws, named_in, value_of
from trialrun.questions.claimed import Term, part_named
from trialrun.questions.run_told import STATES

CLAIM_LENGTH_MAX = 500
WORDS_LISTED = 20

# Nested loops over long lists would never end; nothing a claim says needs one.
_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_CALLABLE = frozenset({"size", "in"})
_QUOTED = re.compile(r"[\"']([^\"']*)[\"']")
_NUMBER = re.compile(r"([\w.\[\]]+)\s*[=!<>]=?\s*-?\d")
_ONE_OF = re.compile(r"[\"'][^\"']*[\"']\s+in\s+((?:\w+\s*\.\s*)?(?:tables|tasks)\b)")
_FIELD = re.compile(r"\[\s*[\"']([a-z_]+)[\"']\s*\]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CURLY = re.compile("[“”„‟‘’‚‛«»]")
_PLACE = re.compile(r"<input>:(\d+):(\d+)")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))
_SLIPS = [
    (re.compile(r"(?<![=!<>])=(?!=)|==="), "=", "=="),
    (re.compile(r"\band\b", re.IGNORECASE), "and", "&&"),
    (re.compile(r"\bor\b", re.IGNORECASE), "or", "||"),
    (re.compile(r"\bnot\b", re.IGNORECASE), "not", "!"),
]


class ClaimError(ValueError):
    """A claim that cannot be evaluated; its text says why in a sentence."""


def holds(claim: str, facts: Mapping[str, Any]) -> bool:
    """Says whether a claim is true of the end of a run. Raises ClaimError.

    >>> holds('tables["a"].rows == 40', {"tables": {"a": {"rows": 40}}})
    True
    """
    answer = _evaluated(claim, facts)
    if not isinstance(answer, bool):
        raise ClaimError(f"the claim gives {answer!r}; write one that is true or false, with ==")
    return answer


def text_of(claim: str, facts: Mapping[str, Any]) -> str:
    """Returns what a claim's text is at the end of a run, as text: a number, a state, true, false.

    Raises ClaimError.

    >>> text_of('tables["a"].rows - 2', {"tables": {"a": {"rows": 40}}})
    '38'
    """
    answer = _evaluated(claim, facts)
    if isinstance(answer, bool):
        return str(answer).lower()
    if isinstance(answer, float) and not isfinite(answer):
        raise ClaimError(f"the claim gives {answer}, which is no number that can be asked for")
    if not isinstance(answer, int | float | str):
        raise ClaimError("the claim gives no single value; write what of it, as in `.state`")
    return f"{answer:f}".rstrip("0").rstrip(".") if isinstance(answer, float) else str(answer)


def given(claim: str, facts: Mapping[str, Any]) -> Any:
    """Returns what a claim's text gives at the end of a run, as plain values. Raises ClaimError.

    >>> given("runs", {"runs": ["FAILED", "SUCCESS"]})
    ['FAILED', 'SUCCESS']
    """
    return _evaluated(claim, facts)


def _evaluated(claim: str, facts: Mapping[str, Any]) -> Any:
    program = _compiled(claim)
    if flaws := dict.fromkeys(name_flaws(claim, facts, STATES)):
        raise ClaimError("; and ".join(flaws))
    named = named_in(claim)
    _check_kinds(named, facts)
    try:
        return program.execute(part_named(facts, {path.way for path in named.paths}))
    except KeyError as error:
        raise ClaimError(
            f"the claim asks for {error}, which this run does not have; "
            f"it has {', '.join(sorted(facts))}, and tasks and tables under their names"
        ) from error
    except (ArithmeticError, IndexError, RuntimeError, TypeError, ValueError) as error:
        raise ClaimError(f"the claim cannot be evaluated: {error}") from error


def _check_kinds(named: Mentioned, facts: Mapping[str, Any]) -> None:
    """Refuses comparisons that could never hold: CEL calls 1 == "1" false, not a mistake."""
    for path in named.paths:
        value = value_of(path, facts)
        for literal in path.against:
            if literal[0].isdecimal():
                _check_number(path, value)
            else:
                _check_text(path, value, literal[1:-1])
        if isinstance(value, list) and value and isinstance(value[0], Term):
            for element in path.elements:
                _check_word(element.strip("\"'"), value[0])
    for text in named.loose:
        # Nobody knows what it is compared with, and most texts of a run are states.
        _check_word(text, Term("", "state", STATES))


def _check_text(path: NamePath, value: Any, text: str) -> None:
    """Refuses a text against which a value can never hold."""
    if isinstance(value, Term):
        _check_word(text, value)
    elif isinstance(value, list):
        raise ClaimError(f"{path.written} is a list; write {path.written}[0] for its first")
    elif isinstance(value, bool):
        raise ClaimError(f"{path.written} is true or false; write it without quotes")
    elif isinstance(value, int | float):
        if _NUMBER.fullmatch(text):
            raise ClaimError(f"write {text} without quotes: in quotes it is no number")
        raise ClaimError(f"{path.written} is no text; compare it with a number")


def _check_word(text: str, word: Term) -> None:
    """Refuses a text that a word can never be."""
    if text in word.among:
        return
    if _NUMBER.fullmatch(text):
        raise ClaimError(f"write {text} without quotes: in quotes it is no number")
    close = nearest(text, word.among)
    hint = f"; did you mean {close[0]}? Write" if close else "; write"
    listed = few(sorted(filter(None, word.among)), text, most=WORDS_LISTED)
    raise ClaimError(
        f'"{text}" is no {word.sort}{hint} one of {listed}, and numbers without quotes'
    )


def _check_number(path: NamePath, value: Any) -> None:
    """Refuses a number against which a value can never hold."""
    if isinstance(value, Term):
        told = f"{path.written} is no number; compare "
        if value.sort == "state":
            told += "a state with a quoted state, and write size(segments) for how many there are"
            raise ClaimError(told)
        raise ClaimError(f"{told}it with a quoted {value.sort}")
    if isinstance(value, list):
        raise ClaimError(f"{path.written} is a list; write size({path.written}) for how many")
    if isinstance(value, str):
        raise ClaimError(f"{path.written} is text; write what it is compared with in quotes")


def claim_flaw(claim: str) -> str:
    """Says why a claim could be asked of no run at all; "" for one that can be read."""
    try:
        _compiled(claim)
    except ClaimError as error:
        return str(error)
    return ""


def _slip(claim: str) -> str:
    """Says what to write for the signs and words of other languages; "" where there are none."""
    if found := _CURLY.search(claim):
        return f"""write straight quotes, " or ', for {found[0]}"""
    bare = _QUOTED.sub("", claim)
    slips = [
        f"write {right} for {wrong}" for pattern, wrong, right in _SLIPS if pattern.search(bare)
    ]
    return "; ".join(slips)


def _where(claim: str, error: ValueError) -> str:
    """Says where the reader stopped. Its own words and drawings are for who knows its grammar."""
    found = _PLACE.search(str(error))
    if found is None:
        return "check its quotes, brackets and operators"
    if claim.count('"') % 2 or claim.count("'") % 2:
        return "a quote is not closed; write one more"
    for left, right in _PAIRS:
        if claim.count(left) > claim.count(right):
            return f"{left} is not closed; write one more {right}"
    line, column = int(found[1]) - 1, int(found[2]) - 1
    rest = claim.split("\n")[line][column:].strip()
    if not rest:
        return "something is missing at its end"
    return f"it cannot be read on from `{rest[:40]}`; check what stands there and just before it"


@lru_cache(maxsize=4096)
def _compiled(claim: str) -> Any:
    # Measured: importing it takes 0.1 s, since its package brings a command line along.
    import cel

    if len(claim) > CLAIM_LENGTH_MAX:
        raise ClaimError(f"the claim has {len(claim)} characters; at most {CLAIM_LENGTH_MAX}")
    if "//" in claim:
        raise ClaimError("a claim takes no // comment; say it in `why`")
    called = set(_CALL.findall(claim)) - _CALLABLE
    if called:
        raise ClaimError(f"a claim calls nothing but size(…), and this one calls {min(called)}")
    try:
        return cel.compile(claim)
    except ValueError as error:
        told = _slip(claim) or _where(claim, error)
        raise ClaimError(f"the claim is no CEL: {told}") from error
