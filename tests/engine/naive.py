"""A second, naive evaluator of how a story ends, written from the docs alone.

It has no clock, no heap and no events: a task's state follows from its parents' states by
recursion. It knows the inputs (job.py, world.py, state.py) and nothing else of the engine. It
takes untimed actions only, so nothing is ever running between two of them. CANCEL, RESTORE and
WAIT are left out, and so are timeouts of jobs, loops and run_job tasks.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

from trialrun.engine.job.job import SERVERLESS_KINDS, Condition, Dependency, ForEach, Job, Op, Task
from trialrun.engine.job.state import State
from trialrun.engine.job.world import Action, Do, TaskScript, World, Write, WriteMode

Block = tuple[tuple[str, ...], str, str, int, tuple[str, ...]]
"""The rows that one write makes: job path, task key, element of a loop, number of the write, and
what the run is for. Facts: same-rows-again."""

EDGE = {
    State.SUCCESS: "success",
    State.FAILED: "failed",
    State.TIMEDOUT: "failed",
    State.UPSTREAM_FAILED: "failed",
    State.CANCELED: "canceled",
    State.UPSTREAM_CANCELED: "canceled",
    State.EXCLUDED: "excluded",
    State.DISABLED: "disabled",
}
BAD = {"failed", "canceled"}


@dataclass(frozen=True)
class Ends:
    """How a story ends: the last run of the main job, and all tables.

    `attempts` counts those of that run, repairs included; `dup` the rows beyond the first copy.
    """

    result: State | None
    tasks: dict[str, State]
    attempts: dict[str, int]
    rows: dict[str, int]
    dup: dict[str, int]
    outcomes: dict[str, str]


class Broken(Exception):
    """A reference that leads nowhere: the task that needs it fails."""


@dataclass
class Lake:
    """What outlives a run: tables as copies of blocks, how often each task ran, what is fixed."""

    tables: dict[str, Counter[Block]] = field(default_factory=lambda: defaultdict(Counter))
    rows: dict[Block, int] = field(default_factory=dict)
    transactions: set[Block] = field(default_factory=set)
    executions: Counter[tuple[tuple[str, ...], str, int]] = field(default_factory=Counter)
    fixed: set[str | None] = field(default_factory=set)


@dataclass
class Run:
    """One run of one job: `part` is which of its tasks belong to it."""

    world: World
    job: Job
    path: tuple[str, ...]
    part: frozenset[str]
    params: dict[str, str]
    occasion: tuple[str, ...]
    states: dict[str, State] = field(default_factory=dict)
    attempts: Counter[str] = field(default_factory=Counter)
    outcomes: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    loops: dict[str, tuple[str, list[State]]] = field(default_factory=dict)
    repairs: int = 0

    def result(self) -> State:
        """Judges by the leaves. Facts: leaf-rule."""
        failed = {key for key, state in self.states.items() if EDGE[state] in BAD}
        followed = {d.task_key for t in self.job.tasks if t.key in self.part for d in t.depends_on}
        if failed - followed:
            return State.FAILED
        return State.SUCCESS_WITH_FAILURES if failed else State.SUCCESS


def ends(world: World, actions: Iterable[Action]) -> Ends:
    """Plays the actions one after the other, each to its end."""
    job, run, lake = world.job, None, Lake()
    for action in actions:
        match action.do:
            case Do.EDIT:
                job = world.edits[action.name]
            case Do.FIX:
                lake.fixed.add(action.task)
            case Do.RUN_NOW:
                before = run.occasion if run else ("before all others",)
                occasion = (action.occasion,) if action.occasion else before
                params = dict(action.params)
                run = run_now(lake, world, job, (), params, action.tasks, occasion)
            case Do.REPAIR if run is not None:
                repair(lake, run, job, action)
            case _:
                assert action.do is Do.REPAIR, f"{action.do} is out of scope"
    keys = [task.key for task in job.tasks]
    tables = {write.table for script in _scripts(world) for write in script.writes}
    return Ends(
        result=run.result() if run else None,
        tasks={key: run.states.get(key, State.BLOCKED) if run else State.BLOCKED for key in keys},
        attempts={key: run.attempts[key] if run else 0 for key in keys},
        rows={t: sum(lake.rows[b] * n for b, n in lake.tables[t].items()) for t in tables},
        dup={t: sum(lake.rows[b] * (n - 1) for b, n in lake.tables[t].items()) for t in tables},
        outcomes=dict(run.outcomes) if run else {},
    )


def run_now(
    lake: Lake,
    world: World,
    job: Job,
    path: tuple[str, ...],
    params: dict[str, str],
    only: Sequence[str] = (),
    occasion: tuple[str, ...] = (),
) -> Run:
    """Makes a new run, of all tasks or of those that `only` names or reaches."""
    named = {word.strip("+") for word in only}
    reached = {key for word in only for key in _reach(job, word)}
    disabled = {task.key for task in job.tasks if task.disabled}
    part = (reached - disabled) | named if only else {task.key for task in job.tasks}
    run = Run(world, job, path, frozenset(part), dict(job.parameters) | params, occasion)
    Segment(lake, run, run.part, named).play()
    return run


def repair(lake: Lake, run: Run, job: Job, action: Action) -> None:
    """Runs tasks again in the same run, with the job as it is now, or does nothing."""
    by_ui = not action.tasks and not action.all_failed
    refused = (
        len(job.tasks) < 2
        or (action.tasks and action.all_failed)
        or len(set(action.tasks)) < len(action.tasks)
        or (not by_ui and run.repairs > 0 and action.latest_repair_id is None)
    )
    unsuccessful = {key for key, state in run.states.items() if EDGE[state] in BAD}
    again = set(action.tasks) or unsuccessful
    if refused or not again:
        return
    if by_ui or action.dependents:
        again = again.union(*(_reach(job, f"{key}+") for key in again))
    kept = run.params if by_ui else dict(job.parameters)
    run.job, run.repairs, run.params = job, run.repairs + 1, kept | dict(action.params)
    Segment(lake, run, again & run.part, set(action.tasks)).play()


def unmet(run_if: str, edges: Sequence[str]) -> State | None:
    """Judges a run_if by the kinds of its edges: None is "run", else what the task becomes."""
    kinds = set(edges)
    if not kinds or kinds == {"excluded"}:
        return State.EXCLUDED if kinds else None
    if "disabled" in kinds and run_if in {"ALL_SUCCESS", "ALL_FAILED"}:
        return State.DISABLED
    if kinds == {"disabled"} and run_if != "ALL_DONE":
        return State.DISABLED
    upstream = None
    if kinds & BAD:
        upstream = State.UPSTREAM_FAILED if "failed" in kinds else State.UPSTREAM_CANCELED
    return {
        "ALL_SUCCESS": upstream or (State.EXCLUDED if "excluded" in kinds else None),
        "AT_LEAST_ONE_SUCCESS": None if "success" in kinds else upstream or State.DISABLED,
        "NONE_FAILED": upstream,
        "ALL_DONE": None,
        "AT_LEAST_ONE_FAILED": None if kinds & BAD else State.EXCLUDED,
        "ALL_FAILED": None if kinds <= BAD else State.EXCLUDED,
    }[run_if]


class Segment:
    """One go over the tasks of `again`: the first of a run, or a repair; the others are kept."""

    def __init__(self, lake: Lake, run: Run, again: Iterable[str], forced: set[str]) -> None:
        """Keeps what the tasks need; `forced` are disabled tasks that run for being named."""
        self.lake, self.run, self.forced = lake, run, forced
        self.tasks = {task.key: task for task in run.job.tasks}
        self.compute = {compute.key: compute.kind for compute in run.job.computes}
        self.to_do = set(again)
        self.element = ""

    def play(self) -> None:
        """Settles every task of the segment, parents before children."""
        for key in sorted(self.to_do):
            self._state(key)

    def _state(self, key: str) -> State:
        if key in self.to_do:
            task = self.tasks[key]
            edges = [self._edge(dep) for dep in task.depends_on if dep.task_key in self.run.part]
            self.to_do.discard(key)
            stopped = unmet(task.run_if, edges)
            if stopped is State.DISABLED and self._needs_a_disabled(task):
                stopped = None
            if task.disabled and key not in self.forced:
                stopped = State.DISABLED
            self.run.states[key] = stopped or self._run(task)
        return self.run.states[key]

    def _needs_a_disabled(self, task: Task) -> bool:
        """Says whether an if/else or a loop fails where it would be disabled.

        Facts: disabled-supplier.
        """
        texts = [task.condition.left, task.condition.right] if task.condition else []
        texts += [task.for_each.inputs] if task.for_each else []
        named = {key for text in texts for key in re.findall(r"\{\{\s*tasks\.([\w-]+)\.", text)}
        return any(self.run.states.get(key) is State.DISABLED for key in named)

    def _edge(self, dep: Dependency) -> str:
        state = self._state(dep.task_key)
        goes_elsewhere = dep.outcome not in {None, self.run.outcomes.get(dep.task_key)}
        if state is State.SUCCESS and goes_elsewhere:
            return "excluded"
        return EDGE[state]

    def _run(self, task: Task) -> State:
        if task.condition:
            self.run.attempts[task.key] += 1
            return self._branch(task.key, task.condition)
        if task.for_each:
            self.run.attempts[task.key] += 1
            return self._loop(task.key, task.for_each)
        state, attempts = self._try(task, -1)
        self.run.attempts[task.key] += attempts
        return state

    def _branch(self, key: str, condition: Condition) -> State:
        self.run.outcomes.pop(key, None)
        try:
            left, right = self._resolve(condition.left), self._resolve(condition.right)
            self.run.outcomes[key] = "true" if _compare(condition.op, left, right) else "false"
        except Broken:
            return State.FAILED
        return State.SUCCESS

    def _loop(self, key: str, loop: ForEach) -> State:
        before, (old_inputs, old) = self.run.states.get(key), self.run.loops.pop(key, ("", []))
        try:
            inputs = self._resolve(loop.inputs, may_be_list=True)
            items = json.loads(inputs)
        except (Broken, ValueError):
            return State.FAILED
        if not isinstance(items, list):
            return State.FAILED
        states = [State.BLOCKED] * len(items)
        if before is State.FAILED and old_inputs == inputs:
            states = list(old)
        for index, state in enumerate(states):
            if state is not State.SUCCESS:
                self.element = json.dumps(items[index])
                states[index] = self._try(loop.task, index)[0]
        self.element = ""
        self.run.loops[key] = inputs, states
        return State.SUCCESS if set(states) <= {State.SUCCESS} else State.FAILED

    def _try(self, task: Task, iteration: int) -> tuple[State, int]:
        """Runs a task, again if it may: returns its last state and how many attempts it took."""
        once: Callable[[Task, int], State] = self._child if task.run_job else self._attempt
        is_plain_work = task.type != "pipeline" and not task.run_job
        is_serverless = self.compute.get(task.compute) in SERVERLESS_KINDS
        retries = task.max_retries
        if is_plain_work and is_serverless and not task.disable_auto_optimization:
            retries = max(retries, 3) if retries >= 0 else retries
        for attempts in count(1):
            state = once(task, iteration)
            is_final = state is State.TIMEDOUT and not task.retry_on_timeout
            if state is State.SUCCESS or is_final or 0 <= retries < attempts:
                return state, attempts
        raise AssertionError

    def _child(self, task: Task, _iteration: int) -> State:
        assert task.run_job
        world = self.run.world.jobs[task.run_job.job]
        path = (*self.run.path, task.run_job.job)
        try:
            params = {name: self._resolve(text) for name, text in task.run_job.parameters}
            # Job parameters of one name are pushed down, and beat what the task passes.
            of_job = self.run.params.items()
            known = dict(world.job.parameters)
            params |= {name: self._resolve(text) for name, text in of_job if name in known}
        except Broken:
            return State.FAILED
        occasion = (*self.run.occasion, task.key, self.element)
        result = run_now(self.lake, world, world.job, path, params, (), occasion).result()
        return State.FAILED if result is State.FAILED else State.SUCCESS

    def _attempt(self, task: Task, iteration: int) -> State:
        script, place = self.run.world.script[task.key], (self.run.path, task.key, iteration)
        execution = self.lake.executions[place]
        self.lake.executions[place] += 1
        parts = len(script.writes) + 1
        is_slow = script.slow is not None and script.slow.strikes(execution)
        takes = script.slow.takes_ms if script.slow and is_slow else script.takes_ms
        ends_at, writes, state = takes, len(script.writes), State.SUCCESS
        is_fixed = bool({None, task.key} & self.lake.fixed)
        if script.fails and not is_fixed and script.fails.strikes(execution, iteration):
            writes, state = min(script.fails.after_write, writes), State.FAILED
            ends_at = takes * (2 * writes + 1) // (2 * parts)
        if any(g.default is None and (g.task, g.key) not in self.run.values for g in script.gets):
            ends_at, writes, state = 0, 0, State.FAILED
        if 0 < task.timeout_ms < ends_at:
            state = State.TIMEDOUT
        for i, write in enumerate(script.writes[:writes]):
            if state is not State.TIMEDOUT or takes * (i + 1) // parts < task.timeout_ms:
                self._commit(write, (*place[:2], self.element, i, self.run.occasion))
        if state is State.SUCCESS and iteration < 0:
            self.run.values |= {(task.key, name): text for name, text in script.sets}
        return state

    def _commit(self, write: Write, block: Block) -> None:
        table = self.lake.tables[write.table]
        self.lake.rows[block] = write.rows
        if write.mode is WriteMode.IDEMPOTENT and block in self.lake.transactions:
            return
        self.lake.transactions.add(block)
        if write.mode is WriteMode.OVERWRITE:
            table.clear()
        is_there = write.mode is WriteMode.MERGE and table[block] > 0
        table[block] += 0 if is_there else 1

    def _resolve(self, text: str, *, may_be_list: bool = False) -> str:
        def value(reference: re.Match[str]) -> str:
            found = self._look_up(reference[1])
            if found is None:
                return reference[0]
            if found[0] in "[{n" and not may_be_list:
                raise Broken
            return str(json.loads(found)) if found[0] == '"' else found

        return re.sub(r"\{\{\s*([^{}]*?)\s*\}\}", value, text)

    def _look_up(self, name: str) -> str | None:
        """Returns a value as JSON text; None for a name that is no reference to us."""
        if name.startswith("job.parameters."):
            parameter = self.run.params.get(name.removeprefix("job.parameters."))
            if parameter is None:
                raise Broken
            return json.dumps(parameter)
        of_task = re.fullmatch(r"tasks\.([\w-]+)\.(result_state|values\.(.+))", name)
        if of_task is None:
            return None
        state = self.run.states.get(of_task[1], State.DISABLED)
        if state is State.DISABLED:
            raise Broken
        if of_task[2] == "result_state":
            return json.dumps(state.lower())
        text = self.run.values.get((of_task[1], of_task[3]))
        if text is None:
            raise Broken
        return text


def _compare(op: Op, left: str, right: str) -> bool:
    if op in {Op.EQUAL_TO, Op.NOT_EQUAL}:
        return (left == right) is (op is Op.EQUAL_TO)
    number = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
    if not (re.fullmatch(number, left) and re.fullmatch(number, right)):
        raise Broken
    less, equal = Fraction(left) < Fraction(right), Fraction(left) == Fraction(right)
    return {
        Op.GREATER_THAN: not less and not equal,
        Op.GREATER_THAN_OR_EQUAL: not less,
        Op.LESS_THAN: less,
        Op.LESS_THAN_OR_EQUAL: less or equal,
    }[op]


def _reach(job: Job, word: str) -> set[str]:
    """Returns what `t`, `+t`, `t+` or `+t+` names: a + adds what is upstream or downstream."""
    key, edges = word.strip("+"), [(d.task_key, t.key) for t in job.tasks for d in t.depends_on]
    up = {p for p, c in edges if c == key} if word[0] == "+" else set()
    down = {c for p, c in edges if p == key} if word[-1] == "+" else set()
    return {key}.union(
        *(_reach(job, f"+{parent}") for parent in up), *(_reach(job, f"{child}+") for child in down)
    )


def _scripts(world: World) -> list[TaskScript]:
    return [*world.script.values(), *(s for w in world.jobs.values() for s in _scripts(w))]
