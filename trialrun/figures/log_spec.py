"""What an author writes in a figure of the kind `log`, as models."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from trialrun.figures.delta_log import KeyedRow
from trialrun.figures.kind import FigureSpec
from trialrun.questions import Slug, Strict

ROWS_MAX, FILES_MAX, WRITERS_MAX, STEPS_MAX, DAYS_MAX = 500, 8, 8, 60, 400

_Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
_Named = Annotated[dict[_Short, _Short], Field(min_length=1, max_length=ROWS_MAX)]
_Version = Annotated[int, Field(ge=0)]
_FailsAfter = Annotated[int | None, Field(ge=0, le=FILES_MAX)]


def counted_rows(value: Any) -> Any:
    """Takes a number of rows, too: they go by the key "" then."""
    if isinstance(value, dict) and any(not str(key).strip() for key in value):
        raise ValueError("a row has a key; write it before the colon")
    if not isinstance(value, str):
        return value
    is_count = value.isascii() and value.isdigit() and len(value) <= len(str(ROWS_MAX))
    if not is_count or not 1 <= int(value) <= ROWS_MAX:
        raise ValueError(f"write how many rows, 1 to {ROWS_MAX}, or the rows as key: value")
    return {"": value}


_Rows = Annotated[
    dict[Annotated[str, StringConstraints(max_length=80)], _Short],
    Field(min_length=1, max_length=ROWS_MAX),
    BeforeValidator(counted_rows, json_schema_input_type=int | dict[str, str]),
]


def rows_of(written: Mapping[str, str], before: int) -> tuple[KeyedRow, ...]:
    """Returns rows as they were written, or so many numbered ones, behind those there were before.

    >>> rows_of({"soup": "6"}, 0), rows_of({"": "2"}, 3)
    ((('soup', '6'),), (('4', ''), ('5', '')))
    """
    if "" in written:
        first = before + 1
        return tuple((str(number), "") for number in range(first, first + int(written[""])))
    return tuple(written.items())


class LogStep(Strict):
    """One thing that happens. `note` is shown with it, `fact` takes the place of our own."""

    by: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    fact: Slug | None = None


class AppendStep(LogStep):
    """Rows are added."""

    do: Literal["append"]
    rows: _Rows
    files: Annotated[int, Field(ge=1, le=FILES_MAX)] = 1
    fails_after: _FailsAfter = None


class OverwriteStep(LogStep):
    """Rows take the place of all there are."""

    do: Literal["overwrite"]
    rows: _Rows
    files: Annotated[int, Field(ge=1, le=FILES_MAX)] = 1
    fails_after: _FailsAfter = None


class MergeStep(LogStep):
    """Rows with a known key are changed, the others added."""

    do: Literal["merge"]
    rows: _Named
    fails_after: _FailsAfter = None


class DeleteStep(LogStep):
    """Rows are deleted by their keys."""

    do: Literal["delete"]
    keys: Annotated[tuple[_Short, ...], Field(min_length=1, max_length=ROWS_MAX)]
    fails_after: _FailsAfter = None


class OptimizeStep(LogStep):
    """All files become one."""

    do: Literal["optimize"]
    fails_after: _FailsAfter = None


WriteStep: TypeAlias = AppendStep | OverwriteStep | MergeStep | DeleteStep | OptimizeStep


class AtOnceStep(LogStep):
    """Several begin on one version; they commit in the order in which they are written."""

    do: Literal["at-once"]
    writes: Annotated[
        tuple[Annotated[WriteStep, Field(discriminator="do")], ...],
        Field(min_length=2, max_length=WRITERS_MAX),
    ]


class RestoreStep(LogStep):
    """The table goes back to an old version, as a new one."""

    do: Literal["restore"]
    version: _Version


class ReadStep(LogStep):
    """Somebody reads: the newest version, or an old one."""

    do: Literal["read"]
    version: _Version | None = None


class VacuumStep(LogStep):
    """Files are deleted that the newest version has not needed for seven days."""

    do: Literal["vacuum"]
    lite: bool = False


class WaitStep(LogStep):
    """Days go by."""

    do: Literal["wait"]
    days: Annotated[int, Field(ge=1, le=DAYS_MAX)]


class CheckpointStep(LogStep):
    """What the entries come to is written into one file."""

    do: Literal["checkpoint"]


AnyStep = Annotated[
    WriteStep | AtOnceStep | RestoreStep | ReadStep | VacuumStep | WaitStep | CheckpointStep,
    Field(discriminator="do"),
]


class LogSpec(FigureSpec):
    """A figure of the kind `log`: a table, and what happens to it."""

    kind: Literal["log"]
    table: _Short
    columns: tuple[_Short, _Short] = ("key", "value")
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1, max_length=STEPS_MAX)]
