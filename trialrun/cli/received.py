"""What `simulate --received` prints: what each attempt received, and where it came from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialrun.diagram import Receipt
    from trialrun.engine import Trace

HEAD = ("TASK", "RECEIVED", "VALUE", "FROM")
VALUE_MAX = 60
EMPTY = "(empty)"
ITERATIONS_MAX = 5
"""So many iterations of a loop are told one by one."""


def rows_received(trace: "Trace") -> Iterator[tuple[str, str, str, str]]:
    """Yields the lines: of what was received before, only what differs."""
    from trialrun.diagram import received
    from trialrun.plural import counted

    left_out: dict[str, int] = {}
    for receipt in received(trace):
        iteration = trace.events[receipt.q].iteration
        if iteration >= ITERATIONS_MAX:
            left_out[receipt.path] = left_out.get(receipt.path, 0) + 1
            continue
        yield from _rows(receipt)
    for path, count in left_out.items():
        yield (path, "", "", f"{counted(count, 'more iteration')}: --json has them all")


def _rows(receipt: "Receipt") -> Iterator[tuple[str, str, str, str]]:
    from trialrun.jobs.tree import shown

    who = f"{receipt.path} ({receipt.label})"
    if receipt.missing:
        yield who, "", "", f"there is no {{{{{receipt.missing}}}}}, so it fails before it begins"
        return
    for name, value, says in receipt.others:
        yield who, name, shown(value, VALUE_MAX) or EMPTY, says
        who = ""
    if receipt.like and receipt.alike:
        what = f"{receipt.alike} more" if receipt.others else "all"
        yield who, "", "", f"{what} as in {receipt.like}"
