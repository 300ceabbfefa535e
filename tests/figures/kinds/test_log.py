"""The kind `log`: moments in the words of what happens, and what cannot be played."""

import re
from pathlib import Path

import pytest

from tests.build import bundled
from trialrun.figures import FigureStage, PlayedFigure, log_told
from trialrun.figures.kinds.log import KIND
from trialrun.questions import Flaw

TOLD = Path(log_told.__file__).read_text()
SOUP = {"do": "append", "rows": {"soup": "6"}, "by": "the night job"}


def played(*steps: dict[str, object], stage: FigureStage | None = None) -> PlayedFigure:
    """Plays steps."""
    spec = KIND.Spec(kind="log", title="T", summary="S", table="menu", steps=steps)
    return KIND.play(spec, stage or FigureStage())


def states(moment) -> dict[str, str]:
    """Returns the state of each file that a moment shows."""
    return {file.name: file.state for file in moment.shown.files}


def test_a_write_is_two_moments():
    _, written, committed = played(SOUP).moments

    assert "still gets version 0" in written.says
    assert {"part-01.parquet": "pending"} == states(written)
    assert ("0 rows", "1 row") == (written.shown.reader.told, committed.shown.reader.told)
    assert committed.says.startswith("The night job puts entry 1 into the log: add")
    assert {"part-01.parquet": "live"} == states(committed)


def test_a_write_that_fails_leaves_an_orphan_and_the_version():
    *_, failed = played(SOUP, {"do": "append", "rows": "6", "files": 3, "fails_after": 2}).moments

    assert "The newest version is still 1." in failed.says
    assert ["orphan", "orphan", "live"] == list(states(failed).values())
    assert "In no version: part-02.parquet (2 rows), part-03.parquet (2 rows)." in failed.told


def test_writers_at_once_commit_one_after_the_other():
    writes = [{"do": "append", "rows": "1"} for _ in range(8)]
    begun, *settled = played({"do": "at-once", "writes": writes}).moments[1:]

    assert 8 * ["pending"] == list(states(begun).values())
    assert [*range(1, 9)] == [moment.shown.entries[0].version for moment in settled]
    assert "wanted entry 1, and entries 1 to 7 are taken" in settled[-1].says
    assert "8 rows" == settled[-1].shown.reader.told


def test_one_of_two_writers_that_change_a_file_fails():
    writes = [{"do": "merge", "rows": {"soup": "7"}}, {"do": "delete", "keys": ["soup"]}]
    *_, refused = played(SOUP, {"do": "at-once", "writes": writes}).moments

    assert "`ConcurrentDeleteReadException`" in refused.says
    assert (2, (("soup", "7"),)) == (refused.shown.entries[0].version, refused.shown.reader.rows)


def test_a_reader_of_an_old_version_is_shown_with_its_way():
    *_, read = played(SOUP, {"do": "overwrite", "rows": "2"}, {"do": "read", "version": 1}).moments

    assert "Entries 0 and 1 say which files that is: `part-01.parquet`." in read.says
    assert [False, True, True] == [entry.is_read for entry in read.shown.entries]
    assert ["part-01.parquet"] == [file.name for file in read.shown.files if file.is_read]


def test_after_vacuum_an_old_version_cannot_be_read_or_restored():
    steps = [SOUP, {"do": "overwrite", "rows": "2"}, {"do": "wait", "days": "8"}, {"do": "vacuum"}]
    moments = played(*steps, {"do": "read", "version": 1}, {"do": "restore", "version": 1}).moments

    vacuumed, read, refused = moments[-3:]
    assert "gone" == states(vacuumed)["part-01.parquet"]
    assert ("part-01.parquet",) == read.shown.reader.missing
    assert "RESTORE to version 1 fails" in refused.says
    assert 2 == refused.shown.entries[0].version


def test_a_note_and_a_fact_of_the_author_stand_with_the_last_moment_of_their_step():
    stage = FigureStage(facts=["mine"])
    moments = played({**SOUP, "note": "Look.", "fact": "mine"}, stage=stage).moments

    assert ["", "", "Look."] == [moment.note for moment in moments]
    assert "mine" == moments[-1].fact != moments[-2].fact


def test_each_fact_that_decides_is_in_the_course():
    """Every sentence is said once: a new one belongs here."""
    merge = {"do": "merge", "rows": {"soup": "7"}}
    steps = [
        SOUP,
        SOUP,
        merge,
        {"do": "append", "rows": "1", "fails_after": 0},
        {"do": "at-once", "writes": [merge, merge, SOUP, {"do": "merge", "rows": {"tea": "1"}}]},
        {"do": "optimize"},
        {"do": "overwrite", "rows": "2"},
        {"do": "checkpoint"},
        {"do": "read"},
        {"do": "restore", "version": 1},
        {"do": "wait", "days": 8},
        {"do": "vacuum", "lite": True},
        {"do": "vacuum"},
        {"do": "read", "version": 2},
        {"do": "restore", "version": 2},
    ]
    found = played(*steps)
    decided = {moment.fact for moment in found.moments} - {""}
    written = {"vacuum", *re.findall(r'"((?:[a-z]+-)+[a-z]+)"', TOLD)}

    assert () == found.flaws
    assert written == decided
    assert decided <= set(bundled().facts)


@pytest.mark.parametrize(
    ("step", "flaw"),
    [
        (
            {"do": "restore", "version": 2},
            Flaw(("steps", 1, "version"), "there is no version 2 yet; the newest is 1"),
        ),
        (
            {"do": "restore", "version": 1},
            Flaw(("steps", 1, "version"), "version 1 is the newest; restore an older one"),
        ),
        (
            {"do": "read", "version": 9},
            Flaw(("steps", 1, "version"), "there is no version 9 yet; the newest is 1"),
        ),
        (
            {"do": "delete", "keys": ["tea"]},
            Flaw(("steps", 1, "keys", 0), "no row has the key `tea` now"),
        ),
        (
            {"do": "append", "rows": "3", "fails_after": 2},
            Flaw(("steps", 1, "fails_after"), "it writes 1 file; let it fail earlier"),
        ),
        (
            {"do": "optimize"},
            Flaw(
                ("steps", 1),
                "the newest version has fewer than two files; there is nothing to join",
            ),
        ),
        (
            {"do": "at-once", "writes": [SOUP, {**SOUP, "fails_after": 1}]},
            Flaw(
                ("steps", 1, "writes", 1, "fails_after"),
                "a write that fails stands alone; take it out of at-once",
            ),
        ),
        (
            {**SOUP, "fact": "mien"},
            Flaw(
                ("steps", 1, "fact"),
                "there is no fact `mien` in lessons/facts.yaml; did you mean `mine`?",
            ),
        ),
    ],
)
def test_what_cannot_be_played_is_named_where_it_stands(step, flaw):
    assert (flaw,) == played(SOUP, step, stage=FigureStage(facts=["mine"])).flaws
