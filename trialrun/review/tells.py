"""Which event of a story tells a finding: at it the page about that story opens."""

from collections.abc import Callable

from trialrun.engine import Event, State, Trace

Tells = Callable[[Trace, Event], bool]


def by_rule(*rules: str, task: str | None = None) -> Tells:
    """Tells events that one of some rules has decided, of one task if that is named ("": none)."""

    def tells(trace: Trace, event: Event) -> bool:
        return event.rule in rules and task in (None, trace.task_key(event))

    return tells


def ends_as(task: str, *states: State) -> Tells:
    """Tells the event in which a task comes to one of some states."""

    def tells(trace: Trace, event: Event) -> bool:
        return event.kind == "task" and event.after in states and trace.task_key(event) == task

    return tells


def run_ends(state: State) -> Tells:
    """Tells the event in which a run comes to a state."""

    def tells(_: Trace, event: Event) -> bool:
        return event.kind == "run" and event.after == state

    return tells


def cluster_ends(key: str) -> Tells:
    """Tells the event in which a cluster ends."""

    def tells(_: Trace, event: Event) -> bool:
        return event.compute == key and event.rule.endswith(".ends")

    return tells


def doubles(task: str) -> Tells:
    """Tells commits of a task that write rows a second time."""

    def tells(trace: Trace, event: Event) -> bool:
        commit = event.commit
        return commit is not None and commit.dup > 0 and trace.task_key(event) == task

    return tells
