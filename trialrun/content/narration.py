"""Says an event in the words of its rule. The one place that fills in a rule's sentence."""

from collections.abc import Mapping

from trialrun.content.fact import RuleText
from trialrun.diagram import names_of
from trialrun.engine import Event, Trace


def narrate(rules: Mapping[str, RuleText], trace: Trace, event: Event) -> str:
    """Returns the sentence; where the file of rules lacks one, the task and the rule's id."""
    names = names_of(trace, event)
    rule = rules.get(event.rule)
    return rule.says.format(**names) if rule else f"{names['task']} {event.rule}".strip()
