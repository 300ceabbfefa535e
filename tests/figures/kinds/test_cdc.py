"""The kind `cdc`: a moment for each change, in the words of what it does to both types."""

import pytest

from tests.build import bundled
from trialrun.figures import FigureStage, PlayedFigure
from trialrun.figures.kinds.cdc import KIND

OSLO = {"key": "lind", "value": "Oslo", "at": "2026-03-01"}
BERGEN = {"key": "lind", "value": "Bergen", "at": "2026-06-01"}
MOSS = {"key": "lind", "value": "Moss", "at": "2026-05-01"}
LEFT = {"key": "lind", "delete": True, "at": "2026-07-01"}


def played(*changes: dict[str, object]) -> PlayedFigure:
    """Plays changes."""
    spec = KIND.Spec(
        kind="cdc",
        title="T",
        summary="S",
        source="moves",
        target="members",
        columns=("member", "town"),
        sequence_by="changed_on",
        changes=changes,
    )
    return KIND.play(spec, FigureStage(facts=bundled().facts))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((OSLO,), "the first of that key: a new row for both types"),
        ((LEFT,), "the first of that key: there is no row of that key"),
        ((OSLO, BERGEN), "It is newer: type 1 writes over the row, type 2 ends it"),
        ((OSLO, BERGEN, MOSS), "A newer change is known, of 2026-06-01: type 1 keeps that."),
        ((OSLO, OSLO), "It has arrived before, and changes nothing."),
        ((OSLO, LEFT), "Type 1 has no row any more, type 2 ends the current one"),
        ((OSLO, LEFT, MOSS), "The row was deleted on 2026-07-01: for type 1 it stays deleted."),
    ],
)
def test_a_moment_says_what_a_change_does(changes, told):
    assert told in played(*changes).moments[-1].says


def test_a_moment_shows_what_has_arrived_and_what_is_new_in_the_tables():
    shown = played(OSLO, BERGEN, MOSS, LEFT).moments[3].shown

    assert ["old", "old", "new", "waiting"] == [change.state for change in shown.changes]
    assert [("Bergen", False)] == [(row.value, row.is_new) for row in shown.current]
    assert [("Oslo", True), ("Moss", True), ("Bergen", False)] == [
        (row.value, row.is_new) for row in shown.history
    ]


@pytest.mark.parametrize(
    ("change", "at", "told"),
    [
        ({"key": "a", "at": "1"}, ("changes", 0), "a change has a value, or is a delete"),
        (OSLO | {"delete": True}, ("changes", 0), "a change has a value, or is a delete"),
        (OSLO | {"fact": "auto-cdcc"}, ("changes", 0, "fact"), "auto-cdc"),
    ],
)
def test_what_cannot_be_played_is_named(change, at, told):
    flaws = [flaw for flaw in played(change).flaws if flaw.at == at]

    assert flaws
    assert told in flaws[0].message
