"""Order: any order that the graph allows is right; what is wrong, the graph tells."""

from itertools import permutations
from typing import Any

import pytest

from tests.build import (
    NO_TOOLS,
    a_chain,
    a_question,
    a_scenario,
    a_stage,
    a_task,
    a_world,
)
from trialrun.questions import Flaw, Part, Reading, flaws_of, read_question
from trialrun.questions.kinds.order import KIND, OrderSpec

DIAMOND = ("a", a_task("b", "a"), a_task("c", "a"), a_task("d", "b", "c"))


def a_stage_of(*tasks: Any):
    return a_stage(a_scenario(world=a_world(*tasks)))


def an_order(**fields: Any) -> OrderSpec:
    defaults = {"id": "in-order", "stem": "?", "kind": "order", "run": "one-fails"}
    return OrderSpec.model_validate(defaults | fields)


def a_question_of(*tasks: Any, **fields: Any):
    return a_question(an_order(**fields), a_stage_of(*tasks))


SPEC = an_order(why={"d": "It reads both."})
QUESTION = a_question(SPEC, a_stage_of(*DIAMOND))


def places(order: str) -> dict[str, str]:
    return {key: str(place) for place, key in enumerate(order, 1)}


def form(**given: str) -> dict[str, list[str]]:
    return {f"place-{key}": place.split("+") for key, place in given.items()}


def test_the_key_is_an_order_that_the_graph_allows():
    assert places("abcd") == QUESTION.key


def test_the_key_does_not_follow_the_order_of_the_file():
    question = a_question_of(a_task("z", "m"), "a", a_task("m", "a"))

    assert places("amz") == question.key


RIGHT = {"abcd", "acbd"}


@pytest.mark.parametrize("order", ["".join(order) for order in permutations("abcd")])
def test_any_order_that_the_graph_allows_is_right_and_no_other(order):
    assert (order in RIGHT) == KIND.grade(QUESTION, places(order)).is_correct


SCORES = [
    pytest.param("bacd", 3 / 4, id="one before its parent"),
    pytest.param("bcad", 2 / 4, id="two before theirs"),
    pytest.param("abdc", 3 / 4, id="behind one parent of two"),
    pytest.param("dcba", 1 / 4, id="backwards"),
]


@pytest.mark.parametrize(("order", "score"), SCORES)
def test_the_score_is_the_share_of_tasks_behind_their_parents(order, score):
    assert score == KIND.grade(QUESTION, places(order)).score


def test_a_grade_tells_each_task_in_the_order_given():
    parts = KIND.grade(QUESTION, places("bdac")).parts

    assert (
        Part("b", "b", "1", "2", "It depends on `a`: `a` comes first.", False),
        Part(
            "d", "d", "2", "4", "It depends on `b` and `c`: `c` comes first. It reads both.", False
        ),
        Part("a", "a", "3", "1", "It waits for none of these.", True),
        Part("c", "c", "4", "3", "It depends on `a`, which stands before it.", True),
    ) == parts


def test_what_was_not_placed_is_told_in_an_order_that_is_right():
    parts = KIND.grade(QUESTION, {}).parts

    assert ["", "", "", ""] == [part.given for part in parts]
    assert [
        "It waits for none of these.", "It depends on `a`.", "It depends on `a`.",
        "It depends on `b` and `c`. It reads both.",
    ] == [part.why for part in parts]  # fmt: skip


def test_of_some_tasks_dependencies_through_others_count():
    question = a_question_of(*DIAMOND, a_task("e", "d"), tasks=["e", "b", "a"])
    late = KIND.grade(question, places("eab")).parts[0]

    assert places("abe") == question.key
    assert "It waits for `a` and `b`: `a` and `b` come first." == late.why
    assert KIND.grade(question, places("abe")).is_correct
    assert not KIND.grade(question, places("aeb")).is_correct


def test_two_that_come_first_are_both_named():
    (late, *_) = KIND.grade(QUESTION, places("dabc")).parts

    assert "It depends on `b` and `c`: `b` and `c` come first. It reads both." == late.why


EACH = "Give each task a place of its own: "

READINGS = [
    pytest.param(form(**places("acbd")), Reading(places("acbd")), id="an order"),
    pytest.param({}, Reading({}, f"{EACH}a, b, c and d have none yet."), id="blank"),
    pytest.param(
        form(a="1", b="2", c="", d="4"),
        Reading({"a": "1", "b": "2", "d": "4"}, f"{EACH}c has none yet."),
        id="one open",
    ),
    pytest.param(
        form(a="1", b="2", c="2", d="4"),
        Reading(
            {"a": "1", "b": "2", "c": "2", "d": "4"},
            f"{EACH}b and c both have place 2, place 3 is empty.",
        ),
        id="two in one place",
    ),
    pytest.param(
        form(a="3", b="3", c="3", d="4"),
        Reading(
            {"a": "3", "b": "3", "c": "3", "d": "4"},
            f"{EACH}a, b and c all have place 3, places 1 and 2 are empty.",
        ),
        id="three in one place",
    ),
    pytest.param(
        form(a="1", b="1", d="4"),
        Reading(
            {"a": "1", "b": "1", "d": "4"},
            f"{EACH}a and b both have place 1, c has none yet.",
        ),
        id="two in one place, one open",
    ),
    pytest.param(
        form(a="1", b="2", c="3", d="5"),
        Reading({"a": "1", "b": "2", "c": "3"}, f"{EACH}d has none yet."),
        id="a place that there is not",
    ),
    pytest.param(
        form(a="1", b="2", c="3+4", d="4"),
        Reading({"a": "1", "b": "2", "d": "4"}, f"{EACH}c has none yet."),
        id="two places for a task",
    ),
    pytest.param(form(**places("abcd"), e="1"), Reading(places("abcd")), id="a task not asked for"),
]


@pytest.mark.parametrize(("sent", "reading"), READINGS)
def test_a_form_is_read_task_by_task(sent, reading):
    assert reading == KIND.read(QUESTION, sent, NO_TOOLS)


def test_the_form_shows_the_tasks_shuffled():
    orders = {KIND.show(QUESTION, seed=str(seed)).asked for seed in range(40)}

    assert 10 < len(orders)
    assert {("a", "b", "c", "d")} == {tuple(sorted(order)) for order in orders}


def test_the_verdict_shows_the_whole_graph_and_an_order():
    question = read_question(a_question_of(*DIAMOND, tasks=["d", "c", "a"]).text)
    show = KIND.show(question, seed="one")

    assert ("a", "c", "d") == show.one_order
    assert ["a", "b", "c", "d"] == [task.key for task in show.tasks]
    assert ("1", "2", "3") == show.places


FLAWS = [
    pytest.param(
        DIAMOND,
        {"tasks": ["a", "x", "d"]},
        (("tasks", 1), "the job has no task `x`; it has a, b, c, d"),
        id="unknown task",
    ),
    pytest.param(
        DIAMOND,
        {"tasks": ["a", "b", "a"]},
        (("tasks", 2), "`a` is asked for twice; remove one"),
        id="the same twice",
    ),
    pytest.param(
        DIAMOND,
        {"tasks": ["a", "b"]},
        (("tasks",), "name 3 to 8 tasks; 2 are named"),
        id="too few named",
    ),
    pytest.param(
        a_chain(9),
        {"tasks": [f"t{n}" for n in range(9)]},
        (("tasks",), "name 3 to 8 tasks; 9 are named"),
        id="too many named",
    ),
    pytest.param(
        a_chain(9),
        {},
        (("run",), "the job has 9 tasks; name 3 to 8 of them in tasks"),
        id="a job with more",
    ),
    pytest.param(
        a_chain(2),
        {},
        (("run",), "2 tasks make no order to ask for; take a job of at least 3"),
        id="a job with fewer",
    ),
    pytest.param(
        "abc",
        {},
        (("run",), "none of these tasks waits for another, so every order is right"),
        id="no dependency",
    ),
    pytest.param(
        ("a", a_task("b", "a"), "c", "d"),
        {"tasks": ["b", "c", "d"]},
        (("tasks",), "none of these tasks waits for another, so every order is right"),
        id="no dependency among those asked for",
    ),
    pytest.param(
        DIAMOND,
        {"tasks": ["a", "b", "d"], "why": {"c": "?"}},
        (("why", "c"), "`c` is not asked for; asked are a, b, d"),
        id="a reason for what is not asked for",
    ),
    pytest.param(
        DIAMOND,
        {"facts": ["nope"]},
        (("facts", 0), "there is no fact `nope` in lessons/facts.yaml"),
        id="what any kind can have",
    ),
]


@pytest.mark.parametrize(("tasks", "fields", "flaw"), FLAWS)
def test_a_flaw_of_an_order_names_its_place(tasks, fields, flaw):
    assert [Flaw(*flaw)] == list(flaws_of(an_order(**fields), a_stage_of(*tasks)))


def test_a_chain_and_eight_of_many_are_no_flaw():
    eight = [f"t{n}" for n in range(1, 9)]

    assert [] == list(flaws_of(an_order(), a_stage_of(*a_chain(3))))
    assert [] == list(flaws_of(an_order(tasks=eight), a_stage_of(*a_chain(12))))


def test_an_order_needs_a_run():
    with pytest.raises(ValueError, match="run"):
        an_order(run=None, facts=["no-rollback"])
