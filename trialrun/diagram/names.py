"""The names an event speaks of, for the sentence its rule makes. Pure."""

from trialrun.engine import Event, Trace


def names_of(trace: Trace, event: Event) -> dict[str, str]:
    """Returns values for every placeholder a rule's sentence may use; '' where none applies."""
    keys = trace.keys
    causes = [trace.events[q].task for q in event.cause]
    parents = dict.fromkeys(keys[task] for task in causes if task not in (-1, event.task))
    segment = trace.segments[event.segment] if event.segment >= 0 else None
    commit = event.commit
    return {
        "task": keys[event.task] if event.task >= 0 else "",
        "parents": _and(list(parents)),
        "table": commit.table if commit else "",
        "rows": f"{commit.rows:,}" if commit else "",
        "version": str(commit.version) if commit else "",
        "dup": f"{commit.dup:,}" if commit else "",
        "compute": event.compute,
        "attempt": str(event.attempt + 1),
        "writes": str(len(trace.world.script[keys[event.task]].writes)) if event.task >= 0 else "",
        "tasks": str(len(segment.tasks)) if segment else "",
    }


def _and(words: list[str]) -> str:
    """Joins words as a sentence does.

    >>> _and(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
