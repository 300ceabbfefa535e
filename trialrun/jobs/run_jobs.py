"""Which jobs of a file start each other, and whether they may. Knows keys, not engine values."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from trialrun.engine.job.graph import find_cycle, graph_from
from trialrun.engine.job.job import NESTING_MAX
from trialrun.jobs.checks import CYCLE_SHOWN_MAX, all_tasks
from trialrun.jobs.findings import Findings
from trialrun.jobs.shape import Fields, has_reference
from trialrun.jobs.tree import Location, shown

_RESOURCE = re.compile(r"\$\{\s*resources\.jobs\.([^.{}\s]+)\.id\s*\}")
_NUMBER = re.compile(r"\d{1,19}", re.ASCII)
_OLD_PARAMETERS = (
    "dbt_commands", "jar_params", "notebook_params", "pipeline_params", "python_named_params",
    "python_params", "spark_submit_params", "sql_params",
)  # fmt: skip


class ReadJob(NamedTuple):
    """A job of the file: its key, its key in the bundle, its number, and its fields."""

    key: str
    resource: str
    job_id: str
    fields: Fields


class Links:
    """Finds the job that a `run_job_task` names, if it is in the file.

    `starts` has, for each job, the jobs it starts and where it says so.
    """

    def __init__(self, jobs: Sequence[ReadJob]) -> None:
        self.starts: dict[str, dict[str, Location]] = {job.key: {} for job in jobs}
        self._by_resource = {job.resource: job.key for job in jobs}
        self._by_id = {job.job_id: job.key for job in jobs if job.job_id}
        self._by_name = {name: job.key for job in jobs if (name := job.fields.text("name"))}

    def target(self, run_job: Fields) -> str | None:
        """Returns the key of the job, None when it is not in the file."""
        text = run_job.text("job_id")
        if match := _RESOURCE.fullmatch(text):
            return self._by_resource.get(match[1])
        return self._by_id.get(text) or self._by_name.get(text)

    def bottom_up(self) -> list[str]:
        """Returns the keys of the jobs, each behind those it starts. There must be no cycle."""
        keys = list(self.starts)
        graph = graph_from(keys, [[(other, None) for other in self.starts[key]] for key in keys])
        return [keys[index] for index in graph.in_order()]

    def check(self, findings: Findings, run_job: Fields) -> None:
        """Notes what is wrong with, or unknown about, a task that runs a job."""
        text = run_job.text("job_id")
        at = (*run_job.at, "job_id")
        if not run_job.values.get("job_id"):
            return
        if self.target(run_job) is None:
            match = _RESOURCE.fullmatch(text)
            hint = findings.hint(match[1], self._by_resource) if match else ""
            if match or has_reference(text) or _NUMBER.fullmatch(text):
                findings.warn(
                    at,
                    f"`{shown(text)}` is not in this text{hint or ';'} the task counts as one "
                    "piece of work",
                )
            else:
                findings.error(
                    at,
                    f"`{shown(text)}` is no job; write its number, or ${{resources.jobs.KEY.id}}",
                )
        for name in _OLD_PARAMETERS:
            if run_job.has(name):
                findings.warn(
                    (*run_job.at, name), "only `job_parameters` are passed on to the other job"
                )


def link_jobs(findings: Findings, jobs: Sequence[ReadJob]) -> Links:
    """Returns the links between the jobs; notes cycles and what is nested too deeply."""
    links = Links(jobs)
    for job in jobs:
        for task in all_tasks(job.fields):
            run_job = task.part("run_job_task")
            links.check(findings, run_job)
            if other := links.target(run_job):
                links.starts[job.key].setdefault(other, (*run_job.at, "job_id"))
    cycle = find_cycle({key: list(others) for key, others in links.starts.items()})
    if cycle:
        drawn = " → ".join(map(shown, cycle[:CYCLE_SHOWN_MAX]))
        at = links.starts[cycle[0]][cycle[1]]
        findings.error(at, f"jobs start each other in a cycle: {drawn}")
    elif chain := _too_deep(links):
        findings.error(
            links.starts[chain[0]][chain[1]],
            f"Run Job tasks are nested deeper than {NESTING_MAX}: {' → '.join(map(shown, chain))}",
        )
    return links


def _too_deep(links: Links) -> list[str]:
    """Returns a chain of jobs that is nested too deeply, or []."""
    chains: dict[str, list[str]] = {}
    for key in links.bottom_up():
        longest = max((chains[other] for other in links.starts[key]), key=len, default=[])
        chains[key] = [key, *longest]
        if len(chains[key]) > NESTING_MAX + 1:
            return chains[key]
    return []
