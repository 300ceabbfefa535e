"""A try at a level in words: its moves, and what the level's author says of it. Knows no HTTP."""

from trialrun.engine import WhatIfText
from trialrun.lab.told import action_told
from trialrun.lab.varied import turned_told
from trialrun.questions import Level


def moves_told(level: Level, text: WhatIfText) -> tuple[str, ...]:
    """Tells each move of a try, as the dials and buttons of the level call it."""
    scenario = level.scenario
    turned = (turned_told(scenario.world, turn) for turn in scenario.read(text).turns)
    return (*turned, *map(action_told, text.do[len(level.own_do) :]))


def why_missed(level: Level, text: WhatIfText) -> str:
    """Returns what the author says of this very try; "" where they foresaw it not."""
    written = level.scenario.read(text)
    for wrong in level.wrong:
        if level.scenario.read(wrong.text) == written:
            return wrong.why
    return ""
