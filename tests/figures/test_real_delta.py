"""The model of a table's folder beside real Delta tables: entries, files, rows.

What is not judged here: which error a conflict gives, and isolation levels, for which this package
is no evidence. Facts: delta-failed-write, delta-actions, delta-rewrites, restore-is-a-commit,
delta-append-append, vacuum-lite, vacuum-ends-time-travel.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from deltalake.exceptions import CommitFailedError, DeltaError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.proving import PROVES
from tests.real_table import RealTable
from trialrun.figures.delta_log import (
    DeltaEntry,
    DeltaFolder,
    DeltaRead,
    checkpoint,
    created,
    later,
    restore,
    vacuum,
)
from trialrun.figures.delta_writes import (
    Conflict,
    Transaction,
    append,
    commit,
    cut_off,
    delete,
    merge,
    optimize,
    overwrite,
)

DISHES = ("soup", "pasta", "cake", "tea", "salad")
Begun = tuple[DeltaFolder, Transaction]


@pytest.fixture
def real(tmp_path: Path) -> RealTable:
    """A new table."""
    return RealTable(tmp_path)


def done(begun: Begun) -> DeltaFolder:
    folder, entry = commit(*begun)
    assert isinstance(entry, DeltaEntry)
    return folder


def told(folder: DeltaFolder) -> list[tuple[int, int]]:
    """Returns how many files each entry adds and removes."""
    return [(len(entry.adds), len(entry.removes)) for entry in folder.entries]


def agree(folder: DeltaFolder, real: RealTable) -> None:
    """Sees that both have the same entries, files and rows, in the newest version."""
    assert told(folder) == [(len(e.adds), len(e.removes)) for e in real.entries()]
    assert len(folder.files) == len(real.files())
    assert sorted(folder.read(folder.newest).rows) == real.rows()


keys = st.sampled_from(DISHES)
some_rows = st.dictionaries(keys, st.sampled_from("123"), min_size=1, max_size=3)
deeds = st.one_of(
    st.tuples(st.sampled_from(["append", "overwrite", "merge"]), some_rows),
    st.tuples(st.just("delete"), st.lists(keys, min_size=1, max_size=2, unique=True)),
    st.tuples(st.sampled_from(["optimize", "checkpoint"]), st.none()),
    st.tuples(st.just("restore"), st.integers(0, 9)),
)
MAKES: dict[str, Callable[..., Begun]] = {"append": append, "overwrite": overwrite, "merge": merge}


def do_both(folder: DeltaFolder, real: RealTable, deed: str, what: object) -> DeltaFolder:
    """Does the same to both, where there is anything to do."""
    live = folder.live(folder.newest)
    if deed in MAKES and isinstance(what, dict):
        rows = tuple(what.items())
        getattr(real, deed)(rows)
        return done(MAKES[deed](folder, rows))
    if deed == "delete" and isinstance(what, Sequence):
        if set(what).isdisjoint(key for key, _ in folder.read(folder.newest).rows):
            return folder
        real.delete(what)
        return done(delete(folder, what))
    if deed == "optimize" and len(live) > 1:
        real.optimize()
        return done(optimize(folder))
    if deed == "checkpoint":
        real.now().create_checkpoint()
        return checkpoint(folder)
    if deed == "restore" and isinstance(what, int) and what < folder.newest:
        real.restore(what)
        return restore(folder, what)[0]
    return folder


@settings(
    max_examples=200 if PROVES else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(deeds, min_size=3, max_size=8))
def test_whatever_is_done_entries_files_and_rows_are_those_of_a_real_table(steps):
    with TemporaryDirectory() as root:
        folder, real = created(), RealTable(Path(root))
        for deed, what in steps:
            folder = do_both(folder, real, deed, what)
        agree(folder, real)
        for version in range(folder.newest + 1):
            assert sorted(folder.read(version).rows) == real.rows(version)


def test_a_write_that_dies_leaves_files_and_the_version_where_it_was(real):
    real.append([("soup", "6")])
    before = real.files()
    real.die_writing()
    orphans = real.files() - before

    folder = done(append(created(), [("soup", "6")]))
    begun, _ = append(folder, [(f"{at}", "1") for at in range(len(orphans))], files=len(orphans))
    folder, left = cut_off(folder, begun, len(orphans))

    assert 1 < len(orphans)
    agree(folder, real)
    hour = later(folder, 1)
    assert [] == real.vacuum(lite=True) == list(vacuum(hour, keeps_h=0, lite=True)[1])
    assert orphans == set(real.vacuum())
    assert left == vacuum(hour, keeps_h=0)[1]
    agree(vacuum(hour, keeps_h=0)[0], real)


def test_eight_appends_at_once_are_all_kept(real):
    failed: list[Exception] = []
    handles = [real.now() for _ in range(8)]

    def write(at: int) -> None:
        try:
            real.append([(f"dish {at}", "1")], on=handles[at])
        except DeltaError as error:
            failed.append(error)

    threads = [Thread(target=write, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    folder, began = created(), []
    for at in range(8):
        folder, begun = append(folder, [(f"dish {at}", "1")])
        began.append(begun)
    for begun in began:
        folder = done((folder, begun))

    assert [] == failed
    assert 8 == folder.newest
    agree(folder, real)


def test_after_vacuum_an_old_version_is_neither_read_nor_restored(real):
    folder = created()
    steps = [("append", {"soup": "6"}), ("overwrite", {"tea": "3"}), ("append", {"cake": "4"})]
    for step in steps:
        folder = do_both(folder, real, *step)
    real.vacuum()
    folder, gone = vacuum(later(folder, 1), keeps_h=0)

    assert 1 == len(gone)
    agree(folder, real)
    assert gone == folder.read(1).missing
    with pytest.raises(Exception, match="not found"):
        real.rows(real.version(1))
    assert isinstance(restore(folder, 1)[1], DeltaRead)
    with pytest.raises(DeltaError):
        real.restore(real.version(1))
    assert sorted(folder.read(2).rows) == real.rows(real.version(2))


def test_young_files_are_kept(real):
    folder = do_both(created(), real, "append", {"soup": "6"})
    folder = do_both(folder, real, "overwrite", {"tea": "3"})

    assert [] == real.now().vacuum(dry_run=False) == list(vacuum(folder)[1])
    agree(folder, real)


SOUP, TEA = ("soup", "7"), ("tea", "3")
PAIRS = [
    # Two writers begin on soup and pasta in one file, cake in another: does the second fail?
    pytest.param(("append", [[TEA]]), ("append", [[TEA]]), False, id="append, append"),
    pytest.param(("append", [[TEA]]), ("delete", [["soup"]]), False, id="append, delete"),
    pytest.param(("merge", [[SOUP]]), ("delete", [["cake"]]), False, id="of two files"),
    pytest.param(("overwrite", [[TEA]]), ("overwrite", [[TEA]]), True, id="overwrite, overwrite"),
    pytest.param(("merge", [[SOUP]]), ("merge", [[SOUP]]), True, id="merge, merge"),
    pytest.param(("merge", [[TEA]]), ("merge", [[TEA]]), True, id="merge, merge of a new key"),
    pytest.param(("delete", [["soup"]]), ("merge", [[SOUP]]), True, id="delete, merge"),
    pytest.param(("optimize", []), ("delete", [["soup"]]), True, id="optimize, delete"),
]
BEGINS: dict[str, Callable[..., Begun]] = {**MAKES, "delete": delete, "optimize": optimize}


@pytest.mark.parametrize(("first", "second", "fails"), PAIRS)
def test_the_second_of_two_writers_fails_where_it_does_in_a_real_table(real, first, second, fails):
    """An append behind a MERGE is no row: this package refuses it, and Databricks never does."""
    folder = do_both(created(), real, "append", {"soup": "6", "pasta": "11"})
    folder = do_both(folder, real, "append", {"cake": "4"})
    begun = []
    for deed, what in (first, second):
        folder, write = BEGINS[deed](folder, *what)
        begun.append((write, partial(getattr(real, deed), *what, on=real.now())))
    (one, first_for_real), (other, second_for_real) = begun
    folder = done((folder, one))
    folder, ended = commit(folder, other)

    first_for_real()
    with pytest.raises(CommitFailedError) if fails else nullcontext():
        second_for_real()
    assert fails == isinstance(ended, Conflict)
    assert told(folder) == [(len(e.adds), len(e.removes)) for e in real.entries()]
    assert sorted(folder.read(folder.newest).rows) == real.rows()
