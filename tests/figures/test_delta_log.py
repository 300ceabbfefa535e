"""A table's folder: what a commit adds and removes, what readers find, what is left behind."""

import pytest

from trialrun.figures.delta_log import (
    WEEK_H,
    Deed,
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
    append,
    commit,
    cut_off,
    delete,
    merge,
    optimize,
    overwrite,
)

SOUP, PASTA, CAKE, TEA = ("soup", "6"), ("pasta", "11"), ("cake", "4"), ("tea", "3")


def done(begun):
    """Commits what was begun, and returns the folder."""
    folder, entry = commit(*begun)
    assert isinstance(entry, DeltaEntry)
    return folder


def with_two_files() -> DeltaFolder:
    """A table with soup and pasta in one file, cake in another."""
    return done(append(done(append(created(), [SOUP, PASTA])), [CAKE]))


def rows(folder: DeltaFolder, version: int | None = None) -> dict[str, str]:
    """Returns what a reader of a version gets."""
    return dict(folder.read(folder.newest if version is None else version).rows)


def test_what_is_written_is_read_only_when_it_is_committed():
    folder, write = append(created(), [SOUP])

    assert {} == rows(folder)
    assert ["part-01.parquet"] == list(folder.files)
    assert {"soup": "6"} == rows(commit(folder, write)[0])


def test_a_write_that_dies_leaves_files_and_no_version():
    before = with_two_files()
    folder, _ = append(before, [TEA, ("x", "1"), ("y", "2")], files=3)
    folder, left = cut_off(before, folder, 2)

    assert ("part-03.parquet", "part-04.parquet") == left
    assert (2, rows(before)) == (folder.newest, rows(folder))
    assert {"part-01.parquet", "part-02.parquet", *left} == set(folder.files)


def test_a_name_is_never_used_again():
    before = with_two_files()
    folder, _ = cut_off(before, append(before, [TEA])[0], 1)
    again = done(append(folder, [TEA]))

    assert ("part-04.parquet",) == again.entries[-1].adds


def test_an_overwrite_removes_all_and_adds_in_one_entry():
    folder = done(overwrite(with_two_files(), [TEA]))

    entry = folder.entries[-1]
    assert (("part-03.parquet",), ("part-01.parquet", "part-02.parquet")) == entry[2:4]
    assert {"tea": "3"} == rows(folder)
    assert {"soup", "pasta", "cake"} == set(rows(folder, 2))


def test_a_merge_writes_files_with_known_keys_anew_and_adds_the_others():
    folder = done(merge(with_two_files(), [("soup", "7"), TEA]))

    assert (("part-03.parquet",), ("part-01.parquet",)) == folder.entries[-1][2:4]
    assert {"cake": "4", "soup": "7", "pasta": "11", "tea": "3"} == rows(folder)


def test_a_merge_of_new_keys_removes_nothing():
    assert ((), {"tea"}) == (
        done(merge(with_two_files(), [TEA])).entries[-1].removes,
        set(rows(done(merge(created(), [TEA])))),
    )


@pytest.mark.parametrize(
    ("keys", "adds", "left"),
    [
        pytest.param(["soup"], 1, {"pasta", "cake"}, id="part of a file"),
        pytest.param(["cake"], 0, {"soup", "pasta"}, id="a whole file"),
        pytest.param(["soup", "pasta", "cake"], 0, set(), id="all"),
    ],
)
def test_a_delete_writes_what_stays_anew(keys, adds, left):
    folder = done(delete(with_two_files(), keys))

    assert (adds, left) == (len(folder.entries[-1].adds), set(rows(folder)))


def test_optimize_changes_no_row():
    before = with_two_files()
    folder = done(optimize(before))

    assert rows(before) == rows(folder)
    assert (1, 2) == tuple(map(len, folder.entries[-1][2:4]))


def test_a_restore_is_a_new_version_with_the_old_files():
    before = done(overwrite(with_two_files(), [TEA]))
    folder, entry = restore(before, 1)

    assert isinstance(entry, DeltaEntry)
    assert (4, Deed.RESTORE) == entry[:2]
    assert (("part-01.parquet",), ("part-03.parquet",)) == entry[2:4]
    assert rows(folder, 1) == rows(folder)
    assert before.entries == folder.entries[:-1]


def test_appends_at_once_are_all_kept_under_numbers_in_a_row():
    folder = with_two_files()
    began = []
    for number in range(8):
        folder, write = append(folder, [(f"dish {number}", "1")])
        began.append(write)
    for write in began:
        folder = done((folder, write))

    assert {2} == {write.base for write in began}
    assert (10, 11) == (folder.newest, len(rows(folder)))


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (lambda f: merge(f, [("soup", "7")]), lambda f: append(f, [TEA]), None),
        (lambda f: append(f, [TEA]), lambda f: merge(f, [("soup", "7")]), None),
        (lambda f: append(f, [TEA]), lambda f: overwrite(f, [TEA]), None),
        (lambda f: merge(f, [("soup", "7")]), lambda f: merge(f, [("cake", "7")]), None),
        (lambda f: delete(f, ["soup"]), lambda f: delete(f, ["cake"]), None),
        (
            lambda f: merge(f, [("soup", "7")]),
            lambda f: merge(f, [("pasta", "7")]),
            Conflict.DELETE_READ,
        ),
        (lambda f: overwrite(f, [TEA]), lambda f: overwrite(f, [TEA]), Conflict.DELETE_READ),
        (optimize, lambda f: delete(f, ["soup"]), Conflict.DELETE_READ),
        (lambda f: merge(f, [TEA]), lambda f: merge(f, [TEA]), Conflict.APPEND),
        (lambda f: merge(f, [TEA]), lambda f: merge(f, [("scone", "2")]), None),
    ],
)
def test_a_write_fails_only_when_another_is_in_its_way(first, second, outcome):
    """By files, without row-level concurrency. Facts: delta-losing-number, delta-row-level."""
    folder, one = first(with_two_files())
    base = with_two_files().newest
    folder, other = second(folder)
    assert (base, base) == (one.base, other.base)
    folder = done((folder, one))
    after, ended = commit(folder, other)

    assert outcome == (ended if isinstance(ended, Conflict) else None)
    assert (base + 1 if outcome else base + 2) == after.newest
    assert not outcome or (after == folder and set(other.adds) <= set(after.files))


def test_vacuum_deletes_what_was_not_needed_for_a_week():
    folder = later(done(delete(with_two_files(), ["cake"])), WEEK_H)
    young = done(delete(folder, ["soup"]))

    assert () == vacuum(young)[1]
    folder, gone = vacuum(later(young, 1))
    assert ("part-02.parquet",) == gone
    assert isinstance(restore(folder, 2)[1], DeltaRead)
    assert ("part-02.parquet",) == folder.read(2).missing
    assert ((), ()) == (folder.read(2).rows, folder.read(3).missing)


def test_vacuum_lite_does_not_find_what_no_entry_names():
    before = with_two_files()
    folder, left = cut_off(before, append(before, [TEA])[0], 1)
    folder = later(folder, WEEK_H + 1)

    assert ((), left) == (vacuum(folder, lite=True)[1], vacuum(folder)[1])


def test_a_checkpoint_saves_readers_the_entries_before_it():
    folder = done(append(checkpoint(with_two_files()), [TEA]))

    assert (2, (3,)) == folder.read(3)[1:3]
    assert (2, ()) == folder.read(2)[1:3]
    assert (-1, (0, 1)) == folder.read(1)[1:3]
    assert 3 == folder.newest
