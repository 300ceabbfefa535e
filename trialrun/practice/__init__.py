"""Practice as pure functions: order of options, standing by topic, what was missed, what next."""

from trialrun.practice.order import shuffled
from trialrun.practice.standing import Standing, latest_by_question, missed, standing

__all__ = ["Standing", "latest_by_question", "missed", "shuffled", "standing"]
