"""What follows from a learner's own answer: the rules of the engine, asked again. Pure.

One slip is charged once: what waits for it is judged anew from what was said of its parents. All
that this needs is kept with the question, as plain values.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from trialrun.engine import BELIEFS, RUN_IF, TRUTH, Job, State, Task, Trace, World, graph_of
from trialrun.engine.rules import EDGES, OTHER_OUTCOME, Repair, Rules, RunToRepair
from trialrun.questions.graph_shown import tasks_of
from trialrun.questions.kept import Check, flag, listed, named, number, one_of, record, row, text

ROWS_MAX = 10**15
_NEVER_RAN = (
    State.UPSTREAM_FAILED,
    State.UPSTREAM_CANCELED,
    State.EXCLUDED,
    State.DISABLED,
)
ASSUMED = "_assumed"
"""The end of the ids of rules that are our assumption."""
ANYWAY = BELIEFS["depends-on-is-only-order"].rules
"""The rules by which each task runs, whatever became of its parents."""


def replay_of(trace: Trace, anyway: Trace | None, asked: Collection[str]) -> dict[str, Any]:
    """Returns what it takes to judge a run again from other ends of its tasks.

    `anyway` is the same story with each task running whatever became of its parents: what those do
    that never ran. Only what the rules judge as the run did is there.
    """
    ends = {key: str(trace.tasks[key].state) for key in asked}
    outcomes: dict[str, str] = {}
    rows: list[tuple[str, str, list[list[str]], str]] = []
    for task in trace.world.job.tasks:
        if task.key not in ends:
            continue
        own, outcome = _own_end(task.key, trace, anyway)
        if task.condition is not None:
            outcomes[task.key] = outcome
        waits = [[d.task_key, d.outcome or ""] for d in task.depends_on if d.task_key in ends]
        if waits and own and not task.disabled:
            rows.append((task.key, task.run_if, waits, own))
    made = {"outcomes": outcomes, "tables": _tables(trace, anyway, ends)}
    sure = [list(entry) for entry in rows if _judged(entry, outcomes, ends)[0] == ends[entry[0]]]
    return {"tasks": sure, **made}


def _own_end(key: str, trace: Trace, anyway: Trace | None) -> tuple[str, str]:
    """Returns how a task ends once it runs, and its outcome; "" where nothing tells."""
    for told in (trace, anyway):
        if told is not None and told.tasks[key].has_run:
            return str(told.tasks[key].state), told.tasks[key].outcome
    return "", ""


def _tables(trace: Trace, anyway: Trace | None, ends: Mapping[str, str]) -> dict[str, list[Any]]:
    """Returns [task, {its end: [rows, surplus rows]}] of each table that one task alone writes.

    Where a story runs more than once, or is taken back, an end does not tell what is there.
    """
    own = [segment for segment in trace.segments if not segment.job]
    if len(own) != 1 or any(event.kind == "undo" for event in trace.events):
        return {}
    writers: dict[str, list[str]] = {}
    for task in trace.world.job.tasks:
        for table in dict.fromkeys(tables_of_task(task, trace.world)):
            writers.setdefault(table, []).append(task.key)
    found: dict[str, list[Any]] = {}
    for table, keys in writers.items():
        if len(keys) != 1 or keys[0] not in ends:
            continue
        by: dict[str, list[int]] = {state: [0, 0] for state in _NEVER_RAN}
        if anyway is not None and anyway.tasks[keys[0]].state is State.SUCCESS:
            by[State.SUCCESS] = _rows(anyway, table)
        by[ends[keys[0]]] = _rows(trace, table)
        found[table] = [keys[0], {str(state): rows for state, rows in by.items()}]
    return found


def _rows(trace: Trace, table: str) -> list[int]:
    end = trace.tables.get(table)
    return [end.rows, end.dup] if end else [0, 0]


def tables_of_task(task: Task, world: World) -> Iterator[str]:
    """Yields the tables that a task may write, those of a job that it runs among them."""
    if task.run_job is not None:
        child = world.jobs[task.run_job.job]
        for inner in child.job.tasks:
            yield from tables_of_task(inner, child)
        return
    key = task.for_each.task.key if task.for_each else task.key
    script = world.script.get(key)
    yield from (write.table for write in script.writes) if script else ()


def _judged(
    entry: Sequence[Any], outcomes: Mapping[str, str], said: Mapping[str, str]
) -> tuple[str, str]:
    """Returns how the rules let a task end after its parents, and which rule decides."""
    _, run_if, waits, own = entry
    letters = [
        OTHER_OUTCOME
        if wanted and said[key] == State.SUCCESS and outcomes.get(key) != wanted
        else EDGES[State(said[key])]
        for key, wanted in waits
    ]
    state, rule, _ = TRUTH.judge(run_if, "".join(letters))
    return (own if state is None else str(state)), rule


def following(
    replay: Mapping[str, Any], said: Mapping[str, str], key: Mapping[str, str]
) -> frozenset[str]:
    """Returns the tasks that are said to end wrongly, but as follows from what was said before.

    Where a rule is our assumption, nobody is charged for what it would say.
    """
    found = set()
    for entry in replay.get("tasks", ()):
        task, _, waits, _ = entry
        is_apart = any(said[up] != key[up] for up, _ in waits)
        if said[task] == key[task] or not is_apart:
            continue
        state, rule = _judged(entry, replay["outcomes"], said)
        if said[task] == state or rule.endswith(ASSUMED):
            found.add(task)
    return frozenset(found)


def rows_following(replay: Mapping[str, Any], said: Mapping[str, str], table: str) -> list[int]:
    """Returns the rows and surplus rows that follow from what was said; [] where nothing tells."""
    task, by = replay.get("tables", {}).get(table, ("", {}))
    return list(by.get(said.get(task), ()))


def run_ends(plain: Sequence[Any], ends: Mapping[str, str]) -> str:
    """Returns how a run ends whose tasks end so: its leaves decide."""
    tasks = [task for task in tasks_of(plain) if task.key in ends]
    graph = graph_of(Job("", tuple(_within(tasks)), ()))
    leaves = graph.leaves_among(range(len(tasks)))
    return str(TRUTH.run_result(leaves, [State(ends[task.key]) for task in tasks]).state)


def _within(tasks: Sequence[Task]) -> Iterator[Task]:
    """Yields tasks without what they depend on outside of them."""
    keys = {task.key for task in tasks}
    for task in tasks:
        yield Task(task.key, depends_on=tuple(d for d in task.depends_on if d.task_key in keys))


def repaired(
    plain: Sequence[Any], ends: Mapping[str, str], repair: Sequence[Any], rules: Rules = TRUTH
) -> dict[str, str]:
    """Returns {task: rule} of what a repair runs again after a run whose tasks end so."""
    tasks = tasks_of(plain)
    states = [State(ends.get(task.key, State.BLOCKED)) for task in tasks]
    index_of = {task.key: index for index, task in enumerate(tasks)}
    part = frozenset(index for index, task in enumerate(tasks) if task.key in ends)
    run = RunToRepair(graph_of(Job("", tasks, ())), index_of, states, part, False, False, None)
    named, all_failed, dependents = repair
    asked = Repair(tuple(named), all_failed, dependents)
    return {tasks[again.task].key: again.rule for again in rules.repair_selection(run, asked)}


kept_repair: Check = row(listed(text), flag, flag)
"""Takes a repair: the tasks that it names, whether all that failed, and whether dependents."""
kept_replay: Check = record(
    tasks=listed(row(text, one_of(RUN_IF), listed(row(text, text)), one_of(State))),
    outcomes=named(text),
    tables=named(row(text, named(row(number(ROWS_MAX), number(ROWS_MAX))))),
)


def check_replay(replay: Mapping[str, Any], ends: Collection[str]) -> None:
    """Raises ValueError where a kept replay names a task whose end is not asked for."""
    named_ = {key for task, _, waits, _ in replay.get("tasks", ()) for key in (task, *dict(waits))}
    if not named_ <= set(ends):
        raise ValueError("the replay has a task whose end is not asked for")
