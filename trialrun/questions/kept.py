"""What was kept of a question, looked at before it is trusted. Knows plain values and no kind.

A check returns a value as this version has it, or raises ValueError. What a version adds to a body
has a default here, so that questions that were kept before are still shown.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from trialrun.engine import Job, State, graph_of
from trialrun.questions.graph_shown import plain_tasks, tasks_of
from trialrun.questions.question import KEPT_PARTS

Check = Callable[[Any], Any]


class Added(NamedTuple):
    """A field that is not in every kept text, and what it is where it is missing."""

    check: Check
    default: Any


def text(value: Any) -> str:
    """Takes a text that can be sent."""
    found: str = _of(str, value)
    found.encode()  # UnicodeEncodeError, which is a ValueError: half of a surrogate pair.
    return found


def flag(value: Any) -> bool:
    """Takes true or false."""
    found: bool = _of(bool, value)
    return found


def number(at_most: int) -> Check:
    """Takes a whole number from 0."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not 0 <= _of(int, value) <= at_most:
            raise ValueError(f"a number from 0 to {at_most} is wanted")
        return int(value)

    return check


def one_of(values: Iterable[str]) -> Check:
    """Takes one of some texts."""
    known = frozenset(map(str, values))

    def check(value: Any) -> str:
        if text(value) not in known:
            raise ValueError(f"one of {', '.join(sorted(known))} is wanted")
        return str(value)

    return check


def listed(check: Check, *, least: int = 0, most: int | None = None) -> Check:
    """Takes a list of what a check takes."""

    def check_all(value: Any) -> list[Any]:
        if len(_of(list, value)) < least:
            raise ValueError(f"a list of at least {least} is wanted")
        if most is not None and len(value) > most:
            raise ValueError(f"a list of at most {most} is wanted")
        return [check(each) for each in value]

    return check_all


def named(check: Check, *, least: int = 0) -> Check:
    """Takes {text: what a check takes}."""

    def check_all(value: Any) -> dict[str, Any]:
        if len(_of(dict, value)) < least:
            raise ValueError(f"at least {least} by name are wanted")
        return {text(name): check(each) for name, each in value.items()}

    return check_all


def record(**fields: Check | Added) -> Check:
    """Takes named fields, and leaves out what it does not know."""

    def check_all(value: Any) -> dict[str, Any]:
        given = _of(dict, value)
        found = {}
        for name, field in fields.items():
            if isinstance(field, Added):
                found[name] = field.check(given[name]) if name in given else field.default
            elif name in given:
                found[name] = field(given[name])
            else:
                raise ValueError(f"{name} is missing")
        return found

    return check_all


def row(*checks: Check) -> Check:
    """Takes a list of so many values, each as its check takes it."""

    def check_all(value: Any) -> list[Any]:
        return [check(each) for check, each in zip(checks, _of(list, value), strict=True)]

    return check_all


def graph(value: Any) -> list[list[Any]]:
    """Takes a job's tasks as `plain_tasks` writes them: at least one, and they can all run."""
    tasks = tasks_of(_TASKS(value))
    keys = {task.key for task in tasks}
    if len(keys) < len(tasks):
        raise ValueError("two tasks have one key")
    if any(dep.task_key not in keys for task in tasks for dep in task.depends_on):
        raise ValueError("a task waits for one that there is not")
    if len(graph_of(Job("", tasks, ())).in_order()) < len(tasks):
        raise ValueError("tasks wait for each other")
    return plain_tasks(tasks)


def same(found: Iterable[str], wanted: Mapping[str, str]) -> None:
    """Raises ValueError unless a key is of these parts, each of them once."""
    if sorted(found) != sorted(wanted):
        raise ValueError("the key is of other parts than the question")


def without_missing(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a body without what it lacks: one that was put before there were graphs has none."""
    return {name: part for name, part in body.items() if part is not None}


def _of(kind: type, value: Any) -> Any:
    # The value is not told: it may be deeper than a repr goes.
    if not isinstance(value, kind):
        raise ValueError(f"{kind.__name__} is wanted, not {type(value).__name__}")
    return value


def _object(value: Any) -> dict[str, Any]:
    """Takes a body as it is."""
    found: dict[str, Any] = _of(dict, value)
    return found


_TEXTS = listed(text)


def _what_if(value: Any) -> list[list[str]]:
    """Takes a what-if, with what is said of tasks or, as it mostly is, without."""
    found: list[list[str]] = listed(_TEXTS, least=KEPT_PARTS)(value)
    if len(found) > KEPT_PARTS + 1:
        raise ValueError("a what-if of fewer parts is wanted")
    return found


_RUN = row(text, text, _what_if)
question = record(
    set_slug=text,
    id=text,
    kind_name=text,
    lesson=text,
    section=text,
    stem=text,
    code=text,
    body=_object,
    key=named(text),
    runs=Added(listed(_RUN), ()),
    facts=Added(listed(row(text, text, text, text, text, flag)), ()),
    played=Added(text, ""),
)
"""Takes what every question has; its body is not looked into."""
_TASKS = listed(row(text, listed(row(text, text))), least=1)
shown_bundles = Added(
    listed(
        record(
            title=text,
            who=text,
            files=listed(row(text, text), least=1),
            command=text,
            deployed=listed(row(text, text)),
            refused=listed(text),
            believed=named(listed(row(text, text, text))),
            slug=Added(text, ""),
            said=Added(row(text, named(text), named(text), text), ["", {}, {}, ""]),
        )
    ),
    None,
)
"""Takes the deployments that a question is about (`plain_bundle`), None where there is none."""
shown_graph = Added(record(tasks=graph, ends=listed(named(one_of(State)))), None)
"""Takes the graph that is drawn beside a question (`graph_of_runs`), None where there is none."""
