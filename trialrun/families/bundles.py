"""The family about bundles: what a target deploys by its mode, presets, variables, overrides."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from trialrun.engine import (
    NOBODY,
    RUN_NOW,
    Compute,
    ComputeKind,
    Job,
    Task,
    WhatIfText,
    World,
)
from trialrun.families.bundle_text import DrawnBundle, DrawnTarget, drawn_bundle
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.trades import TRADES
from trialrun.jobs import read_job_file
from trialrun.jobs.bundle import DEPLOYS, Decisions, DeployOptions
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
from trialrun.questions import Scenario

_WHO = ("ana", "ben", "ines", "omar", "lin")
_PLAIN = WhatIfText(fail=(NOBODY,))
_NOWHERE = World(Job("", (Task("nothing"),), (Compute("serverless", ComputeKind.SERVERLESS),)), {})


def _grounds(draw: Draw, slug: str) -> Ground:
    trade = draw.among(TRADES)
    return Ground(Scenario(slug, "", "", 0, "", _NOWHERE, RUN_NOW), trade.who)


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    trade = next(each for each in TRADES if each.who == ground.opening)
    bundle, who = drawn_bundle(draw, trade), draw.among(_WHO)
    target = draw.among(bundle.targets)
    scenario = _deployed(ground.scenario, bundle, target.name, who)
    if scenario is None:
        return None
    asked = sorted(draw.some(tuple(_ASPECTS), 2))
    whys = _whys(bundle, target)
    near = list(_otherwise(ground.scenario, bundle, target, who))
    words = " and ".join(_ASPECTS[each][0] for each in asked)
    return Posed(
        replace(ground, scenario=scenario),
        _PLAIN,
        f"A team of {trade.who} keeps its job in this `databricks.yml`. The user `{who}` runs "
        f"`databricks bundle deploy -t {target.name}`, without any `--var`. What are then {words}?",
        lambda trace: _has(trace.world.job, asked, whys),
        tuple(near),
        bundle.text,
        has_graph=False,
        steps=len([line for line in target.lines(bundle.job, "") if ":" in line]) - 1,
        believed=_believed(ground.scenario, bundle, target, who),
    )


_ASPECTS: Mapping[str, tuple[str, Callable[[Job], str]]] = {
    "name": ("its name", lambda job: f"`{job.name}`"),
    "pause": ("the state of its schedule", lambda job: "paused" if job.paused else "active"),
    "retries": (
        "the `max_retries` of its first task",
        lambda job: f"`max_retries: {job.tasks[0].max_retries}`",
    ),
    "runs": (
        "its `max_concurrent_runs`",
        lambda job: f"`max_concurrent_runs: {job.max_concurrent_runs}`",
    ),
}


_BY_MODE: Mapping[str, tuple[str, ...]] = {
    "development": (
        "target-keeps-its-schedule", "target-keeps-its-names", "target-keeps-its-limits",
        "mode-beats-the-job",
    ),
    "production": ("production-is-marked", "production-pauses"),
    "": ("mode-beats-the-job",),
}  # fmt: skip


def _believed(
    scenario: Scenario, bundle: DrawnBundle, target: DrawnTarget, who: str
) -> dict[str, Callable[[], Scenario | None]]:
    """Returns what makes the deployment as each belief has it that may matter to this target."""
    ids = [*_BY_MODE[target.mode]]
    ids += ["default-wins"] if target.runs or target.retries else []
    ids += ["task-is-replaced"] if target.own_retries else []
    return {
        id_: partial(_deployed, scenario, bundle, target.name, who, BUNDLE_BELIEFS[id_].decisions)
        for id_ in ids
    }


def _has(job: Job, asked: Sequence[str], whys: Mapping[str, str]) -> Said:
    parts = {each: _ASPECTS[each][1](job) for each in asked}
    tells = {each: f"Deployed, {_ASPECTS[each][0]} comes to {parts[each]}." for each in asked}
    return Said("; ".join(parts.values()), parts, dict(whys), tells=tells)


def _whys(bundle: DrawnBundle, target: DrawnTarget) -> dict[str, str]:
    """Says of each setting which of all that is written decides it."""
    is_dev = target.mode == "development"
    by_mode = "mode development" if is_dev else "nothing else sets it, so it is the default"
    own = "the target sets it in the job"
    variable = "the job takes it from the variable, {}"
    of_runs = variable.format(_whence(target.runs)) if "$" in bundle.runs else "the job says so"
    of_retries = (
        variable.format(_whence(target.retries)) if "$" in bundle.retries else "the job says so"
    )
    name = (
        "the preset `name_prefix` goes before it"
        if target.prefix
        else (
            "mode development puts a prefix before it"
            if is_dev
            else "no preset and no mode changes it"
        )
    )
    return {
        "name": f"Name: {name}.",
        "pause": "Schedule: "
        + _first(
            (target.own_pause, own),
            (bundle.pause, "the job sets `pause_status` itself, and that holds"),
            (target.pause, "the preset `trigger_pause_status`"),
            (is_dev, "mode development pauses it"),
            (True, "nothing pauses it"),
        ),
        "runs": "Runs at once: "
        + _first(
            (target.own_runs, own),
            (bundle.runs, of_runs),
            (target.most, "the preset `jobs_max_concurrent_runs`"),
            (True, by_mode),
        ),
        "retries": "Retries: " + _first((target.own_retries, own), (True, of_retries)),
    }  # fmt: skip


def _whence(value: str) -> str:
    return "which the target gives a value" if value else "which keeps its default"


def _first(*ways: tuple[object, str]) -> str:
    return next(says for applies, says in ways if applies) + "."


def _otherwise(
    scenario: Scenario, bundle: DrawnBundle, target: DrawnTarget, who: str
) -> Iterator[Neighbour]:
    """Yields other targets, and the same one without something of it."""
    told = {
        f"in the target `{each.name}`": (bundle, each.name)
        for each in bundle.targets
        if each.name != target.name
    }
    changes = {
        "without its mode": {"mode": ""},
        "in the mode development": {"mode": "development"},
        "in the mode production": {"mode": "production"},
        "without the values that it gives variables": {"runs": "", "retries": ""},
        "without its presets": {"prefix": "", "pause": "", "most": ""},
        "without what it sets in the job": {"own_pause": "", "own_runs": "", "own_retries": ""},
        "without mode and presets": {"mode": "", "prefix": "", "pause": "", "most": ""},
    }
    for says, change in changes.items():
        other = replace(target, **change)
        if other != target and not other.is_plain:
            told[says] = (bundle.with_target(other), target.name)
    if bundle.runs:
        told["if the job said nothing of runs"] = (replace(bundle, runs=""), target.name)
    if not bundle.pause:
        told["if the job’s schedule were `UNPAUSED`"] = (
            replace(bundle, pause="UNPAUSED"), target.name,
        )  # fmt: skip
    for says, (written, name) in told.items():
        yield Neighbour(says, _PLAIN, partial(_deployed, scenario, written, name, who))


def _deployed(
    scenario: Scenario, bundle: DrawnBundle, target: str, who: str, how: Decisions = DEPLOYS
) -> Scenario | None:
    """Returns the story of the job that a target deploys; None where it cannot be played."""
    options = DeployOptions(target, who=who, how=how)
    read = read_job_file("databricks.yml", bundle.text, options=options)
    if read.problems or bundle.job not in read.worlds:
        return None
    world = read.worlds[bundle.job]
    return replace(
        scenario,
        title=f"{world.job.name}, as {target} deploys it",
        summary="A job of a bundle, drawn for a question.",
        world=world,
    )


TARGET_DEPLOYS = Family(
    "target-deploys",
    1,
    "bundles",
    "What a target deploys",
    "Mode, presets, variables and overrides of a bundle: what does the job look like in the end?",
    _grounds,
    (_pose,),
    (
        "target-keeps-its-schedule",
        "target-keeps-its-names",
        "target-keeps-its-limits",
        "mode-beats-the-job",
        "production-is-marked",
        "production-pauses",
        "default-wins",
        "task-is-replaced",
    ),
    ("bundle-target-merge", "bundle-development-mode", "bundle-presets", "bundle-variable-order"),
)
