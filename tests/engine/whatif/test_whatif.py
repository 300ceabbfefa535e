"""What-ifs in short text: every form, every sentence that refuses one, and the way back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import (
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_task,
    a_world,
    a_write,
    an_if,
    with_edit,
    with_jobs,
)
from trialrun.engine import (
    Action,
    Do,
    Failure,
    Op,
    Slowness,
    State,
    WhatIf,
    WhatIfError,
    WhatIfText,
    do_text,
    fail_text,
    read_what_if,
    simulate,
    slow_text,
)

WORLD = with_edit(
    a_world(
        "ingest",
        a_task("enrich", "ingest"),
        an_if("is_new", "1", Op.EQUAL_TO, "1", "enrich"),
        a_loop("each", "[1, 2]", "is_new:true"),
        enrich=a_script(a_write("menu"), a_write("price"), fails=a_failure(0)),
    ),
    "v2",
)

FAILS = [
    pytest.param("enrich", Failure(None, 0), id="every execution, before its writes"),
    pytest.param("enrich@1", Failure(None, 1), id="after its first write"),
    pytest.param("enrich@2", Failure(None, 2), id="after its last write"),
    pytest.param("enrich:0", Failure(frozenset({0}), 0), id="the first execution"),
    pytest.param("enrich:3@1", Failure(frozenset({3}), 1), id="the fourth, after a write"),
    pytest.param("enrich:0,2@1", Failure(frozenset({0, 2}), 1), id="the first and the third"),
]

LOOP_FAILS = [
    pytest.param("one.2", Failure(None, 0, frozenset({2})), id="the third iteration"),
    pytest.param(
        "one.0,2:1", Failure(frozenset({1}), 0, frozenset({0, 2})), id="the second try of two"
    ),
]


@pytest.mark.parametrize(("text", "failure"), FAILS)
def test_a_failure_is_read(text, failure):
    assert (("enrich", failure),) == read_what_if(WORLD, [text], []).fail


@pytest.mark.parametrize(("text", "failure"), FAILS)
def test_a_failure_is_written_as_it_is_read(text, failure):
    assert text == fail_text("enrich", failure)


@pytest.mark.parametrize(("text", "failure"), LOOP_FAILS)
def test_a_failure_of_iterations_is_read_and_written(text, failure):
    assert (("one", failure),) == read_what_if(WORLD, [text], []).fail
    assert text == fail_text("one", failure)


ACTIONS = [
    pytest.param("run_now", Action(Do.RUN_NOW), id="run now"),
    pytest.param(
        "run_now;only=enrich;for=2026-11-24T02:00:00Z;token=t1@5",
        Action(Do.RUN_NOW, 5000, tasks=("enrich",), token="t1", occasion="2026-11-24T02:00:00Z"),
        id="for the occasion of a schedule",
    ),
    pytest.param("repair", Action(Do.REPAIR), id="repair"),
    pytest.param("fix", Action(Do.FIX), id="fix all"),
    pytest.param("fix:enrich", Action(Do.FIX, task="enrich"), id="fix one"),
    pytest.param("repair@90", Action(Do.REPAIR, 90_000), id="repair at a moment"),
    pytest.param("run_now@0", Action(Do.RUN_NOW, 0), id="at the start"),
    pytest.param("fix:enrich@5", Action(Do.FIX, 5000, "enrich"), id="fix one at a moment"),
    pytest.param("fix@2592000", Action(Do.FIX, 2_592_000_000), id="after 30 days"),
    pytest.param("fix:one", Action(Do.FIX, task="one"), id="fix a nested task"),
    pytest.param("wait@9", Action(Do.WAIT, 9000), id="wait"),
    pytest.param("cancel", Action(Do.CANCEL), id="cancel the latest run"),
    pytest.param("cancel;run=2", Action(Do.CANCEL, run=2), id="cancel a run"),
    pytest.param("cancel:each@3", Action(Do.CANCEL, 3000, "each"), id="cancel a task"),
    pytest.param("edit:v2", Action(Do.EDIT, name="v2"), id="edit"),
    pytest.param("restore:a.menu", Action(Do.RESTORE, name="a.menu"), id="restore to creation"),
    pytest.param(
        "restore:menu;version=2", Action(Do.RESTORE, name="menu", version=2), id="restore"
    ),
    pytest.param(
        "run_now;only=+enrich+,each",
        Action(Do.RUN_NOW, tasks=("+enrich+", "each")),
        id="run some tasks",
    ),
    pytest.param(
        "run_now;p.region=EU;p.day=2026-11-23;token=t1@5",
        Action(Do.RUN_NOW, 5000, params=(("region", "EU"), ("day", "2026-11-23")), token="t1"),
        id="run with parameters and a token",
    ),
    pytest.param(
        "repair;tasks=enrich,each;dependents;p.x=1;id=1;run=2",
        Action(
            Do.REPAIR,
            tasks=("enrich", "each"),
            dependents=True,
            params=(("x", "1"),),
            latest_repair_id=1,
            run=2,
        ),
        id="repair as the API does",
    ),
    pytest.param("repair;all_failed", Action(Do.REPAIR, all_failed=True), id="repair what failed"),
]


@pytest.mark.parametrize(("text", "action"), ACTIONS)
def test_an_action_is_read(text, action):
    assert (action,) == read_what_if(WORLD, [], [text]).do


@pytest.mark.parametrize(("text", "action"), ACTIONS)
def test_an_action_is_written_as_it_is_read(text, action):
    assert text == do_text(action)


FAIL_SHAPE = "Write TASK, TASK@WRITES or TASK:EXECUTION@WRITES, for example enrich@1."
DO_SHAPE = "Write one of run_now, repair, cancel, edit, fix, restore, wait."
TARGET_SHAPE = "only fix, cancel, edit, restore take a name after the colon, as in fix:TASK."

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
    pytest.param([], [""], f"“” is no action. {DO_SHAPE}", id="no action"),
    pytest.param(
        [], ["repair:enrich"], f"“repair:enrich”: {TARGET_SHAPE}", id="a task it does not take"
    ),
    pytest.param(["is_new"], [], "is_new is control flow: it has no work of its own.", id="flow"),
    pytest.param([], ["fix:each"], "each is a for-each; name what it runs: one.", id="fix of flow"),
    pytest.param(
        [],
        ["run_now;for=a b"],
        "“run_now;for=a b”: an occasion has a name of 1 to 100 letters, digits, or . : + - _, as "
        "in monday or 2026-11-24T02:00:00Z.",
        id="no name of an occasion",
    ),
    pytest.param(
        [],
        ["repair;for=monday"],
        "“repair;for=monday”: repair takes tasks, all_failed, dependents, id, run, p.; "
        "“for=monday” is none.",
        id="a repair is of its run",
    ),
    pytest.param([], ["edit"], "“edit”: write what to edit, as in edit:NAME.", id="no edit named"),
    pytest.param(
        [], ["edit:v3"], "There is no edit “v3”; this story has v2.", id="an unknown edit"
    ),
    pytest.param(
        [], ["restore"], "“restore”: write what to restore, as in restore:NAME.", id="no table"
    ),
    pytest.param(
        [], ["cancel:clean"], "There is no task “clean” in this job.", id="cancel of nothing"
    ),
    pytest.param(
        [],
        ["wait;run=1"],
        "“wait;run=1”: wait takes no options; “run=1” is none.",
        id="an option where there is none",
    ),
    pytest.param(
        [],
        ["cancel;id=1"],
        "“cancel;id=1”: cancel takes run; “id=1” is none.",
        id="an option of another action",
    ),
    pytest.param(
        [],
        ["run_now;p.=1"],
        "“run_now;p.=1”: run_now takes only, for, token, p.; “p.=1” is none.",
        id="a parameter without a name",
    ),
    pytest.param(
        [], ["repair;id=x"], "“repair;id=x”: write a number, as in id=1.", id="no number in it"
    ),
    pytest.param(
        [],
        ["repair;tasks=+enrich"],
        "“repair;tasks=+enrich”: write tasks=TASK,TASK.",
        id="a plus in a repair",
    ),
    pytest.param(
        [],
        ["run_now;only=+clean"],
        "There is no task “clean” in this job.",
        id="a run of an unknown task",
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

    assert [None, None, None] == [entry.fails for entry in varied.script.values()]


def test_a_what_if_replaces_all_failures_of_the_world():
    varied = read_what_if(WORLD, ["ingest"], []).world(WORLD)

    assert {"ingest": Failure(None, 0), "enrich": None, "one": None} == {
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

    assert WhatIfText(tuple(fail), do=tuple(do)) == what_if.text()


numbers = st.frozensets(st.integers(0, 999), min_size=1, max_size=20)
any_failures = st.builds(Failure, st.none() | numbers, st.integers(0, 2), st.none() | numbers)
moments = st.none() | st.integers(0, 9999).map(lambda seconds: seconds * 1000)
keys = st.sampled_from(["ingest", "enrich", "is_new", "each"])
some_keys = st.lists(keys, max_size=3).map(tuple)
words = st.text("abz019_.-", min_size=1, max_size=9)
params = st.lists(st.tuples(words, words), max_size=3).map(tuple)
run_numbers = st.none() | st.integers(1, 9)
pluses = st.sampled_from(["{}", "+{}", "{}+", "+{}+"])
chosen = st.lists(st.builds(str.format, pluses, keys), max_size=3).map(tuple)
any_actions = st.one_of(
    st.builds(Action, st.just(Do.WAIT), moments),
    st.builds(Action, st.just(Do.FIX), moments, st.sampled_from([None, "enrich", "one"])),
    st.builds(Action, st.just(Do.CANCEL), moments, st.none() | keys, run=run_numbers),
    st.builds(Action, st.just(Do.EDIT), moments, name=st.just("v2")),
    st.builds(Action, st.just(Do.RESTORE), moments, name=words, version=st.integers(0, 9)),
    st.builds(
        Action,
        st.just(Do.RUN_NOW),
        moments,
        tasks=chosen,
        params=params,
        token=st.just("") | words,
        occasion=st.just("") | words,
    ),
    st.builds(
        Action,
        st.just(Do.REPAIR),
        moments,
        tasks=some_keys,
        all_failed=st.booleans(),
        dependents=st.booleans(),
        params=params,
        latest_repair_id=st.none() | st.integers(0, 9),
        run=run_numbers,
    ),
)


@given(any_failures)
def test_every_failure_survives_being_written_and_read(failure):
    # Only what a for-each runs has iterations; in WORLD it makes no write.
    key = "enrich" if failure.iterations is None else "one"
    failure = failure if key == "enrich" else replace(failure, after_write=0)
    text = fail_text(key, failure)

    assert ((key, failure),) == read_what_if(WORLD, [text], []).fail


def test_a_task_outside_a_loop_has_no_iterations():
    with pytest.raises(WhatIfError, match="enrich has no iterations; write enrich:0"):
        read_what_if(WORLD, ["enrich.0"], [])


def test_nothing_fails_in_child_jobs_either_when_nothing_is_to_fail():
    child = a_world("x", x=a_script(fails=a_failure()))
    world = with_jobs(a_world(a_run_job("a", "child"), "b"), child=child)

    assert State.FAILED is simulate(world).result
    assert State.SUCCESS is simulate(read_what_if(world, ["none"], []).world(world)).result


@given(any_actions)
def test_every_action_survives_being_written_and_read(action):
    assert (action,) == read_what_if(WORLD, [], [do_text(action)]).do


@pytest.mark.parametrize("value", ["me@example.com", "v@5", "a;b"])
def test_any_value_of_a_parameter_survives_being_written_and_read(value):
    action = Action(Do.RUN_NOW, params=(("x", value),))

    assert (action,) == read_what_if(WORLD, [], [do_text(action)]).do


SLOWS = [
    pytest.param("enrich@600", "enrich", Slowness(None, 600_000), id="every execution"),
    pytest.param("enrich:0@600", "enrich", Slowness(frozenset({0}), 600_000), id="the first"),
    pytest.param("enrich:0,2@1", "enrich", Slowness(frozenset({0, 2}), 1000), id="two of them"),
    pytest.param("enrich@0", "enrich", Slowness(None, 0), id="no time at all"),
    pytest.param("enrich@2592000", "enrich", Slowness(None, 2_592_000_000), id="30 days"),
    pytest.param(
        "one.1:0@9", "one", Slowness(frozenset({0}), 9000, frozenset({1})), id="in a loop"
    ),
]


@pytest.mark.parametrize(("text", "task", "slow"), SLOWS)
def test_a_slow_task_is_read_and_written_as_it_is_read(text, task, slow):
    what_if = read_what_if(WORLD, [], [], slow=[text])

    assert ((task, slow),) == what_if.slow
    assert text == slow_text(task, slow)
    assert WhatIfText(slow=(text,)) == what_if.text()


SLOW_SHAPE = (
    "Write TASK@SECONDS or TASK:EXECUTION@SECONDS, for example enrich@600; at most 30 days."
)
SLOW_ERRORS = [
    pytest.param(["enrich"], f"“enrich” slows nothing down. {SLOW_SHAPE}", id="no time"),
    pytest.param([""], f"“” slows nothing down. {SLOW_SHAPE}", id="nothing"),
    pytest.param(["enrich@-1"], f"“enrich@-1” slows nothing down. {SLOW_SHAPE}", id="negative"),
    pytest.param(
        ["enrich@2592001"], f"“enrich@2592001” slows nothing down. {SLOW_SHAPE}", id="31 days"
    ),
    pytest.param(["menu@9"], "There is no task “menu” in this job.", id="no such task"),
    pytest.param(["each@9"], "each is a for-each; name what it runs: one.", id="a loop"),
    pytest.param(
        ["enrich.0@9"],
        "enrich has no iterations; write enrich:0 for its first execution.",
        id="no loop",
    ),
    pytest.param(
        ["enrich@9"] * 101, "101 slow tasks were asked for; at most 100 are read.", id="too many"
    ),
]


@pytest.mark.parametrize(("slow", "sentence"), SLOW_ERRORS)
def test_a_slow_task_that_cannot_be_is_refused_in_a_sentence(slow, sentence):
    with pytest.raises(WhatIfError) as error:
        read_what_if(WORLD, [], [], slow=slow)

    assert sentence == str(error.value)


def test_slow_tasks_replace_those_of_the_world_and_none_lets_nothing_be_slow():
    slow = Slowness(None, 5000)
    script = {key: replace(entry, slow=slow) for key, entry in WORLD.script.items()}
    world = replace(WORLD, script=script)
    varied = read_what_if(world, [], [], slow=["enrich:0@600"]).world(world)
    calm = read_what_if(world, [], [], slow=["none"])

    assert [None, Slowness(frozenset({0}), 600_000), None] == [
        entry.slow for entry in varied.script.values()
    ]
    assert [None, None, None] == [entry.slow for entry in calm.world(world).script.values()]
    assert WhatIfText(slow=("none",)) == calm.text()


def test_nothing_is_slow_in_child_jobs_either_when_nothing_is_to_be_slow():
    child = a_world("x", x=a_script(slow=Slowness(None, 600_000), fails=a_failure()))
    world = with_jobs(a_world(a_run_job("a", "child"), "b"), child=child)

    calm = read_what_if(world, [], [], slow=["none"]).world(world).jobs["child"].script["x"]
    other = read_what_if(world, [], [], slow=["b@9"]).world(world).jobs["child"].script["x"]

    assert (None, a_failure()) == (calm.slow, calm.fails)
    assert child.script["x"] == other


def test_a_task_that_is_slow_takes_so_long():
    world = a_world("a")

    assert 600_000 == simulate(read_what_if(world, [], [], slow=["a@600"]).world(world)).busy_ms


def test_dials_are_turned_beside_failures_and_slow_tasks():
    what_if = read_what_if(
        WORLD,
        ["ingest"],
        ["run_now"],
        slow=["enrich@9"],
        dial=["queue:off", "enrich.retries:2", "each.concurrency:1"],
    )
    varied = what_if.world(WORLD)

    assert (False, 2) == (varied.job.queue, varied.job.tasks[1].max_retries)
    assert (Failure(None, 0), Slowness(None, 9000)) == (
        varied.script["ingest"].fails,
        varied.script["enrich"].slow,
    )
    assert what_if.text() == WhatIfText(
        ("ingest",), ("enrich@9",), ("queue:off", "enrich.retries:2"), ("run_now",)
    )


def test_a_dial_that_cannot_be_turned_is_refused_like_all_else():
    with pytest.raises(WhatIfError, match=r"^There is no task “clean” in this job\.$"):
        read_what_if(WORLD, [], [], dial=["clean.retries:1"])
    with pytest.raises(WhatIfError, match=r"^101 dials were asked for; at most 100 are read\.$"):
        read_what_if(WORLD, [], [], dial=["queue:off"] * 101)
