"""Reads scenario files: a job as Databricks takes it, a script of what happens, actions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from trialrun.content.readers.scenario_spec import (
    ActionSpec,
    ScenarioSpec,
    StorySpec,
    TaskScriptSpec,
)
from trialrun.content.readers.sketch import Sketch
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.engine import (
    ILLUSTRATIVE,
    Action,
    Do,
    Endless,
    Failure,
    Get,
    Happening,
    Prices,
    Rate,
    Slowness,
    TaskScript,
    WhatIfError,
    World,
    Write,
    do_text,
    read_what_if,
)
from trialrun.engine.job.world import TAKES, WRITES
from trialrun.jobs.around import Around
from trialrun.jobs.inside import OWN, InnerJobs, read_inner_jobs
from trialrun.jobs.yaml_tree import Location
from trialrun.nearest import nearest, offered
from trialrun.plural import counted
from trialrun.problem import Problem
from trialrun.questions import Scenario, plainly


class Named(NamedTuple):
    """What a story goes by."""

    slug: str
    title: str
    summary: str
    order: int


def read_scenario(path: str, slug: str, text: str) -> tuple[Scenario | None, list[Problem]]:
    """Reads a scenario file; without problems it can be played."""
    source = YamlText(path, text)
    read_texts(source)
    found = source.sketch(ScenarioSpec)
    spec: ScenarioSpec | None = found.model
    if spec is None:
        return None, source.problems
    scenario = read_story(source, found, Named(slug, spec.title, spec.summary, spec.order))
    if scenario is not None:
        around = Around(spec.beside.mode, frozenset(spec.beside.given))
        scenario = replace(scenario, around=around)
    return (None if source.problems else scenario), source.problems


STORY = ("job", "jobs", "script", "edits", "happenings", "starts", "prices", "actions")
"""The fields of which a story is made."""


def read_story(source: YamlText, found: Sketch, named: Named) -> Scenario | None:
    """Reads the job, script and actions of a file that has them at its top; plays them once.

    Returns None where anything of the story is wrong; the problems are the source's.
    """
    spec: StorySpec = found.model
    places: dict[str, Location] = {OWN: ("job",)}
    places |= {key: ("jobs", key, "job") for key in spec.jobs}
    places = {key: source.as_written(at) for key, at in places.items() if source.has(at)}
    edits: dict[str, Location] = {
        name: source.as_written(("edits", name)) for name in spec.edits if OWN in places
    }
    inner, problems = read_inner_jobs(source.path, source.text, places, edits)
    problems += [
        source.problem(at, message) for at, message in _flaws(spec, inner) if found.is_certain(at)
    ]
    source.problems += problems
    is_whole = not problems and all(found.is_certain((name,)) for name in STORY)
    if not is_whole:
        return None
    world = _world(spec, inner, OWN, {})
    actions: list[Action] = []
    for index, action in enumerate(spec.actions):
        try:
            actions.append(_action(world, action))
        except WhatIfError as error:
            source.add_problem(("actions", index), plainly(error, action.text))
    if len(actions) < len(spec.actions):
        return None
    slug, title, summary, order = named
    scenario = Scenario(slug, title, summary, order, source.path, world, tuple(actions))
    try:
        scenario.play()
    except (Endless, ValueError) as error:
        at = "edits" if str(error).startswith("the edit") else "script"
        source.add_problem((at,), str(error))
        return None
    return scenario


def _flaws(spec: StorySpec, inner: InnerJobs) -> Iterator[tuple[Location, str]]:
    if OWN in inner.workers:
        yield from _script_flaws(("script",), spec.script, inner.workers[OWN], inner.nested(OWN))
    for key, child in spec.jobs.items():
        if key in inner.workers:
            at = ("jobs", key, "script")
            yield from _script_flaws(at, child.script, inner.workers[key], inner.nested(key))
    for index, action in enumerate(spec.actions):
        if action.do is None and not action.text:
            yield ("actions", index), "`do` is missing; add do: …"
        elif action.text and action.is_in_fields:
            yield ("actions", index), "write the text alone, with all of it, as in cancel:load@90"
        elif action.task is not None and action.do not in (Do.FIX, Do.CANCEL):
            yield ("actions", index, "task"), "only fix and cancel take a task; remove this line"
        elif action.task is not None and (says := _target_flaw(action.task, action.do, inner)):
            yield ("actions", index, "task"), says
        elif action.occasion and action.do is not Do.RUN_NOW:
            yield ("actions", index, "for"), "only run_now is for something; remove this line"
        elif action.at is not None and action.at % 1000:
            yield ("actions", index, "at"), "write whole seconds, as links do"
    for name, job in inner.edits.items():
        if [task.key for task in job.tasks] != [task.key for task in inner.jobs[OWN].tasks]:
            yield ("edits", name), "an edit changes the settings of tasks; it adds and drops none"


def _target_flaw(task: str, do: Do | None, inner: InnerJobs) -> str:
    """Says why an action cannot be done to a task; "" where it can, or where nobody knows."""
    workers = inner.workers.get(OWN, [task])
    if OWN not in inner.jobs:
        # A job with a mistake tells its workers alone: what is fixed must be one of them.
        is_known = do is Do.CANCEL or task in workers
        return "" if is_known else f"the job has no task `{task}`{offered(task, workers)}"
    keys = [each.key for each in inner.jobs[OWN].tasks]
    if task in (workers if do is Do.FIX else keys):
        return ""
    if task in keys:
        return f"`{task}` has no work of its own; fix what it runs, one of {', '.join(workers)}"
    if task in workers:
        return f"`{task}` is inside a for-each; cancel the for-each that runs it"
    known = workers if do is Do.FIX else keys
    return f"the job has no task `{task}`{offered(task, known)}"


def _script_flaws(
    at: Location,
    script: Mapping[str, TaskScriptSpec],
    keys: Sequence[str],
    nested: Collection[str],
) -> Iterator[tuple[Location, str]]:
    missing = [key for key in dict.fromkeys(keys) if key not in script]
    slips = {key: slip for key in script if key not in keys for slip in nearest(key, missing)}
    for key in missing:
        if key not in slips.values():
            yield at, f"what does `{key}` do? Add `{key}: {{takes: 60s}}`"
    for key, entry in script.items():
        if key not in keys:
            yield (*at, key), f"the job has no task `{key}`{offered(key, keys)}"
        for name, one in (("fails", entry.fails), ("slow", entry.slow)):
            if one and one.iterations is not None and key not in nested:
                yield (*at, key, name, "iterations"), f"`{key}` is in no for-each; remove this line"
        for index, name in enumerate(entry.made_up):
            if name not in entry.may_be_made_up:
                hint = offered(name, entry.may_be_made_up)
                yield (*at, key, "made_up", index), f"`{key}` has no `{name}`{hint}"
        if entry.slow and entry.slow.takes % 1000:
            yield (*at, key, "slow", "takes"), "write whole seconds, as links do"
        if entry.fails and entry.fails.kind and entry.fails.after_write:
            yield (
                (*at, key, "fails", "after_write"),
                f"what is missing is missed before `{key}` writes; remove this line",
            )
        elif entry.fails and entry.fails.after_write > len(entry.writes):
            yield (
                (*at, key, "fails", "after_write"),
                f"`{key}` makes {counted(len(entry.writes), 'write')}, so it cannot fail after "
                f"write {entry.fails.after_write}",
            )


def _world(spec: StorySpec, inner: InnerJobs, key: str, built: dict[str, World]) -> World:
    """Builds a job's world; a child that several jobs start is one world, and one job."""
    is_own = key == OWN
    script = spec.script if is_own else spec.jobs[key].script
    world = World(
        inner.jobs[key],
        {task: _script(entry) for task, entry in script.items()},
        jobs={
            child: built[child] if child in built else _world(spec, inner, child, built)
            for child in inner.starts[key]
        },
    )
    if not is_own:
        built[key] = world
        return world
    return replace(
        world,
        prices=_prices(spec),
        edits=inner.edits,
        happenings=tuple(Happening(h.at, h.on, h.name) for h in spec.happenings),
        starts_at=world.starts_at if spec.starts is None else spec.starts,
    )


def _script(entry: TaskScriptSpec) -> TaskScript:
    fails, slow = entry.fails, entry.slow
    return TaskScript(
        entry.takes,
        tuple(Write(write.to, write.mode, write.rows) for write in entry.writes),
        Failure(fails.on, fails.after_write, fails.iterations, fails.kind or "") if fails else None,
        tuple(entry.sets.items()),
        tuple(Get(get.task, get.key, get.default) for get in entry.gets),
        Slowness(slow.on, slow.takes, slow.iterations) if slow else None,
        tuple(pair for pair in entry.sets.items() if f"sets.{pair[0]}" in entry.made_up),
        frozenset({WRITES, TAKES} & set(entry.made_up)),
    )


def _prices(spec: StorySpec) -> Prices:
    return ILLUSTRATIVE | {
        kind: Rate(
            rate.startup,
            round(rate.dbu_per_hour * 1000),
            rate.cents_per_dbu,
            rate.machine_cents_per_hour,
            rate.idle,
        )
        for kind, rate in spec.prices.items()
    }


def _action(world: World, action: ActionSpec) -> Action:
    if action.do is None:
        (read,) = read_what_if(world, (), (action.text,)).actions(())
        return read
    written = Action(action.do, action.at, action.task, occasion=action.occasion)
    # What links cannot say is refused here, too: each page of a story links to others of it.
    (read,) = read_what_if(world, (), (do_text(written),)).actions(())
    return read
