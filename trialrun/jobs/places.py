"""Where the settings of a job are written, kept small: for what is told about it later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from trialrun.jobs.checks import all_tasks
from trialrun.jobs.findings import VALIDATE_WARNS, Findings
from trialrun.jobs.shape import Fields
from trialrun.jobs.tree import Location

ON_FAILURE = "ON_FAILURE"
"""Among the settings of a job: that continuous mode retries tasks, which is not played."""


class WrittenAt(NamedTuple):
    """A file with a line and a column, each from 1; 0 where there is none."""

    file: str
    line: int
    column: int


class LeftOut(NamedTuple):
    """Something that is written and has no effect: a setting of a task (of the job: "").

    `is_sure` says that this changes what is played, `fact` what is known about it.
    """

    task: str
    field: str
    at: WrittenAt
    says: str
    is_sure: bool
    fact: str = VALIDATE_WARNS

    def moved(self, folder: str) -> "LeftOut":
        """Returns it as it is from elsewhere."""
        return self._replace(at=self.at._replace(file=f"{folder}/{self.at.file}"))


@dataclass(frozen=True, slots=True)
class SettingPlaces:
    """Where each setting (task, field) stands; task "" is the job, field "" all of it."""

    of: Mapping[tuple[str, str], WrittenAt] = field(default_factory=dict)

    def has(self, task: str, name: str) -> bool:
        """Says whether a setting was written."""
        return (task, name) in self.of

    def at(self, task: str, name: str = "") -> WrittenAt | None:
        """Returns where a setting is written, else what it is of, else the job."""
        for key in ((task, name), (task, ""), ("", "")):
            if key in self.of:
                return self.of[key]
        return None

    def moved(self, folder: str) -> "SettingPlaces":
        """Returns them as they are from elsewhere."""
        return SettingPlaces(
            {key: at._replace(file=f"{folder}/{at.file}") for key, at in self.of.items()}
        )


def places_of(findings: Findings, job: Fields) -> SettingPlaces:
    """Returns where a job, its tasks and their settings are written."""
    found: dict[tuple[str, str], WrittenAt] = {}

    def put(task: str, name: str, at: Location) -> None:
        place = findings.source.place(at)
        found[task, name] = WrittenAt(place.file or findings.path, place.line, place.column)

    put("", "", job.at)
    for name in job.values:
        put("", name, (*job.at, name))
    if job.part("continuous").text("task_retry_mode") == ON_FAILURE:
        put("", ON_FAILURE, (*job.at, "continuous", "task_retry_mode"))
    for task in all_tasks(job):
        key = task.text("task_key")
        put(key, "", (*task.at, "task_key") if task.has("task_key") else task.at)
        for name in task.values:
            put(key, name, (*task.at, name))
    return SettingPlaces(found)


def left_out_of(findings: Findings, job: Fields) -> tuple[LeftOut, ...]:
    """Returns what is written in a job and has no effect."""
    owners = {job.at: ""} | {task.at: task.text("task_key") for task in all_tasks(job)}
    found = []
    for (at, says), (is_sure, fact) in findings.left_out.items():
        # The longest that leads to an owner: a nested task stands in the for-each around it.
        length = next((to for to in range(len(at), -1, -1) if at[:to] in owners), 0)
        name = ".".join(map(str, at[length:]))
        place = findings.source.place(at)
        written = WrittenAt(place.file or findings.path, place.line, place.column)
        found.append(LeftOut(owners.get(at[:length], ""), name, written, says, is_sure, fact))
    return tuple(found)
