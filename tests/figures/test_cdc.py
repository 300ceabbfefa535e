"""The model of AUTO CDC: the order of `sequence_by` decides, whatever the order of arrival."""

from itertools import permutations

import pytest

from trialrun.figures.cdc import CdcChange, CdcRow, CdcTarget

OSLO = CdcChange("lind", "Oslo", "2026-03-01")
MOSS = CdcChange("lind", "Moss", "2026-05-01")
BERGEN = CdcChange("lind", "Bergen", "2026-06-01")
LEFT = CdcChange("lind", "", "2026-07-01", is_delete=True)
BACK = CdcChange("lind", "Narvik", "2026-08-01")


def target(*changes: CdcChange) -> CdcTarget:
    found = CdcTarget()
    for change in changes:
        found = found.told(change)
    return found


@pytest.mark.parametrize("order", list(permutations([OSLO, MOSS, BERGEN])))
def test_the_order_of_arrival_changes_nothing(order):
    found = target(*order)

    assert (CdcRow("lind", "Bergen"),) == found.current()
    assert (
        CdcRow("lind", "Oslo", "2026-03-01", "2026-05-01"),
        CdcRow("lind", "Moss", "2026-05-01", "2026-06-01"),
        CdcRow("lind", "Bergen", "2026-06-01"),
    ) == found.history()


def test_a_change_that_comes_twice_counts_once():
    assert target(OSLO, BERGEN) == target(OSLO, BERGEN, OSLO)


@pytest.mark.parametrize("order", list(permutations([OSLO, LEFT, MOSS])))
def test_a_late_change_brings_no_deleted_row_back(order):
    found = target(*order)

    assert () == found.current()
    assert ("lind",) == found.deleted()
    assert ["2026-05-01", "2026-07-01"] == [row.end for row in found.history()]


def test_a_newer_change_does():
    found = target(OSLO, LEFT, BACK)

    assert (CdcRow("lind", "Narvik"),) == found.current()
    assert () == found.deleted()
    assert [("2026-03-01", "2026-07-01"), ("2026-08-01", "")] == [
        (row.start, row.end) for row in found.history()
    ]


def test_rows_of_other_keys_are_left_alone():
    berg = CdcChange("berg", "Bodø", "2026-01-01")

    assert (CdcRow("berg", "Bodø"), CdcRow("lind", "Bergen")) == tuple(
        sorted(target(OSLO, berg, BERGEN).current())
    )
