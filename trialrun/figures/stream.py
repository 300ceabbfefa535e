"""A streaming query as a model: its source, its checkpoint, its sink, and what each batch does.

As narrow as a lesson needs: one source of files, one sink, and at most one count by windows of
time. A batch takes no time. Tests hold it beside a real Spark. What a batch works out of its rows
says `stream_counts`, what a sink makes of them `stream_sinks`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from trialrun.figures.delta_log import KeyedRow
from trialrun.figures.stream_counts import (
    NO_WATERMARK,
    Batch,
    Counting,
    counted_batch,
    watermark_of,
)
from trialrun.figures.stream_sinks import SinkKind, SinkTable, written_to


class TriggerKind(StrEnum):
    """When batches begin, and whether the stream comes to an end by itself."""

    AVAILABLE_NOW = "availableNow"
    PROCESSING_TIME = "processingTime"
    DEFAULT = "none"


class StreamFile(NamedTuple):
    """A file of the source, with its rows."""

    name: str
    rows: tuple[KeyedRow, ...]


class OffsetEntry(NamedTuple):
    """What a batch will read, written down before it begins: the files `begin` to before `end`.

    They are counted in the order in which they arrived, from 0. `watermark_min` is that of the
    batch.
    """

    batch: int
    begin: int
    end: int
    watermark_min: int = NO_WATERMARK


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a query keeps over a restart. `query` numbers the queries that began with an empty one.

    `done` is how many batches have an entry in the log of commits; they are numbered from 0.
    `counts` is the state as the last of them left it: {minute at which a window begins: rows}.
    """

    query: int
    offsets: tuple[OffsetEntry, ...] = ()
    done: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    latest_min: int = NO_WATERMARK

    @property
    def begun(self) -> OffsetEntry | None:
        """Returns the batch that has an entry of offsets and none of commits, if there is one."""
        return self.offsets[-1] if len(self.offsets) > self.done else None


@dataclass(frozen=True, slots=True)
class Stream:
    """A query with all that it works on. `gone` files, the first ones, the source has deleted."""

    sink: SinkKind
    counting: Counting | None = None
    files: tuple[StreamFile, ...] = ()
    gone: int = 0
    checkpoint: Checkpoint | None = None
    table: SinkTable = field(default_factory=SinkTable)
    queries: int = 0
    app: str = ""

    def batch(self, entry: OffsetEntry) -> Batch:
        """Works out what a batch comes to, from its files and the state before it."""
        checkpoint = self.checkpoint
        assert checkpoint is not None
        rows = [row for file in self.files[entry.begin : entry.end] for row in file.rows]
        if self.counting is None:
            return Batch(tuple(rows))
        late_before = (
            checkpoint.offsets[entry.batch - 1].watermark_min if entry.batch else NO_WATERMARK
        )
        return counted_batch(
            self.counting,
            rows,
            checkpoint.counts,
            late_before_min=late_before,
            watermark_min=entry.watermark_min,
            latest_min=checkpoint.latest_min,
        )


def arrived(stream: Stream, files: Sequence[StreamFile]) -> Stream:
    """Returns the stream with more files in its source. It has read none of them."""
    return replace(stream, files=(*stream.files, *files))


def source_deletes(stream: Stream, count: int) -> Stream:
    """Returns the stream with so many files, the oldest there are, deleted from its source."""
    return replace(stream, gone=min(stream.gone + count, len(stream.files)))


def started(stream: Stream) -> Stream:
    """Starts the query: with the checkpoint that is there, or a new one of a new query."""
    if stream.checkpoint is not None:
        return stream
    query = stream.queries + 1
    return replace(stream, checkpoint=Checkpoint(query), queries=query)


def checkpoint_deleted(stream: Stream, app: str = "") -> Stream:
    """Returns the stream without its checkpoint. What it wrote into the sink is still there."""
    return replace(stream, checkpoint=None, app=app or stream.app)


def fully_refreshed(stream: Stream) -> Stream:
    """Returns the stream with its table emptied and its checkpoint gone.

    Facts: pipeline-refresh.
    """
    return replace(stream, checkpoint=None, table=SinkTable())


def next_batch(stream: Stream, *, files_max: int, up_to: int) -> OffsetEntry | None:
    """Returns what the next batch reads, None where there is nothing to do.

    A batch that was begun comes again as it was, whatever the limits are now. `up_to` is the file
    before which `availableNow` stops. Facts: stream-batch-again, available-now.

    >>> stream = started(arrived(Stream(SinkKind.DELTA), [StreamFile("a", (("1", ""),))]))
    >>> next_batch(stream, files_max=1000, up_to=1)
    OffsetEntry(batch=0, begin=0, end=1, watermark_min=0)
    """
    checkpoint = stream.checkpoint
    assert checkpoint is not None
    if checkpoint.begun:
        return checkpoint.begun
    last = checkpoint.offsets[-1] if checkpoint.offsets else None
    begin = last.end if last else stream.gone
    end = max(min(begin + files_max, up_to, len(stream.files)), begin)
    watermark = watermark_of(stream.counting, checkpoint.latest_min, last and last.watermark_min)
    lets_go = stream.counting is not None and not stream.counting.replaces_all
    has_moved = lets_go and last is not None and watermark > last.watermark_min
    if end == begin and not has_moved:
        return None
    return OffsetEntry(len(checkpoint.offsets), begin, end, watermark)


def noted(stream: Stream, entry: OffsetEntry) -> Stream:
    """Writes down what a batch will read, unless that stands there from before."""
    checkpoint = stream.checkpoint
    assert checkpoint is not None
    if checkpoint.begun:
        return stream
    return replace(stream, checkpoint=replace(checkpoint, offsets=(*checkpoint.offsets, entry)))


def written(stream: Stream, entry: OffsetEntry) -> tuple[Stream, bool]:
    """Gives the sink what a batch comes to, and says whether it took that."""
    checkpoint = stream.checkpoint
    assert checkpoint is not None
    by = f"query {checkpoint.query}" if stream.sink is SinkKind.DELTA else stream.app
    replaces = stream.counting is not None and stream.counting.replaces_all
    rows = stream.batch(entry).rows
    table, is_taken = written_to(
        stream.table, stream.sink, rows, by=by, batch=entry.batch, replaces_all=replaces
    )
    return replace(stream, table=table), is_taken


def marked_done(stream: Stream, entry: OffsetEntry) -> Stream:
    """Writes down that a batch is done, and keeps the state that it left."""
    checkpoint = stream.checkpoint
    assert checkpoint is not None
    batch = stream.batch(entry)
    done = replace(
        checkpoint, done=entry.batch + 1, counts=batch.counts, latest_min=batch.latest_min
    )
    return replace(stream, checkpoint=done)


def next_tick(minute: int, interval_min: int) -> int:
    """Returns when `processingTime` begins its next batch: its intervals follow the clock.

    >>> next_tick(9 * 60 + 3, 10), next_tick(9 * 60 + 10, 10)
    (550, 560)
    """
    return (minute // interval_min + 1) * interval_min
