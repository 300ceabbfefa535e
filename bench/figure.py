"""One line of the table: what was measured, ours, the reference, the goal. Measures nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("what", "ours", "reference", "ratio", "goal", "met")
VERDICTS = {True: "met", False: "NOT MET", None: "-"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure. `is_met` is None where there is no goal: it is there to be known."""

    what: str
    ours: str
    reference: str = "-"
    ratio: str = "-"
    goal: str = "-"
    is_met: bool | None = None


def compared(
    what: str,
    ours: float,
    reference: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Figure:
    """Puts ours beside a reference; the goal, if any, is about ours / reference."""
    ratio = ours / reference
    return Figure(
        what, amount(ours, unit), amount(reference, unit), f"{ratio:.2f}",
        _goal(at_most, at_least, "x"), _is_met(ratio, at_most, at_least),
    )  # fmt: skip


def absolute(
    what: str,
    ours: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    reference: str = "-",
) -> Figure:
    """States a figure that has no ratio; the goal, if any, is about the figure itself."""
    return Figure(
        what, amount(ours, unit), reference, "-",
        _goal(at_most, at_least, f" {unit}".rstrip()), _is_met(ours, at_most, at_least),
    )  # fmt: skip


def amount(value: float, unit: str) -> str:
    """Writes a number with three digits that count.

    >>> amount(1234.5, "a second"), amount(0.25678, "us"), amount(3, "")
    ('1,234 a second', '0.257 us', '3')
    """
    text = f"{value:,.0f}" if value == int(value) or value >= 1000 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()


def table(figures: Sequence[Figure]) -> str:
    """Lays the figures out in columns."""
    rows = [HEADINGS] + [
        (f.what, f.ours, f.reference, f.ratio, f.goal, VERDICTS[f.is_met]) for f in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "  ".join(
            text.ljust(width) if column in (0, len(HEADINGS) - 1) else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _goal(at_most: float | None, at_least: float | None, unit: str) -> str:
    if at_most is not None:
        return f"<= {at_most:g}{unit}"
    return f">= {at_least:g}{unit}" if at_least is not None else "-"


def _is_met(value: float, at_most: float | None, at_least: float | None) -> bool | None:
    if at_most is not None:
        return value <= at_most
    return value >= at_least if at_least is not None else None
