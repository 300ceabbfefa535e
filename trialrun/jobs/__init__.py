"""Reads real job definitions: bundles, `databricks jobs get`, API payloads. Runs nothing.

`read_job_file(path, text)` and `read_bundle(files, name, options)` are the doors, to a `JobFile`.
The parts behind them, in the order of a reading: source (text to tree), bundle (files to the jobs
that would be deployed), documents (where the jobs are), fields and shape (types, by a table made
from databricks-sdk), checks, triggers and run_jobs (what a job must keep to), unsimulated and
task_values (what to know), computes, notifications and build (engine values), scripts (what
happens when it runs), reading (all that, job by job).

Payloads (`*_task`) are opaque units of work: of a notebook or a query only its parameters and its
compute are looked at. Cluster sizes, libraries and environments change nothing; a cluster is one
of a few kinds with a price each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trialrun.engine.job.world import World
from trialrun.jobs.bundle import Deployment, DeployOptions, Files, Given, deploy, root_of
from trialrun.jobs.deployed import findings_of, general_problems
from trialrun.jobs.documents import Kind, find_jobs, is_bundle, is_python
from trialrun.jobs.findings import JOBS_MAX, Findings, capped, too_many_jobs, worded
from trialrun.jobs.places import LeftOut, WrittenAt
from trialrun.jobs.reading import JobRead, read_jobs
from trialrun.jobs.scripts import default_script
from trialrun.jobs.source import Source, path_text, read_source
from trialrun.jobs.tree import Unreadable
from trialrun.problem import Problem

__all__ = [
    "DeployOptions", "Files", "Given", "JobFile", "Kind", "default_script",
    "read_bundle", "read_job_file", "root_of",
]  # fmt: skip

_FILES_FACT = "bundle-files"
_NO_YAML = "this is not YAML"
_PYTHON = (
    "this is Python, as the page of a job shows it under View as code; choose YAML there and paste "
    "that, or give what `databricks jobs get` answers"
)
_NEITHER = "this is neither YAML nor JSON"


@dataclass(frozen=True, slots=True)
class JobFile:
    """What a text or a bundle defines: its jobs by key, in the order written.

    `kind` is "" when no job was found. `general` is what is wrong with the whole, `noted` what to
    know about it. `deployment` is that of a bundle, `left_out` what it includes in vain.
    """

    kind: Kind
    jobs: dict[str, JobRead]
    general: list[Problem] = field(default_factory=list)
    noted: list[Problem] = field(default_factory=list)
    deployment: Deployment | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def worlds(self) -> dict[str, World]:
        """Returns those that can be played, each with the default script (see scripts).

        A job that another one starts by a `run_job_task` is in `World.jobs` of that one, too.
        """
        return {key: job.world for key, job in self.jobs.items() if job.world}

    @property
    def problems(self) -> list[Problem]:
        """Returns all that is wrong, by file and line."""
        each = [problem for job in self.jobs.values() for problem in job.problems]
        return _sorted([*self.general, *each], "mistakes")

    @property
    def warnings(self) -> list[Problem]:
        """Returns all that is left out, kept as text or not simulated, by file and line."""
        each = [problem for job in self.jobs.values() for problem in job.warnings]
        return _sorted([*self.noted, *each], "warnings")

    @property
    def target_told(self) -> str:
        """Returns the target of a bundle and what it changes, "" where nothing is to be said."""
        of = self.deployment
        if of is None or not of.target or not (of.targets or of.mode):
            return ""
        mode = f", mode {of.mode}" if of.mode else ""
        return f"Target {of.target} ({of.why}){mode}{f': {of.told}' if of.told else ''}."

    def moved(self, folder: str) -> "JobFile":
        """Returns it with the paths of problems as they are from elsewhere."""

        def moved(problems: list[Problem]) -> list[Problem]:
            if folder in ("", "."):
                return problems
            return [
                replace(one, path="/".join(filter(None, (folder, one.path)))) for one in problems
            ]

        def left(found: tuple[LeftOut, ...]) -> tuple[LeftOut, ...]:
            return found if folder in ("", ".") else tuple(one.moved(folder) for one in found)

        jobs = {
            key: replace(
                job,
                problems=moved(job.problems),
                warnings=moved(job.warnings),
                places=job.places if folder in ("", ".") else job.places.moved(folder),
                left_out=left(job.left_out),
            )
            for key, job in self.jobs.items()
        }
        return replace(
            self,
            jobs=jobs,
            general=moved(self.general),
            noted=moved(self.noted),
            left_out=left(self.left_out),
        )


def read_job_file(
    path: str, text: str, beside: Files | None = None, options: DeployOptions | None = None
) -> JobFile:
    """Reads the jobs of one text; `beside` has the other files, if it is a bundle's.

    Never raises: whatever is wrong is a problem, all of them at once, with its line, column and
    path inside the document.

    >>> read_job_file("x.json", '{"tasks": [{"task_key": "a", "run_if": "ALL_DUN"}]}').problems
    [Problem(path='x.json', line=1, message='column 30, tasks[0].run_if: `ALL_DUN` is not \
allowed; did you mean `ALL_DONE`?')]
    """
    if is_python(text):
        return JobFile("", {}, [Problem(path, 1, _PYTHON)])
    try:
        source = read_source(text)
    except Unreadable as error:
        sentence = " ".join(error.message.replace(_NO_YAML, _NEITHER).split())
        problem = Problem(path, error.line, worded(error.column, "", sentence))
        return JobFile("", {}, [problem])
    if is_bundle(source):
        return read_bundle(_RootRead(path, source, beside), path, options or DeployOptions())
    return read_jobs_of(path, source)


def read_bundle(files: Files, name: str, options: DeployOptions) -> JobFile:
    """Reads a bundle: its root file `name` and what that includes, for the target chosen."""
    deployment = deploy(files, name, options)
    jobs = read_jobs(findings_of(deployment, name))
    general, noted = general_problems(deployment)
    left_out = tuple(
        LeftOut(
            "", path_text(of.at), WrittenAt(of.file, of.line, of.column), says, True, _FILES_FACT
        )
        for of, says in deployment.fit([*deployment.notes.left_out])
    )
    return JobFile("bundle", jobs, general, noted, deployment, left_out)


@dataclass(frozen=True, slots=True)
class _RootRead:
    """A bundle whose root has been read; without others `beside` it that is all there is."""

    path: str
    read: Source
    beside: Files | None

    def names(self) -> Sequence[str]:
        return self.beside.names() if self.beside else ()

    def source(self, name: str) -> Source:
        if name == self.path:
            return self.read
        if self.beside is None:
            raise Unreadable(0, "there is no such file")
        return self.beside.source(name)


def read_jobs_of(path: str, source: Source) -> JobFile:
    """Reads a text that is no bundle; flaws of the text belong to the job that they stand in."""
    overall = Findings(path, source)
    kind, found = find_jobs(overall, source.tree.value)
    if told := too_many_jobs(len(found)):
        overall.error((), told)
    each = [(one, Findings(path, source)) for one in found[:JOBS_MAX]]
    jobs = read_jobs(each)
    for at, place, sentence in source.flaws():
        problem = Problem(path, place.line, worded(place.column, place.path, sentence))
        around = [at[: len(one.at)] == one.at for one, _ in each]
        owners = [key for key, is_owner in zip(jobs, around, strict=True) if is_owner]
        for key in owners or jobs:
            jobs[key] = replace(jobs[key], world=None, problems=[*jobs[key].problems, problem])
        if not jobs:
            overall.error_at(place, sentence)
    return JobFile(kind, jobs, overall.errors(), overall.warnings())


def _sorted(problems: list[Problem], noun: str) -> list[Problem]:
    found = sorted(dict.fromkeys(problems), key=lambda problem: (problem.path, problem.line))
    return capped(found, found[0].path if found else "", noun)
