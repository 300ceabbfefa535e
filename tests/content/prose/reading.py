"""Passages of a body of Markdown, as the reader of lessons has them. No test in here."""

from trialrun.content.prose.asked import barred, unbarred
from trialrun.content.prose.passages import Passage, passages_of
from trialrun.content.readers.inlines import env_of
from trialrun.content.readers.markdown import parser


def passages(body: str) -> list[Passage]:
    """Reads a body whose values need not be bound."""
    tokens = parser().parse(barred(body), env_of(body))
    unbarred(tokens)
    return passages_of(tokens)
