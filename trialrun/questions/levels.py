"""What can be tried in a level, and what solves it.

A try is a what-if: dials turned, and actions added behind the level's own. Each is one move.
Whatever meets the goal solves the level. Knows no files.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from trialrun.engine import Endless, Trace, WhatIf, WhatIfError, WhatIfText, do_text
from trialrun.questions.claims import ClaimError, holds
from trialrun.questions.level import Level
from trialrun.questions.run_told import end_of

TRIES_MAX = 20_000


def moves(level: Level, text: WhatIfText) -> int:
    """Counts the dials that a try turns and the actions that it adds. Raises WhatIfError."""
    what_if = level.scenario.read(text)
    return len(what_if.turns) + len(_added(level, what_if))


def refusal(level: Level, text: WhatIfText) -> str:
    """Says what a try uses that the level does not let one edit, or ""."""
    if text.fail or text.slow:
        return "What fails, and what is slow, stays as it is in a level. Edit the job, or act."
    if text.deed:
        return "What tasks do stays as it is in a level. Edit the job, or act."
    try:
        what_if = level.scenario.read(text)
    except WhatIfError as error:
        return str(error)
    return _refused_turns(level, what_if) or _refused_do(level, what_if)


def met(level: Level, trace: Trace) -> tuple[bool, ...]:
    """Says of each goal whether a run meets it; what it cannot be asked, it does not meet."""
    return met_by(level, end_of(trace))


def met_by(level: Level, facts: Mapping[str, Any]) -> tuple[bool, ...]:
    """Says so of facts as `end_of` gives them."""
    return tuple(_holds(goal.claim, facts) for goal in level.goals)


def solves(level: Level, text: WhatIfText) -> bool:
    """Says whether a try is allowed, comes to an end, and meets every goal."""
    if refusal(level, text):
        return False
    try:
        trace = level.scenario.play(level.scenario.read(text))
    except Endless:
        return False
    return all(met(level, trace))


def search(level: Level, below: int) -> WhatIfText | None:
    """Returns a try that solves the level in fewer than so many moves, if there is one.

    Raises ValueError where that takes more than TRIES_MAX tries.
    """
    count = sum(_tries_count(level, number) for number in range(below))
    if count > TRIES_MAX:
        raise ValueError(f"{count} tries have fewer than {below} moves; offer less in `may`")
    for number in range(below):
        for text in tries(level, number):
            if solves(level, text):
                return text
    return None


def tries(level: Level, number: int) -> Iterator[WhatIfText]:
    """Yields every allowed try of so many moves."""
    for turned in range(number + 1):
        if number - turned > level.may.do_max:
            continue
        for dials in combinations(level.may.dial, turned):
            for values in product(*(choices for _, choices in dials)):
                texts = [f"{name}:{v}" for (name, _), v in zip(dials, values, strict=True)]
                if len(level.scenario.read(WhatIfText(dial=tuple(texts))).turns) < turned:
                    continue
                for added in product(level.may.do, repeat=number - turned):
                    yield level.try_of(texts, added)


def _tries_count(level: Level, number: int) -> int:
    """Returns how many tries are looked at, those that turn a dial to where it stands included."""
    count = 0
    for turned in range(number + 1):
        if number - turned > level.may.do_max:
            continue
        dials = 0
        for chosen in combinations(level.may.dial, turned):
            of_chosen = 1
            for _, choices in chosen:
                of_chosen *= len(choices)
            dials += of_chosen
        count += dials * len(level.may.do) ** (number - turned)
    return count


def _holds(claim: str, facts: Mapping[str, Any]) -> bool:
    try:
        return holds(claim, facts)
    except ClaimError:
        return False


def _added(level: Level, what_if: WhatIf) -> tuple[str, ...]:
    """Returns the actions behind the level's own."""
    return tuple(map(do_text, what_if.do or ()))[len(level.scenario.actions) :]


def _refused_turns(level: Level, what_if: WhatIf) -> str:
    offered = dict(level.may.dial)
    for turn in what_if.turns:
        name = f"{turn.task}.{turn.dial}" if turn.task else turn.dial
        if name not in offered:
            listed = ", ".join(offered) or "no dial"
            return f"{name} stays as it is here; you may turn {listed}."
        if turn.value not in offered[name]:
            return f"{name} takes one of {', '.join(offered[name])} here."
    return ""


def _refused_do(level: Level, what_if: WhatIf) -> str:
    if what_if.do is None:
        return ""
    own = level.scenario.actions
    if what_if.do[: len(own)] != own:
        return f"The level's own actions come first and stay: {', '.join(level.own_do)}."
    added = _added(level, what_if)
    for text in added:
        if text not in level.may.do:
            listed = ", ".join(level.may.do) or "no action"
            return f"{text} cannot be added here; you may add {listed}."
    if len(added) > level.may.do_max:
        return f"{len(added)} actions are added; here at most {level.may.do_max} are."
    return ""
