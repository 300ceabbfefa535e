"""A graph with states by task key: a learner's prediction, or how a run ended. Knows no trace."""

from collections.abc import Mapping, Sequence

from trialrun.diagram import WORDS, Values
from trialrun.engine import Task


def paint_values(tasks: Sequence[Task], chosen: Mapping[str, str]) -> Values:
    """Returns what the graph shows for states chosen by task key; unpainted tasks stay open."""
    return _values(tasks, chosen, "?")


def ended_values(tasks: Sequence[Task], ends: Mapping[str, str]) -> Values:
    """Returns what the graph shows for how its tasks ended; where nothing is said, nothing."""
    return _values(tasks, ends, "")


def _values(tasks: Sequence[Task], states: Mapping[str, str], unsaid: str) -> Values:
    values: Values = {}
    for index, task in enumerate(tasks):
        state = states.get(task.key, "")
        word = WORDS[state] if state else unsaid
        values |= {f"task.{index}": state, f"task.{index}.word": word, f"task.{index}.attempts": ""}
    return values
