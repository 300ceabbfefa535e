"""Which kind of document a text is, and where the jobs are in it. Reads no job."""

import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any, Literal, NamedTuple

from trialrun.jobs.fields import field_table, payload_names
from trialrun.jobs.findings import Findings
from trialrun.jobs.source import Source
from trialrun.jobs.tree import Location, shown

Kind = Literal["", "bundle", "jobs get", "jobs list", "create payload", "submit payload"]

ONE_TASK = "main"
WHAT_TO_PASTE = (
    "paste a bundle (resources: jobs: ...), the answer of `databricks jobs get`, or what "
    "jobs/create takes"
)
_OF_BUNDLE = ("resources", "targets", "bundle", "include")
_IMPORT = re.compile(r"(?:from|import)\s+[A-Za-z_]", re.ASCII)
LINES_SNIFFED = 200
_OF_SUBMIT = frozenset({"run_name", "idempotency_token"})
_OF_A_RUN = frozenset(
    {"run_id", "job_parameters", "notebook_params", "jar_params", "python_params", "sql_params",
     "only"}
)  # fmt: skip
_OF_A_JOB = frozenset(
    {"tasks", "name", "job_clusters", "schedule", "trigger", "continuous", "parameters"}
)


class Found(NamedTuple):
    """A job in the text: its key, where it stands, its kind in the field table, and its number."""

    key: str
    at: Location
    value: Any
    kind: str
    job_id: str = ""


def is_bundle(source: Source) -> bool:
    """Says whether a text is the root file of a bundle, or a file that one includes."""
    root = source.tree.value
    fields = source.fields(root, ()) if isinstance(root, dict) else {}
    return any(name in fields for name in _OF_BUNDLE)


def find_jobs(findings: Findings, root: Any) -> tuple[Kind, list[Found]]:
    """Returns what a text that is no bundle is, and its jobs; with none, notes why."""
    if isinstance(root, list):
        return _job_list(findings, root, ())
    if not isinstance(root, dict):
        findings.error((), f"this is no job definition; {WHAT_TO_PASTE}")
        return "", []
    fields = findings.source.fields(root, ())
    if isinstance(fields.get("jobs"), list):
        return _job_list(findings, fields["jobs"], ("jobs",))
    if "settings" in fields:
        return "jobs get", [_of_settings(findings, fields, (), "settings")]
    if "new_settings" in fields:
        return "create payload", [_of_settings(findings, fields, (), "new_settings")]
    if "tasks" in fields and fields.keys() & _OF_SUBMIT:
        return "submit payload", [Found(_name(fields, "run_name"), (), root, "SubmitRun")]
    if (single := _of_one_task(findings, fields)) is not None:
        return "create payload", [Found(_name(fields, "name"), (), single, "CreateJob")]
    if fields.keys() & _OF_A_JOB and not fields.keys() & _OF_A_RUN:
        return "create payload", [Found(_name(fields, "name"), (), root, "CreateJob")]
    if _is_workflow(fields):
        findings.error((), f"this is a workflow of GitHub, and no job; {WHAT_TO_PASTE}")
        return "", []
    found = list(_fragment_jobs(findings, fields))
    if not found:
        _note_no_job(findings, fields)
    return ("bundle" if found else ""), found


def is_python(text: str) -> bool:
    """Says whether a text is Python, as "View as code" shows a job, too."""
    for line in islice(StringIO(text), LINES_SNIFFED):
        code = line.strip()
        if code and not code.startswith("#"):
            return _IMPORT.match(code) is not None
    return False


def _of_one_task(findings: Findings, fields: dict[str, Any]) -> dict[str, Any] | None:
    """Returns a job of one task as API 2.0 took it, written as a job with a list of tasks."""
    if "tasks" in fields or not fields.keys() & payload_names():
        return None
    of_job = field_table().objects["CreateJob"]
    task: dict[str, Any] = {"task_key": ONE_TASK}
    for name in field_table().objects["Task"]:
        if name in fields and name not in of_job:
            task[name] = fields[name]
            findings.source.move(("tasks", 0, name), (name,))
    findings.warn(
        (), f"this is a job of one task, as API 2.0 took it; the task is called `{ONE_TASK}` here"
    )
    return {name: value for name, value in fields.items() if name not in task} | {"tasks": [task]}


def _is_workflow(fields: dict[str, Any]) -> bool:
    jobs = fields.get("jobs")
    entries = jobs.values() if isinstance(jobs, dict) else ()
    return any(isinstance(e, dict) and e.keys() & {"runs-on", "steps"} for e in entries)


def _fragment_jobs(findings: Findings, fields: dict[str, Any]) -> Iterator[Found]:
    """Yields the jobs of a piece of a bundle that begins below `resources`, or below `jobs`."""
    if isinstance(fields.get("jobs"), dict):
        findings.warn(("jobs",), "in a bundle `jobs` stands under `resources`; it is read anyway")
        yield from _jobs_of(findings, fields["jobs"], ("jobs",))
        return
    for name, value in fields.items():
        if "tasks" in _mapping(findings, value, (name,)):
            findings.warn((name,), "in a bundle jobs stand under `resources: jobs:`; it is read")
            yield Found(shown(name), (name,), value, "BundleJob")


def _note_no_job(findings: Findings, fields: dict[str, Any]) -> None:
    if "run_id" in fields:
        findings.error((), f"this is a run, not a job; {WHAT_TO_PASTE}")
    elif fields.keys() & _OF_A_RUN:
        findings.error((), f"this starts a run and defines no job; {WHAT_TO_PASTE}")
    elif not findings.has_errors:
        first = str(next(iter(fields), ""))
        hint = findings.hint(first, ["resources", "tasks", "settings", "jobs"])
        findings.error((), f"there is no job in this text{hint or '; ' + WHAT_TO_PASTE}")


def _jobs_of(findings: Findings, jobs: Any, at: Location) -> Iterator[Found]:
    if not isinstance(jobs, dict):
        findings.error(at, "this must be jobs by name, written as name: and its fields below")
        return
    for key, value in findings.source.fields(jobs, at).items():
        yield Found(shown(key), (*at, key), value, "BundleJob")


def _mapping(findings: Findings, value: Any, at: Location) -> dict[str, Any]:
    return findings.source.fields(value, at) if isinstance(value, dict) else {}


def _job_list(findings: Findings, jobs: list[Any], at: Location) -> tuple[Kind, list[Found]]:
    found: list[Found] = []
    for index, value in enumerate(jobs):
        fields = _mapping(findings, value, (*at, index))
        if "settings" in fields:
            found.append(_of_settings(findings, fields, (*at, index), "settings"))
        else:
            findings.error((*at, index), "this is no job with `settings`; " + WHAT_TO_PASTE)
    if not jobs:
        findings.error(at, f"this list is empty; {WHAT_TO_PASTE}")
    return "jobs list", found


def _of_settings(findings: Findings, fields: dict[str, Any], at: Location, name: str) -> Found:
    if fields.get("has_more") == "true":
        findings.leave_out(
            (*at, "has_more"),
            "this answer holds the first 100 tasks only; fetch the other pages, too",
        )
    if "fields_to_remove" in fields:
        findings.warn(
            (*at, "fields_to_remove"), "this is not applied; the settings are read as the whole job"
        )
    settings = fields[name]
    settings_at = (*at, name)
    job_id = fields.get("job_id")
    job_id = str(job_id) if isinstance(job_id, str) else ""
    key = _name(_mapping(findings, settings, settings_at), "name")
    kind = "JobAnswer" if name == "settings" else "JobSettings"
    return Found(key, settings_at, settings, kind, job_id)


def _name(fields: dict[str, Any], field: str) -> str:
    name = fields.get(field)
    return shown(name) if isinstance(name, str) and name else "job"
