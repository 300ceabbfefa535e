"""Values that nobody has said and a failure rests on: empty parameters, open if/else tasks."""

from collections.abc import Iterator
from itertools import product

from trialrun.engine import State, Task
from trialrun.engine.job.references import references_in
from trialrun.engine.job.standins import value_of
from trialrun.review.reach import is_constant
from trialrun.review.rests import is_invented
from trialrun.review.stories import Stories
from trialrun.review.words import named

CONDITIONS_MAX = 4
"""How many if/else tasks before what fails are tried in all their outcomes."""


def open_in(stories: Stories, key: str, rule: str) -> str:
    """Says what nobody has said and a failure rests on; "" for nothing."""
    texts = [*_texts(stories.task_of[key], rule)]
    for name in _parameters(texts):
        if why := _open_parameter(stories, name):
            return why
    return _undecided(stories, key)


def _texts(task: Task, rule: str) -> Iterator[str]:
    """Yields the texts in which a task reads what it fails of."""
    yield from task.operands
    if rule.startswith(("condition.", "for_each.")):
        return
    for each in (task, *((task.for_each.task,) if task.for_each else ())):
        yield from each.texts


def _parameters(texts: list[str]) -> Iterator[str]:
    for text in texts:
        for parts in references_in(text):
            if parts[:2] == ["job", "parameters"]:
                yield ".".join(parts[2:])


def _open_parameter(stories: Stories, name: str) -> str:
    """Says why nobody knows what a parameter is; "" where its default is taken."""
    if name in stories.subject.around.given:
        return f"the default of the job parameter {name}, which another job of the file overrides"
    if dict(stories.job.parameters).get(name) == "":
        return f"the job parameter {name} being empty, as its default is: a run may be given more"
    return ""


def _is_undecided(stories: Stories, task: Task) -> bool:
    """Says whether nobody said how an if/else comes out: it reads what nobody said."""
    if task.condition is None or is_constant(task):
        return False
    texts = [*task.operands]
    for text in texts:
        for parts in references_in(text):
            found = value_of(parts)
            is_parameter = parts[:2] == ["job", "parameters"]
            if not is_parameter and (found is None or found[0] not in stories.world.script):
                return True
    is_open = any(_open_parameter(stories, name) for name in _parameters(texts))
    return is_open or any(is_invented(stories.world, text) for text in texts)


def _undecided(stories: Stories, key: str) -> str:
    """Says on which if/else a failure rests; "" where it comes whichever way they come out."""
    index = stories.index[key]
    upstream = stories.job.graph.with_upstream([index]) - {index}
    conditions = [
        stories.job.tasks[at].key
        for at in sorted(upstream)
        if _is_undecided(stories, stories.job.tasks[at])
    ]
    if not conditions:
        return ""
    rests_on = f"how {named(conditions)} {'comes' if len(conditions) == 1 else 'come'} out, "
    rests_on += "which nobody has said"
    if len(conditions) > CONDITIONS_MAX:
        return rests_on
    for outcomes in product((True, False), repeat=len(conditions)):
        ending = stories.decided(tuple(zip(conditions, outcomes, strict=True)))
        if ending is None or ending.tasks[key] is not State.FAILED:
            return rests_on
    return ""
