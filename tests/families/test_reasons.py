"""Reasons of generated questions: what decides, said once, and with the numbers of the answer."""

import re

import pytest

from tests.families.drawn import OPTIONS, shown, some
from trialrun.diagram import clock
from trialrun.families import FAMILIES

_STEP = re.compile(r"`\w+` ([\d:]+)")


def key_and_wrong(found) -> tuple[dict[str, str], list[dict[str, str]]]:
    options, key = found.question.body["options"], found.question.key
    right = next(each for each in options if key[each["id"]] == "yes")
    return right, [each for each in options if each is not right]


def seconds(told: str) -> int:
    """Reads 2:00 or 1:02:00.

    >>> seconds("1:02:00")
    3720
    """
    total = 0
    for part in told.split(":"):
        total = total * 60 + int(part)
    return total


@pytest.mark.parametrize("name", FAMILIES)
def test_a_wrong_option_does_not_say_the_reason_of_the_key_again(name):
    for found in some(name, kind=OPTIONS):
        right, wrong = key_and_wrong(found)

        assert len(shown(found)) == 4
        assert [] == [each["why"] for each in wrong if right["why"] in each["why"]]
        assert all(each["why"] for each in wrong)


NEAR = re.compile(r"So it would be .*?\.( |$)")


@pytest.mark.parametrize("name", FAMILIES)
def test_a_wrong_option_is_told_what_the_run_says_against_it(name):
    """That it would be so in another story is not enough."""
    for found in some(name, kind=OPTIONS):
        _, wrong = key_and_wrong(found)
        reasons = [NEAR.sub("", each["why"], count=1) for each in wrong]

        assert all(len(why.split()) > 3 for why in reasons), (found.question.id, reasons)


def test_the_moment_that_a_reason_names_is_one_of_the_run():
    named = 0
    for name in ("end-state", "run-length", "decided-next", "retry-starts", "next-trigger"):
        for found in some(name, 20, OPTIONS):
            (run,) = found.question.runs
            trace = found.scenario.play(found.scenario.read(run.what_if))
            moments = {clock(event.t_ms) for event in trace.events}
            _, wrong = key_and_wrong(found)
            told = [m for each in wrong for m in re.findall(r"At ([\d:]+) ", each["why"])]

            assert set(told) <= moments
            named += len(told)

    assert named > 50


def test_the_reason_of_a_length_names_the_tasks_that_add_up_to_it():
    for found in some("run-length", kind=OPTIONS):
        right, _ = key_and_wrong(found)
        way, told = re.search(r"What takes longest is (.*?) = ([\d:]+)\.", right["why"]).groups()

        assert right["says"].startswith(f"{told}, ")
        assert seconds(told) == sum(map(seconds, _STEP.findall(way)))


def test_the_reason_of_a_table_says_the_surplus_that_the_key_says():
    summed = 0
    for found in some("table-rows", kind=OPTIONS):
        right, _ = key_and_wrong(found)
        for table, rows, surplus in re.findall(
            r"`(\S+)`: (\d+) rows, (\d+) surplus", right["says"]
        ):
            last = re.search(rf"to {table} [^.]*?: (\d+) surplus rows", right["why"])
            if last and last[1] != surplus:
                summed += 1
                says = f"`{table}` then holds {rows} rows, {surplus} of them surplus."
                assert says in right["why"]

    assert summed
