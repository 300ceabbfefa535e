"""Builders with defaults: a test names only what it is about. No test in here."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trialrun.content import Catalog
from trialrun.content.build import build
from trialrun.content.built import Built
from trialrun.content.code import code_signature
from trialrun.content.folder import Folder
from trialrun.content.kept import Kept
from trialrun.engine import (
    BELIEFS,
    TRUTH,
    Compute,
    ComputeKind,
    Condition,
    Dependency,
    Event,
    Failure,
    ForEach,
    Get,
    Graph,
    Happening,
    Job,
    Notice,
    Op,
    Prices,
    Rate,
    Rules,
    RunJob,
    Slowness,
    Started,
    Task,
    TaskScript,
    Trace,
    World,
    Write,
    WriteMode,
    graph_of,
    read_what_if,
    simulate,
)
from trialrun.questions import Cited, Question, QuestionSpec, Scenario, Stage, prove
from trialrun.questions.kinds import KINDS
from trialrun.questions.kinds.predict import PredictSpec
from trialrun.store import Answer, Attempt, Outcome

ROOT = Path(__file__).resolve().parent.parent

SERVERLESS = Compute("serverless", ComputeKind.SERVERLESS)
CLUSTER = Compute("main", ComputeKind.JOB_CLUSTER)
TEAM = Compute("team", ComputeKind.ALL_PURPOSE)
NO_COMPUTE = Compute("none", ComputeKind.NONE)

FREE = {kind: Rate(0, 0, 0, 0) for kind in ComputeKind}
"""Compute that is up at once and costs nothing, so that a test can name plain times."""

ALWAYS = Failure(on=None, after_write=0)
FIRST = Failure(on=frozenset({0}), after_write=0)


@lru_cache(maxsize=1)
def _derived() -> TemporaryDirectory[str]:
    return TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))


@lru_cache(maxsize=1)
def built_of_ours() -> Built:
    kept = Kept(Path(_derived().name) / "content.db", f"{code_signature()} {ROOT}")
    built = build(Folder(ROOT, kept.stamps()), kept)
    built.keep()
    kept.close()
    return built


def derived() -> Path:
    """Returns the file of what this repository's content came to: take a copy.

    An app or a command that finds it in its data folder proves nothing again, as at a second start.
    """
    built_of_ours()
    return Path(_derived().name) / "content.db"


def bundled() -> Catalog:
    """Returns the content of this repository, loaded once."""
    return built_of_ours().catalog


def copied(root: Path, kept: Kept | None = None, *, is_new: bool = False) -> Catalog:
    """Returns the content of a folder; what is in it as in this repository is not read again.

    It is the same as `load_catalog(root)`: tests/content/test_build.py proves that. Facts that
    cannot be read go on as ours are, unless the folder `is_new` to whoever reads it.
    """
    kept = kept or Kept(None)
    before = built_of_ours()
    if is_new:
        before = replace(before, last_good={})
    built = build(Folder(root, kept.stamps()), kept, before)
    built.keep()
    return built.catalog


def a_task(key: str = "a", *after: str, **fields: Any) -> Task:
    """Returns a task that depends on the given ones (`b:true`: on an outcome).

    Serverless does not retry it unasked, unless the test says so.
    """
    deps = (Dependency(*dep.split(":")) for dep in after)
    return Task(key, depends_on=tuple(deps), **{"disable_auto_optimization": True} | fields)


def a_write(table: str = "t", rows: int = 10, mode: str = "append") -> Write:
    """Returns one write."""
    return Write(table, WriteMode(mode), rows)


def an_if(key: str, left: str, op: Op, right: str, *after: str, **fields: Any) -> Task:
    """Returns an if/else task."""
    return a_task(key, *after, compute="none", condition=Condition(op, left, right), **fields)


def a_loop(
    key: str, inputs: str, *after: str, task: Task | None = None, at_once: int = 1, **fields: Any
) -> Task:
    """Returns a for-each; its nested task is `one`, and the input is its parameter `x`."""
    nested = task or a_task("one", parameters=(("x", "{{input}}"),))
    return a_task(key, *after, compute="none", for_each=ForEach(inputs, nested, at_once), **fields)


def a_run_job(
    key: str, job: str, *after: str, to_child: Sequence[tuple[str, str]] = (), **fields: Any
) -> Task:
    """Returns a task that runs another job with the given job parameters."""
    return a_task(key, *after, compute="none", run_job=RunJob(job, tuple(to_child)), **fields)


def a_script(
    *writes: Write,
    takes_s: int = 60,
    fails: Failure | None = None,
    sets: Sequence[tuple[str, str]] = (),
    gets: Sequence[Get] = (),
    slow: Slowness | None = None,
) -> TaskScript:
    """Returns what happens when a task runs: a minute without writes, unless said."""
    return TaskScript(takes_s * 1000, writes, fails, tuple(sets), tuple(gets), slow)


def a_failure(*on: int, after: int = 0, iterations: Sequence[int] | None = None) -> Failure:
    """Returns a failure of the given executions; of every one when none is given."""
    among = None if iterations is None else frozenset(iterations)
    return Failure(frozenset(on) if on else None, after, among)


def a_json_list(size: int) -> str:
    """Returns a JSON array of so many characters."""
    return json.dumps(["x" * (size - 4)])


def a_file(at_s: int, name: str) -> Happening:
    """Returns the arrival of a file."""
    return Happening(at_s * 1000, "file", name)


def an_update(at_s: int, table: str) -> Happening:
    """Returns the update of a table by somebody else."""
    return Happening(at_s * 1000, "table", table)


def a_job(*tasks: Task | str, **settings: Any) -> Job:
    """Returns a job; a bare key stands for a task without dependencies."""
    made = tuple(a_task(task) if isinstance(task, str) else task for task in tasks)
    return Job("restaurant", made, (SERVERLESS, CLUSTER, TEAM), **settings)


def a_world(*tasks: Task | str, rates: Prices = FREE, **script: TaskScript) -> World:
    """Returns a world; tasks without a script take a minute and write nothing."""
    job = a_job(*tasks)
    nested = (task.for_each.task if task.for_each else task for task in job.tasks)
    works = [task.key for task in nested if task.condition is None and task.run_job is None]
    return World(job, {key: script.get(key, a_script()) for key in works}, rates)


def with_job(world: World, **settings: Any) -> World:
    """Returns a world with other settings of the job."""
    return replace(world, job=replace(world.job, **settings))


def with_edit(world: World, name: str, **settings: Any) -> World:
    """Returns a world whose job can be edited: `edit:NAME` puts these settings in force."""
    return replace(world, edits={**world.edits, name: replace(world.job, **settings)})


def with_edited_task(world: World, name: str, key: str, **fields: Any) -> World:
    """Returns a world with an edit of one task's settings."""
    tasks = (replace(task, **fields) if task.key == key else task for task in world.job.tasks)
    return with_edit(world, name, tasks=tuple(tasks))


def with_jobs(world: World, **jobs: World) -> World:
    """Returns a world with the jobs that its run_job tasks start."""
    return replace(world, jobs=jobs)


def a_chain(count: int) -> tuple[Task, ...]:
    """Returns tasks t0, t1, ... each of which depends on the one before."""
    return tuple(a_task(f"t{i}", *([f"t{i - 1}"] if i else [])) for i in range(count))


def a_graph(*parents: tuple[int, ...]) -> Graph:
    """Returns a graph from each task's parents, by index."""
    return graph_of(
        a_job(*(a_task(f"t{i}", *(f"t{p}" for p in ups)) for i, ups in enumerate(parents)))
    )


def a_story(world: World, *do: str, rules: Rules = TRUTH) -> Trace:
    """Plays a world with actions in short text, `run_now` when none is given."""
    return simulate(world, read_what_if(world, (), do or ("run_now",)).actions(()), rules)


def states(trace: Trace) -> dict[str, str]:
    """Returns {task key: end state}."""
    return {key: str(end.state) for key, end in trace.tasks.items()}


def starts(trace: Trace, key: str) -> list[int]:
    """Returns when each attempt of a task started, in ms."""
    index = list(trace.tasks).index(key)
    return [e.t_ms for e in trace.events if e.task == index and e.after == "RUNNING"]


def commits(trace: Trace) -> list[tuple[int, str]]:
    """Returns (moment in ms, table) of each commit."""
    return [(e.t_ms, e.commit.table) for e in trace.events if e.kind == "commit" and e.commit]


def rules_of(trace: Trace) -> list[str]:
    """Returns the rule of each event, in order."""
    return [event.rule for event in trace.events]


def seen(trace: Trace, key: str) -> list[dict[str, str]]:
    """Returns the parameters that each attempt of a task, or of its iterations, starts with."""
    return [
        dict(event.data.parameters)
        for event in trace.events
        if isinstance(event.data, Started)
        and not event.data.missing
        and trace.task_key(event) == key
    ]


def sent(trace: Trace) -> list[tuple[int, str, str]]:
    """Returns (moment in s, level, kind) of each notification."""
    return [
        (event.t_ms // 1000, event.data.level, event.data.notice)
        for event in trace.events
        if isinstance(event.data, Notice)
    ]


def the_event(trace: Trace, rule: str) -> Event:
    """Returns the only event of a rule."""
    (event,) = [event for event in trace.events if event.rule == rule]
    return event


def a_scenario(
    slug: str = "one-fails", world: World | None = None, do: str = "run_now"
) -> Scenario:
    """Returns a scenario: `b` and `c` depend on `a`, and `c` fails after its first write."""
    world = world or a_world(
        "a",
        a_task("b", "a"),
        a_task("c", "a"),
        a=a_script(a_write("bronze", 1000)),
        b=a_script(a_write("silver", 900)),
        c=a_script(a_write("menu", 40), a_write("price", 40), fails=a_failure(0, after=1)),
    )
    actions = read_what_if(world, (), do.split()).actions(())
    return Scenario(slug, "One fails", "A story.", 1, f"scenarios/{slug}.yaml", world, actions)


class _NoTools:
    def level(self, question: Question) -> Any:
        raise LookupError("no level here")


NO_TOOLS = _NoTools()
"""What reading an answer needs where no level is asked for."""


def a_cited(id_: str = "no-rollback", *, is_gradable: bool = True) -> Cited:
    """Returns a fact as a question cites it."""
    return Cited(id_, "A job undoes nothing.", "docs", "", "from the docs", is_gradable)


def a_stage(*scenarios: Scenario, **parts: Any) -> Stage:
    """Returns a stage with one scenario, one sure fact and one assumption."""
    found = scenarios or (a_scenario(),)
    defaults: dict[str, Any] = {
        "scenarios": {scenario.slug: scenario for scenario in found},
        "facts": {
            "no-rollback": a_cited("no-rollback"),
            "guessed": a_cited("guessed", is_gradable=False),
        },
        "beliefs": {slug: belief.rules for slug, belief in BELIEFS.items()},
    }
    return Stage(**defaults | parts)


def an_option(says: str, claim: str | None = None, **fields: Any) -> dict[str, Any]:
    """Returns an option as an author writes it."""
    return {"says": says, "why": "Because.", **({"claim": claim} if claim else {}), **fields}


def a_choice(*options: dict[str, Any], kind: str = "choice", **fields: Any) -> Any:
    """Returns a question with options, about the run of `a_scenario` unless said."""
    defaults: dict[str, Any] = {
        "id": "what-holds",
        "stem": "What holds now?",
        "kind": kind,
        "run": "one-fails",
        "options": options
        or (
            an_option("the first write of c is there", 'tables["menu"].rows == 40'),
            an_option("nothing is there", 'tables["bronze"].rows == 0'),
            an_option("the second write of c is there", 'tables["price"].rows == 40'),
        ),
    }
    return KINDS[kind].Spec.model_validate(defaults | fields)


def a_predict(**fields: Any) -> PredictSpec:
    """Returns a question that asks for the end states of `a_scenario`."""
    defaults = {"id": "how-it-ends", "stem": "?", "kind": "predict", "run": "one-fails"}
    return PredictSpec.model_validate(defaults | fields)


def a_question(spec: QuestionSpec | None = None, stage: Stage | None = None) -> Question:
    """Returns a proven question of the set `rollback`."""
    return prove(spec or a_choice(), stage or a_stage(), set_slug="rollback", lesson="s1-jobs")


def an_answer(question: str = "rollback/what-is-committed", **fields: Any) -> Answer:
    """Returns a right answer in the attempt `one`."""
    defaults: dict[str, Any] = {
        "attempt": "one",
        "response": {"option": "yes"},
        "outcome": Outcome.RIGHT,
        "answered_ms": 1_000,
    }
    return Answer(question=question, **defaults | fields)


def an_attempt(id_: str = "one", **fields: Any) -> Attempt:
    """Returns an attempt at two questions."""
    defaults: dict[str, Any] = {
        "set_slug": "rollback",
        "questions": ("rollback/a", "rollback/b"),
        "started_ms": 1_000,
    }
    return Attempt(id_, **defaults | fields)
