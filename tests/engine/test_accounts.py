"""What holds in every story: of tables, compute, cost and the trace as JSON. Counted anew here."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

from tests.engine.rich import (
    Told,
    asked_and_done,
    of_every_plain_story,
    of_every_story,
    place_of,
)
from trialrun.engine import (
    Action,
    ComputeKind,
    Dependency,
    Do,
    Event,
    ForEach,
    Iterated,
    Started,
    State,
    Task,
    TaskScript,
    Trace,
    World,
    canonical_json,
    simulate,
)
from trialrun.engine.job.job import Compute
from trialrun.engine.job.references import resolve

CLUSTERS = ("job_cluster", "job_cluster_pool")
SERVERLESS = ("serverless", "serverless_standard")
HASHES = ("job_hash", "script_hash", "settings_hash", "trace_hash")


class Ledger:
    """All versions of all tables, each a list of (who wrote, on which input, which write, rows).

    Who wrote is a task of a job, and what its run was for.
    """

    def __init__(self, told: Told) -> None:
        self.versions: dict[str, list[list[tuple[Any, ...]]]] = defaultdict(lambda: [[]])
        self.transactions: set[tuple[Any, ...]] = set()
        self._places: dict[tuple[Any, ...], int] = defaultdict(int)
        self._inputs: dict[tuple[int, int], tuple[str, ...]] = {}
        self._told = told
        done = asked_and_done(told.trace, told.actions, Do.RESTORE, "restore.refused")
        self._restored = {event.q: action.version for action, event in done}

    def hear(self, event: Event) -> None:
        """Remembers what a loop runs over: the rows of an iteration are those of its input."""
        if isinstance(event.data, Iterated):
            place = place_of(self._told.trace, event)
            self._inputs[place.run, place.task] = event.data.inputs

    def enter(self, event: Event) -> bool:
        """Books a write; says whether it had to be committed."""
        if event.q in self._restored:
            assert event.commit is not None
            history = self.versions[event.commit.table]
            history.append(history[self._restored[event.q]])
            return True
        trace = self._told.trace
        segment = trace.segments[event.segment]
        attempt = (*place_of(trace, event), event.segment, event.attempt)
        index = self._places[attempt]
        self._places[attempt] += 1
        task = segment.settings.tasks[event.task]
        key = task.for_each.task.key if task.for_each else task.key
        write = self._world(segment.job).script[key].writes[index]
        inputs = self._inputs.get((segment.run, event.task), ())
        of_input = inputs[event.iteration] if event.iteration >= 0 else ""
        written = (segment.occasion, segment.job, key, of_input, index, write.rows)
        if write.mode == "idempotent":
            if written in self.transactions:
                return False
            self.transactions.add(written)
        history = self.versions[write.table]
        before = history[-1]
        if write.mode == "overwrite":
            history.append([written])
        elif write.mode == "merge" and written in before:
            history.append(before)
        else:
            history.append([*before, written])
        return True

    def end(self, table: str) -> tuple[int, int, int]:
        """Returns a table's version, rows and surplus rows."""
        content = self.versions[table][-1]
        rows = sum(written[-1] for written in content)
        return len(self.versions[table]) - 1, rows, rows - sum(w[-1] for w in set(content))

    def _world(self, job: str) -> World:
        return self._told.world.jobs[job] if job else self._told.world


@of_every_story
def test_every_commit_is_what_the_writes_up_to_it_come_to(told):
    ledger = Ledger(told)

    for event in told.trace.events:
        ledger.hear(event)
        if event.kind in ("commit", "ignored"):
            assert ledger.enter(event) == (event.kind == "commit")
        if event.commit is not None:
            commit = event.commit
            after = commit.version, commit.table_rows, commit.table_dup
            assert ledger.end(commit.table) == after


@of_every_plain_story
def test_a_run_is_for_what_its_action_says_or_for_what_the_run_before_was(told):
    made, tokens, occasion = iter(told.trace.runs), set(), "run-1"
    for action in told.actions:
        if action.do is not Do.RUN_NOW or action.token in tokens:
            continue
        run, occasion = next(made), action.occasion or occasion
        assert occasion == run.occasion
        # A token that brought no run is free again.
        tokens |= {action.token} - {""} if run.result is not State.SKIPPED else set()

    assert [] == list(made)


@of_every_story
def test_a_segment_is_for_what_its_run_is_and_that_of_a_child_lies_within(told):
    trace = told.trace

    runs = {run.run: run.occasion for run in trace.runs}
    for segment in trace.segments:
        if segment.job:
            assert segment.occasion.partition(" > ")[0] in runs.values()
        else:
            assert runs[segment.run] == segment.occasion


@of_every_story
def test_tables_end_as_their_last_commit_left_them(told):
    last = dict.fromkeys(told.trace.tables, (0, 0, 0))
    for event in told.trace.events:
        if event.commit is not None:
            commit = event.commit
            last[commit.table] = commit.version, commit.table_rows, commit.table_dup

    assert last == {name: tuple(end) for name, end in told.trace.tables.items()}


@of_every_story
def test_commits_never_vanish(told):
    versions: dict[str, int] = defaultdict(int)
    for event in told.trace.events:
        assert event.kind != "undo"
        if event.commit is not None:
            versions[event.commit.table] += 1
            assert versions[event.commit.table] == event.commit.version


@of_every_story
def test_only_an_overwrite_and_a_restore_make_a_table_smaller(told):
    rows: dict[str, int] = defaultdict(int)
    for event in told.trace.events:
        if event.commit is not None:
            if event.commit.op not in ("overwrite", "restore"):
                assert rows[event.commit.table] <= event.commit.table_rows
            rows[event.commit.table] = event.commit.table_rows


@of_every_story
def test_an_attempt_that_succeeds_has_made_all_its_writes_and_no_other_has_more(told):
    trace = told.trace

    made: dict[tuple[Any, ...], int] = defaultdict(int)
    for event in trace.events:
        if event.segment < 0 or event.task < 0:
            continue
        attempt = (*place_of(trace, event), event.attempt, event.segment)
        made[attempt] += event.kind in ("commit", "ignored")
        if event.kind in ("task", "iteration") and event.before == State.RUNNING:
            script = _script_of(told, event)
            writes = len(script.writes) if script else 0
            is_all = event.after == State.SUCCESS
            assert made[attempt] == writes if is_all else made[attempt] <= writes


@of_every_story
def test_the_bill_is_the_sum_of_its_lines(told):
    trace = told.trace

    lines = [
        (Fraction((u.to_ms - u.from_ms) * u.cents_per_hour, 3_600_000) + Fraction(1, 2)).__floor__()
        for u in trace.usages
    ]
    assert sum(lines) == trace.cents
    assert lines == [usage.cents_until(usage.to_ms) for usage in trace.usages]


@of_every_story
def test_cost_only_grows(told):
    trace = told.trace

    ends = {event.t_ms for event in trace.events} | {u.to_ms for u in trace.usages}
    cents = [trace.cents_at(t_ms) for t_ms in [-1, *sorted(ends)]]
    assert sorted(cents) == cents
    assert 0 == cents[0]
    assert trace.cents == cents[-1]


@of_every_story
def test_a_job_cluster_is_paid_once_a_segment_from_first_need_to_the_end_of_its_last_task(told):
    trace = told.trace

    def last_use(cluster: str, segment: int) -> int:
        return max(
            event.t_ms
            for event in trace.events
            if (event.segment, event.kind) == (segment, "task")
            and cluster
            in {_compute_of(trace, event, inside=inside).key for inside in (False, True)}
        )

    needed: dict[tuple[str, int], int] = {}
    for event in trace.events:
        if event.kind in ("task", "iteration") and event.after in ("PENDING", "RUNNING"):
            compute = _compute_of(trace, event)
            if compute.kind in CLUSTERS and event.before not in ("PENDING", "WAITING_FOR_RETRY"):
                needed.setdefault((compute.key, event.segment), event.t_ms)
    assert sorted((*need, t_ms, last_use(*need)) for need, t_ms in needed.items()) == sorted(
        (usage.compute, usage.segment, usage.from_ms, usage.to_ms)
        for usage in trace.usages
        if usage.compute in CLUSTERS
    )


@of_every_story
def test_serverless_is_paid_for_each_attempt_while_it_runs(told):
    trace = told.trace

    since: dict[tuple[Any, ...], int] = {}
    attempts = []
    for event in trace.events:
        if event.kind not in ("task", "iteration", "attempt"):
            continue
        place, compute = place_of(trace, event), _compute_of(trace, event)
        if event.after == State.RUNNING:
            since[place] = event.t_ms
        elif event.before == State.RUNNING and place in since:
            if compute.kind in SERVERLESS:
                attempts.append((compute.key, event.segment, event.task, since[place], event.t_ms))
            del since[place]
    assert sorted(attempts) == sorted(
        usage[:5] for usage in trace.usages if usage.compute in SERVERLESS
    )


@of_every_story
def test_shared_compute_is_on_whenever_a_task_runs_on_it(told):
    trace = told.trace

    since: dict[tuple[Any, ...], int] = {}
    for event in trace.events:
        if event.kind not in ("task", "iteration"):
            continue
        place, key = place_of(trace, event), _compute_of(trace, event).key
        if key not in ("all_purpose", "sql_warehouse"):
            continue
        if event.after in ("PENDING", "RUNNING"):
            since.setdefault(place, event.t_ms)
        elif event.after != State.WAITING_FOR_RETRY and place in since:
            begins_ms = since.pop(place)
            covering = [
                usage
                for usage in trace.usages
                if usage.compute == key and usage.from_ms <= begins_ms and event.t_ms <= usage.to_ms
            ]
            assert covering


@of_every_story
def test_a_trace_is_canonical_json_with_a_hash_of_itself(told):
    text = told.trace.to_json()
    body = told.trace.to_dict()

    assert json.loads(text) == body
    assert canonical_json(body) == text
    digest = body.pop("trace_hash")
    assert sha256(canonical_json(body).encode()).hexdigest()[:16] == digest


@of_every_story
def test_what_was_written_with_its_values_put_in_is_what_was_received(told):
    for event in told.trace.events:
        if isinstance(event.data, Started):
            for (_, value), origin in zip(event.data.parameters, event.data.origins, strict=True):
                values = {use.reference: use.value for use in origin.uses}
                put_in = resolve(origin.written, lambda parts, of=values: of.get(".".join(parts)))
                assert not origin.written or put_in == value


@of_every_plain_story
def test_renaming_tasks_changes_names_only(told):
    keys = list(dict.fromkeys([*told.trace.keys, *told.world.script]))
    names = dict(zip(keys, [*keys[1:], keys[0]], strict=True))

    trace = simulate(
        _renamed(told.world, names), [_renamed_action(action, names) for action in told.actions]
    )

    assert _renamed_json(told.trace.to_dict(), names) == _without_hashes(trace.to_dict())


def _script_of(told: Told, event: Event) -> TaskScript | None:
    segment = told.trace.segments[event.segment]
    task = segment.settings.tasks[event.task]
    is_loop = task.for_each is not None and event.kind == "iteration"
    key = task.for_each.task.key if task.for_each and is_loop else task.key
    world = told.world.jobs[segment.job] if segment.job else told.world
    return world.script.get(key)


def _compute_of(trace: Trace, event: Event, *, inside: bool = False) -> Compute:
    """Returns the compute that an attempt is on, as the settings of its segment say.

    That of the iterations when `inside`.
    """
    job = trace.segments[event.segment].settings
    task = job.tasks[event.task]
    if task.for_each is not None and (inside or event.iteration >= 0):
        task = task.for_each.task
    is_flow = task.condition or task.for_each or task.run_job
    return Compute("none", ComputeKind.NONE) if is_flow else job.compute_of[task.compute]


def _renamed(world: World, names: dict[str, str]) -> World:
    """Returns the world with other task keys, everything in its place."""

    def rename(task: Task) -> Task:
        condition, loop = task.condition, task.for_each
        if condition is not None:
            condition = replace(
                condition, left=_text(condition.left, names), right=_text(condition.right, names)
            )
        if loop is not None:
            loop = ForEach(_text(loop.inputs, names), rename(loop.task), loop.concurrency)
        deps = (Dependency(names[dep.task_key], dep.outcome) for dep in task.depends_on)
        return replace(
            task,
            key=names[task.key],
            depends_on=tuple(deps),
            condition=condition,
            for_each=loop,
        )

    edits = {
        name: replace(job, tasks=tuple(map(rename, job.tasks))) for name, job in world.edits.items()
    }
    script = {
        names[key]: replace(
            entry, gets=tuple(replace(get, task=names[get.task]) for get in entry.gets)
        )
        for key, entry in world.script.items()
    }
    job = replace(world.job, tasks=tuple(map(rename, world.job.tasks)))
    return replace(world, job=job, script=script, edits=edits)


def _text(text: str, names: dict[str, str]) -> str:
    return re.sub(r"tasks\.(\w+)\.", lambda match: f"tasks.{names.get(match[1], match[1])}.", text)


def _renamed_action(action: Action, names: dict[str, str]) -> Action:
    task = names.get(action.task, action.task) if action.task else action.task
    tasks = tuple(re.sub(r"\w+", lambda match: names[match[0]], key) for key in action.tasks)
    return replace(action, task=task, tasks=tasks)


def _renamed_json(value: Any, names: dict[str, str]) -> Any:
    """Puts other task keys into a trace, wherever it says one."""
    body = _without_hashes(value)
    for task in body["tasks"]:
        task["key"] = names[task["key"]]
    ends = body["final"]["tasks"]
    body["final"]["tasks"] = {names[key]: end for key, end in ends.items()}
    for event in body["events"]:
        event.update(dict(_renamed_fields(event, names)))
    for segment in body["segments"]:
        # A child run is for the task that started it.
        of, *starters = segment["occasion"].split(" > ")
        segment["occasion"] = " > ".join([of, *(names[key] for key in starters)])
    return body


def _renamed_fields(event: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, Any]]:
    if "missing" in event:
        yield "missing", _text(event["missing"], names)
    if "origins" in event:
        yield "origins", json.loads(_text(json.dumps(event["origins"]), names))
    for field in ("of", "key", "detail", "left", "right"):
        text = event.get(field, "")
        if field in ("left", "right"):
            yield from [(field, _text(text, names))] if text else []
        elif text in names:
            yield field, names[text]


def _without_hashes(body: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in body.items() if key not in HASHES}
    kept["segments"] = [
        {key: value for key, value in segment.items() if key not in HASHES}
        for segment in body["segments"]
    ]
    return kept
