"""What the selected task received, as its panel shows it. Knows no HTTP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from trialrun.diagram import Parameter, Receipt, clock, received
from trialrun.engine import State, TaskPlace, Trace, path_of_event
from trialrun.lab.abridged import window
from trialrun.plural import counted

RECEIPTS_MAX = 12
OPEN_MAX = 8
"""What holds more values than this is closed at first."""
VALUES_MAX = 200
"""So many values are shown in all: a page of the largest job holds 2 MB at most."""
SHORT_MAX, WHOLE_MAX = 80, 1_000
TABLE_CHARS_MAX = 5_000_000


@dataclass(frozen=True, slots=True)
class ValueShown:
    """One value of so many characters; `whole` is a long one's, as far as it is shown, else ""."""

    name: str
    short: str
    whole: str
    chars: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class ValuesShown:
    """Values that stand one behind the other and came from one place, which is said once."""

    says: str
    values: tuple[ValueShown, ...]


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """What one attempt received. `says` sums it up; `missing` is what was not there.

    So many `more` values than are shown were received.
    """

    label: str
    clock: str
    step: int
    says: str
    groups: tuple[ValuesShown, ...]
    more: int
    missing: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ReceiptsShown:
    """Some of what was received, in order, around the step at hand; `count` is that of all.

    `has_run` says whether it got so far that it could receive anything.
    """

    shown: tuple[ReceiptShown, ...]
    count: int
    has_run: bool = True


def receipts_of(trace: Trace, place: TaskPlace, step: int, *, is_held: bool) -> ReceiptsShown:
    """Returns what a task received; where what comes is held back, only up to the step.

    With one that starts a job come those of that job's tasks.
    """
    task = None if place.folder else {trace.keys.index(place.task.key)}
    found = [
        each
        for each in received(trace, task)
        if (not place.folder or each.path == place.path) and (each.q < step or not is_held)
    ]
    at = sum(each.q < step for each in found)
    latest = found[at - 1] if at else None
    longest = max([len(each.parameters) for each in found], default=0)
    most = min(max(VALUES_MAX // max(longest, 1), 1), RECEIPTS_MAX)
    shown = window(found, max(at - 1, 0), most)
    first = latest or (found[0] if found else None)
    has_run = bool(found) or any(
        event.after == State.RUNNING and path_of_event(trace, event) == place.path
        for event in trace.events
        if event.kind == "task"
    )
    rows = tuple(_shown(each, place, is_first=each is first) for each in shown)
    return ReceiptsShown(rows, len(found), has_run)


def received_rows(trace: Trace) -> Iterator[Sequence[str | int]]:
    """Yields all that was received as lines of a table, whole: one a value.

    After TABLE_CHARS_MAX characters it ends with a line that says so.
    """
    chars = 0
    for receipt in received(trace):
        head = (receipt.q + 1, clock(receipt.t_ms), receipt.job, receipt.key, receipt.label)
        if receipt.missing:
            yield (*head, "", "", f"there is no {{{{{receipt.missing}}}}}")
        for name, value, says in receipt.parameters:
            yield (*head, name, value, says)
            chars += len(value) + len(says)
        if chars > TABLE_CHARS_MAX:
            yield (*head, "", "", "and more: a table this long is cut off here")
            return


def _shown(receipt: Receipt, place: TaskPlace, *, is_first: bool) -> ReceiptShown:
    new = frozenset(receipt.others) if receipt.like else frozenset()
    label = receipt.label[:1].upper() + receipt.label[1:]
    return ReceiptShown(
        label if receipt.path == place.path else f"{receipt.path}: {receipt.label}",
        clock(receipt.t_ms),
        receipt.q + 1,
        _says(receipt),
        tuple(
            ValuesShown(
                said[:1].upper() + said[1:], tuple(_value(p, is_new=p in new) for p in group)
            )
            for said, group in groupby(receipt.parameters[:VALUES_MAX], key=lambda each: each.says)
        ),
        max(len(receipt.parameters) - VALUES_MAX, 0),
        receipt.missing,
        is_first and len(receipt.parameters) <= OPEN_MAX,
    )


def _says(receipt: Receipt) -> str:
    if receipt.missing:
        return "fails before it begins"
    if not receipt.like:
        return counted(len(receipt.parameters), "value")
    if not receipt.others:
        return f"the same as in {receipt.like}"
    verb = "differs" if len(receipt.others) == 1 else "differ"
    return f"{len(receipt.others)} of {counted(len(receipt.parameters), 'value')} {verb}"


def _value(parameter: Parameter, *, is_new: bool) -> ValueShown:
    name, value, _ = parameter
    is_long = len(value) > SHORT_MAX
    short = f"{value[:SHORT_MAX]}…" if is_long else value
    return ValueShown(name, short, value[:WHOLE_MAX] if is_long else "", len(value), is_new)
