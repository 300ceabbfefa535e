"""What `simulate` tells of a story's assumptions, after how it ends."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialrun.engine import Trace


def assumptions_told(trace: "Trace") -> Iterator[str]:
    """Yields the lines: our assumptions about Databricks, then what the story sets itself."""
    from trialrun.cli.sentences import fact_of, words_of_fact
    from trialrun.engine import SET_BY_US, assumptions_of

    rules = {row[10] for row in trace.rows}
    assumed = {rule: fact for rule in rules if (fact := fact_of(rule))}
    found = assumptions_of(trace, assumed)
    ours = [fact for fact in found if fact not in SET_BY_US]
    if ours:
        yield "Our assumptions in this story; no source is sure of them:"
    for fact in ours:
        yield f"- {words_of_fact(fact)}"
    own = [fact for fact in SET_BY_US if fact in found]
    if own and own != ["prices-illustrative"]:  # The line of the cost says so of prices alone.
        words = "; ".join(SET_BY_US[fact] for fact in own)
        yield f"Set by the story, not by Databricks: {words}"
