"""A kind of finding: its id, what to know about it, and the function that looks for it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from trialrun.review.finding import Finding, Severity
from trialrun.review.stories import Stories


class FindingKind(NamedTuple):
    """One kind of finding. `worst` is the most that one of it is ever graded.

    `title` names it, `help` says why it matters and what to do in general. `facts` are ids of
    those that its findings rest on; where one is an assumption of ours, `worst` is no error.
    """

    id: str
    title: str
    help: str
    worst: Severity
    facts: tuple[str, ...]
    find: Callable[[Stories], Iterator[Finding]]
