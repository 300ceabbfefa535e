"""Practice as pure functions: standing by topic, and what a round asks."""

from trialrun.practice.history import RightAndMissed, Standing, standings
from trialrun.practice.rounds import USUAL, Lengths, Past, apart, chosen

__all__ = [
    "USUAL",
    "Lengths",
    "Past",
    "RightAndMissed",
    "Standing",
    "apart",
    "chosen",
    "standings",
]
