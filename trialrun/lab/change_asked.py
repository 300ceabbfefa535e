"""What a wrong answer speaks of: which tasks and tables, what of them, out of which thought.

By this the changes are chosen that somebody would make about it. Plays nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields

from trialrun.engine import BELIEFS, TRUTH, Rules, Trace
from trialrun.questions.claim_names import named_in
from trialrun.questions.kind import Wish

_OF_ONE = frozenset({"tasks", "tables", "notified"})
"""Names of claims behind which the name of one of several stands."""
_OF_ALL = frozenset(
    {"run", "runs", "api", "segments", "run_log", "segment_log", "executions", "dup", "cents",
     "ms", "clusters", "notices", "notice_log", "notified", "judged"}
)  # fmt: skip
"""Names of claims to which any task may have its share."""
TIMES = frozenset({"started_ms", "ended_ms", "created_ms", "at_ms", "ms"})
BEARS_ON: Mapping[str, frozenset[str]] = {
    "edges": frozenset({"run_if", "disabled"}),
    "judge": frozenset({"run_if"}),
    "run_result": frozenset({"run_if", "leaf"}),
    "stops_the_run": frozenset({"canceled"}),
    "warning_stops": frozenset({"canceled", "timeout"}),
    "concurrency": frozenset({"concurrency"}),
    "iteration_compute": frozenset(),
    "for_each_result": frozenset({"again"}),
    "retry": frozenset({"retries", "retry_on_timeout", "auto_optimization"}),
    "repair_selection": frozenset({"selection", "instead"}),
    "repair_settings": frozenset({"settings"}),
    "tasks_of_run_now": frozenset({"instead"}),
    "admission": frozenset({"max_concurrent_runs", "queue"}),
    "knows_its_rows": frozenset({"write"}),
    "undoes_attempt": frozenset({"restored", "write"}),
    "undoes_run": frozenset({"restored"}),
    "alert": frozenset(),
    "compare": frozenset(),
    "parameter": frozenset(),
    "reaches_by_position": frozenset(),
    "got": frozenset(),
}
"""What somebody would turn or do to get what a belief promises, by the rule that it replaces.

Where there is nothing, nothing is offered: no setting makes the belief true.
"""


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """What an answer speaks of.

    `tasks` and `tables` are named in it; `about` says what of them, `words` what it is to be.
    `near` are the tasks that have a share in what decides, `kinds` the kinds of change that bear
    on the beliefs behind it, None where there is none.
    """

    tasks: frozenset[str]
    tables: frozenset[str]
    about: frozenset[str]
    words: frozenset[str]
    near: frozenset[str]
    kinds: frozenset[str] | None

    @property
    def is_about_time(self) -> bool:
        """Says whether it speaks of when something begins or ends, or how long it takes."""
        return bool(self.about & TIMES)

    def bears(self, kind: str) -> bool:
        """Says whether a kind of change is one that somebody would make about it."""
        return self.kinds is None or kind in self.kinds


def asked_of(wish: Wish, trace: Trace, *, step: int = 0, beliefs: Iterable[str] = ()) -> AskedAbout:
    """Returns what an answer speaks of, of a run in which a step decides it."""
    tasks: set[str] = set()
    tables: set[str] = set()
    about: set[str] = set()
    words: set[str] = set()
    for claim, said in wish:
        words.update((said, "!=") if "!=" in claim else (said,))
        for path in named_in(claim).paths:
            root, *way = map(str, path.way)
            about.add(root)
            if root in _OF_ONE and way:
                {"tasks": tasks, "tables": tables}.get(root, set()).add(way.pop(0))
            about.update(way)
            words.update(text.strip("\"'") for text in (*path.against, *path.elements))
    near = tasks | _writers(trace, tables) | _before(trace, step)
    if about & _OF_ALL or not near:
        near |= set(trace.keys)
    return AskedAbout(
        frozenset(tasks),
        frozenset(tables),
        frozenset(about),
        frozenset(words),
        frozenset(near),
        _kinds(beliefs),
    )


def _kinds(beliefs: Iterable[str]) -> frozenset[str] | None:
    held = [BELIEFS[id_].rules for id_ in beliefs if id_ in BELIEFS]
    if not held:
        return None
    return frozenset().union(*(BEARS_ON[decided_by(rules)] for rules in held))


def decided_by(rules: Rules) -> str:
    """Returns the name of the decision in which rules differ from the truth."""
    names = (field.name for field in fields(Rules) if field.name != "name")
    return next(name for name in names if getattr(rules, name) is not getattr(TRUTH, name))


def _writers(trace: Trace, tables: Collection[str]) -> set[str]:
    """Returns the tasks that write to some tables, or whose For each does."""
    found = set()
    for task in trace.world.job.tasks:
        script = trace.world.script.get(task.for_each.task.key if task.for_each else task.key)
        if script and any(write.table in tables for write in script.writes):
            found.add(task.key)
    return found


def _before(trace: Trace, step: int) -> set[str]:
    """Returns the tasks on the way of causes to what a step shows."""
    found: set[str] = set()
    waiting, seen = [step - 1] if 0 < step <= len(trace.events) else [], set()
    while waiting:
        q = waiting.pop()
        if q in seen:
            continue
        seen.add(q)
        event = trace.events[q]
        waiting.extend(event.cause)
        if event.task >= 0 and not trace.job_of(event):
            found.add(trace.task_key(event))
    return found
