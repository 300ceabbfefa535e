"""The model of a stream: what comes again, what a sink makes of it, what the state lets go."""

import pytest

from trialrun.figures.stream import (
    Checkpoint,
    OffsetEntry,
    Stream,
    StreamFile,
    arrived,
    checkpoint_deleted,
    next_batch,
    source_deletes,
    started,
)
from trialrun.figures.stream_counts import Counting, OutputMode, minute_of
from trialrun.figures.stream_runs import BatchPart, DriverLost, batches
from trialrun.figures.stream_sinks import SinkKind

ALL = 1000
BEHIND_THE_WRITE = DriverLost(1, BatchPart.WRITTEN)
BEFORE_THE_WRITE = DriverLost(1, BatchPart.NOTED)


def a_stream(sink: SinkKind = SinkKind.DELTA, files: str = "abc", **given: object) -> Stream:
    """Returns a stream with files of one row each; the row has the file's name."""
    new = [StreamFile(name, ((name, "9:00"),)) for name in files]
    return arrived(Stream(sink, **{"app": "loader", **given}), new)


def run(stream: Stream, files_max: int = 1, lost: DriverLost | None = None) -> Stream:
    """Starts a stream with `availableNow`, and returns what is there in the end."""
    stream = started(stream)
    for step in batches(stream, files_max=files_max, up_to=len(stream.files), lost=lost):
        stream = step.stream
    return stream


def checkpoint_of(stream: Stream) -> Checkpoint:
    assert stream.checkpoint is not None
    return stream.checkpoint


def keys(stream: Stream) -> str:
    """Returns the keys of the table's rows, in a row."""
    return "".join(row.key for row in stream.table.rows)


@pytest.mark.parametrize(
    ("sink", "behind"),
    [
        (SinkKind.DELTA, "abc"),
        (SinkKind.APPEND, "abbc"),
        (SinkKind.MERGE, "abc"),
        (SinkKind.TXN, "abc"),
    ],
)
def test_a_batch_that_was_cut_behind_its_write_comes_twice_to_a_plain_append_alone(sink, behind):
    lost = run(a_stream(sink), lost=BEHIND_THE_WRITE)

    assert "ab" == keys(lost)
    assert behind == keys(run(lost))


@pytest.mark.parametrize("sink", SinkKind)
def test_a_batch_that_was_cut_before_its_write_comes_once(sink):
    lost = run(a_stream(sink), lost=BEFORE_THE_WRITE)

    assert "a" == keys(lost)
    assert "abc" == keys(run(lost))


def test_a_batch_comes_again_with_its_id_and_its_files_whatever_is_new():
    lost = run(a_stream(files="abcd"), files_max=2, lost=BEHIND_THE_WRITE)
    again = started(arrived(lost, [StreamFile("e", (("e", "9:00"),))]))

    assert OffsetEntry(1, 2, 4) == next_batch(again, files_max=1, up_to=5)


def test_a_stream_goes_on_behind_what_is_done():
    first = run(a_stream())
    second = run(arrived(first, [StreamFile("d", (("d", "9:00"),))]))

    assert OffsetEntry(3, 3, 4) == checkpoint_of(second).offsets[-1]
    assert "abcd" == keys(second)


def test_available_now_stops_at_what_was_there_at_the_start():
    stream = started(a_stream())
    steps = list(batches(stream, files_max=2, up_to=2))

    assert [0, 0, 0] == [step.entry.batch for step in steps]
    assert "ab" == keys(steps[-1].stream)


def test_nothing_new_makes_no_batch():
    done = run(a_stream())

    assert checkpoint_of(done) == checkpoint_of(run(done))


def test_without_its_checkpoint_a_stream_reads_all_that_is_left_in_the_source():
    done = source_deletes(run(a_stream(SinkKind.APPEND)), 1)
    again = run(checkpoint_deleted(done), ALL)

    assert (OffsetEntry(0, 1, 3),) == checkpoint_of(again).offsets
    assert ("abcbc", 2) == (keys(again), again.table.surplus)


def test_a_new_query_is_another_writer_to_a_delta_table():
    again = run(checkpoint_deleted(run(a_stream())), ALL)

    assert {"query 1": 2, "query 2": 0} == again.table.last
    assert "abcabc" == keys(again)


@pytest.mark.parametrize(("app", "left"), [("", "abcd"), ("other", "abcdabcde")])
def test_with_the_old_app_id_batches_from_zero_are_ignored(app, left):
    done = run(a_stream(SinkKind.TXN, files="abcd"))
    new = arrived(checkpoint_deleted(done, app), [StreamFile("e", (("e", "9:00"),))])

    assert left == keys(run(new, ALL))


def timed(*files: tuple[str, ...], mode: str = "append", delay: int | None = 10) -> Stream:
    """Returns a stream that counts by ten minutes; a file is the times of its rows."""
    named = [
        StreamFile(f"f{at}", tuple((f"{at}.{i}", time) for i, time in enumerate(times)))
        for at, times in enumerate(files)
    ]
    counting = Counting(10, delay, OutputMode(mode))
    return arrived(Stream(SinkKind.MERGE, counting), named)


NIGHT = (("12:04", "12:12"), ("12:20",), ("12:02",), ("12:35", "12:09"), ("12:55",))
"""A real Spark gave what is expected below; test_stream_spark asks one again."""


def test_watermarks_follow_the_latest_row_of_the_batches_before():
    offsets = checkpoint_of(run(timed(*NIGHT))).offsets

    expected = ["0:00", "12:02", "12:10", "12:10", "12:25", "12:45"]
    assert [minute_of(time) for time in expected] == [each.watermark_min for each in offsets]


def test_a_row_is_late_by_the_watermark_of_the_batch_before():
    stream = started(timed(*NIGHT))
    steps = [s for s in batches(stream, files_max=1, up_to=5) if s.part is BatchPart.DONE]

    assert [(), (), (), (("3.1", "12:09"),), (), ()] == [step.batch.late for step in steps]
    assert [(), (), ("2",), (), ("1",), ("1", "1")] == [
        tuple(value for _, value in step.batch.rows) for step in steps
    ]


def test_a_batch_without_rows_closes_what_the_watermark_has_passed():
    *_, last = checkpoint_of(run(timed(*NIGHT))).offsets

    assert (5, 5) == (last.begin, last.end)
    assert {minute_of("12:50"): 1} == checkpoint_of(run(timed(*NIGHT))).counts


@pytest.mark.parametrize(
    ("mode", "delay", "windows"),
    [("append", 10, 1), ("update", 10, 1), ("update", None, 5), ("complete", 10, 5)],
)
def test_state_is_let_go_by_a_watermark_alone_and_never_in_complete(mode, delay, windows):
    left = run(timed(*NIGHT, mode=mode, delay=delay))

    assert windows == len(checkpoint_of(left).counts)


def test_a_cut_batch_finds_the_state_that_was_before_it():
    lost = run(timed(*NIGHT), lost=DriverLost(2, BatchPart.WRITTEN))

    assert run(timed(*NIGHT)).table == run(lost).table
    assert checkpoint_of(run(timed(*NIGHT))) == checkpoint_of(run(lost))
