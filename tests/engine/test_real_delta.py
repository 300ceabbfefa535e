"""What the engine says of tables beside real Delta tables: versions, rows, surplus rows.

Each commit of a story is made once more for real: a write's rows have keys of their own, so rows
are surplus where a key is there more than once. Not judged: appends with txnAppId and txnVersion,
which the writer skips and not the format. Facts: delta-atomic-commit, delta-failed-write,
append-duplicates, restore, delta-append-append.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.build import a_failure, a_loop, a_script, a_story, a_world, a_write, commits
from tests.proving import PROVES
from tests.real_table import RealTable
from trialrun.engine import Event, Trace, Write

TABLE = "t"
modes = st.sampled_from(["append", "overwrite", "merge"])
writes = st.lists(st.tuples(modes, st.integers(1, 4)), min_size=1, max_size=4)
EXAMPLES = 150 if PROVES else 10
"""Stories that are made for real, each commit in some milliseconds."""


def steps(trace: Trace, count: int) -> Iterator[tuple[Event, int]]:
    """Yields the commits of a story, each with the place of its write in the script."""
    done: dict[tuple[int, int], int] = {}
    for event in trace.events:
        if event.kind == "commit":
            attempt = event.segment, event.attempt
            place = done.get(attempt, 0)
            done[attempt] = place + (event.commit.op != "restore")
            assert place <= count
            yield event, place


def make(real: RealTable, event: Event, place: int, said: Sequence[Write]) -> None:
    """Makes a commit once more, for real."""
    commit = event.commit
    if commit.op == "restore":
        real.restore(commit.restored)
        return
    rows = [(f"{place}-{number}", "1") for number in range(said[place].rows)]
    getattr(real, commit.op)(rows)


def agrees(real: RealTable, event: Event) -> None:
    """Sees that the table is now as the engine says."""
    rows, commit = real.rows(), event.commit
    assert (commit.version, commit.table_rows, commit.table_dup) == (
        real.now().version(),
        len(rows),
        len(rows) - len({key for key, _ in rows}),
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    writes,
    st.integers(0, 3),
    st.lists(st.sampled_from(["repair", "run_now", "restore"]), min_size=1, max_size=3),
    st.integers(0, 3),
)
def test_a_story_of_writes_repairs_and_restores_ends_as_a_real_table(said, after, acts, version):
    written = tuple(a_write(TABLE, rows, mode) for mode, rows in said)
    fails = a_failure(0, after=min(after, len(written)))
    world = a_world("a", "b", a=a_script(*written, fails=fails))
    does = [f"restore:{TABLE};version={version}" if act == "restore" else act for act in acts]
    trace = a_story(world, "run_now", *does)

    with TemporaryDirectory() as root:
        real = RealTable(Path(root))
        for event, place in steps(trace, len(written)):
            make(real, event, place, written)
            agrees(real, event)


def test_a_write_that_dies_makes_no_version_and_its_repair_writes_once(tmp_path):
    world = a_world(
        "a", "b", a=a_script(a_write(TABLE, 3), a_write(TABLE, 2), fails=a_failure(0, after=1))
    )
    trace = a_story(world, "run_now", "repair")
    real = RealTable(tmp_path)
    (first, _), (again, _), (second, _) = steps(trace, 2)

    make(real, first, 0, world.script["a"].writes)
    real.die_writing()
    agrees(real, first)
    make(real, again, 0, world.script["a"].writes)
    agrees(real, again)
    make(real, second, 1, world.script["a"].writes)
    agrees(real, second)
    assert (3, 8, 3) == tuple(trace.tables[TABLE])


def test_eight_iterations_that_append_at_once_are_all_kept(tmp_path):
    loop = a_loop("each", '["1", "2", "3", "4", "5", "6", "7", "8"]', at_once=8)
    trace = a_story(a_world(loop, one=a_script(a_write(TABLE, 3))))
    real = RealTable(tmp_path)
    threads = [Thread(target=_append, args=(real, real.now(), at)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 == len({t_ms for t_ms, _ in commits(trace)})
    assert [*range(1, 9)] == [e.commit.version for e in trace.events if e.kind == "commit"]
    assert (real.now().version(), len(real.rows()), 0) == tuple(trace.tables[TABLE])


def _append(real: RealTable, begun: DeltaTable, at: int) -> None:
    real.append([(f"{at}-{number}", "1") for number in range(3)], on=begun)
