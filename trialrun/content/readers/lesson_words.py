"""What a lesson knows of the glossary: its terms, by which words they are found, former names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from trialrun.content.glossary import Forms, GlossaryTerm
from trialrun.content.prose.first_use import mark_first_uses


@dataclass(frozen=True, slots=True)
class LessonWords:
    """The glossary as a lesson is read by it.

    `known` are the words that need no explanation more; None where there is no glossary.
    """

    terms: Mapping[str, GlossaryTerm] = field(default_factory=dict)
    forms: Forms = ()
    known: tuple[str, ...] | None = None
    former: Mapping[str, str] = field(default_factory=dict)

    def mark(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """Puts meanings at first uses. Returns the terms that these tokens have."""
        return mark_first_uses(tokens, self.forms, self.terms)
