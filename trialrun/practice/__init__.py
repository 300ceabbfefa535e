"""Practice as pure functions: standing by topic, what was missed."""

from trialrun.practice.history import Standing, missed, standings

__all__ = ["Standing", "missed", "standings"]
