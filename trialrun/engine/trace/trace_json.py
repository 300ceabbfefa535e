"""A trace as JSON: schema 1 of the design. Canonical: sorted keys, no spare blanks.

`occasion` of a segment names what its run is for: `job.occasion` says how. `dup` counts surplus
rows: in a commit those it adds, in `table_dup` and at the end those that are there. Surplus are
rows that the same write had written before for the same occasion, and that are still there. The
same write for two occasions, as on two nights, writes other rows, and none is surplus.

An event of an attempt that takes parameters has `parameters` ([name, value] each), that of a
condition `left` and `right`, that of a for-each `inputs`. Beside them `origins` says where they
came from, in their order (one for `inputs`): `source` is one of `origin.Giver`, `written` the
text before values were put in, `uses` the references in it with source and value (null: it stays
as text), `beaten` what another setting of that name held. `missing` is the reference for want of
which the task fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from trialrun import __version__
from trialrun.engine.job.job import digest_of
from trialrun.engine.job.world import World
from trialrun.engine.trace.api_ends import api_end_of_run, codes_of_what_is_missing
from trialrun.engine.trace.api_state import api_state_of_task
from trialrun.engine.trace.commit import Commit
from trialrun.engine.trace.origin import origin_json

if TYPE_CHECKING:
    from trialrun.engine.trace.trace import Segment, Trace

SCHEMA = 1

_dump = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical_json(value: Any) -> str:
    """Writes JSON with sorted keys and no spare blanks, so equal values have equal text."""
    return _dump(value)


def trace_json(trace: Trace) -> str:
    """Returns a trace as canonical JSON; the body is written once for text and hash.

    `trace_hash` sorts behind every other key, so it can be put at the end.
    """
    head = _dump(_head(trace))
    # The text of the events is made apart, because it is long. No key before them holds a list
    # of that name, and in JSON a quote inside a text is written with a backslash.
    events = "[" + ",".join(map(_event_text, trace.rows)) + "]"
    body = head.replace('"events":[]', f'"events":{events}', 1)
    return f'{body[:-1]},"trace_hash":"{digest_of(body)}"}}'


def trace_dict(trace: Trace) -> dict[str, Any]:
    """Returns what `trace_json` writes, as values."""
    values: dict[str, Any] = json.loads(trace_json(trace))
    return values


def _head(trace: Trace) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "api": _api_json(trace),
        "engine": __version__,
        "rules": trace.rules,
        "job_hash": trace.world.job.digest,
        "script_hash": trace.world.digest,
        "t_end": trace.t_end_ms,
        "tasks": list(_tasks_json(trace.world)),
        "segments": [_segment_json(segment) for segment in trace.segments],
        "events": [],
        "compute_usage": [usage._asdict() for usage in trace.usages],
        "final": trace.final(),
    }


def _api_json(trace: Trace) -> dict[str, Any]:
    """Returns how the Jobs API spells the run's state, and each state that tasks ended in.

    `task_codes` is there where a task has another code than its state: that of what is missing.
    """
    states = sorted({end.state for end in trace.tasks.values()})
    body = {
        "run": asdict(api_end_of_run(trace)),
        "tasks": {str(state): asdict(api_state_of_task(state)) for state in states},
    }
    codes = codes_of_what_is_missing(trace)
    return {**body, "task_codes": codes} if codes else body


def _event_text(row: tuple[Any, ...]) -> str:
    q, t, kind, segment, task, iteration, attempt, before, after, cause, rule, data = row
    causes = ",".join(map(str, cause))
    # What the engine names itself needs no escaping; data may hold what people wrote.
    if data is None:
        return (
            f'{{"attempt":{attempt},"cause":[{causes}],"from":"{before}","i":{task},'
            f'"iteration":{iteration},"k":"{kind}","q":{q},"rule":"{rule}","segment":{segment},'
            f'"t":{t},"to":"{after}"}}'
        )
    if data.__class__ is Commit:
        return (
            f'{{"attempt":{attempt},"cause":[{causes}],"dup":{data.dup},"from":"{before}",'
            f'"i":{task},"iteration":{iteration},"k":"{kind}","op":"{data.op}","q":{q},'
            f'"rows":{data.rows},"rule":"{rule}","segment":{segment},"t":{t},'
            f'"table":{_dump(data.table)},"table_dup":{data.table_dup},'
            f'"table_rows":{data.table_rows},"to":"{after}","version":{data.version}}}'
        )
    return _dump(
        {
            "attempt": attempt,
            "cause": cause,
            "from": before,
            "i": task,
            "iteration": iteration,
            "k": kind,
            "q": q,
            "rule": rule,
            "segment": segment,
            "t": t,
            "to": after,
            **_data_json(data),
        }
    )


def _data_json(data: Any) -> dict[str, Any]:
    values: dict[str, Any] = data._asdict()
    if "origins" in values:
        values["origins"] = list(map(origin_json, values["origins"]))
    if not values.get("missing", True):
        del values["missing"]
    return values


def _tasks_json(world: World) -> Iterator[dict[str, Any]]:
    graph = world.job.graph
    for index, task in enumerate(world.job.tasks):
        parents = graph.parents[index]
        outcomes = graph.outcomes[index] or (None,) * len(parents)
        yield {
            "i": index,
            "key": task.key,
            "type": task.type,
            "deps": [list(pair) for pair in zip(parents, outcomes, strict=True)],
            "run_if": task.run_if,
            "compute": task.compute,
        }


def _segment_json(segment: Segment) -> dict[str, Any]:
    return {
        "id": segment.id,
        "kind": segment.kind,
        "run": segment.run,
        "of": segment.of,
        "t0": segment.t0_ms,
        "t1": segment.t1_ms,
        "tasks": list(segment.tasks),
        "result": str(segment.result),
        "job": segment.job,
        "occasion": segment.occasion,
        "settings_hash": segment.settings.digest,
    }
