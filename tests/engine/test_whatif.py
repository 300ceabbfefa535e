"""What-ifs in short text: every form, every sentence that refuses one, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import a_failure, a_script, a_task, a_world, a_write
from trialrun.engine import (
    Action,
    Do,
    Failure,
    WhatIf,
    WhatIfError,
    do_text,
    fail_text,
    read_what_if,
)

WORLD = a_world(
    "ingest",
    a_task("enrich", "ingest"),
    enrich=a_script(a_write("menu"), a_write("price"), fails=a_failure(0)),
)

FAILS = [
    pytest.param("enrich", Failure(None, 0), id="every execution, before its writes"),
    pytest.param("enrich@1", Failure(None, 1), id="after its first write"),
    pytest.param("enrich@2", Failure(None, 2), id="after its last write"),
    pytest.param("enrich:0", Failure(frozenset({0}), 0), id="the first execution"),
    pytest.param("enrich:3@1", Failure(frozenset({3}), 1), id="the fourth, after a write"),
    pytest.param("enrich:0,2@1", Failure(frozenset({0, 2}), 1), id="the first and the third"),
]


@pytest.mark.parametrize(("text", "failure"), FAILS)
def test_a_failure_is_read(text, failure):
    assert (("enrich", failure),) == read_what_if(WORLD, [text], []).fail


@pytest.mark.parametrize(("text", "failure"), FAILS)
def test_a_failure_is_written_as_it_is_read(text, failure):
    assert text == fail_text("enrich", failure)


ACTIONS = [
    pytest.param("run_now", Action(Do.RUN_NOW), id="run now"),
    pytest.param("repair", Action(Do.REPAIR), id="repair"),
    pytest.param("fix", Action(Do.FIX), id="fix all"),
    pytest.param("fix:enrich", Action(Do.FIX, task="enrich"), id="fix one"),
    pytest.param("repair@90", Action(Do.REPAIR, 90_000), id="repair at a moment"),
    pytest.param("run_now@0", Action(Do.RUN_NOW, 0), id="at the start"),
    pytest.param("fix:enrich@5", Action(Do.FIX, 5000, "enrich"), id="fix one at a moment"),
    pytest.param("fix@2592000", Action(Do.FIX, 2_592_000_000), id="after 30 days"),
]


@pytest.mark.parametrize(("text", "action"), ACTIONS)
def test_an_action_is_read(text, action):
    assert (action,) == read_what_if(WORLD, [], [text]).do


@pytest.mark.parametrize(("text", "action"), ACTIONS)
def test_an_action_is_written_as_it_is_read(text, action):
    assert text == do_text(action)


FAIL_SHAPE = "Write TASK, TASK@WRITES or TASK:EXECUTION@WRITES, for example enrich@1."
DO_SHAPE = "Write one of run_now, repair, fix."

ERRORS = [
    pytest.param(["enrich@"], [], f"“enrich@” is no failure. {FAIL_SHAPE}", id="no number"),
    pytest.param([""], [], f"“” is no failure. {FAIL_SHAPE}", id="nothing"),
    pytest.param(["enrich@1:0"], [], f"“enrich@1:0” is no failure. {FAIL_SHAPE}", id="order"),
    pytest.param(["enrich:-1"], [], f"“enrich:-1” is no failure. {FAIL_SHAPE}", id="negative"),
    pytest.param(
        ["e" * 101], [], f"“{'e' * 39}…” is no failure. {FAIL_SHAPE}", id="too long, cut short"
    ),
    pytest.param(
        ["en\u202erich\n!"],
        [],
        f"“en\N{REPLACEMENT CHARACTER}rich\N{REPLACEMENT CHARACTER}!” is no failure. {FAIL_SHAPE}",
        id="characters that would turn the sentence round",
    ),
    pytest.param(
        ["enrihc"],
        [],
        "There is no task “enrihc” in this job. Did you mean enrich?",
        id="a slip in the task",
    ),
    pytest.param(["zzz"], [], "There is no task “zzz” in this job.", id="no task like it"),
    pytest.param(
        ["enrich@3"],
        [],
        "enrich makes 2 writes, so it cannot fail after write 3.",
        id="more writes than it makes",
    ),
    pytest.param(
        ["ingest@1"],
        [],
        "ingest makes 0 writes, so it cannot fail after write 1.",
        id="it makes none",
    ),
    pytest.param([], ["runnow"], f"“runnow” is no action. {DO_SHAPE}", id="unknown action"),
    pytest.param([], ["repair@x"], f"“repair@x” is no action. {DO_SHAPE}", id="no moment"),
    pytest.param([], [""], f"“” is no action. {DO_SHAPE}", id="no action"),
    pytest.param(
        [], ["repair:enrich"], "“repair:enrich”: only fix takes a task, as in fix:TASK.", id="task"
    ),
    pytest.param(
        [],
        ["fix:clean"],
        "There is no task “clean” in this job.",
        id="fix of an unknown task",
    ),
    pytest.param(
        [],
        ["fix@2592001"],
        "“fix@2592001” is later than 30 days, where every story ends.",
        id="after more than 30 days",
    ),
    pytest.param(
        ["enrich"] * 101, [], "101 failures were asked for; at most 100 are played.", id="failures"
    ),
    pytest.param(
        [], ["run_now"] * 51, "51 actions were asked for; at most 50 are played.", id="actions"
    ),
]


@pytest.mark.parametrize(("fail", "do", "sentence"), ERRORS)
def test_what_cannot_be_played_is_refused_in_a_sentence(fail, do, sentence):
    with pytest.raises(WhatIfError) as error:
        read_what_if(WORLD, fail, do)

    assert sentence == str(error.value)


def test_an_empty_what_if_keeps_world_and_actions():
    what_if = read_what_if(WORLD, [], [])

    assert WhatIf(None, None) == what_if
    assert what_if.world(WORLD) is WORLD
    assert (Action(Do.REPAIR),) == what_if.actions([Action(Do.REPAIR)])


def test_none_lets_nothing_fail():
    varied = read_what_if(WORLD, ["none"], []).world(WORLD)

    assert [None, None] == [entry.fails for entry in varied.script.values()]


def test_a_what_if_replaces_all_failures_of_the_world():
    varied = read_what_if(WORLD, ["ingest"], []).world(WORLD)

    assert {"ingest": Failure(None, 0), "enrich": None} == {
        key: entry.fails for key, entry in varied.script.items()
    }


def test_a_what_if_replaces_the_actions():
    what_if = read_what_if(WORLD, [], ["run_now", "repair"])

    assert (Action(Do.RUN_NOW), Action(Do.REPAIR)) == what_if.actions([Action(Do.FIX)])


def test_the_last_word_on_a_task_holds():
    assert (("enrich", Failure(None, 2)),) == read_what_if(WORLD, ["enrich", "enrich@2"], []).fail


TEXTS = [
    pytest.param([], [], id="nothing said"),
    pytest.param(["none"], [], id="nothing fails"),
    pytest.param(["enrich:0@1", "ingest"], ["run_now", "fix:enrich@5", "repair"], id="all of it"),
]


@pytest.mark.parametrize(("fail", "do"), TEXTS)
def test_a_what_if_is_written_as_it_is_read(fail, do):
    what_if = read_what_if(WORLD, fail, do)

    assert (tuple(fail), tuple(do)) == (what_if.fail_texts(), what_if.do_texts())


any_failures = st.builds(
    Failure,
    st.none() | st.frozensets(st.integers(0, 999), min_size=1, max_size=20),
    st.integers(0, 2),
)
moments = st.none() | st.integers(0, 9999).map(lambda seconds: seconds * 1000)
any_actions = st.builds(Action, st.sampled_from(list(Do)), moments) | st.builds(
    Action, st.just(Do.FIX), moments, st.just("enrich")
)


@given(any_failures)
def test_every_failure_survives_being_written_and_read(failure):
    text = fail_text("enrich", failure)

    assert (("enrich", failure),) == read_what_if(WORLD, [text], []).fail


@given(any_actions)
def test_every_action_survives_being_written_and_read(action):
    assert (action,) == read_what_if(WORLD, [], [do_text(action)]).do
