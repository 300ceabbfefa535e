"""A graph painted by hand: the values a learner's prediction shows. Knows no trace."""

from collections.abc import Mapping, Sequence

from trialrun.diagram import WORDS, Values
from trialrun.engine import Task


def paint_values(tasks: Sequence[Task], chosen: Mapping[str, str]) -> Values:
    """Returns what the graph shows for states chosen by task key; unpainted tasks stay open."""
    values: Values = {}
    for index, task in enumerate(tasks):
        state = chosen.get(task.key, "")
        word = WORDS[state] if state else "?"
        values |= {f"task.{index}": state, f"task.{index}.word": word, f"task.{index}.attempts": ""}
    return values
