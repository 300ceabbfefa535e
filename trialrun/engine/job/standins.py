"""Values that stand in for those that nobody knows: what a condition is to be compared with."""

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from trialrun.engine.job.job import Op

ROWS = 1_000
"""How many rows a task writes of which nobody said it."""
WORD = "value"
OPERAND_LENGTH_MAX = 40
EXPONENT_MAX = 300

BOTH = {
    Op.EQUAL_TO: ("1", "1"),
    Op.NOT_EQUAL: ("1", "2"),
    Op.GREATER_THAN: ("2", "1"),
    Op.GREATER_THAN_OR_EQUAL: ("1", "1"),
    Op.LESS_THAN: ("1", "2"),
    Op.LESS_THAN_OR_EQUAL: ("1", "1"),
}
"""What the two operands are when nobody knows either, so that the condition is true."""
MIRRORED = {
    Op.GREATER_THAN: Op.LESS_THAN,
    Op.GREATER_THAN_OR_EQUAL: Op.LESS_THAN_OR_EQUAL,
    Op.LESS_THAN: Op.GREATER_THAN,
    Op.LESS_THAN_OR_EQUAL: Op.GREATER_THAN_OR_EQUAL,
}
"""The operator that says the same with its operands changed over."""
_STEP = {Op.GREATER_THAN: 1, Op.LESS_THAN: -1}


def value_of(parts: Sequence[str]) -> tuple[str, str] | None:
    """Returns the task and key of a reference to what a task sets, None for any other.

    What an SQL task returns is made up and set as task values are.

    >>> value_of(["tasks", "check", "values", "score"])
    ('check', 'score')
    >>> value_of(["tasks", "count", "output", "first_row", "n"])
    ('count', 'output.first_row.n')
    """
    match [*parts]:
        case ["tasks", task, "values", *key] if key:
            return task, ".".join(key)
        case ["tasks", task, "output", *key] if key:
            return task, ".".join(["output", *key])
    return None


def wanted(op: Op, other: str) -> str:
    """Returns JSON for x, so that `x op other` is true.

    >>> wanted(Op.GREATER_THAN, "5"), wanted(Op.NOT_EQUAL, "true")
    ('6', 'false')
    """
    number = number_of(other)
    if op is Op.EQUAL_TO:
        is_bare = other in ("true", "false") or (number is not None and str(number) == other)
        return other if is_bare else json.dumps(other)
    if op is Op.NOT_EQUAL:
        opposite = {"true": "false", "false": "true"}
        return opposite.get(other, json.dumps(WORD if other != WORD else f"another {WORD}"))
    return "1" if number is None else str(number + _STEP.get(op, 0))


def number_of(text: str) -> Decimal | None:
    """Returns the number that an operand is, None for one that is none, or beyond all bounds."""
    try:
        number = Decimal(text.strip()) if len(text) <= OPERAND_LENGTH_MAX else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or abs(number.adjusted()) > EXPONENT_MAX:
        return None
    return number
