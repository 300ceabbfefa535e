"""Which jobs of a file start each other, and whether they may. Knows keys, not engine values."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trialrun.engine.job.graph import find_cycle, graph_from
from trialrun.engine.job.job import NESTING_MAX
from trialrun.jobs.checks import CYCLE_SHOWN_MAX, all_tasks
from trialrun.jobs.findings import Findings
from trialrun.jobs.parameters import OLD_PARAMETERS
from trialrun.jobs.shape import Fields, has_reference
from trialrun.jobs.tree import Location, shown

_RESOURCE = re.compile(r"\$\{\s*resources\.jobs\.([^.{}\s]+)\.id\s*\}")
_NUMBER = re.compile(r"\d{1,19}", re.ASCII)


class ReadJob(NamedTuple):
    """A job that was read: its key, its key in the bundle, its number, and its fields.

    `findings` has what is wrong with it, and may be shared with other jobs.
    """

    key: str
    resource: str
    job_id: str
    fields: Fields
    findings: Findings


class Links:
    """Finds the job that a `run_job_task` names, if it is in the file.

    `starts` has, for each job, the jobs it starts and where it says so. `flawed` are the keys of
    jobs that have mistakes of their own: whoever starts one starts a piece of work instead.
    """

    def __init__(self, jobs: Sequence[ReadJob]) -> None:
        self.starts: dict[str, dict[str, Location]] = {job.key: {} for job in jobs}
        self.flawed: set[str] = set()
        self._by_resource = {job.resource: job.key for job in jobs}
        self._by_id = {job.job_id: job.key for job in jobs if job.job_id}
        self._by_name = {name: job.key for job in jobs if (name := job.fields.text("name"))}

    def target(self, run_job: Fields) -> str | None:
        """Returns the key of the job, None when it cannot be played: not there, or flawed."""
        found = self.named(run_job)
        return None if found in self.flawed else found

    def named(self, run_job: Fields) -> str | None:
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
        if self.named(run_job) is None:
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
        for name in OLD_PARAMETERS:
            if run_job.has(name):
                findings.warn(
                    (*run_job.at, name), "only `job_parameters` are passed on to the other job"
                )


def link_jobs(jobs: Sequence[ReadJob]) -> Links:
    """Returns the links between the jobs; notes cycles and what is nested too deeply."""
    links = Links(jobs)
    by_key = {job.key: job for job in jobs}
    for job in jobs:
        for task in all_tasks(job.fields):
            run_job = task.part("run_job_task")
            links.check(job.findings, run_job)
            if other := links.named(run_job):
                _check_parameters(job.findings, run_job, by_key[other])
                links.starts[job.key].setdefault(other, (*run_job.at, "job_id"))
    _cut_cycles(links, by_key)
    _cut_depths(links, by_key)
    return links


def _check_parameters(findings: Findings, run_job: Fields, other: ReadJob) -> None:
    """Notes what is passed under a name that the other job has not.

    Facts: undefined-parameter.
    """
    defined = {parameter.text("name") for parameter in other.fields.parts("parameters")}
    for name, _ in run_job.pairs("job_parameters"):
        if name not in defined:
            hint = findings.hint(name, sorted(defined)) or "."
            findings.warn(
                (*run_job.at, "job_parameters", name),
                f"job `{shown(other.key)}` defines no parameter `{shown(name)}`{hint} "
                "It gets it all the same, as we assume",
            )


def _cut_cycles(links: Links, by_key: Mapping[str, ReadJob]) -> None:
    """Notes, in each job of a cycle, that it is in one, and takes it out of the links."""
    cycle = find_cycle({key: list(others) for key, others in links.starts.items()})
    if not cycle:
        return
    drawn = " → ".join(map(shown, cycle[:CYCLE_SHOWN_MAX]))
    left = _in_cycles(links.starts)
    for key in left:
        inside = [other for other in links.starts[key] if other in left]
        at = links.starts[key][inside[0]]
        how = f": {drawn}" if key in cycle else ""
        by_key[key].findings.error(at, f"jobs start each other in a cycle{how}")
        for other in inside:
            del links.starts[key][other]


def _in_cycles(starts: Mapping[str, Mapping[str, Location]]) -> set[str]:
    """Returns the jobs that are in cycles, or on a way from one cycle to another."""
    by: dict[str, list[str]] = {key: [] for key in starts}
    for key, others in starts.items():
        for other in others:
            by[other].append(key)
    left = set(starts)
    for onward, back in ((starts, by), (by, starts)):
        count = {key: sum(other in left for other in onward[key]) for key in left}
        ends = [key for key in left if not count[key]]
        while ends:
            key = ends.pop()
            left.discard(key)
            for other in back[key]:
                if other in left:
                    count[other] -= 1
                    if not count[other]:
                        ends.append(other)
    return left


def _cut_depths(links: Links, by_key: Mapping[str, ReadJob]) -> None:
    """Notes where jobs are nested too deeply, and takes the link there out."""
    chains: dict[str, list[str]] = {}
    for key in links.bottom_up():
        longest = max((chains[other] for other in links.starts[key]), key=len, default=[])
        chains[key] = [key, *longest]
        if len(chains[key]) > NESTING_MAX + 1:
            drawn = " → ".join(map(shown, chains[key]))
            by_key[key].findings.error(
                links.starts[key][longest[0]],
                f"Run Job tasks are nested deeper than {NESTING_MAX}: {drawn}",
            )
            links.starts[key].clear()
            chains[key] = [key]
