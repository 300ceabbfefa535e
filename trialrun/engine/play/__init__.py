"""What happens: modules that know each other while a story is played. `simulate` is the door."""

from trialrun.engine.play.door import ACTIONS_MAX, RUN_NOW, simulate
from trialrun.engine.play.simulation import TOO_MANY_EVENTS, Endless

__all__ = ["ACTIONS_MAX", "RUN_NOW", "TOO_MANY_EVENTS", "Endless", "simulate"]
