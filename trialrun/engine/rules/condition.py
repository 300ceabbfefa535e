"""if/else: how a condition task compares. Source: databricks-sdk 0.162.0, ConditionTaskOp."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from trialrun.engine.job.job import Op

_NUMBER = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?\s*", re.ASCII)
_ORDER: Mapping[Op, Callable[[Any, Any], bool]] = {
    Op.GREATER_THAN: gt,
    Op.GREATER_THAN_OR_EQUAL: ge,
    Op.LESS_THAN: lt,
    Op.LESS_THAN_OR_EQUAL: le,
}


class Comparison(NamedTuple):
    """How a condition came out; `outcome` is None when it could not be evaluated."""

    outcome: str | None
    rule: str


def compare(op: Op, left: str, right: str) -> Comparison:
    """Compares two resolved operands: == and != as text, the others as numbers.

    >>> compare(Op.EQUAL_TO, "12.0", "12").outcome, compare(Op.LESS_THAN, "9", "10").outcome
    ('false', 'true')
    """
    if op is Op.EQUAL_TO:
        return _outcome(left == right, "condition.text")
    if op is Op.NOT_EQUAL:
        return _outcome(left != right, "condition.text")
    if not (_NUMBER.fullmatch(left) and _NUMBER.fullmatch(right)):
        return Comparison(None, "condition.not_a_number")
    return _outcome(_ORDER[op](Decimal(left.strip()), Decimal(right.strip())), "condition.number")


def _outcome(is_true: bool, rule: str) -> Comparison:
    return Comparison("true" if is_true else "false", f"{rule}_{'true' if is_true else 'false'}")
