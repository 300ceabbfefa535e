"""What a moment of a stream shows: its source, its checkpoint, its table. Draws nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.figures.log_shown import joined
from trialrun.figures.stream import OffsetEntry, Stream
from trialrun.figures.stream_counts import NO_WATERMARK, clock, window_told
from trialrun.figures.stream_sinks import SinkKind
from trialrun.plural import counted

TABLE_ROWS_MAX = 8
"""So many rows of the table are shown one by one."""


class SourceFileShown(NamedTuple):
    """A file: `state` is gone, read, now or waiting; `says` is that in words."""

    name: str
    rows: str
    state: str
    says: str
    is_new: bool


class BatchShown(NamedTuple):
    """A batch in the checkpoint. `new` is "offsets" or "commits" where that was just written."""

    batch: int
    reads: str
    watermark: str
    is_done: bool
    new: str


class WindowShown(NamedTuple):
    """A window of the state, and its count so far."""

    name: str
    rows: int
    is_new: bool


class TableRowShown(NamedTuple):
    """A row of the table, and how often it is there."""

    key: str
    value: str
    times: int
    is_new: bool


class TableShown(NamedTuple):
    """The table behind the stream, its rows as far as they are shown."""

    name: str
    told: str
    surplus: str
    mark: str
    rows: tuple[TableRowShown, ...]


@dataclass(frozen=True, slots=True)
class StreamShown:
    """A moment of a stream. `windows` is None where it keeps no state, `query` 0 without one."""

    source: str
    columns: tuple[str, str]
    time: str
    status: str
    status_says: str
    query: int
    files: tuple[SourceFileShown, ...]
    batches: tuple[BatchShown, ...]
    windows: tuple[WindowShown, ...] | None
    table: TableShown


class StreamLit(NamedTuple):
    """What has just happened. `entry` is the log that was written, `windows` those that changed."""

    files: Collection[str] = ()
    entry: str = ""
    wrote: int = -1
    windows: Collection[int] = ()


NOTHING_NEW = StreamLit()

STATUS_SAYS = {
    "waiting": "The stream is not started",
    "running": "The stream is running",
    "ended": "The stream has ended by itself",
    "stopped": "The stream was stopped",
    "lost": "The stream’s driver is lost",
}


def stream_shown(
    stream: Stream,
    *,
    names: tuple[str, str],
    columns: tuple[str, str],
    minute: int,
    status: str,
    lit: StreamLit,
) -> StreamShown:
    """Returns what is to be seen of a stream. `names` are those of the source and the table."""
    checkpoint = stream.checkpoint
    source, table = names
    return StreamShown(
        source,
        columns,
        clock(minute),
        status,
        STATUS_SAYS[status],
        checkpoint.query if checkpoint else 0,
        tuple(_file(stream, index, lit) for index in range(len(stream.files))),
        tuple(_batch(stream, entry, lit) for entry in checkpoint.offsets) if checkpoint else (),
        _windows(stream, lit),
        _table(stream, table, lit),
    )


def stream_in_words(shown: StreamShown) -> str:
    """Says in words what is to be seen."""
    parts = [f"{shown.status_says}."]
    for state, title in (
        ("gone", "Deleted"),
        ("read", "Read"),
        ("now", "In the batch that was begun"),
        ("waiting", "Not read"),
    ):
        named = [file.name for file in shown.files if file.state == state]
        if named:
            parts.append(f"{title}: {', '.join(named)}.")
    if not shown.query:
        parts.append("There is no checkpoint.")
    entries = [f"offsets/{each.batch}" for each in shown.batches]
    entries += [f"commits/{each.batch}" for each in shown.batches if each.is_done]
    if entries:
        parts.append(f"In the checkpoint: {', '.join(entries)}.")
    if shown.windows:
        kept = ", ".join(f"{each.name}: {each.rows}" for each in shown.windows)
        parts.append(f"State: {kept}.")
    table = shown.table
    rows = ", ".join(
        f"{row.key} {row.value}".strip() + (f" (×{row.times})" if row.times > 1 else "")
        for row in table.rows
    )
    parts.append(f"{table.name} holds {table.told}{f': {rows}' if rows else ''}.")
    return " ".join(part for part in (*parts, table.surplus and f"{table.surplus}.") if part)


def files_told(stream: Stream, entry: OffsetEntry) -> str:
    """Names the files of a batch, more than three by the first and the last.

    >>> files_told(Stream(SinkKind.DELTA), OffsetEntry(0, 0, 0))
    'no file'
    """
    names = [f"`{file.name}`" for file in stream.files[entry.begin : entry.end]]
    if len(names) > 3:
        return f"{names[0]} to {names[-1]}"
    return joined(names) or "no file"


def _file(stream: Stream, index: int, lit: StreamLit) -> SourceFileShown:
    file, checkpoint = stream.files[index], stream.checkpoint
    state, says = "waiting", "not read"
    for entry in checkpoint.offsets if checkpoint else ():
        if entry.begin <= index < entry.end:
            is_done = checkpoint is not None and entry.batch < checkpoint.done
            state = "read" if is_done else "now"
            says = f"read by batch {entry.batch}" if is_done else f"in batch {entry.batch}"
    if index < stream.gone:
        state, says = "gone", "deleted by the source"
    return SourceFileShown(
        file.name, counted(len(file.rows), "row"), state, says, file.name in lit.files
    )


def _batch(stream: Stream, entry: OffsetEntry, lit: StreamLit) -> BatchShown:
    checkpoint = stream.checkpoint
    assert checkpoint is not None
    is_last = entry == checkpoint.offsets[-1]
    mark = entry.watermark_min
    return BatchShown(
        entry.batch,
        files_told(stream, entry),
        clock(mark) if mark != NO_WATERMARK else "",
        entry.batch < checkpoint.done,
        lit.entry if is_last else "",
    )


def _windows(stream: Stream, lit: StreamLit) -> tuple[WindowShown, ...] | None:
    if stream.counting is None:
        return None
    counts = stream.checkpoint.counts if stream.checkpoint else {}
    width = stream.counting.window_min
    return tuple(
        WindowShown(window_told(begin, width), count, begin in lit.windows)
        for begin, count in counts.items()
    )


def _table(stream: Stream, name: str, lit: StreamLit) -> TableShown:
    table = stream.table
    times: dict[str, int] = {}
    for row in table.rows:
        times[row.key] = times.get(row.key, 0) + 1
    by_key = {row.key: row for row in table.rows}
    is_shown = len(by_key) <= TABLE_ROWS_MAX
    rows = tuple(
        TableRowShown(row.key, row.value, times[row.key], row.batch == lit.wrote)
        for row in by_key.values()
    )
    marks = [_mark(stream.sink, by, batch) for by, batch in table.last.items()]
    return TableShown(
        name,
        counted(len(table.rows), "row"),
        counted(table.surplus, "surplus row") if table.surplus else "",
        joined(marks),
        rows if is_shown else (),
    )


def _mark(sink: SinkKind, by: str, batch: int) -> str:
    if sink is SinkKind.DELTA:
        return f"{by}, batch {batch}"
    return f"txnAppId {by}, txnVersion {batch}"
