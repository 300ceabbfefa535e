"""What is wrong with a bundle as a whole, and what is worth knowing about it."""

from dataclasses import dataclass, field
from enum import StrEnum

from trialrun.jobs.bundle.located import Origin
from trialrun.jobs.findings import worded
from trialrun.problem import Problem


class WhyRefused(StrEnum):
    """Why Databricks itself refuses a bundle, where we know that it does; OTHER for all else.

    Facts: bundle-target-chosen, bundle-variable-order, bundle-complex-variables,
    bundle-resource-keys, bundle-validate-refuses, bundle-resource-missing.
    """

    OTHER = "other"
    NO_SUCH_TARGET = "no-such-target"
    NO_TARGET = "no-target"
    TWO_DEFAULTS = "two-defaults"
    NOT_DECLARED = "not-declared"
    NO_VALUE = "no-value"
    COMPLEX = "complex-given"
    NO_SUCH_REFERENCE = "no-such-reference"
    SAME_KEY = "same-key"
    UNPAUSED = "unpaused-in-development"


@dataclass
class Notes:
    """Errors and warnings by the place of their cause; the same one counts once."""

    left_out: dict[tuple[Origin, str], None] = field(default_factory=dict)
    _errors: dict[tuple[Origin, str], WhyRefused] = field(default_factory=dict)
    _warnings: dict[tuple[Origin, str], None] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Says whether something is wrong."""
        return bool(self._errors)

    def error(self, origin: Origin, sentence: str, why: WhyRefused = WhyRefused.OTHER) -> None:
        """Notes what is wrong."""
        self._errors[origin, sentence] = why

    @property
    def refusals(self) -> list[WhyRefused]:
        """Returns why a bundle is refused, each reason once."""
        return list(dict.fromkeys(self._errors.values()))

    def warn(self, origin: Origin, sentence: str) -> None:
        """Notes what one should know."""
        self._warnings[origin, sentence] = None

    def leave_out(self, origin: Origin, sentence: str) -> None:
        """Notes what is written and has no effect."""
        self.warn(origin, sentence)
        self.left_out[origin, sentence] = None

    def wrong(self) -> list[tuple[Origin, str]]:
        """Returns the errors."""
        return list(self._errors)

    def known(self) -> list[tuple[Origin, str]]:
        """Returns the warnings."""
        return list(self._warnings)


def whole(file: str) -> Origin:
    """Returns the origin of what concerns a whole file."""
    return Origin(file, (), 0, 0)


def problem(origin: Origin, sentence: str) -> Problem:
    """Returns a sentence about a place as editors can jump to it."""
    return Problem(origin.file, origin.line, worded(origin.column, origin.place.path, sentence))
