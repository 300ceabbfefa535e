"""Claims about a run, in CEL: an author's text that is evaluated, never executed as code."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import cel

CLAIM_LENGTH_MAX = 500


class ClaimError(ValueError):
    """A claim that cannot be evaluated; its text says why in a sentence."""


def holds(claim: str, facts: Mapping[str, Any]) -> bool:
    """Says whether a claim is true of the end of a run. Raises ClaimError.

    >>> holds('tables["a"].rows == 40', {"tables": {"a": {"rows": 40}}})
    True
    """
    try:
        answer = _compiled(claim).execute(dict(facts))
    except KeyError as error:
        raise ClaimError(
            f"the claim asks for {error}, which this run does not have; "
            f"it has {', '.join(sorted(facts))}, and tasks and tables under their names"
        ) from error
    except (RuntimeError, TypeError, ValueError) as error:
        raise ClaimError(f"the claim cannot be evaluated: {error}") from error
    if not isinstance(answer, bool):
        raise ClaimError(f"the claim gives {answer!r}; write one that is true or false, with ==")
    return answer


@lru_cache(maxsize=4096)
def _compiled(claim: str) -> cel.Program:
    if len(claim) > CLAIM_LENGTH_MAX:
        raise ClaimError(f"the claim has {len(claim)} characters; at most {CLAIM_LENGTH_MAX}")
    try:
        return cel.compile(claim)
    except ValueError as error:
        raise ClaimError(f"the claim is no CEL: {error}") from error
