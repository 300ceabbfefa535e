"""What claims may speak of at the end of a deployment, by name. Deploys nothing."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trialrun.jobs.bundle import Deployment, WhyRefused
from trialrun.jobs.source import Quoted
from trialrun.jobs.tree import Location
from trialrun.questions.claimed import Term, Told, Unsure, told_each

_WHOLE, _FRACTION = re.compile(r"-?\d{1,15}"), re.compile(r"-?\d{1,15}\.\d{1,15}")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False}
_TEXTS = frozenset({"name", "tags", "parameters", "base_parameters", "named_parameters"})
"""Fields below which everything is text, whatever it looks like."""
_STARTERS = ("schedule", "trigger", "continuous")
_REASONS = frozenset(map(str, WhyRefused))
_JOB = {"max_concurrent_runs": 1, "timeout_seconds": 0}
_TASK = {"run_if": "ALL_SUCCESS", "max_retries": 0, "min_retry_interval_millis": 0}
_TASK |= {"timeout_seconds": 0, "depends_on": []}
_NOT_SURE = Unsure(
    "whether Databricks refuses this bundle is not known here; mend what our reader names"
)


def deployed_told(deployment: Deployment) -> Told:
    """Returns what claims may say of what a target deploys, and of why nothing is deployed.

    Facts: bundle-job-defaults, bundle-validate-refuses.
    """
    jobs = {job.key: job.value for job in deployment.jobs}
    pipelines = {one.key: one.value for one in deployment.pipelines}
    reasons = deployment.refusals
    known = [Term(reason, "reason to refuse a bundle", _REASONS) for reason in reasons]
    is_sure = not reasons or any(reason is not WhyRefused.OTHER for reason in reasons)
    return Told(
        {
            "refused": bool(reasons) if is_sure else _NOT_SURE,
            "why_refused": known,
            "target": Term(deployment.target, "target", frozenset({*deployment.targets, ""})),
            "mode": Term(deployment.mode, "mode", frozenset({"development", "production", ""})),
            "variables": {k: v for k, v in deployment.variables.items() if v is not None},
            "jobs": told_each(jobs, lambda key: _job(jobs[key])),
            "pipelines": told_each(pipelines, lambda key: _pipeline(pipelines[key])),
        }
    )


def settings_of(deployment: Deployment) -> dict[str, str]:
    """Returns every setting that is deployed as text, by the way to it, in order.

    Elements of lists that have a name go by it.
    """
    found: dict[str, str] = {}
    for sort, each in (("jobs", deployment.jobs), ("pipelines", deployment.pipelines)):
        for one in each:
            way = f"{sort}.{one.key}"
            found |= {at: value for at, value, _ in flat_settings(way, one.value, ())}
            if sort == "jobs":
                found |= {f"{way}.{at}": value for at, value in defaults_of(one.value)}
    return found


def defaults_of(job: Any) -> Iterator[tuple[str, str]]:
    """Yields what the CLI sets in a job that leaves it open: the way to it, and the value.

    Facts: bundle-job-defaults.
    """
    fields = _fields(job)
    for starter in _STARTERS:
        if isinstance(fields.get(starter), dict) and not fields[starter].get("pause_status"):
            yield f"{starter}.pause_status", "UNPAUSED"
    if "max_concurrent_runs" not in fields:
        yield "max_concurrent_runs", str(_JOB["max_concurrent_runs"])
    if "queue" not in fields:
        yield "queue.enabled", "true"


def flat_settings(
    way: str, value: Any, at: Location, *, without: str = ""
) -> Iterator[tuple[str, str, Location]]:
    """Yields each plain value in a setting: the way to it, the value, and its location."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != without:
                yield from flat_settings(f"{way}.{key}", inner, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            key, name = _named_by(inner)
            here = (*at, number)
            if name and len(inner) == 1:
                yield f"{way}[{number}]", name, (*here, key)
                continue
            way_in = f"{way}.{name}" if name else f"{way}[{number}]"
            yield from flat_settings(way_in, inner, here, without=key)
    else:
        yield way, str(value), at


def _named_by(element: Any) -> tuple[str, str]:
    """Returns the field that names an element of a list, and the name; "" where it has none."""
    for key in ("task_key", "job_cluster_key", "name"):
        if isinstance(name := _fields(element).get(key), str):
            return key, name
    return "", ""


def _name_of(element: Any) -> str:
    return _named_by(element)[1]


def _job(value: Any) -> Told:
    fields = _fields(value)
    starters = [_fields(fields.get(name)) for name in _STARTERS if name in fields]
    run_as = _fields(fields.get("run_as"))
    own = _typed(fields)
    return Told(
        {
            **_JOB,
            **own,
            "name": str(fields.get("name", "Untitled")),
            "paused": any(one.get("pause_status") == "PAUSED" for one in starters),
            "queue": _fields(fields.get("queue")).get("enabled", "true") == "true",
            "tags": _texts(fields.get("tags")),
            "parameters": {
                name: str(_fields(one).get("default", ""))
                for one in _elements(fields.get("parameters"))
                if (name := _name_of(one))
            },
            "run_as": str(
                run_as.get("service_principal_name") or run_as.get("user_name") or "who deploys"
            ),
            "task_count": len(_elements(fields.get("tasks"))),
            "tasks": {
                key: {**_TASK, **_typed(_fields(task))}
                for task in _elements(fields.get("tasks"))
                if (key := _name_of(task))
            },
        }
    )


def _pipeline(value: Any) -> dict[str, Any]:
    fields = _fields(value)
    return {
        "development": False,
        "continuous": False,
        **_typed(fields),
        "name": str(fields.get("name", "")),
    }


def _fields(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _elements(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> dict[str, str]:
    return {key: str(inner) for key, inner in _fields(value).items() if isinstance(inner, str)}


def _typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Returns fields with numbers and booleans for what is written as such."""
    return {key: _value(inner, is_text=key in _TEXTS) for key, inner in fields.items()}


def _value(value: Any, *, is_text: bool) -> Any:
    if isinstance(value, dict):
        return {key: _value(v, is_text=is_text or key in _TEXTS) for key, v in value.items()}
    if isinstance(value, list):
        return [_value(inner, is_text=is_text) for inner in value]
    if is_text or isinstance(value, Quoted):
        return str(value)
    if value in _BOOLEANS:
        return _BOOLEANS[value]
    if _WHOLE.fullmatch(value):
        return int(value)
    return float(value) if _FRACTION.fullmatch(value) else str(value)
