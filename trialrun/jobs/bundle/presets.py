"""What a target's mode and presets set in each job, and what is known of the deployment itself.

Facts: bundle-development-mode, bundle-presets, bundle-production-mode.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from trialrun.jobs.bundle.decisions import DEPLOYS, Decisions, ModeSets
from trialrun.jobs.bundle.located import Located, Origin
from trialrun.jobs.bundle.merging import is_null
from trialrun.jobs.bundle.notes import Notes, WhyRefused

DEVELOPMENT, PRODUCTION = "development", "production"
PAUSED = "PAUSED"
TRUE, FALSE = "true", "false"
WHO = "you"
"""Stands for the short name of whoever deploys, where nobody says it."""
_WHOSE = "${workspace.current_user.short_name}"
_STARTERS = ("schedule", "trigger", "continuous")
_MODE, _PREFIX, _PAUSE = "mode", "name_prefix", "trigger_pause_status"
_RUNS, _PIPELINES = "jobs_max_concurrent_runs", "pipelines_development"
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


def with_deployment(root: Located, target: str, who: str = "") -> Located:
    """Returns a configuration with what the CLI itself adds: the target, the paths, who deploys."""
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
    if who:
        user = {"short_name": Located(who, at), "userName": Located(f"{who}@example.com", at)}
        workspace = Located({**workspace.fields, "current_user": Located(user, at)}, at)
    return Located({**root.fields, "bundle": bundle, "workspace": workspace}, at)


class Presets(NamedTuple):
    """What is set where a job itself says nothing; "" for what is not.

    `places` says where each is written: the preset's own, or the mode that sets it.
    """

    name_prefix: str = ""
    pause: str = ""
    runs: str = ""
    tags: Mapping[str, Located] = MappingProxyType({})
    is_pipeline_development: str = ""
    stops_continuous: bool = False
    places: Mapping[str, Origin] = MappingProxyType({})

    @property
    def prefix_at(self) -> Origin | None:
        """Returns where the prefix of names is written, None where there is none."""
        return self.places.get(_PREFIX) if self.name_prefix else None

    @property
    def told(self) -> str:
        """Returns what they do to the jobs' runs, "" for nothing."""
        parts = []
        if self.pause:
            parts.append(f"triggers are {'paused' if self.pause == PAUSED else 'active'}")
        if self.runs:
            parts.append(f"up to {self.runs} runs at once")
        return f"{' and '.join(parts)}, where a job says nothing else" if parts else ""


def presets_of(
    root: Located, mode: str, notes: Notes, how: Decisions = DEPLOYS, who: str = WHO
) -> Presets:
    """Returns the presets of a target; its mode fills in what they leave open."""
    written = root.under("presets")
    given = {name: _text(written.get(name)).replace(_WHOSE, who) for name in written}
    pause = given.get(_PAUSE, "")
    sets = {DEVELOPMENT: how.development, PRODUCTION: how.production}.get(mode, ModeSets())
    if mode == DEVELOPMENT and pause == "UNPAUSED":
        notes.error(
            written[_PAUSE].origin,
            "in mode development triggers cannot be UNPAUSED for all; set it in one job",
            WhyRefused.UNPAUSED,
        )
    at_mode = root.find("mode") or root
    of_mode = {sets.tag: Located(who, at_mode.origin)} if sets.tag else {}
    tags = written["tags"].fields if "tags" in written else {}
    places = dict.fromkeys((_MODE, _PREFIX, _PAUSE, _RUNS, _PIPELINES), at_mode.origin)
    places |= {name: node.origin for name, node in written.items() if given[name]}
    if mode == DEVELOPMENT and sets.pause:
        places[_PAUSE] = at_mode.origin
    return Presets(
        given.get(_PREFIX) or sets.prefix.format(who=who),
        (sets.pause if mode == DEVELOPMENT else "") or pause or sets.pause,
        given.get(_RUNS) or sets.runs,
        MappingProxyType({**of_mode, **tags}),
        given.get(_PIPELINES) or (TRUE if sets.for_pipelines else ""),
        sets.for_pipelines,
        MappingProxyType(places),
    )


def deployed(job: Located, presets: Presets, how: Decisions = DEPLOYS) -> Located:
    """Returns a job as it is deployed: what it says itself goes first."""
    fields = dict(job.fields)
    _name(fields, presets)
    for starter in _STARTERS:
        node = fields.get(starter)
        if node is None or not presets.pause:
            continue
        is_open = _lacks(node, "pause_status") or not how.job_goes_first
        if is_open and isinstance(node.value, dict):
            pause = Located(presets.pause, presets.places.get(_PAUSE, node.origin))
            fields[starter] = Located({**node.fields, "pause_status": pause}, node.origin)
    if presets.runs and (_lacks(job, "max_concurrent_runs") or not how.job_goes_first):
        runs = Located(presets.runs, presets.places.get(_RUNS, job.origin))
        fields["max_concurrent_runs"] = runs
    if presets.tags:
        own, origin = job.under("tags"), job.origin
        both = {**presets.tags, **own} if how.job_goes_first else {**own, **presets.tags}
        fields["tags"] = Located(both, origin)
    return Located(fields, job.origin)


def deployed_pipeline(pipeline: Located, presets: Presets) -> Located:
    """Returns a pipeline as it is deployed."""
    fields, origin = dict(pipeline.fields), pipeline.origin
    _name(fields, presets)
    if presets.is_pipeline_development == TRUE:
        fields["development"] = Located(TRUE, presets.places.get(_PIPELINES, origin))
    if presets.stops_continuous:
        fields["continuous"] = Located(FALSE, presets.places.get(_MODE, origin))
    return Located(fields, origin)


def with_run_as(job: Located, of_bundle: Located | None, how: Decisions = DEPLOYS) -> Located:
    """Returns a job with the identity that its runs have: its own, or that of the bundle."""
    if of_bundle is None or is_null(of_bundle) or not isinstance(job.value, dict):
        return job
    if how.own_run_as and not _lacks(job, "run_as"):
        return job
    return Located({**job.fields, "run_as": of_bundle}, job.origin)


def _name(fields: dict[str, Located], presets: Presets) -> None:
    name = fields.get("name")
    if name is not None and isinstance(name.value, str):
        fields["name"] = Located(presets.name_prefix + name.text, name.origin)


def _text(node: Located | None) -> str:
    return "" if node is None or is_null(node) else node.text


def _lacks(node: Located, name: str) -> bool:
    found = node.find(name)
    return isinstance(node.value, dict) and (found is None or is_null(found))
