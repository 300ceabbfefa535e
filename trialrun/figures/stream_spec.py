"""What an author writes in a figure of the kind `stream`, as models."""

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from trialrun.figures.kind import FigureSpec
from trialrun.figures.log_spec import counted_rows
from trialrun.figures.stream_counts import OutputMode
from trialrun.figures.stream_sinks import SinkKind
from trialrun.questions import Slug, Strict

FILES_MAX, ROWS_MAX, STEPS_MAX, BATCH_MAX = 40, 200, 40, 99
MINUTES_MAX = 600

_Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
_Minutes = Annotated[int, Field(ge=1, le=MINUTES_MAX)]
_TIME = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


def is_time(text: str) -> bool:
    """Says whether a text is a time of the day.

    >>> is_time("9:05"), is_time("24:00")
    (True, False)
    """
    return _TIME.fullmatch(text) is not None


def _time(text: str) -> str:
    if not is_time(text):
        raise ValueError('write a time of the day, as in "9:05"')
    return text


_Time = Annotated[str, AfterValidator(_time)]
_Rows = Annotated[
    dict[str, _Short],
    Field(min_length=1, max_length=ROWS_MAX),
    BeforeValidator(counted_rows, json_schema_input_type=int | dict[str, str]),
]


class DiesAt(Strict):
    """Where the driver is lost: in a batch, before the sink has it or behind that."""

    batch: Annotated[int, Field(ge=0, le=BATCH_MAX)]
    after: Literal["offsets", "write"]


class StreamStep(Strict):
    """One thing that happens. `note` is shown with it, `fact` takes the place of our own."""

    note: _Note = ""
    fact: Slug | None = None


class ArriveStep(StreamStep):
    """Files come into the source."""

    do: Literal["arrive"]
    files: Annotated[dict[_Short, _Rows], Field(min_length=1, max_length=FILES_MAX)]
    dies: DiesAt | None = None


class StartStep(StreamStep):
    """The stream is started. `brief` tells each batch in one moment.

    `meanwhile` are files that arrive when its first batch is on its way.
    """

    do: Literal["start"]
    meanwhile: Annotated[dict[_Short, _Rows], Field(max_length=FILES_MAX)] = Field(
        default_factory=dict
    )
    trigger: Literal["availableNow", "processingTime", "none"] | None = None
    files_per_batch: Annotated[int | None, Field(ge=1, le=1000)] = None
    dies: DiesAt | None = None
    brief: bool = False


class MinutesStep(StreamStep):
    """Minutes go by."""

    do: Literal["wait"]
    minutes: _Minutes
    dies: DiesAt | None = None


class StopStep(StreamStep):
    """Somebody stops the stream, or the run that it is in."""

    do: Literal["stop"]


class DeleteCheckpointStep(StreamStep):
    """The checkpoint is deleted, or a new one is named; `app` is the new txnAppId with it."""

    do: Literal["delete-checkpoint"]
    app: _Short | None = None


class FullRefreshStep(StreamStep):
    """The table is emptied and the checkpoint deleted, as a pipeline does it."""

    do: Literal["full-refresh"]


class SourceDeletesStep(StreamStep):
    """The source deletes its oldest files, which were read."""

    do: Literal["source-deletes"]
    files: Annotated[int, Field(ge=1, le=FILES_MAX)]


RunningStep: TypeAlias = ArriveStep | StartStep | MinutesStep
AnyStreamStep = Annotated[
    RunningStep | StopStep | DeleteCheckpointStep | FullRefreshStep | SourceDeletesStep,
    Field(discriminator="do"),
]


class CountSpec(Strict):
    """A count of rows by windows of their time. Without `delay` there is no watermark."""

    window: _Minutes
    delay: Annotated[int | None, Field(ge=0, le=MINUTES_MAX)] = None
    mode: OutputMode = OutputMode.APPEND


class StreamSpec(FigureSpec):
    """A figure of the kind `stream`: a source, a query with a checkpoint, a table."""

    kind: Literal["stream"]
    source: _Short
    table: _Short
    columns: tuple[_Short, _Short] = ("key", "value")
    sink: SinkKind
    app: _Short = "loader"
    trigger: Literal["availableNow", "processingTime", "none"] = "availableNow"
    interval: _Minutes = 10
    files_per_batch: Annotated[int, Field(ge=1, le=1000)] = 1000
    count: CountSpec | None = None
    starts: _Time = "9:00"
    steps: Annotated[tuple[AnyStreamStep, ...], Field(min_length=1, max_length=STEPS_MAX)]


def unplayable(spec: StreamSpec) -> str:
    """Says which sink and output mode do not go together; "" where they do.

    Facts: output-modes.
    """
    mode = spec.count.mode if spec.count else OutputMode.APPEND
    if mode is OutputMode.UPDATE and spec.sink is not SinkKind.MERGE:
        return "the output mode update changes rows that are there; write sink: merge"
    if mode is OutputMode.APPEND and spec.count and spec.count.delay is None:
        return "a count in the output mode append needs a watermark; write `delay`, in minutes"
    if mode is OutputMode.COMPLETE and spec.sink is not SinkKind.DELTA:
        return "the output mode complete replaces the whole table; write sink: delta"
    return ""
