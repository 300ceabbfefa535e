"""Writes a story as a scenario file, as an author would: job, script, actions. Reads it back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from trialrun.content.readers.scenarios import read_scenario
from trialrun.engine import (
    ILLUSTRATIVE,
    Action,
    Failure,
    Prices,
    TaskScript,
    Trace,
    World,
    do_text,
    simulate,
)
from trialrun.jobs.around import ALONE, Around
from trialrun.jobs.inside import OWN
from trialrun.jobs.written import JobDict, JobWriter, every, is_opaque
from trialrun.nearest import few
from trialrun.problem import Problem
from trialrun.questions.named import TABLE_NAME, TASK_KEY, name_flaw

LINE_LENGTH = 100
ORDER = 500
_SUMMARY = "Saved from a simulation: a job, what its tasks do, and what the operator does."
_REFERENCE, _SHOWN_AS = "${", "$("
"""A bundle's reference that stayed text is written so that nobody looks it up any more."""


class Unsaved(ValueError):
    """A story that no scenario file can say; its text is a sentence."""


def scenario_text(
    title: str, world: World, actions: Sequence[Action], around: Around = ALONE
) -> str:
    """Returns the scenario file of a story. Raises Unsaved where it would be another story.

    It is read back and played: what an author gets ends as what was seen. What stood `around` the
    job is kept as far as it holds elsewhere, too: not the settings that have no effect.
    """
    text = _written(title, world, actions, around)
    scenario, problems = read_scenario("scenario.yaml", "scenario", text)
    if scenario is None:
        raise Unsaved(f"This story cannot be saved as a scenario: {_told(problems, text)}.")
    if not ends_alike(scenario.play(), simulate(world, actions)):
        raise Unsaved("This story cannot be saved as a scenario: read back, it would go otherwise.")
    return text


def ends_alike(one: Trace, other: Trace) -> bool:
    """Says whether two stories come to the same: runs, tasks and tables, at the same times."""
    return _ends(one) == _ends(other)


def _ends(trace: Trace) -> list[object]:
    tables = [(table.rows, table.dup, table.version) for table in trace.tables.values()]
    runs = [(each.t0_ms, each.t1_ms, each.result) for each in trace.segments]
    return [trace.t_end_ms, trace.tasks, runs, sorted(tables)]


def _told(problems: Sequence[Problem], text: str) -> str:
    first = problems[0]
    lines = text.splitlines()
    at = f" (“{lines[first.line - 1].strip()[:60]}”)" if 0 < first.line <= len(lines) else ""
    return f"{first.message}{at}"


def _written(title: str, world: World, actions: Sequence[Action], around: Around) -> str:
    text = dumped(_document(title, world, actions) | dict(_beside(around)))
    return "".join(f"# {note}\n" for note in _notes(world, text)) + text


def dumped(document: JobDict) -> str:
    """Returns a document as YAML, as an author would write it."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    text: str = yaml.dump(
        document,
        Dumper=Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=LINE_LENGTH,
        default_flow_style=None,
    )
    return text


def _notes(world: World, text: str) -> Iterator[str]:
    opaque = [task.key for task in every(world.job) if is_opaque(task)]
    if opaque:
        yield f"What {few(opaque)} runs is not in here: it counts as one piece of work."
    if _SHOWN_AS in text:
        yield "What begins with $( was a reference of the bundle that nobody could look up."


def _document(title: str, world: World, actions: Sequence[Action]) -> JobDict:
    children = _Children()
    names = children.take(world)
    tables = _Tables()
    found: JobDict = {"title": _plain(title), "summary": _SUMMARY, "order": ORDER}
    found["job"] = _unreferenced(JobWriter(names).job(world.job))
    if children.worlds:
        found["jobs"] = {
            name: {
                "job": _unreferenced(JobWriter(children.names[name]).job(child.job)),
                "script": _scripts(child, tables),
            }
            for name, child in children.worlds.items()
        }
    found["script"] = _scripts(world, tables)
    if world.edits:
        writer = JobWriter(names, is_whole=True)
        found["edits"] = {name: _unreferenced(writer.job(job)) for name, job in world.edits.items()}
    if world.happenings:
        found["happenings"] = [
            {"at": _duration(each.at_ms), "on": each.on, "name": each.name}
            for each in world.happenings
        ]
    if world.starts_at != World(world.job, {}).starts_at:
        moment = datetime.fromtimestamp(world.starts_at / 1000, UTC)
        found["starts"] = moment.replace(tzinfo=None).isoformat()
    if prices := dict(_prices(world.prices)):
        found["prices"] = prices
    found["actions"] = [do_text(action) for action in actions]
    return found


def _beside(around: Around) -> Iterator[tuple[str, JobDict]]:
    found: JobDict = {"mode": around.mode} if around.mode else {}
    if around.given:
        found["given"] = sorted(around.given)
    if found:
        yield "beside", found


@dataclass(slots=True)
class _Children:
    """The jobs that are started, flat, by names that a scenario can have."""

    worlds: dict[str, World] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, world: World) -> dict[str, str]:
        """Returns the names of the jobs that a world starts, by their keys in it."""
        return {key: self._name(key, child) for key, child in world.jobs.items()}

    def _name(self, key: str, child: World) -> str:
        # One job can do other things where another path leads to it.
        identity = key, child.job.digest + child.digest
        if identity not in self._known:
            name, number = _key(key), 2
            while name in self.worlds or name == OWN:
                name, number = f"{_key(key)}_{number}", number + 1
            self._known[identity] = name
            self.worlds[name] = child
            self.names[name] = self.take(child)
        return self._known[identity]


class _Tables:
    """Names of tables that a scenario can have; others get one that is like none of them."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, table: str) -> str:
        """Returns the name of a table."""
        if not name_flaw(table, TABLE_NAME):
            return table
        return self._names.setdefault(table, f"table_{len(self._names) + 1}")


def _key(key: str) -> str:
    kept = "".join(char if char.isascii() and char.isalnum() else "_" for char in key)[:60]
    return key if not name_flaw(key, TASK_KEY) else kept or "other"


def _plain(title: str) -> str:
    """Returns a title without what Markdown would make something else of."""
    kept = "".join(char if char.isalnum() or char in " .,:;?()'’&/-_+" else " " for char in title)
    return " ".join(kept.split())[:200] or "A job"


def _unreferenced(value: Any, name: str = "") -> Any:
    """Returns a job in which no text is a bundle's reference, but those that name jobs.

    A job is nested a few levels deep at most.
    """
    if isinstance(value, dict):
        return {key: _unreferenced(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unreferenced(inner) for inner in value]
    is_text = isinstance(value, str) and name != "job_id"
    return value.replace(_REFERENCE, _SHOWN_AS) if is_text else value


def _scripts(world: World, tables: _Tables) -> JobDict:
    return {key: dict(_script(entry, tables)) for key, entry in world.script.items()}


def _script(entry: TaskScript, tables: _Tables) -> Iterator[tuple[str, Any]]:
    yield "takes", _duration(entry.takes_ms)
    if entry.writes:
        yield (
            "writes",
            [
                {"to": tables.name(write.table), "mode": str(write.mode), "rows": write.rows}
                for write in entry.writes
            ],
        )
    if entry.fails is not None:
        after = {"after_write": entry.fails.after_write} if entry.fails.after_write else {}
        kind = {"kind": entry.fails.kind} if entry.fails.kind else {}
        yield "fails", _when(entry.fails) | after | kind
    if entry.slow is not None:
        slow = Failure(entry.slow.on, 0, entry.slow.iterations)
        yield "slow", _when(slow) | {"takes": _duration(entry.slow.takes_ms)}
    if entry.sets:
        yield "sets", {key: _value(json.loads(text)) for key, text in entry.sets}
    if entry.gets:
        yield "gets", [_get(get.task, get.key, get.default) for get in entry.gets]
    if invented := [*sorted(entry.guessed), *(f"sets.{key}" for key, _ in entry.made_up)]:
        yield "made_up", invented


def _get(task: str, key: str, default: str | None) -> JobDict:
    found: JobDict = {"task": task, "key": key}
    return found if default is None else found | {"default": _value(json.loads(default))}


def _when(failure: Failure) -> JobDict:
    found: JobDict = {"on": "all" if failure.on is None else sorted(failure.on)}
    if failure.iterations is not None:
        found["iterations"] = sorted(failure.iterations)
    return found


def _value(value: Any) -> Any:
    """Returns a JSON value as the reader takes it; text that looks like JSON is in quotes.

    It is as deep as JSON that was read before.
    """
    if isinstance(value, dict):
        return {key: _value(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_value(inner) for inner in value]
    if isinstance(value, str):
        from trialrun.content.readers.scenario_spec import json_text

        return (
            value
            if json_text(value) == json.dumps(value, ensure_ascii=False)
            else json.dumps(value, ensure_ascii=False)
        )
    return value


def _prices(prices: Prices) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind, rate in prices.items():
        if rate != ILLUSTRATIVE[kind]:
            yield (
                str(kind),
                {
                    "startup": _duration(rate.startup_ms),
                    "dbu_per_hour": rate.dbu_milli_per_hour / 1000,
                    "cents_per_dbu": rate.cents_per_dbu,
                    "machine_cents_per_hour": rate.machine_cents_per_hour,
                    "idle": _duration(rate.idle_ms),
                },
            )


def _duration(ms: int) -> str:
    return f"{ms}ms" if ms % 1000 else f"{ms // 1000}s"
