"""Practice as pure functions: standing by topic."""

from trialrun.practice.history import Met, Standing, standings

__all__ = ["Met", "Standing", "standings"]
