"""The kind `stream`: moments in the words of what happens, and what cannot be played."""

import pytest

from tests.build import bundled
from trialrun.figures import FigureStage, PlayedFigure
from trialrun.figures.kinds.stream import KIND
from trialrun.questions import Flaw

AB = {"do": "arrive", "files": {"a": {"1": "soup"}, "b": {"2": "tea"}}}
START = {"do": "start"}
TIMED = {"do": "arrive", "files": {"a": {"1": "12:04"}, "b": {"2": "12:31"}, "c": {"3": "12:05"}}}


def played(*steps: dict[str, object], **given: object) -> PlayedFigure:
    """Plays steps."""
    written = {"source": "orders/", "table": "silver.orders", "sink": "delta"} | given
    spec = KIND.Spec(kind="stream", title="T", summary="S", steps=steps, **written)
    return KIND.play(spec, FigureStage(facts=bundled().facts))


def says(*steps: dict[str, object], **given: object) -> str:
    """Returns what the last moment says."""
    return played(*steps, **given).moments[-1].says


def states(moment) -> dict[str, str]:
    return {file.name: file.state for file in moment.shown.files}


def test_a_batch_is_three_moments():
    noted, written, done, ended = played(AB, START).moments[3:]

    assert "`offsets/0` is written: batch 0 will read `a` and `b`." == noted.says
    assert {"a": "now", "b": "now"} == states(noted)
    assert ("0 rows", "2 rows") == (noted.shown.table.told, written.shown.table.told)
    assert "query 1, batch 0" == written.shown.table.mark
    assert "`commits/0` is written: batch 0 is done." == done.says
    assert {"a": "read", "b": "read"} == states(done)
    assert ("ended", "available-now") == (ended.shown.status, ended.fact)


def test_in_brief_a_batch_is_one_moment():
    begun, batch, _ = played(AB, START | {"brief": True}).moments[2:]

    assert begun.says.startswith("The stream is started.")
    assert batch.says.startswith("Batch 0 reads `a` and `b`. It writes 2 rows in one commit")
    assert "both" == batch.shown.batches[0].new


@pytest.mark.parametrize(
    ("sink", "told", "surplus"),
    [
        ("delta", "query 1, batch 0 that it is in", ""),
        ("append", "All of them are there already", "2 surplus rows"),
        ("merge", "are written over", ""),
        ("txn", "has version 0 already: the write is ignored", ""),
    ],
)
def test_a_cut_batch_is_told_by_what_its_sink_makes_of_it(sink, told, surplus):
    cut = START | {"dies": {"batch": 0, "after": "write"}}
    lost, again, written, *_ = played(AB, cut, START, sink=sink).moments[5:]

    assert "lost" == lost.shown.status
    assert "batch 0 comes again before anything else" in again.says
    assert told in written.says
    assert surplus == written.shown.table.surplus


def test_limits_that_hold_later_are_told():
    cut = START | {"dies": {"batch": 0, "after": "offsets"}}
    again = played(AB, cut, START | {"files_per_batch": 1}).moments[5]

    assert "That a batch is to take 1 file at most by now does not make it smaller." in again.says
    assert "stream-limits-later" == again.fact


def test_what_arrives_meanwhile_waits():
    steps = (AB, START | {"meanwhile": {"c": {"3": "cake"}}})
    ended = played(*steps).moments[-1]

    assert {"a": "read", "b": "read", "c": "waiting"} == states(ended)
    assert {"c": "read"}.items() <= states(played(*steps, START).moments[-1]).items()


def test_a_stream_without_a_trigger_stays_up_and_takes_what_comes():
    up = {"do": "start", "trigger": "none", "brief": True}
    idle = says(up)
    _, *moments = played(up, AB, {"do": "stop"}).moments

    assert "But the stream does not end, and its compute stays up." in idle
    assert ["running"] * 4 + ["stopped"] == [moment.shown.status for moment in moments]


def test_by_the_clock_a_batch_begins_in_each_interval_that_has_something_to_read():
    steps = (
        {"do": "start", "trigger": "processingTime", "brief": True},
        {"do": "wait", "minutes": 3},
        AB,
        {"do": "wait", "minutes": 30},
    )
    *_, waits, batch, idle = played(*steps, interval=10, starts="9:00").moments

    assert "It is 9:03. The next batch begins with the next interval, at 9:10." == waits.says
    assert ("9:10", "9:33") == (batch.shown.time, idle.shown.time)
    assert "It looks again at 9:40." in idle.says


def test_a_window_leaves_the_state_when_the_watermark_has_passed_it():
    moments = played(
        TIMED,
        START | {"brief": True},
        count={"window": 10, "delay": 10},
        files_per_batch=1,
    ).moments
    first, second, third, _ = moments[3:]

    assert ["12:00 to 12:10"] == [window.name for window in first.shown.windows]
    assert ["12:00 to 12:10", "12:30 to 12:40"] == [w.name for w in second.shown.windows]
    assert "By the watermark 12:00 to 12:10 is over and leaves the state." in third.says
    assert (("12:00 to 12:10", "2"),) == tuple(
        (row.key, row.value) for row in third.shown.table.rows
    )


def test_a_row_that_is_too_late_is_told():
    files = {"a": {"1": "12:04"}, "b": {"2": "12:31"}, "c": {"3": "12:33"}, "d": {"4": "12:05"}}
    moments = played(
        {"do": "arrive", "files": files},
        START | {"brief": True},
        count={"window": 10, "delay": 10},
        files_per_batch=1,
    ).moments

    assert "A row of 12:05 comes too late: its window was closed. It is dropped." in moments[6].says
    assert "watermark-late" == moments[6].fact


def test_a_full_refresh_empties_the_table_and_reads_what_is_left():
    gone = {"do": "source-deletes", "files": 1}
    refreshed, *_, ended = played(AB, START, gone, {"do": "full-refresh"}, START).moments[8:]

    assert "the table loses its 2 rows, and the checkpoint is cleared" in refreshed.says
    assert ("0 rows", 0) == (refreshed.shown.table.told, refreshed.shown.query)
    assert [("2", "tea")] == [(row.key, row.value) for row in ended.shown.table.rows]


def test_many_rows_of_a_table_are_counted_and_not_shown():
    table = played({"do": "arrive", "files": {"a": "20"}}, START).moments[-1].shown.table

    assert ("20 rows", ()) == (table.told, table.rows)


CUT_LATE = START | {"dies": {"batch": 7, "after": "write"}}
COMPLETE = {"count": {"window": 10, "mode": "complete"}, "sink": "append"}
FLAWS = [
    ((AB, AB), {}, (("steps", 1, "files", "a"), "a file of this name was there before")),
    ((AB, START, CUT_LATE), {}, (("steps", 2, "dies"), "batch 7")),
    ((START | {"trigger": "none"}, START), {}, (("steps", 1), "running already")),
    (({"do": "stop"},), {}, (("steps", 0), "not running")),
    (({"do": "delete-checkpoint"},), {}, (("steps", 0), "no checkpoint to delete")),
    ((AB, {"do": "source-deletes", "files": 1}), {}, (("steps", 1, "files"), "0 are there")),
    ((AB,), {"count": {"window": 10, "delay": 5}}, (("steps", 0, "files", "a"), 'as in "9:05"')),
    ((AB,), {"count": {"window": 10}}, (("count",), "needs a watermark")),
    ((AB,), {"count": {"window": 10, "mode": "update"}}, (("count",), "sink: merge")),
    ((AB,), COMPLETE, (("count",), "sink: delta")),
    ((AB | {"fact": "available-noww"},), {}, (("steps", 0, "fact"), "available-now")),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "given", "expected"), FLAWS)
def test_what_cannot_be_played_is_named(steps, given, expected):
    at, told = expected
    flaws = [flaw for flaw in played(*steps, **given).flaws if flaw.at == at]

    assert flaws
    assert isinstance(flaws[0], Flaw)
    assert told in flaws[0].message


def test_a_story_without_an_end_is_named():
    steps = [
        {"do": "start", "trigger": "processingTime"},
        *({"do": "wait", "minutes": 1} for _ in range(39)),
    ]
    long = {"do": "arrive", "files": {f"f{at}": "1" for at in range(40)}}

    assert not played(*steps).flaws
    assert "make it shorter" in played(long, START, files_per_batch=1).flaws[0].message
