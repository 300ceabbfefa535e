"""Misconceptions as rules: TRUTH with one decision replaced, under the name of the belief."""

from dataclasses import dataclass, replace

from trialrun.engine.rules import TRUTH, Rules
from trialrun.engine.state import State


@dataclass(frozen=True, slots=True)
class Belief:
    """A wrong belief: what the person thinks, the fact that corrects it, and its rules."""

    id: str
    says: str
    corrected_by: str
    rules: Rules


def _undo_when_failed(result: State) -> bool:
    return result is State.FAILED


BELIEFS: dict[str, Belief] = {
    belief.id: belief
    for belief in (
        Belief(
            id="job-is-a-transaction",
            says="When one task fails, the whole job rolls back.",
            corrected_by="no-cross-task-rollback",
            rules=replace(TRUTH, name="job-is-a-transaction", undoes_commits=_undo_when_failed),
        ),
    )
}
