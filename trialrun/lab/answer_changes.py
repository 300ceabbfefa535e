"""What would have made a wrong answer right: from its question to the search. No HTTP."""

from collections.abc import Sequence

from trialrun.content import Catalog
from trialrun.engine import Trace
from trialrun.lab.address import Address
from trialrun.lab.assumed import assumed_rules
from trialrun.lab.change_asked import asked_of
from trialrun.lab.smallest_change import ChangesFound, Sought, smallest_changes
from trialrun.questions import ClaimError, Question, Scenario
from trialrun.questions.claims import text_of
from trialrun.questions.kind import Wish
from trialrun.questions.question import PROOF
from trialrun.questions.stage import world_facts


def changes_of(
    catalog: Catalog,
    scenario: Scenario,
    question: Question,
    wish: Wish,
    beliefs: Sequence[str] = (),
) -> ChangesFound:
    """Returns what would have made a wish about the run of a question's only story come true.

    `beliefs` are those behind what was said.
    """
    (run,) = question.runs

    def is_wished(trace: Trace) -> bool:
        facts = world_facts({"": trace})
        try:
            return all(text_of(claim, facts) == said for claim, said in wish)
        except ClaimError:
            return False

    steps = [step for _, step in question.body[PROOF]["steps"].values()]
    asked = asked_of(
        wish, scenario.play_text(run.what_if), step=max(steps, default=0), beliefs=beliefs
    )
    sought = Sought(is_wished, asked, assumed_rules(catalog))
    return smallest_changes(scenario, Address(f"/simulator/{run.scenario}/", run.what_if), sought)
