"""Misconceptions about deployments: what is decided, with one decision replaced."""

from dataclasses import dataclass, replace
from typing import Any

from trialrun.jobs.bundle.decisions import (
    DEPLOYS,
    DEVELOPMENT_SETS,
    Decisions,
    KeysWithin,
    ListMerge,
    ModeSets,
    Whose,
)


@dataclass(frozen=True, slots=True)
class BundleBelief:
    """A wrong belief about bundles: the thought, the fact that corrects it, and its decisions."""

    id: str
    says: str
    corrected_by: str
    decisions: Decisions
    rests_on: tuple[str, ...] = ()


def _order(*first: Whose) -> tuple[Whose, ...]:
    return (*first, *(whose for whose in Whose if whose not in first))


_TABLE: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (
        "target-keeps-its-schedule",
        "A development target runs its schedules as they are written.",
        "bundle-development-mode",
        {"development": DEVELOPMENT_SETS._replace(pause="")},
    ),
    (
        "target-keeps-its-names",
        "A job has the same name in every target.",
        "bundle-development-mode",
        {"development": DEVELOPMENT_SETS._replace(prefix="")},
    ),
    (
        "target-keeps-its-limits",
        "How many runs may go on at once is the same in every target.",
        "bundle-development-mode",
        {"development": DEVELOPMENT_SETS._replace(runs="")},
    ),
    (
        "mode-beats-the-job",
        "What a mode or a preset sets holds, whatever the job says itself.",
        "bundle-presets",
        {"job_goes_first": False},
    ),
    (
        "mode-leaves-pipelines",
        "Mode development is about jobs; a pipeline is deployed as it is written.",
        "bundle-development-more",
        {"development": DEVELOPMENT_SETS._replace(for_pipelines=False)},
    ),
    (
        "production-is-marked",
        "Mode production puts a prefix before names, too.",
        "bundle-production-mode",
        {"production": ModeSets("[prod] ")},
    ),
    (
        "production-pauses",
        "Mode production deploys triggers paused until somebody lets them go.",
        "bundle-production-mode",
        {"production": ModeSets(pause="PAUSED")},
    ),
    (
        "lists-are-replaced",
        "A list in a target replaces the list that it changes.",
        "bundle-target-merge",
        {"other_lists": ListMerge.REPLACED},
    ),
    (
        "tasks-are-replaced",
        "The tasks that a target names are the tasks that the job has there.",
        "bundle-target-merge",
        {"named_lists": ListMerge.REPLACED},
    ),
    (
        "task-is-replaced",
        "A task that a target names is there only as the target writes it.",
        "bundle-target-merge",
        {"named_lists": ListMerge.BY_ELEMENT},
    ),
    (
        "tasks-are-added",
        "What a target writes under `tasks` is added to the tasks of the job.",
        "bundle-target-merge",
        {"named_lists": ListMerge.APPENDED},
    ),
    (
        "default-wins",
        "The default of a variable holds; a target’s value is for what has none.",
        "bundle-variable-order",
        {
            "value_order": (
                Whose.OPTION,
                Whose.ENVIRONMENT,
                Whose.FILE,
                Whose.DEFAULT,
                Whose.TARGET,
            )
        },
    ),
    (
        "target-beats-option",
        "What a target says of a variable holds, whatever is given when it is deployed.",
        "bundle-variable-order",
        {"value_order": _order(Whose.TARGET)},
    ),
    (
        "environment-beats-option",
        "A variable of the environment beats `--var`.",
        "bundle-variable-order",
        {"value_order": _order(Whose.ENVIRONMENT)},
    ),
    (
        "environment-is-weakest",
        "A variable of the environment counts only where the files give no value.",
        "bundle-variable-order",
        {
            "value_order": (
                Whose.OPTION,
                Whose.FILE,
                Whose.TARGET,
                Whose.DEFAULT,
                Whose.ENVIRONMENT,
            )
        },
    ),
    (
        "unset-is-empty",
        "A variable that nobody gives a value is an empty text.",
        "bundle-variable-order",
        {"refuses_unset": False},
    ),
    (
        "first-target-is-default",
        "Without `-t` the target that stands first is deployed.",
        "bundle-target-chosen",
        {"takes_first_target": True},
    ),
    (
        "environment-names-target",
        "DATABRICKS_BUNDLE_TARGET beats the target of `-t`.",
        "bundle-target-chosen",
        {"option_names_target": False},
    ),
    (
        "bundle-run-as-wins",
        "The `run_as` at the top of a bundle holds for all its jobs.",
        "bundle-run-as",
        {"own_run_as": False},
    ),
    (
        "keys-are-of-a-kind",
        "A job and a pipeline may have one and the same key.",
        "bundle-resource-keys",
        {"keys_within": KeysWithin.KIND},
    ),
    (
        "files-are-merged",
        "Two files that describe one job are merged into it.",
        "bundle-resource-keys",
        {"keys_within": KeysWithin.FILE},
    ),
)

BUNDLE_BELIEFS = {
    id_: BundleBelief(id_, says, fact, replace(DEPLOYS, name=id_, **decision))
    for id_, says, fact, decision in _TABLE
}
