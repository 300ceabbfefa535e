"""What is said to be made up is what the default script does, whatever the tasks are."""

import pytest

from tests.jobs.reading import a_task, read, the_world
from trialrun.engine.whatif.deeds import Deeds
from trialrun.jobs.made_up import made_up_told, nobody_knows
from trialrun.lab.own_job import read_own

LOAD = a_task("load")
PIPE = {"task_key": "pipe", "pipeline_task": {"pipeline_id": "p"}}
DBT = {"task_key": "models", "dbt_task": {"commands": ["dbt run"]}}
ALL = (
    "Nobody knows what its tasks do, so unless you vary it each takes a minute: load, more "
    "append 1,000 rows each to a table of its name; pipe writes 1,000 rows, which a rerun does "
    "not add again, to a table of its name; models overwrites with 1,000 rows a table of its "
    "name."
)


@pytest.mark.parametrize(
    ("tasks", "says"),
    [
        ((LOAD,), "each takes a minute and appends 1,000 rows to a table of its name,"),
        ((PIPE,), "and writes 1,000 rows, which a rerun does not add again, to a table of its"),
        ((DBT,), "each takes a minute and overwrites with 1,000 rows a table of its name,"),
        ((LOAD, PIPE, a_task("more"), DBT), ALL),
    ],
)
def test_it_is_told_by_the_ways_of_writing(tasks, says):
    world = the_world(read(*tasks))

    assert says in nobody_knows(world)
    assert nobody_knows(world) == made_up_told(world, Deeds())


def test_a_part_that_is_left_is_told_by_its_way():
    told = made_up_told(the_world(read(LOAD, PIPE, DBT)), Deeds(takes=(("*", 1),)))

    assert "What load writes is made up: 1,000 rows, appended to a table of its name." in told
    assert "pipe writes is made up: 1,000 rows, which a rerun does not add again, in" in told
    assert "models writes is made up: 1,000 rows, which overwrite a table of its name." in told


def test_a_page_says_it_of_all_jobs_of_a_text():
    text = "name: j\ntasks: [{task_key: pipe, pipeline_task: {pipeline_id: p}}]"

    (job,) = read_own(text).jobs
    assert "appends" not in nobody_knows(job.world)
