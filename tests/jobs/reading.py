"""Builders for the tests of job definitions: a text from a few fields. No test in here."""

import json
from pathlib import Path
from typing import Any

from trialrun.engine.job.job import Job, Task
from trialrun.engine.job.world import World
from trialrun.jobs import JobFile, read_job_file

CORPUS = Path(__file__).parent / "corpus"
NOTEBOOK = {"notebook_path": "/n"}


def a_task(key: str = "a", *after: str, **fields: Any) -> dict[str, Any]:
    """Returns a task; with no payload among the fields it is a notebook."""
    task: dict[str, Any] = {"task_key": key}
    if after:
        task["depends_on"] = [{"task_key": parent} for parent in after]
    if not any(name.endswith("_task") for name in fields):
        task["notebook_task"] = NOTEBOOK
    return task | fields


def read(*tasks: Any, **fields: Any) -> JobFile:
    """Reads a create payload with these tasks and fields."""
    return read_job_file("job.json", json.dumps({"name": "j", "tasks": list(tasks)} | fields))


def read_yaml(text: str) -> JobFile:
    """Reads a text as job.yml."""
    return read_job_file("job.yml", text)


def the_world(file: JobFile) -> World:
    """Returns the only world of a file that has no problem."""
    assert [] == file.problems
    (world,) = file.worlds.values()
    return world


def the_job(*tasks: Any, **fields: Any) -> Job:
    """Returns the job of these tasks and fields."""
    return the_world(read(*tasks, **fields)).job


def the_task(**fields: Any) -> Task:
    """Returns the only task of a job."""
    (task,) = the_job(a_task(**fields)).tasks
    return task


def sentences(found: list[Any]) -> list[str]:
    """Returns what is said, without the places."""
    return [problem.message.split(": ", 1)[1] for problem in found]
