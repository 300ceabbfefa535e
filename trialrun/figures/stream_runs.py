"""Batch after batch: from a start until the stream ends, waits, or its driver is lost."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from trialrun.figures.stream import (
    OffsetEntry,
    Stream,
    marked_done,
    next_batch,
    noted,
    written,
)
from trialrun.figures.stream_counts import Batch


class BatchPart(StrEnum):
    """How far a batch has come."""

    NOTED = "offsets"
    WRITTEN = "write"
    DONE = "commits"
    LOST = "lost"


class DriverLost(NamedTuple):
    """Where the driver is lost: in this batch, behind this part of it."""

    batch: int
    after: BatchPart


class BatchStep(NamedTuple):
    """A part of a batch, with the stream behind it. `is_taken`: whether the sink took its rows."""

    part: BatchPart
    stream: Stream
    entry: OffsetEntry
    batch: Batch
    is_taken: bool = True


def batches(
    stream: Stream,
    *,
    files_max: int,
    up_to: int,
    lost: DriverLost | None = None,
    is_one: bool = False,
) -> Iterator[BatchStep]:
    """Makes one batch, or all that there are to make; ends early where the driver is lost.

    >>> from trialrun.figures.stream import StreamFile, arrived, started
    >>> from trialrun.figures.stream_sinks import SinkKind
    >>> stream = started(arrived(Stream(SinkKind.DELTA), [StreamFile("a", (("1", ""),))]))
    >>> [step.part.value for step in batches(stream, files_max=1, up_to=1)]
    ['offsets', 'write', 'commits']
    """
    while entry := next_batch(stream, files_max=files_max, up_to=up_to):
        checkpoint = stream.checkpoint
        is_again = checkpoint is not None and checkpoint.begun is not None
        stream = noted(stream, entry)
        batch = stream.batch(entry)
        if not is_again:
            yield BatchStep(BatchPart.NOTED, stream, entry, batch)
        if lost == (entry.batch, BatchPart.NOTED):
            yield BatchStep(BatchPart.LOST, stream, entry, batch, is_taken=False)
            return
        stream, is_taken = written(stream, entry)
        yield BatchStep(BatchPart.WRITTEN, stream, entry, batch, is_taken)
        if lost == (entry.batch, BatchPart.WRITTEN):
            yield BatchStep(BatchPart.LOST, stream, entry, batch)
            return
        stream = marked_done(stream, entry)
        yield BatchStep(BatchPart.DONE, stream, entry, batch)
        if is_one:
            return
