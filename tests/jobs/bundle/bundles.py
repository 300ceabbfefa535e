"""Bundles in memory for tests. No test in here."""

from collections.abc import Sequence

from trialrun.engine.job.job import Job
from trialrun.jobs import DeployOptions, Given, JobFile, read_bundle
from trialrun.jobs.source import Source, read_source
from trialrun.jobs.tree import Unreadable

ROOT = "databricks.yml"


class TextFiles(dict[str, str]):
    """Files by path."""

    def names(self) -> Sequence[str]:
        """Returns their paths."""
        return sorted(self)

    def source(self, name: str) -> Source:
        """Reads one."""
        if name not in self:
            raise Unreadable(0, "there is no such file")
        return read_source(self[name])


def a_bundle(
    root: str,
    target: str = "",
    *,
    options: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
    **files: str,
) -> JobFile:
    """Reads a bundle of a root file and others: `a__b` stands for the path a/b.yml."""
    others = {f"{name.replace('__', '/')}.yml": text for name, text in files.items()}
    return read_these({ROOT: root} | others, target, options=options, environment=environment)


def read_these(
    files: dict[str, str],
    target: str = "",
    *,
    options: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
) -> JobFile:
    """Reads a bundle of these files by path."""
    given = Given(options or {}, environment or {})
    return read_bundle(TextFiles(files), ROOT, DeployOptions(target, given))


def resources(key: str = "nightly", extra: str = "", task: str = "") -> str:
    """Returns resources with one job of one task."""
    return (
        f"resources:\n  jobs:\n    {key}:\n      name: {key}\n{extra}"
        f"      tasks:\n      - task_key: a\n        notebook_task: {{notebook_path: /a}}\n{task}"
    )


def job_of(file: JobFile, key: str = "nightly") -> Job:
    """Returns a job that has no mistake."""
    assert [] == file.jobs[key].problems
    world = file.jobs[key].world
    assert world is not None
    return world.job


def told(found: list[object]) -> str:
    """Returns all sentences as one text."""
    return "\n".join(map(str, found))
