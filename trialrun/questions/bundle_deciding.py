"""What a target deploys, setting by setting, and who decided each: file and line, or the CLI.

Facts: bundle-target-merge, bundle-variable-order, bundle-presets, bundle-job-defaults, job-run-as.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trialrun.jobs.bundle import DeployedJob, Deployment
from trialrun.jobs.bundle.located import Origin
from trialrun.jobs.bundle.references import REFERENCE
from trialrun.jobs.tree import Location, Unreadable
from trialrun.questions.bundle import AskedBundle, Deployed
from trialrun.questions.bundle_told import defaults_of, flat_settings

_TARGETS = ("targets", "environments")
_FIRST = (
    "name", "schedule", "trigger", "continuous", "max_concurrent_runs", "queue", "run_as",
    "parameters", "tags",
)  # fmt: skip
"""What a page tells first of a job; its tasks come last."""
_OF_TARGET, _OF_WHO = "bundle.target", "workspace.current_user."


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decided a setting, in words; `file` and `line` are "" and 0 for what no file says."""

    says: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting by its way within its resource, as it is deployed, and who decided it."""

    way: str
    value: str
    deciders: tuple[Decider, ...]


def decided(deployed: Deployed) -> dict[str, tuple[Setting, ...]]:
    """Returns the settings of each job that is deployed, by its key, tasks last."""
    deployment = deployed.deployment
    return {
        job.key: tuple(sorted(_settings(deployed, job), key=place_of)) for job in deployment.jobs
    }


def place_of(setting: Setting) -> tuple[int, bool]:
    """Returns where a setting stands among those of its job."""
    first = setting.way.partition(".")[0].partition("[")[0]
    return _FIRST.index(first) if first in _FIRST else len(_FIRST), first == "tasks"


def _settings(deployed: Deployed, job: DeployedJob) -> Iterator[Setting]:
    deployment = deployed.deployment
    root: Location = ("resources", "jobs", job.key)
    for way, value, at in flat_settings("", job.value, root):
        deciders = tuple(_deciders(deployed.bundle, deployment, job.origins[at]))
        if at == (*root, "name") and deployment.prefix_at is not None:
            prefix = _decider(deployment.prefix_at, deployment)
            deciders = (*deciders, Decider(f"prefix: {prefix.says}", prefix.file, prefix.line))
        told = way.removeprefix(".")
        yield Setting("run_as" if told.startswith("run_as.") else told, value, deciders)
    by_cli = (Decider("default of the CLI"),)
    yield from (Setting(way, value, by_cli) for way, value in defaults_of(job.value))
    if not isinstance(job.value, dict) or "run_as" not in job.value:
        yield Setting("run_as", deployed.who, (Decider("who creates the job"),))


def _deciders(bundle: AskedBundle, deployment: Deployment, origin: Origin) -> Iterator[Decider]:
    """Yields where a value is written, and what gave each reference in it its value."""
    yield _decider(origin, deployment)
    for match in REFERENCE.finditer(_written(bundle, origin)):
        path = match[1]
        first, _, rest = path.partition(".")
        name = rest.partition(".")[0].partition("[")[0]
        if first == "var" and name in deployment.values_at:
            yield _decider(deployment.values_at[name], deployment)
        elif path == _OF_TARGET:
            yield Decider("the name of the target")
        elif path.startswith(_OF_WHO):
            yield Decider("who deploys")


def _decider(origin: Origin, deployment: Deployment) -> Decider:
    if origin.is_given and not origin.line:
        return Decider(origin.file)
    return Decider(_says(origin.at, deployment), origin.file, origin.line)


def _says(at: Location, deployment: Deployment) -> str:
    """Says what part of a bundle a place lies in."""
    is_of_target = len(at) > 1 and at[0] in _TARGETS
    steps = at[2:] if is_of_target else at
    whose = f"target {at[1]}" if is_of_target else "the bundle"
    part = steps[0] if steps else ""
    if part == "variables":
        name = steps[1] if len(steps) > 1 else ""
        return f"`{name}` in {whose}" if is_of_target else f"default of `{name}`"
    if part == "mode":
        return f"mode {deployment.mode}"
    if part in ("presets", "run_as"):
        return f"{part} of {whose}"
    return whose if is_of_target else "the job itself"


def _written(bundle: AskedBundle, origin: Origin) -> str:
    """Returns the text that is written at a place, "" where there is none."""
    try:
        found = bundle.source(origin.file).tree.value
    except Unreadable:
        return ""
    for step in origin.at:
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return ""
    return found if isinstance(found, str) else ""
