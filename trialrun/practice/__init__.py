"""Practice as pure functions: standing by topic."""

from trialrun.practice.history import RightAndMissed, Standing, standings

__all__ = ["RightAndMissed", "Standing", "standings"]
