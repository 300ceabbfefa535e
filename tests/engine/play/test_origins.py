"""Who gave what a task received: every way in which a value can come to an attempt."""

from dataclasses import replace

import pytest

from tests.build import (
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    an_if,
    with_job,
    with_jobs,
)
from trialrun.engine import BELIEFS, Giver, Op, Provenance, Started, Trace, Use, World
from trialrun.engine.job.job import Schedule
from trialrun.engine.play.origins import USES_KEPT_MAX
from trialrun.jobs import read_job_file


def origins(trace: Trace, key: str) -> list[dict[str, Provenance]]:
    """Returns where the parameters of each attempt of a task, or of its iterations, came from."""
    return [
        dict(zip(dict(event.data.parameters), event.data.origins, strict=True))
        for event in trace.events
        if isinstance(event.data, Started) and trace.task_key(event) == key
    ]


def use(written: str, source: Giver, value: str | None) -> Provenance:
    """Returns the origin of a setting of the task that is one reference."""
    return Provenance(Giver.TASK, written, (Use(written.strip("{}"), source, value),))


def a_parameterized(**fields: object) -> World:
    task = a_task("b", "a", parameters=(("own", "1"), ("both", "mine"), ("day", "{{input}}")))
    world = a_world("a", task, **fields)
    return with_job(world, parameters=(("both", "x"), ("pushed", "p")))


REPAIRS = [
    pytest.param("repair", Giver.RUN_NOW, Giver.JOB_DEFAULT, id="the dialog keeps the run's"),
    pytest.param("repair;tasks=b", Giver.JOB_DEFAULT, Giver.JOB_DEFAULT, id="the API does not"),
    pytest.param("repair;p.pushed=r", Giver.RUN_NOW, Giver.REPAIR, id="what a repair gives"),
    pytest.param("repair;tasks=b;p.both=r", Giver.REPAIR, Giver.JOB_DEFAULT, id="over the API"),
]


@pytest.mark.parametrize(("repair", "both", "pushed"), REPAIRS)
def test_a_job_parameter_comes_from_the_job_the_run_or_its_repair(repair, both, pushed):
    world = a_parameterized(b=a_script(fails=a_failure(0)))

    first, again = origins(a_story(world, "run_now;p.both=n", repair), "b")

    assert Provenance(Giver.RUN_NOW, beaten="mine") == first["both"]
    assert (Provenance(Giver.JOB_DEFAULT), Provenance(Giver.TASK)) == (
        first["pushed"],
        first["own"],
    )
    assert (both, pushed) == (again["both"].source, again["pushed"].source)


def test_whoever_lets_the_task_win_sees_the_value_come_from_the_task():
    belief = BELIEFS["task-parameter-wins"]

    (found,) = origins(a_story(a_parameterized(), rules=belief.rules), "b")

    assert Provenance(Giver.TASK, beaten="x") == found["both"]


def test_a_child_run_has_its_parameters_from_the_task_that_started_it():
    child = with_job(a_world("c"), parameters=(("day", "d"), ("env", "dev")))
    world = a_world(a_run_job("a", "child", to_child=[("day", "{{job.parameters.p}}")]))
    world = with_job(with_jobs(world, child=child), parameters=(("p", "1"),))

    trace = a_story(world)

    assert [{"day": use("{{job.parameters.p}}", Giver.JOB_DEFAULT, "1")}] == origins(trace, "a")
    (of_child,) = origins(trace, "c")
    assert [Giver.RUN_JOB, Giver.JOB_DEFAULT] == [each.source for each in of_child.values()]


REFERENCES = [
    ("{{tasks.a.values.n}}", Giver.TASK_VALUE, "7"),
    ("{{tasks.a.output.first_row.n}}", Giver.MADE_UP, "3"),
    ("{{tasks.a.result_state}}", Giver.OTHER_TASK, "success"),
    ("{{job.run_id}}", Giver.RUN, "1"),
    ("{{task_key}}", Giver.RUN, "b"),
    ("{{workspace.id}}", Giver.WORKSPACE, "1"),
    ("{{secrets/scope/key}}", Giver.SECRET, None),
    ("{{job.trigger.type}}", Giver.TRIGGER, "one_time"),
    ("{{job.trigger.time.year}}", Giver.TRIGGER, None),
    ("{{task.notebook_path}}", Giver.RUN, None),
    ("{{whatever}}", Giver.UNKNOWN, None),
]


@pytest.mark.parametrize(("written", "source", "value"), REFERENCES)
def test_a_reference_says_who_gave_its_value(written, source, value):
    task = a_task("b", "a", parameters=(("x", written),))
    sets = [("n", "7"), ("output.first_row.n", "3")]
    world = a_world("a", task, a=replace(a_script(sets=sets), made_up=(sets[1],)))

    assert [{"x": use(written, source, value)}] == origins(a_story(world), "b")


def test_a_value_that_somebody_gives_is_not_made_up_any_more():
    task = a_task("b", "a", parameters=(("x", "{{tasks.a.values.n}}"),))
    script = replace(a_script(sets=[("n", "8")]), made_up=(("n", "7"),))

    (found,) = origins(a_story(a_world("a", task, a=script)), "b")

    assert Giver.TASK_VALUE == found["x"].uses[0].source


def test_what_the_reader_of_job_files_invents_is_made_up():
    text = """\
name: j
tasks:
  - {task_key: q, sql_task: {warehouse_id: w, query: {query_id: x}}}
  - task_key: n
    depends_on: [{task_key: q}]
    notebook_task: {notebook_path: /n, base_parameters: {x: "{{tasks.q.output.first_row.c}}"}}
"""
    (world,) = read_job_file("job.yaml", text).worlds.values()

    assert Giver.MADE_UP == origins(a_story(world), "n")[0]["x"].uses[0].source


def test_an_iteration_has_its_element_and_a_list_is_told_place_by_place():
    nested = a_task("one", type="spark_python", arguments=("--x", "{{input}}"))
    world = with_job(a_world(a_loop("each", '["u"]', task=nested)), parameters=(("p", "1"),))

    (found,) = origins(a_story(world), "each")

    assert {"[0]": Provenance(Giver.TASK), "[1]": use("{{input}}", Giver.LOOP, "u")} == found


def test_a_default_with_a_reference_says_what_was_written():
    world = with_job(
        a_world(a_task("a", parameters=(("x", "{{job.parameters.day}}"),))),
        parameters=(("day", "{{job.trigger.time.iso_date}}"),),
        trigger=Schedule("0 0 3 * * ?"),
    )

    (found,) = origins(a_story(world, f"wait@{4 * 3600}"), "a")

    day = "2026-11-23"
    uses = (Use("job.trigger.time.iso_date", Giver.TRIGGER, day),)
    assert Provenance(Giver.JOB_DEFAULT, "{{job.trigger.time.iso_date}}", uses) == found["day"]
    assert use("{{job.parameters.day}}", Giver.JOB_DEFAULT, day) == found["x"]


MISSING = [
    a_task("b", "a", parameters=(("x", "{{job.parameters.nope}}"),)),
    a_task("b", "a", type="spark_jar", arguments=("{{job.parameters.nope}}",)),
    a_run_job("b", "child", "a", to_child=[("x", "{{job.parameters.nope}}")]),
    a_loop("b", "{{job.parameters.nope}}", "a"),
    an_if("b", "{{job.parameters.nope}}", Op.EQUAL_TO, "1", "a"),
]


@pytest.mark.parametrize("task", MISSING)
def test_what_is_missing_is_named(task):
    trace = a_story(with_jobs(a_world("a", task), child=a_world("c")))

    missing = [getattr(event.data, "missing", "") for event in trace.own_events("task")]

    assert ["job.parameters.nope"] == list(filter(None, missing))


def test_of_very_many_references_some_are_kept():
    text = " ".join(f"{{{{unknown.{at}}}}}" for at in range(USES_KEPT_MAX + 10))

    (found,) = origins(a_story(a_world(a_task("a", parameters=(("x", text),)))), "a")

    assert USES_KEPT_MAX == len(found["x"].uses)
