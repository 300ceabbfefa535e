"""Dials: every one is read, turned and written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import (
    CLUSTER,
    FREE,
    SERVERLESS,
    TEAM,
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_task,
    a_world,
    a_write,
    an_if,
    states,
    with_job,
    with_jobs,
)
from trialrun.engine import (
    ILLUSTRATIVE,
    Compute,
    ComputeKind,
    Dial,
    Op,
    State,
    Turn,
    World,
    WriteMode,
    dials_of_job,
    dials_of_task,
    read_what_if,
    simulate,
    turn_text,
)
from trialrun.engine.whatif.dials import DialError, read_turns, turned, value_of_dial

SQL = Compute("warehouse", ComputeKind.SQL_WAREHOUSE)
POOL = Compute("pool", ComputeKind.JOB_CLUSTER_POOL)


def on_cluster(key: str, *after: str, **fields):
    return a_task(key, *after, **{"compute": "main"} | fields)


WORLD = a_world(
    on_cluster("ingest"),
    on_cluster("silver", "ingest"),
    an_if("is_new", "1", Op.EQUAL_TO, "1", "ingest"),
    a_loop("each", "[1, 2]", "is_new:true", task=on_cluster("one")),
    silver=a_script(a_write("orders"), a_write("menu", mode="merge"), fails=a_failure(0)),
    one=a_script(a_write("regions")),
)


def turn(world: World, *texts: str) -> World:
    """Returns the world with its dials turned as the texts say."""
    return turned(world, read_turns(world, texts))


def kinds(world: World) -> dict[str, str]:
    """Returns {task key: kind of its compute}, the tasks of loops included."""
    nested = [task.for_each.task for task in world.job.tasks if task.for_each]
    works = [task for task in (*world.job.tasks, *nested) if not task.is_control_flow]
    return {task.key: str(world.job.compute_of[task.compute].kind) for task in works}


DIALS = [
    ("compute:serverless", "job_cluster"),
    ("clusters:own", "shared"),
    ("max_concurrent_runs:2", "1"),
    ("queue:off", "on"),
    ("silver.run_if:ALL_DONE", "ALL_SUCCESS"),
    ("silver.retries:-1", "0"),
    ("silver.retry_on_timeout:on", "off"),
    ("silver.auto_optimization:on", "off"),
    ("silver.timeout:90", "0"),
    ("each.concurrency:2", "1"),
    ("silver.disabled:on", "off"),
    ("each.disabled:on", "off"),
    ("is_new.run_if:ALL_DONE", "ALL_SUCCESS"),
    ("one.retries:2", "0"),
    ("silver.write1:overwrite", "append"),
    ("silver.write2:idempotent", "merge"),
    ("one.write1:merge", "append"),
]
EVERY_DIAL = [pytest.param(text, before, id=text) for text, before in DIALS]


@pytest.mark.parametrize(("text", "before"), EVERY_DIAL)
def test_a_dial_is_read_turned_and_written(text, before):
    (read,) = read_turns(WORLD, [text])
    world = turned(WORLD, [read])

    assert text == turn_text(read)
    assert before == value_of_dial(WORLD, read.task, read.dial)
    assert read.value == value_of_dial(world, read.task, read.dial)


@pytest.mark.parametrize(("text", "before"), EVERY_DIAL)
def test_a_dial_that_is_turned_to_where_it_stands_is_dropped(text, before):
    left, _, _ = text.partition(":")

    assert () == read_turns(WORLD, [f"{left}:{before}"])
    assert () == read_turns(WORLD, [text, f"{left}:{before}"])


# Clusters that are joined again go by the name of the first task.
@pytest.mark.parametrize(("text", "before"), [d for d in EVERY_DIAL if d.id != "clusters:own"])
def test_a_dial_that_is_turned_back_gives_the_same_world(text, before):
    left, _, _ = text.partition(":")

    assert WORLD == turn(turn(WORLD, text), f"{left}:{before}")


def test_turning_a_dial_leaves_the_rest_alone():
    assert replace(WORLD, job=replace(WORLD.job, queue=False)) == turn(WORLD, "queue:off")


def test_the_last_word_on_a_dial_holds():
    assert (Turn("silver", "retries", "3"),) == read_turns(
        WORLD, ["silver.retries:1", "silver.retries:3"]
    )


def test_turns_come_in_one_order():
    texts = [
        "silver.write2:append",
        "silver.write1:merge",
        "ingest.retries:1",
        "silver.run_if:ALL_DONE",
        "queue:off",
        "compute:serverless",
    ]

    assert texts[::-1] == list(map(turn_text, read_turns(WORLD, texts)))


def test_the_tenth_write_stands_behind_the_second():
    world = a_world("a", a=a_script(*[a_write(f"t{i}") for i in range(10)]))

    assert ["a.write2:merge", "a.write10:merge"] == list(
        map(turn_text, read_turns(world, ["a.write10:merge", "a.write2:merge"]))
    )


def test_a_number_is_written_one_way():
    assert read_turns(WORLD, ["silver.retries:2"]) == read_turns(WORLD, ["silver.retries:002"])
    assert () == read_turns(WORLD, ["silver.retries:-0"])


some_texts = st.lists(st.sampled_from([text for text, _ in DIALS]), max_size=6)


@given(some_texts)
def test_turns_survive_being_written_and_read(texts):
    turns = read_turns(WORLD, texts)

    assert turns == read_turns(WORLD, list(map(turn_text, turns)))


@given(some_texts)
def test_no_turn_is_kept_that_could_be_left_out(texts):
    turns = read_turns(WORLD, texts)

    for left_out in turns:
        rest = [other for other in turns if other is not left_out]
        assert turned(WORLD, turns) != turned(WORLD, rest)


def test_a_dial_takes_the_odd_value_at_which_it_stands():
    world = with_job(
        a_world(a_task("a", max_retries=500, timeout_ms=1500), a_task("b", compute="main")),
        max_concurrent_runs=0,
    )
    texts = ["a.retries:500", "a.timeout:1.5", "compute:mixed", "clusters:own"]

    assert () == read_turns(world, [*texts, "max_concurrent_runs:0"])


def test_the_dials_of_the_job_stand_with_their_choices():
    kinds = ("job_cluster", "job_cluster_pool", "all_purpose", "serverless", "serverless_standard")

    assert [
        Dial("", "compute", "job_cluster", kinds),
        Dial("", "clusters", "shared", ("shared", "own")),
        Dial("", "max_concurrent_runs", "1", ("1", "2", "3")),
        Dial("", "queue", "on", ("on", "off")),
    ] == dials_of_job(WORLD)


def test_a_value_that_is_no_usual_choice_stands_among_the_choices():
    world = with_job(a_world(a_task("a"), on_cluster("b")), max_concurrent_runs=7)
    compute, limit, _ = dials_of_job(world)

    assert ("mixed", "mixed") == (compute.value, compute.choices[0])
    assert ("7", ("7", "1", "2", "3")) == (limit.value, limit.choices)


def test_a_job_without_work_has_no_dial_of_compute():
    world = a_world(an_if("is_new", "1", Op.EQUAL_TO, "1"))

    assert ["max_concurrent_runs", "queue"] == [dial.name for dial in dials_of_job(world)]
    assert () == read_turns(world, ["compute:serverless", "clusters:shared"])


def names_of(world: World, key: str) -> list[str]:
    return [f"{dial.task}.{dial.name}" for dial in dials_of_task(world, key)]


def test_the_dials_of_a_task_are_those_it_can_use():
    limited = turn(WORLD, "silver.timeout:60", "silver.retries:1")
    names = ["silver.run_if", "silver.retries", "silver.timeout", "silver.write1", "silver.write2"]

    assert names == names_of(WORLD, "silver")
    assert [*names[:2], "silver.retry_on_timeout", *names[2:]] == names_of(limited, "silver")
    assert ["is_new.run_if"] == names_of(WORLD, "is_new")


def test_a_for_each_offers_the_dials_of_what_it_runs_too():
    names = ["each.run_if", "each.concurrency", "one.retries", "one.timeout", "one.write1"]

    assert names == names_of(WORLD, "each")


def test_a_task_that_there_is_not_has_no_dials():
    with pytest.raises(KeyError):
        dials_of_task(WORLD, "gold")


def test_every_choice_that_is_offered_is_taken():
    dials = dials_of_job(WORLD) + [d for t in WORLD.job.tasks for d in dials_of_task(WORLD, t.key)]

    for dial in dials:
        for choice in dial.choices:
            asked = Turn(dial.task, dial.name, choice)
            assert (() if choice == dial.value else (asked,)) == read_turns(
                WORLD, [turn_text(asked)]
            )


MIXED = a_world(
    a_task("a"),
    on_cluster("b"),
    a_task("c", compute="pool"),
    a_task("q", compute="warehouse", type="sql"),
)
MIXED = with_job(MIXED, computes=(SERVERLESS, CLUSTER, TEAM, POOL, SQL))


def test_compute_is_changed_for_all_that_can_choose_it():
    assert {"a": "job_cluster", "b": "job_cluster", "c": "job_cluster", "q": "sql_warehouse"} == (
        kinds(turn(MIXED, "compute:job_cluster"))
    )
    assert {"ingest": "all_purpose", "silver": "all_purpose", "one": "all_purpose"} == kinds(
        turn(WORLD, "compute:all_purpose")
    )


def test_compute_that_is_no_cluster_of_the_job_is_one_for_all():
    world = turn(turn(WORLD, "clusters:own"), "compute:all_purpose")

    assert "shared" == value_of_dial(world, "", "clusters")
    assert ["all_purpose"] == sorted(set(kinds(world).values()))
    assert 1 == len({task.compute for task in world.job.tasks if not task.is_control_flow})


def test_own_clusters_start_for_each_task_and_a_shared_one_starts_once():
    chain = (on_cluster("a"), on_cluster("b", "a"), on_cluster("c", "b"))
    world = a_world(*chain, rates=ILLUSTRATIVE)

    assert 1 == simulate(world).final()["clusters"]
    assert 3 == simulate(turn(world, "clusters:own")).final()["clusters"]
    assert 1 == simulate(turn(turn(world, "clusters:own"), "clusters:shared")).final()["clusters"]


def test_own_clusters_have_names_that_other_compute_does_not_have():
    world = with_job(
        a_world(on_cluster("main"), on_cluster("warehouse"), a_task("q", compute="warehouse")),
        computes=(CLUSTER, SQL),
    )
    own = turn(world, "clusters:own")

    assert ["main", "warehouse_cluster", "warehouse"] == [task.compute for task in own.job.tasks]
    assert 3 == len(own.job.computes) == len(own.job.compute_of)


def test_clusters_cannot_be_shared_where_there_is_nothing_to_share():
    alone = a_world(on_cluster("a"))
    serverless = a_world("a", "b")

    assert () == read_turns(alone, ["clusters:own"])
    assert () == read_turns(serverless, ["clusters:own"])
    assert "clusters" not in [dial.name for dial in dials_of_job(alone) + dials_of_job(serverless)]


def test_clusters_follow_the_kind_of_compute_that_is_turned_with_them():
    both = ["clusters:own", "compute:serverless"]

    assert ["compute:serverless"] == list(map(turn_text, read_turns(WORLD, both)))
    assert ["compute:job_cluster", "clusters:own"] == list(
        map(turn_text, read_turns(a_world("a", "b"), ["clusters:own", "compute:job_cluster"]))
    )


def test_run_if_decides_again_when_it_is_turned():
    world = a_world("a", a_task("b", "a"), a=a_script(fails=a_failure()))

    assert "UPSTREAM_FAILED" == states(simulate(world))["b"]
    assert "SUCCESS" == states(simulate(turn(world, "b.run_if:ALL_DONE")))["b"]


def test_a_retry_that_is_turned_on_saves_the_run():
    assert State.FAILED is simulate(WORLD).result
    assert State.SUCCESS is simulate(turn(WORLD, "silver.retries:1")).result


def test_a_timeout_that_is_turned_on_ends_the_attempt():
    assert "TIMEDOUT" == states(simulate(turn(WORLD, "ingest.timeout:30")))["ingest"]


def test_a_task_that_is_disabled_does_not_run():
    assert "DISABLED" == states(simulate(turn(WORLD, "silver.disabled:on")))["silver"]


def test_iterations_run_at_a_time_as_the_dial_says():
    one, two = WORLD, turn(WORLD, "each.concurrency:2")

    assert 60_000 == simulate(one).tasks["each"].ended_ms - simulate(two).tasks["each"].ended_ms


def test_a_write_mode_that_is_turned_holds_for_every_execution():
    world = turn(WORLD, "silver.retries:1", "silver.write1:idempotent", "ingest.retries:1")

    assert WriteMode.IDEMPOTENT is world.script["silver"].writes[0].mode
    assert 0 == simulate(world).tables["orders"].dup


def test_automatic_retries_are_switched_off():
    world = a_world(
        a_task("a", disable_auto_optimization=False), a=a_script(fails=a_failure(0)), rates=FREE
    )

    assert State.SUCCESS is simulate(world).result
    assert State.FAILED is simulate(turn(world, "a.auto_optimization:off")).result


def test_dials_are_of_the_job_itself_and_not_of_its_child_jobs():
    child = a_world("x", x=a_script(fails=a_failure()))
    world = with_jobs(
        a_world(a_run_job("a", "child"), on_cluster("b"), on_cluster("c")), child=child
    )
    varied = read_what_if(world, ["none"], [], dial=["b.retries:2", "queue:off"]).world(world)

    assert child.job == varied.jobs["child"].job
    assert not varied.job.queue
    assert State.SUCCESS is simulate(varied).result


fields = st.sampled_from(["", "silver", "one", "each", "is_new", "gold", "silver.one", "\x00", "."])
names = st.sampled_from(
    ["retries", "compute", "write1", "write99", "run_if", "concurrency", "", "…"]
)
values = st.text(max_size=9) | st.sampled_from(["-1", "٣", "1" * 5000, "own", "mixed", "1e3", "+1"])


@given(st.builds("{}.{}:{}".format, fields, names, values) | st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        turns, told = read_turns(WORLD, [text]), ""
    except DialError as error:
        turns, told = (), str(error)

    assert told.isprintable()
    assert len(told) < 250
    assert simulate(turned(WORLD, turns)).executions
