"""What a deployment decides, as one replaceable value: merging, whose value wins, what a mode sets.

`DEPLOYS` is what Databricks does. A belief is that with one decision replaced.
Facts: bundle-target-merge, bundle-variable-order, bundle-target-chosen, bundle-development-mode,
bundle-production-mode, bundle-resource-keys, bundle-run-as.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Whose(StrEnum):
    """What may give a variable its value."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    FILE = "file"
    TARGET = "target"
    DEFAULT = "default"


class KeysWithin(StrEnum):
    """Within what a resource key may stand once."""

    BUNDLE = "bundle"
    KIND = "kind"
    FILE = "file"


class ListMerge(StrEnum):
    """What becomes of a list that a target changes.

    By name: the fields of elements of one name are merged, or the element is replaced.
    """

    BY_FIELD = "by field"
    BY_ELEMENT = "by element"
    APPENDED = "appended"
    REPLACED = "replaced"


class ModeSets(NamedTuple):
    """What a mode sets where presets leave it open; "" for nothing. `{who}` is who deploys."""

    prefix: str = ""
    pause: str = ""
    runs: str = ""
    tag: str = ""
    for_pipelines: bool = False


DEVELOPMENT_SETS = ModeSets("[dev {who}] ", "PAUSED", "4", "dev", for_pipelines=True)
SETS_NOTHING = ModeSets()


@dataclass(frozen=True, slots=True)
class Decisions:
    """How a bundle comes to what is deployed.

    `named_lists` are those whose elements have names, such as tasks. What is `whole` a target
    replaces as a whole. `job_goes_first`: what a job says itself, its mode and its presets
    leave alone, and `own_run_as` says so of `run_as`. Without `refuses_unset` a variable that
    nobody gives a value is an empty text.
    """

    name: str = "truth"
    named_lists: ListMerge = ListMerge.BY_FIELD
    other_lists: ListMerge = ListMerge.APPENDED
    whole: frozenset[str] = frozenset({"run_as", "mode"})
    value_order: tuple[Whose, ...] = tuple(Whose)
    refuses_unset: bool = True
    option_names_target: bool = True
    takes_first_target: bool = False
    development: ModeSets = DEVELOPMENT_SETS
    production: ModeSets = SETS_NOTHING
    job_goes_first: bool = True
    own_run_as: bool = True
    keys_within: KeysWithin = KeysWithin.BUNDLE

    def target_of(self, option: str, environment: str) -> str:
        """Returns the target that is asked for: by `--target`, or by the environment."""
        first, second = (option, environment) if self.option_names_target else (environment, option)
        return first or second


DEPLOYS = Decisions()
