"""A bundle's files to its jobs as they would be deployed: includes, target, mode, variables.

`deploy(files, name, options)` is the door. Runs nothing, asks nobody: what only the workspace
knows stays text, and is said once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from trialrun.jobs.bundle.decisions import DEPLOYS, Decisions
from trialrun.jobs.bundle.hidden import Hidden, hidden_of
from trialrun.jobs.bundle.jobless import note_no_job
from trialrun.jobs.bundle.loading import Files, Loaded, is_validated, load, root_of
from trialrun.jobs.bundle.located import Located, Origin, nodes_of, plain
from trialrun.jobs.bundle.notes import Notes, WhyRefused
from trialrun.jobs.bundle.presets import (
    WHO,
    Presets,
    deployed,
    deployed_pipeline,
    mode_of,
    presets_of,
    with_deployment,
    with_run_as,
)
from trialrun.jobs.bundle.references import REFERENCE, References, TooLarge
from trialrun.jobs.bundle.targets import Target, choose_target, target_names
from trialrun.jobs.bundle.variables import Given, overrides_name, read_variables
from trialrun.jobs.findings import JOBS_MAX, too_many_jobs
from trialrun.jobs.tree import Location, Unreadable, shown

__all__ = [
    "DEPLOYS",
    "Decisions",
    "DeployOptions",
    "DeployedJob",
    "Deployment",
    "Files",
    "Given",
    "WhyRefused",
    "deploy",
    "root_of",
]


class DeployOptions(NamedTuple):
    """What is said beside the files: the target ("" for the one that is chosen), and values.

    `who` is the short name of who deploys, `how` decides. Pipelines are made `with_pipelines` only.
    """

    target: str = ""
    given: Given = Given()
    who: str = ""
    how: Decisions = DEPLOYS
    with_pipelines: bool = False


class DeployedJob(NamedTuple):
    """A job by its resource key: plain values, where each is written, and what is wrong in it.

    `unknown` says why references are left in it, by reference.
    """

    key: str
    value: object
    origins: dict[Location, Origin]
    notes: Notes
    unknown: dict[str, str]


@dataclass(frozen=True, slots=True)
class Deployment:
    """A bundle as it would be deployed to a target. Without one (`notes` says why) it is empty.

    `why` says how the target came to be chosen, `told` what it does to all jobs. `read` has the
    files that were read, `variables` the values of those that are text, None for what has none;
    `hidden` keeps those that were given from outside out of sentences. `pipelines` are there if
    they were asked for; `refusals` say why Databricks refuses it all. `prefix_at` says where a
    prefix of names is set, None where none is, `values_at` where each value of `variables` is.
    """

    target: str
    why: str
    targets: tuple[str, ...]
    mode: str
    told: str
    jobs: tuple[DeployedJob, ...]
    notes: Notes
    read: tuple[str, ...]
    variables: Mapping[str, str | None] = field(default_factory=dict)
    hidden: Hidden = field(default_factory=Hidden)
    pipelines: tuple[DeployedJob, ...] = ()
    refusals: tuple[WhyRefused, ...] = ()
    prefix_at: Origin | None = None
    values_at: Mapping[str, Origin] = field(default_factory=dict)

    def wrong(self) -> list[tuple[Origin, str]]:
        """Returns what is wrong with it, fit to be told."""
        return self.fit(self.notes.wrong())

    def fit(self, said: Sequence[tuple[Origin, str]]) -> list[tuple[Origin, str]]:
        """Returns sentences without the values that were given from outside."""
        return [
            (origin, self.hidden.told(sentence, None if origin.is_given else ""))
            for origin, sentence in said
        ]


def deploy(files: Files, name: str, options: DeployOptions) -> Deployment:
    """Returns what a bundle's root file `name`, and what it includes, come to. Never raises."""
    notes = Notes()
    loaded = load(files, name, notes, options.how)
    if loaded is None:
        return _refused(notes, (), (name,))
    targets = tuple(target_names(loaded.root))
    if (written := _as_validated(loaded.root)) is not None:
        target: Target | None = Target(written, loaded.root, {}, "as it was validated")
    else:
        target = choose_target(loaded.root, options.target, notes, options.how)
    if target is None:
        return _refused(notes, targets, loaded.read)
    return _deployed(files, loaded, target, options, notes, targets)


def _refused(notes: Notes, targets: tuple[str, ...], read: tuple[str, ...]) -> Deployment:
    refusals = tuple(notes.refusals)
    return Deployment("", "", targets, "", "", (), notes, read, refusals=refusals)


def _deployed(
    files: Files,
    loaded: Loaded,
    target: Target,
    options: DeployOptions,
    notes: Notes,
    targets: tuple[str, ...],
) -> Deployment:
    how = options.how
    root = with_deployment(target.root, target.name, options.who)
    is_validated = _as_validated(loaded.root) is not None
    overrides = _overrides(files, target.name, notes)
    variables = read_variables(root, target.variables, overrides, options.given, notes, how)
    references = References(root, variables, is_whole=_is_whole(loaded, files))
    mode = "" if is_validated else mode_of(root, notes)
    presets = (
        None
        if is_validated
        else presets_of(
            _with_presets(root, references, notes), mode, notes, how, options.who or WHO
        )
    )
    jobs = _jobs(root, references, presets, notes, how)
    if not jobs:
        note_no_job(root, target.name, files, loaded, notes)
    pipelines = _pipelines(root, references, presets) if options.with_pipelines else []
    told = presets.told if presets else ""
    known = {name: one.text for name, one in variables.items() if one.is_text}
    each = [notes, *(one.notes for one in [*jobs, *pipelines])]
    refusals = dict.fromkeys(refusal for one in each for refusal in one.refusals)
    if any(one.is_unset for one in variables.values()):
        refusals[WhyRefused.NO_VALUE] = None
    return Deployment(
        target.name, target.why, targets, mode, told, tuple(jobs), notes, loaded.read, known,
        hidden_of({name: one.text or "" for name, one in variables.items() if one.is_given}),
        tuple(pipelines), tuple(refusals), presets.prefix_at if presets else None,
        {name: one.value.origin for name, one in variables.items() if one.value is not None},
    )  # fmt: skip


def _jobs(
    root: Located, references: References, presets: Presets | None, notes: Notes, how: Decisions
) -> list[DeployedJob]:
    written = root.under("resources", "jobs")
    if too_many := too_many_jobs(len(written)):
        notes.error(root.origin, too_many)
    jobs: list[DeployedJob] = []
    for key, job in islice(written.items(), JOBS_MAX):
        owned = job if presets is None else with_run_as(job, root.find("run_as"), how)
        filled, of_job, unknown = _filled(references, owned)
        if presets is not None and isinstance(filled.value, dict):
            filled = deployed(filled, presets, how)
        value, origins = plain(filled, ("resources", "jobs", key))
        jobs.append(DeployedJob(key, value, origins, of_job, unknown))
    return jobs


def _pipelines(root: Located, references: References, presets: Presets | None) -> list[DeployedJob]:
    """Returns the pipelines as they are deployed."""
    pipelines: list[DeployedJob] = []
    for key, pipeline in islice(root.under("resources", "pipelines").items(), JOBS_MAX):
        filled, notes, unknown = _filled(references, pipeline)
        if presets is not None and isinstance(filled.value, dict):
            filled = deployed_pipeline(filled, presets)
        value, origins = plain(filled, ("resources", "pipelines", key))
        pipelines.append(DeployedJob(key, value, origins, notes, unknown))
    return pipelines


def _with_presets(root: Located, references: References, notes: Notes) -> Located:
    """Returns a configuration whose presets have their references filled in."""
    written = root.find("presets")
    if written is None:
        return root
    try:
        filled = references.filled(written, notes)
    except TooLarge:
        notes.error(written.origin, "its references stand for more than presets can hold")
        return root
    return Located({**root.fields, "presets": filled}, root.origin)


def _filled(references: References, job: Located) -> tuple[Located, Notes, dict[str, str]]:
    notes = Notes()
    try:
        filled = references.filled(job, notes)
    except TooLarge:
        notes.error(job.origin, "its references stand for more than a job can hold")
        return job, notes, {}
    unknown: dict[str, str] = {}
    for origin, reference in _left(filled):
        if reference in unknown or reference not in references.unknown:
            continue
        reason = references.unknown[reference]
        unknown[reference] = reason.why
        if reason.is_mistake:
            told = f"`{shown(reference)}` has no value: {reason.why}"
            notes.error(origin, told, reason.refusal)
    return filled, notes, unknown


def _left(node: Located) -> Iterator[tuple[Origin, str]]:
    """Yields the references that are left in a node."""
    for one in node.walk():
        if isinstance(one.value, str) and "${" in one.value:
            for match in REFERENCE.finditer(one.value):
                yield one.origin, match[0]


def _is_whole(loaded: Loaded, files: Files) -> bool:
    """Says whether all files of a bundle are there: not of a part, or of a root all by itself."""
    if not loaded.is_whole or loaded.root.find("bundle") is None:
        return False
    return loaded.root.find("include") is None or bool(files.names())


def _as_validated(root: Located) -> str | None:
    """Returns the target of what `databricks bundle validate -o json` printed, else None."""
    target = root.find("bundle", "target")
    return target.text if target is not None and is_validated(root) else None


def _overrides(files: Files, target: str, notes: Notes) -> Located | None:
    path = overrides_name(target)
    if path not in files.names():
        return None
    try:
        return nodes_of(path, files.source(path))
    except Unreadable as error:
        notes.error(Origin(path, (), error.line, error.column), error.message)
        return None
