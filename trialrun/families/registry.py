"""The families by name, and the door: a family, its version and a seed to a question."""

import re
from collections.abc import Iterable, Mapping

from trialrun.families import (
    api_codes,
    attempts,
    branching,
    bundles,
    changes,
    clocks,
    commits,
    costs,
    new_runs,
    notices,
    parameters,
    references,
    repair_flags,
    repairs,
    schedules,
    states,
    triggers,
    values,
)
from trialrun.families.family import SEED_MAX, Family, Generated, NoSuchQuestion
from trialrun.families.making import made
from trialrun.nearest import nearest
from trialrun.questions import Stage

DRILL = "drill"
"""The set of all generated questions, as their names begin."""
NAME_SHOWN_MAX = 40

FAMILIES: Mapping[str, Family] = {
    family.id: family
    for family in (
        states.END_STATE,
        api_codes.RUN_RESULT,
        repairs.REPAIR_UI,
        repair_flags.REPAIR_API,
        new_runs.NEW_RUN,
        commits.TABLE_ROWS,
        clocks.RUN_LENGTH,
        clocks.DECIDED_NEXT,
        attempts.ATTEMPTS_MADE,
        attempts.RETRY_STARTS,
        triggers.NEXT_TRIGGER,
        schedules.QUARTZ_FIELD,
        notices.NOTICES,
        parameters.PARAMETER_VALUE,
        values.VALUE_TYPE,
        references.REFERENCE_TEXT,
        branching.BRANCH_TAKEN,
        costs.CHEAPEST,
        changes.SMALLEST_CHANGE,
        bundles.TARGET_DEPLOYS,
    )
}
_ID = re.compile(
    r"(?P<family>[a-z]+(?:-[a-z]+)*)-v(?P<version>[1-9][0-9]{0,3})-(?P<seed>[1-9][0-9]{0,8})"
)


def written_id(family: Family, seed: int) -> str:
    """Returns the id of a question in its set.

    >>> written_id(FAMILIES["end-state"], 7)
    'end-state-v1-7'
    """
    return f"{family.id}-v{family.version}-{seed}"


def read_id(text: str) -> tuple[str, int, int] | None:
    """Reads (family, version, seed); None for what is no such id.

    >>> read_id("end-state-v1-7"), read_id("end-state-v1-0")
    (('end-state', 1, 7), None)
    """
    match = _ID.fullmatch(text)
    return (match["family"], int(match["version"]), int(match["seed"])) if match else None


def family_of(name: str, version: int, seed: int) -> Family:
    """Returns a family that makes questions of this version and seed. Raises NoSuchQuestion."""
    family = FAMILIES.get(name)
    if family is None:
        raise NoSuchQuestion(
            f"There is no family of questions “{name[:NAME_SHOWN_MAX]}”."
            f"{did_you_mean(name, FAMILIES)}"
        )
    if version != family.version:
        raise NoSuchQuestion(
            f"“{family.title}” makes questions of version {family.version} today, and none of "
            f"version {version}. What you answered of it is kept as it was."
        )
    if not 1 <= seed <= SEED_MAX:
        raise NoSuchQuestion(f"A seed is a whole number from 1 to {SEED_MAX:,}.")
    return family


def generated(name: str, version: int, seed: int, stage: Stage) -> Generated:
    """Returns the question of a family, version and seed. Raises NoSuchQuestion."""
    family = family_of(name, version, seed)
    id_ = written_id(family, seed)
    return made(family, seed, stage, uid=(DRILL, id_), slug=f"{DRILL}-{id_}")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Says on a page which name was meant; "" where none is like it.

    >>> did_you_mean("end-stat", FAMILIES)
    ' Did you mean “end-state”?'
    """
    meant = nearest(name[:NAME_SHOWN_MAX], known)
    return f" Did you mean “{meant[0]}”?" if meant else ""
