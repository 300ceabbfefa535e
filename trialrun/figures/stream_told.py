"""Sentences for what happens to a stream, each with the fact that decides. Plays nothing."""

from collections.abc import Sequence

from trialrun.figures.log_shown import joined
from trialrun.figures.log_told import LogSentence
from trialrun.figures.stream import OffsetEntry, Stream, TriggerKind
from trialrun.figures.stream_counts import NO_WATERMARK, Batch, clock, minute_of, window_told
from trialrun.figures.stream_shown import files_told
from trialrun.figures.stream_sinks import SinkKind
from trialrun.plural import counted

NAMED_MAX = 3
"""So many files are named; of more, the first and the last."""


def ready_told(source: str, table: str) -> LogSentence:
    """Says what there is before anything happens."""
    return LogSentence(f"A stream is to bring what arrives in `{source}` into `{table}`.")


def arrived_told(names: Sequence[str]) -> LogSentence:
    """Says that files arrive."""
    return LogSentence(f"{_named(names)} {_arrive(names)}. Nobody has read {_it(names)}.")


def meanwhile_told(names: Sequence[str], batch: int) -> LogSentence:
    """Says that files arrive while a batch is on its way that does not read them."""
    says = (
        f"While batch {batch} is on its way, {_named(names)} {_arrive(names)}. The batch does not "
        f"read {_it(names)}: what it reads is written down."
    )
    return LogSentence(says, "stream-batch-again")


def started_told(stream: Stream, trigger: TriggerKind, files_max: int, up_to: int) -> LogSentence:
    """Says where a stream begins, or goes on."""
    checkpoint = stream.checkpoint
    assert checkpoint is not None
    begun = checkpoint.begun
    if begun:
        return _again_told(begun, files_max)
    says = "The stream is started. "
    if checkpoint.offsets:
        done = checkpoint.done
        says += f"By its checkpoint batch {done - 1} is done, so it goes on with batch {done}."
    else:
        says += (
            f"It finds no checkpoint and begins one: query {checkpoint.query}, batch 0, at the "
            "oldest file that is there."
        )
    if trigger is TriggerKind.AVAILABLE_NOW and up_to:
        newest = stream.files[up_to - 1].name
        says += f" By `availableNow` it will go as far as `{newest}`, the newest file there is now."
    return LogSentence(says, "checkpoint-goes-on")


def _again_told(begun: OffsetEntry, files_max: int) -> LogSentence:
    number = begun.batch
    says = (
        f"The stream is started. Its checkpoint has `offsets/{number}` and no `commits/{number}`: "
        f"batch {number} comes again before anything else, with the same id and the same files."
    )
    if files_max < begun.end - begun.begin:
        most = counted(files_max, "file")
        says += f" That a batch is to take {most} at most by now does not make it smaller."
        return LogSentence(says, "stream-limits-later")
    return LogSentence(says, "stream-batch-again")


def noted_told(stream: Stream, entry: OffsetEntry) -> LogSentence:
    """Says that a batch's offsets stand in the checkpoint."""
    number, mark = entry.batch, clock(entry.watermark_min)
    if entry.begin == entry.end:
        says = (
            f"There is no new file, but the watermark has moved to {mark}. `offsets/{number}` is "
            "written, for a batch that reads nothing and closes what is over."
        )
        return LogSentence(says, "watermark-late")
    says = f"`offsets/{number}` is written: batch {number} will read {files_told(stream, entry)}."
    if entry.watermark_min != NO_WATERMARK:
        says += f" Its watermark is {mark}."
        return LogSentence(says, "watermark-moves")
    return LogSentence(says, "stream-batch-again")


def written_told(
    stream: Stream, entry: OffsetEntry, batch: Batch, *, is_taken: bool
) -> LogSentence:
    """Says what the sink made of a batch. `stream` is the one behind that."""
    if stream.counting is not None:
        return _counted_told(stream, entry, batch, is_taken=is_taken)
    rows = counted(len(batch.rows), "row")
    match stream.sink:
        case SinkKind.DELTA:
            return _delta_told(stream, entry.batch, rows, is_taken=is_taken)
        case SinkKind.TXN:
            return _txn_told(stream, entry.batch, rows, is_taken=is_taken)
        case SinkKind.MERGE:
            says = (
                f"The function merges {rows} by their key: those that are there already are "
                "written over, the others are added."
            )
            return LogSentence(says, "foreach-batch")
    return _appended_told(stream, batch)


def done_told(stream: Stream, entry: OffsetEntry) -> LogSentence:
    """Says that a batch is marked as done."""
    says = f"`commits/{entry.batch}` is written: batch {entry.batch} is done."
    if stream.counting is not None:
        says += " The state that it left is in the checkpoint, for the next batch."
    return LogSentence(says, "stream-batch-again")


def whole_batch_told(stream: Stream, entry: OffsetEntry, written: LogSentence) -> LogSentence:
    """Tells a batch at once. `written` says what the sink made of it."""
    reads = f"Batch {entry.batch} reads {files_told(stream, entry)}. "
    if entry.watermark_min != NO_WATERMARK:
        reads += f"Its watermark is {clock(entry.watermark_min)}. "
    says = written.says.replace(f"Batch {entry.batch} ", "It ", 1)
    return LogSentence(f"{reads}{says} The batch is done.", written.fact)


def lost_told(entry: OffsetEntry, *, has_written: bool) -> LogSentence:
    """Says that the driver is lost in the middle of a batch."""
    number = entry.batch
    says = f"The driver is lost before batch {number} has written a row."
    if has_written:
        says = f"The driver is lost. What batch {number} wrote is in the table."
    says += (
        f" The checkpoint has `offsets/{number}` and no `commits/{number}`: it says that the batch "
        "was begun, and not whether the table has it."
    )
    return LogSentence(says, "stream-batch-again")


def ended_told(batches: int) -> LogSentence:
    """Says that a stream has come to its end by itself."""
    says = "There is nothing that it has not read: it makes no batch, and ends by itself."
    if batches:
        says = (
            "What was there at the start is read. The stream ends by itself, and so does the task "
            "that it runs in."
        )
    return LogSentence(says, "available-now")


def idle_told(trigger: TriggerKind, minute: int, tick: int) -> LogSentence:
    """Says that a stream stays up without anything to read."""
    says = (
        f"It is {clock(minute)}. There is nothing to read, so there is no batch. But the stream "
        "does not end, and its compute stays up."
    )
    if trigger is TriggerKind.PROCESSING_TIME:
        says += f" It looks again at {clock(tick)}."
    return LogSentence(says, "stream-triggers")


def waits_told(minute: int, tick: int) -> LogSentence:
    """Says that new files wait for the next interval."""
    says = f"It is {clock(minute)}. The next batch begins with the next interval, at {clock(tick)}."
    return LogSentence(says, "stream-triggers")


def later_told(minute: int) -> LogSentence:
    """Says that time goes by with nothing running."""
    return LogSentence(f"It is {clock(minute)}. The stream is not running.")


def stopped_told() -> LogSentence:
    """Says that somebody stops the stream."""
    return LogSentence("Somebody stops the stream. Its checkpoint stays.", "checkpoint-goes-on")


def forgotten_told(stream: Stream, app: str | None) -> LogSentence:
    """Says what goes with a checkpoint, and what stays."""
    rows = counted(len(stream.table.rows), "row")
    says = (
        "The checkpoint is deleted, and with it all that the stream knows of its past. The table "
        f"keeps its {rows}."
    )
    if app:
        says += f" The function gets another txnAppId, `{app}`."
    return LogSentence(says, "checkpoint-goes-on")


def refreshed_told(stream: Stream) -> LogSentence:
    """Says what a full refresh takes away before it reads. `stream` is the one before."""
    rows = counted(len(stream.table.rows), "row")
    says = f"A full refresh begins: the table loses its {rows}, and the checkpoint is cleared."
    return LogSentence(says, "pipeline-refresh")


def source_deleted_told(names: Sequence[str]) -> LogSentence:
    """Says that the source does not keep files for ever."""
    return LogSentence(f"The source keeps nothing for ever: it deletes {_named(names)}.")


def _appended_told(stream: Stream, batch: Batch) -> LogSentence:
    given = {key for key, _ in batch.rows}
    known = [row.key for row in stream.table.rows if row.key in given]
    says = f"The function appends {counted(len(batch.rows), 'row')}."
    if len(known) > len(given):
        surplus = counted(stream.table.surplus, "surplus row")
        says += f" Some are there already, and nothing tells it so: the table has {surplus} now."
        if len(known) >= 2 * len(given):
            says = says.replace("Some are", "All of them are" if len(given) > 1 else "It is")
    return LogSentence(says, "foreach-batch")


def _delta_told(stream: Stream, number: int, rows: str, *, is_taken: bool) -> LogSentence:
    assert stream.checkpoint is not None
    mark = f"query {stream.checkpoint.query}, batch {number}"
    says = f"Batch {number} writes {rows} in one commit of the table, and the commit says: {mark}."
    if not is_taken:
        says = (
            f"Batch {number} brings {rows}. The table’s log says of {mark} that it is in, so "
            "nothing is written a second time."
        )
    return LogSentence(says, "delta-sink-once")


def _txn_told(stream: Stream, number: int, rows: str, *, is_taken: bool) -> LogSentence:
    says = (
        f"The function appends {rows}, with txnAppId `{stream.app}` and the batch id {number} as "
        "txnVersion."
    )
    if is_taken:
        return LogSentence(says, "foreach-batch")
    newest = stream.table.last[stream.app]
    says += f" Of that txnAppId the table has version {newest} already: the write is ignored."
    return LogSentence(says, "txn-new-checkpoint" if newest > number else "foreach-batch")


def _counted_told(
    stream: Stream, entry: OffsetEntry, batch: Batch, *, is_taken: bool
) -> LogSentence:
    counting = stream.counting
    assert counting is not None
    number, parts = entry.batch, []
    read = sum(len(file.rows) for file in stream.files[entry.begin : entry.end])
    if read > len(batch.late):
        counts = counted(read - len(batch.late), "row")
        parts.append(f"Batch {number} adds {counts} to the counts of its state.")
    for _, time in batch.late:
        late = clock(minute_of(time))
        parts.append(f"A row of {late} comes too late: its window was closed. It is dropped.")
    if batch.closed:
        names = joined([window_told(begin, counting.window_min) for begin in batch.closed])
        leave = "is over and leaves" if len(batch.closed) == 1 else "are over and leave"
        parts.append(f"By the watermark {names} {leave} the state.")
    if not is_taken:
        parts.append("The table has this batch already, and nothing is written a second time.")
    elif batch.rows:
        parts.append(f"The table gets {counted(len(batch.rows), 'row')}.")
    else:
        parts.append("The table gets nothing yet.")
    return LogSentence(" ".join(parts), "watermark-late" if batch.late else "output-modes")


def _arrive(names: Sequence[str]) -> str:
    return "arrives" if len(names) == 1 else "arrive"


def _named(names: Sequence[str]) -> str:
    if len(names) > NAMED_MAX:
        return f"`{names[0]}` to `{names[-1]}`"
    return joined([f"`{name}`" for name in names])


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
