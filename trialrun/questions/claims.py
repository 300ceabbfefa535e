"""Claims about a run, in CEL: an author's text that is evaluated, never executed as code."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from trialrun.engine import State
from trialrun.nearest import nearest
from trialrun.questions.claim_names import name_flaws

CLAIM_LENGTH_MAX = 500

# Nested loops over long lists would never end; nothing a claim says needs one.
_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_CALLABLE = frozenset({"size", "in"})
# Result states of the Jobs API that this engine never reaches, and a distractor may name.
_UNREACHED = {"CANCELED", "DISABLED", "EXCLUDED", "TIMEDOUT", "UPSTREAM_CANCELED"}
_STATES = _UNREACHED | set(map(str, State))
_KEY = re.compile(r"\b(tables|tasks)\s*\[\s*[\"'][^\"']*[\"']\s*\]")
_QUOTED = re.compile(r"[\"']([^\"']*)[\"']")
_SEGMENT = re.compile(r"segments\[\d+\]")
_AGAINST_TEXT = re.compile(r"([\w.\[\]]+)\s*[=!<>]=?\s*[\"']")
_AGAINST_NUMBER = re.compile(r"([\w.\[\]]+)\s*[=!<>]=?\s*-?\d")
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
    program = _compiled(claim)
    if flaws := dict.fromkeys(name_flaws(claim, facts, _STATES)):
        raise ClaimError("; and ".join(flaws))
    _check_kinds(claim)
    try:
        answer = program.execute(dict(facts))
    except KeyError as error:
        raise ClaimError(
            f"the claim asks for {error}, which this run does not have; "
            f"it has {', '.join(sorted(facts))}, and tasks and tables under their names"
        ) from error
    except (ArithmeticError, IndexError, RuntimeError, TypeError, ValueError) as error:
        raise ClaimError(f"the claim cannot be evaluated: {error}") from error
    if not isinstance(answer, bool):
        raise ClaimError(f"the claim gives {answer!r}; write one that is true or false, with ==")
    return answer


def _check_kinds(claim: str) -> None:
    """Refuses comparisons that could never hold: CEL calls 1 == "1" false, not a mistake."""
    bare = _FIELD.sub(r".\1", _KEY.sub(r"\1", _ONE_OF.sub(r"\1", claim)))
    for text in _QUOTED.findall(bare):
        if _NUMBER.fullmatch(text):
            raise ClaimError(f"write {text} without quotes: in quotes it is no number")
        if text not in _STATES:
            listed = ", ".join(sorted(_STATES))
            close = nearest(text, _STATES)
            hint = f"; did you mean {close[0]}? Write" if close else "; write"
            raise ClaimError(
                f'"{text}" is no state{hint} one of {listed}, and numbers without quotes'
            )
    for left in _AGAINST_TEXT.findall(bare):
        if not left.endswith((".state", "run", "]")):
            raise ClaimError(f"{left} is no state; compare it with a number, or write .state")
    for left in _AGAINST_NUMBER.findall(bare):
        if left.endswith((".state", "run", "segments")) or _SEGMENT.fullmatch(left):
            raise ClaimError(
                f"{left} is no number; compare a state with a quoted state, and write "
                "size(segments) for how many there are"
            )


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
