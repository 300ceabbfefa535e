"""What is said of tasks: what they write and set, how conditions come out, how long things take."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import (
    a_loop,
    a_run_job,
    a_script,
    a_world,
    a_write,
    with_jobs,
)
from trialrun.engine import (
    RUN_NOW,
    Trace,
    WhatIfError,
    World,
    Write,
    WriteMode,
    read_what_if,
    simulate,
)
from trialrun.engine.whatif.deeds import Deeds, Wrote, json_of
from trialrun.engine.whatif.deeds_read import read_deeds
from trialrun.jobs import read_job_file

JOB = """\
name: nightly
parameters: [{name: env, default: prod}]
tasks:
  - {task_key: score, notebook_task: {notebook_path: /a}}
  - task_key: check
    depends_on: [{task_key: score}]
    condition_task: {op: GREATER_THAN, left: "{{tasks.score.values.n}}", right: "5"}
  - task_key: big
    depends_on: [{task_key: score}]
    condition_task: {op: LESS_THAN, left: "10", right: "{{tasks.score.values.n}}"}
  - {task_key: env, condition_task: {op: EQUAL_TO, left: "{{job.parameters.env}}", right: prod}}
  - task_key: when
    condition_task: {op: NOT_EQUAL, left: "{{job.start_time.iso_weekday}}", right: "{{job.run_id}}"}
  - task_key: loop
    depends_on: [{task_key: score}]
    for_each_task:
      inputs: "{{tasks.score.values.files}}"
      task:
        task_key: one
        notebook_task: {notebook_path: /x, base_parameters: {file: "{{input.name}}"}}
  - task_key: fixed
    for_each_task: {inputs: '["EU", "US"]', task: {task_key: region, notebook_task: {notebook_path: /y}}}
  - {task_key: board, dashboard_task: {dashboard_id: d}}
"""  # noqa: E501
WORLD = read_job_file("job.yml", JOB).worlds["nightly"]


def played(*deeds: str, world: World = WORLD, fail: tuple[str, ...] = ()) -> Trace:
    what_if = read_what_if(world, fail, (), deed=deeds)
    assert what_if == read_what_if(world, what_if.text().fail, (), deed=what_if.text().deed)
    return simulate(what_if.world(world), RUN_NOW)


def writes_of(world: World, *deeds: str) -> dict[str, tuple[Write, ...]]:
    said = read_what_if(world, (), (), deed=deeds).world(world)
    return {key: script.writes for key, script in said.script.items()}


TWO = a_world(
    "enrich", "free", enrich=a_script(a_write("menu"), a_write("prices")), free=a_script()
)
MENU, PRICES = TWO.script["enrich"].writes
WRITES = [
    pytest.param(["enrich=nothing"], (), id="nothing"),
    pytest.param(["enrich=gold.m:merge:5"], (Write("gold.m", WriteMode.MERGE, 5),), id="all"),
    pytest.param(
        ["enrich=overwrite"],
        tuple(replace(write, mode=WriteMode.OVERWRITE) for write in (MENU, PRICES)),
        id="a mode, for each of its writes",
    ),
    pytest.param(
        ["enrich=7"],
        (Write("menu", MENU.mode, 7), Write("prices", PRICES.mode, 7)),
        id="a number of rows, for each of its writes",
    ),
    pytest.param(["enrich=prices"], (PRICES,), id="a table that it writes keeps the rest"),
    pytest.param(
        ["enrich=a:append:1", "enrich=b:append:2"],
        (Write("a", WriteMode.APPEND, 1), Write("b", WriteMode.APPEND, 2)),
        id="two writes",
    ),
    pytest.param(["*=nothing"], (), id="of all, nothing"),
    pytest.param(["*=9", "enrich=menu"], (Write("menu", MENU.mode, 9),), id="of all, and of it"),
    pytest.param(["enrich=append::3"], (Write("append", MENU.mode, 3),), id="called append"),
    pytest.param(["enrich=::"], (MENU, PRICES), id="as it was"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), WRITES)
def test_what_a_task_writes(said, expected):
    assert expected == writes_of(TWO, *(f"writes:{text}" for text in said))["enrich"]


def test_of_all_tasks_those_that_write_are_meant_and_one_can_be_told_to():
    assert () == writes_of(TWO, "writes:*=overwrite:5")["free"]
    assert (Write("free", WriteMode.MERGE, 1000),) == writes_of(TWO, "writes:free=merge")["free"]


def test_a_failure_behind_a_write_that_is_gone_comes_behind_the_last_that_is_there():
    assert "FAILED" == played("writes:score=nothing", fail=("score",)).tasks["score"].state
    with pytest.raises(WhatIfError, match="score makes 0 writes"):
        played("writes:score=nothing", fail=("score@1",))

    failing = read_what_if(TWO, ["enrich@2"], ()).world(TWO)
    said = read_what_if(failing, (), (), deed=["writes:enrich=menu"]).world(failing)
    fails = said.script["enrich"].fails
    assert fails is not None
    assert 1 == fails.after_write


OUTCOMES = [
    pytest.param(("check=false",), {"check": "false", "big": "false"}, "5", id="a value"),
    pytest.param(("check=true", "big=false"), {"check": "true", "big": "false"}, "6", id="two"),
    pytest.param(("big=true",), {"check": "true", "big": "true"}, "11", id="from the right"),
    pytest.param(("env=false",), {"env": "false"}, "6", id="a job parameter"),
    pytest.param(("when=false",), {"when": "false"}, "6", id="nothing that is known before"),
    pytest.param(("when=true",), {"when": "true"}, "6", id="the same, true"),
]


@pytest.mark.parametrize(("said", "outcomes", "value"), OUTCOMES)
def test_a_condition_comes_out_as_is_said_and_its_value_is_seen_by_others(said, outcomes, value):
    trace = played(*(f"outcome:{text}" for text in said))

    assert outcomes == {key: trace.tasks[key].outcome for key in outcomes}
    assert value == dict(trace.world.script["score"].sets)["n"]


def test_loops_have_as_many_elements_as_is_said():
    trace = played("elements:loop=5", "elements:region=1", "sets:score.n=6")

    assert 5 == len(trace.tasks["loop"].iterations)
    assert 1 == len(trace.tasks["fixed"].iterations)
    assert ["SUCCESS"] * 5 == [str(state) for state in trace.tasks["loop"].iterations]
    assert 0 == len(played("elements:loop=0").tasks["loop"].iterations)


def test_times_and_starts_are_as_is_said():
    assert 60_000 + 30_000 == played().tasks["score"].ended_ms
    trace = played("takes:*=10s", "takes:score=1:40", "starts:serverless=2m")
    assert 100_000 + 120_000 == trace.tasks["score"].ended_ms
    assert 130_000 == trace.tasks["board"].ended_ms


def test_values_are_set_and_a_task_can_set_none():
    assert "FAILED" == played("sets:score=nothing").tasks["check"].state

    sets = dict(played("sets:score.n=7", "sets:score.who=EU").world.script["score"].sets)
    assert ("7", '"EU"') == (sets["n"], sets["who"])
    assert "files" in sets


INNER = a_world("load", load=a_script(a_write("loyalty")))
OUTER = with_jobs(a_world("first", a_run_job("publish", "inner", "first")), inner=INNER)
DEEP = with_jobs(a_world(a_loop("each", "[1, 2]", task=a_run_job("one", "outer"))), outer=OUTER)


@pytest.mark.parametrize(
    ("world", "path"),
    [(OUTER, "publish/load"), (OUTER, "inner/load"), (DEEP, "one/publish/load"), (DEEP, "*")],
)
def test_tasks_of_jobs_that_are_started_are_reached(world, path):
    trace = played(f"takes:{path}=7s", f"writes:{path}=5", world=world)

    (end,) = {table.rows for name, table in trace.tables.items() if name == "loyalty"}
    # In a loop over two elements the child runs twice, for an occasion of its own each.
    assert end == (10 if world is DEEP else 5)


REFUSED = [
    ("writes:laod=append", "There is no task “laod” in this job."),
    ("writes:scoer=append", "Did you mean score?"),
    ("writes:check=append", "check is control flow"),
    ("writes:loop=append", "loop is a for-each; name what it runs: one."),
    ("writes:score=overwrit", "overwrit is no mode. Did you mean overwrite?"),
    ("writes:score=a:apend", "apend is no mode; write one of append, overwrite, merge"),
    ("writes:score=a b", "a b is no name of a table here"),
    ("writes:score=a:append:-1", "-1 is no number of rows"),
    ("writes:score=a:append:99999999999999", "is no number of rows from 0 to 1,000,000,000,000"),
    ("writes:*=silver.menu", "of all tasks one thing can be said"),
    ("writes:score", "says nothing. Write TASK=TABLE:MODE:ROWS"),
    ("wrotes:score=append", "Did you mean writes?"),
    ("outcome:check=maybe", "a condition comes out true or false. Write check=true or check=false"),
    ("outcome:score=true", "score is no If/else; it has check, big, env, when."),
    ("outcome:chek=true", "There is no If/else “chek” in this job. Did you mean check?"),
    ("elements:loop=many", "is no count"),
    ("elements:loop=1001", "at most 1,000"),
    ("elements:check=2", "check is no For each; it has loop, fixed."),
    ("takes:score=soon", "is no duration. Write TASK=DURATION, as in load=90s"),
    ("takes:score=31h3", "is no duration"),
    ("takes:score=999h", "at most 30 days"),
    ("starts:job_clustr=5m", "Did you mean job_cluster?"),
    ("sets:score=7", "sets no value"),
    ("sets:score.n", "says nothing"),
    ('sets:score.files=[{"path": "a"}', "this begins like JSON and is none"),
    (f"sets:score.n={'7' * 5_000}", "a number has at most 300 digits"),
    (f"sets:score.n=[{'7' * 5_000}]", "a number has at most 300 digits"),
    (f"sets:score.n={'[' * 900}{']' * 900}", "JSON is at most 50 deep"),
]


@pytest.mark.parametrize(("deed", "says"), REFUSED)
def test_what_cannot_be_said_is_a_sentence(deed, says):
    with pytest.raises(WhatIfError) as refusal:
        read_what_if(WORLD, (), (), deed=[deed])

    assert says in str(refusal.value)


CONTRADICTIONS = [
    (["writes:score=nothing", "writes:score=append"], "score cannot write nothing and something"),
    (["writes:score=append", "writes:score=nothing"], "score cannot write something and nothing"),
    (["outcome:check=false", "outcome:big=true"], "there is no value of n of score"),
    (["sets:score.n=3", "outcome:check=true"], "it is said that n of score is 3"),
    (["sets:score.files=[1]", "elements:loop=2"], "Say one of the two"),
    ([f"takes:score={n}s" for n in range(401)], "at most 400 are read"),
    ([f"writes:score={n}" for n in range(21)], "score makes at most 20 writes"),
]


@pytest.mark.parametrize(("deeds", "says"), CONTRADICTIONS)
def test_two_things_that_cannot_both_be_are_a_sentence(deeds, says):
    with pytest.raises(WhatIfError) as refusal:
        read_what_if(WORLD, (), (), deed=deeds)

    assert says in str(refusal.value)


def test_a_value_that_was_said_may_agree_with_an_outcome():
    assert "true" == played("sets:score.n=7", "outcome:check=true").tasks["check"].outcome
    both = ["elements:loop=2", 'sets:score.files=["a", "b"]']
    assert 2 == len(played(*both).tasks["loop"].iterations)


tables = st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True) | st.sampled_from(
    ["append", "overwrit", "nothing", "500", "merge", ""]
)
wrote = st.builds(
    Wrote, tables, st.none() | st.sampled_from(list(WriteMode)), st.none() | st.integers(0, 10**12)
)


@given(st.lists(wrote, max_size=3), st.text(max_size=20), st.integers(0, 30 * 24 * 3_600_000))
def test_what_is_written_is_read_as_the_same(writes, value, takes_ms):
    said = Deeds(
        writes=(("score", tuple(writes)),),
        sets=(("score", (("k.with.dots", json_of(value)),)),),
        takes=(("score", takes_ms),),
    )

    assert said == read_deeds(WORLD, said.texts())
