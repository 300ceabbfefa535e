"""What a target's mode and presets set in each job, and what is known of the deployment itself.

Facts: bundle-development-mode, bundle-presets, bundle-production-mode.
"""

from collections.abc import Mapping
from typing import NamedTuple

from trialrun.jobs.bundle.located import Located
from trialrun.jobs.bundle.merging import is_null
from trialrun.jobs.bundle.notes import Notes

DEVELOPMENT, PRODUCTION = "development", "production"
PAUSED = "PAUSED"
DEVELOPMENT_RUNS = "4"
WHO = "you"
"""Stands for the short name of whoever deploys."""
_WHOSE = "${workspace.current_user.short_name}"
_STARTERS = ("schedule", "trigger", "continuous")
_RUNS = "jobs_max_concurrent_runs"
_PATHS = {
    "file_path": "files",
    "artifact_path": "artifacts",
    "state_path": "state",
    "resource_path": "resources",
}


def mode_of(root: Located, notes: Notes) -> str:
    """Returns the mode of the target, "" where it has none; notes one that there is not."""
    node = root.find("mode")
    if node is None or is_null(node):
        return ""
    if node.text not in (DEVELOPMENT, PRODUCTION):
        notes.error(node.origin, f"a mode is {DEVELOPMENT} or {PRODUCTION}")
        return ""
    return node.text


def with_deployment(root: Located, target: str) -> Located:
    """Returns a configuration with what the CLI itself adds: the target, and the paths."""
    at = root.origin

    def added(part: str, values: Mapping[str, str]) -> Located:
        known = root.under(part)
        made = {key: Located(value, at) for key, value in values.items() if key not in known}
        return Located({**made, **known}, at)

    # The target is the one that is deployed to, whatever the files say of it.
    of_target = {key: Located(target, at) for key in ("target", "environment")}
    bundle = Located({**root.under("bundle"), **of_target}, at)
    home = "/Workspace/Users/${workspace.current_user.userName}"
    paths = {"root_path": f"{home}/.bundle/${{bundle.name}}/${{bundle.target}}"}
    paths |= {name: f"${{workspace.root_path}}/{last}" for name, last in _PATHS.items()}
    workspace = added("workspace", paths)
    return Located({**root.fields, "bundle": bundle, "workspace": workspace}, at)


class Presets(NamedTuple):
    """What is set where a job itself says nothing; "" for what is not."""

    name_prefix: str = ""
    pause: str = ""
    runs: str = ""

    @property
    def told(self) -> str:
        """Returns what they do to the jobs' runs, "" for nothing."""
        parts = []
        if self.pause:
            parts.append(f"triggers are {'paused' if self.pause == PAUSED else 'active'}")
        if self.runs:
            parts.append(f"up to {self.runs} runs at once")
        return f"{' and '.join(parts)}, where a job says nothing else" if parts else ""


def presets_of(root: Located, mode: str, notes: Notes) -> Presets:
    """Returns the presets of a target; its mode fills in what they leave open."""
    written = root.under("presets")
    given = {name: _text(written.get(name)).replace(_WHOSE, WHO) for name in written}
    pause = given.get("trigger_pause_status", "")
    if mode != DEVELOPMENT:
        return Presets(given.get("name_prefix", ""), pause, given.get(_RUNS, ""))
    if pause == "UNPAUSED":
        notes.error(
            written["trigger_pause_status"].origin,
            "in mode development triggers cannot be UNPAUSED for all; set it in one job",
        )
    return Presets(
        given.get("name_prefix") or f"[dev {WHO}] ", PAUSED, given.get(_RUNS) or DEVELOPMENT_RUNS
    )


def deployed(job: Located, presets: Presets) -> Located:
    """Returns a job as it is deployed: what it says itself goes first."""
    fields = dict(job.fields)
    name = fields.get("name")
    if name is not None and isinstance(name.value, str):
        fields["name"] = Located(presets.name_prefix + name.text, name.origin)
    for starter in _STARTERS:
        node = fields.get(starter)
        if presets.pause and node is not None and _lacks(node, "pause_status"):
            pause = Located(presets.pause, node.origin)
            fields[starter] = Located({**node.fields, "pause_status": pause}, node.origin)
    if presets.runs and _lacks(job, "max_concurrent_runs"):
        fields["max_concurrent_runs"] = Located(presets.runs, job.origin)
    return Located(fields, job.origin)


def _text(node: Located | None) -> str:
    return "" if node is None or is_null(node) else node.text


def _lacks(node: Located, name: str) -> bool:
    found = node.find(name)
    return isinstance(node.value, dict) and (found is None or is_null(found))
