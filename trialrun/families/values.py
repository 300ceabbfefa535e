"""Families about values: which one a parameter has, and of what type a task value arrives."""

import json
from collections.abc import Mapping
from dataclasses import replace

from trialrun.engine import (
    NOBODY,
    Get,
    Started,
    Trace,
    Value,
    WhatIfText,
    World,
)
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, ReadsOff, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.reading import workers
from trialrun.families.shapes import PLAIN_SHAPES
from trialrun.questions import Scenario

_NAMES = ("region", "day", "mode", "source", "batch", "unit")
_VALUES = (
    "north", "south", "monday", "friday", "full", "delta", "inbox", "archive", "small", "large",
    "b7", "c3", "metric", "imperial", "trial", "live",
)  # fmt: skip
_NO_FAILURE = WhatIfText(fail=(NOBODY,))


def _with_job(ground: Ground, world: World) -> Ground:
    return replace(ground, scenario=replace(ground.scenario, world=world))


def changed(world: World, key: str, **settings: object) -> World:
    """Returns a world in which a task has other settings."""
    tasks = tuple(
        replace(task, **settings) if task.key == key else task  # type: ignore[arg-type]
        for task in world.job.tasks
    )
    return replace(world, job=replace(world.job, tasks=tasks))


def _pose_parameter(draw: Draw, ground: Ground) -> Posed | None:
    world, task = ground.scenario.world, draw.among(workers(ground.scenario.world))
    name, other = draw.some(_NAMES, 2)
    default, own, passed, beside = draw.some(_VALUES, 4)
    job = replace(world.job, parameters=((name, default), (other, beside)))
    world = changed(replace(world, job=job), task.key, parameters=((name, own),))
    ground = _with_job(ground, world)
    to, asked = draw.among((name, other)), draw.among((name, name, other))
    plan = WhatIfText(fail=(NOBODY,), do=(f"run_now;p.{to}={passed}",))
    whence = {
        own: f"`{own}` is the task’s own; a job parameter of the same name goes before it.",
        default: f"`{default}` is the default of the job parameter `{name}`.",
        beside: f"`{beside}` is the default of the job parameter `{other}`.",
        passed: f"`{passed}` is what Run now gives to `{to}`.",
    }
    if asked == name:
        wins = passed if to == name else default
        whence[wins] += f" It goes before the task’s own `{own}`."
    if asked == to:
        weaker = default if to == name else beside
        whence[weaker] += " What Run now gives goes before it."
    plain = plan._replace(do=("run_now",))
    near = [
        Neighbour(f"of `{each}`", plan, answer=_received(task.key, each, whence))
        for each in (name, other)
    ]
    for each in (name, other):
        said = plan._replace(do=(f"run_now;p.{each}={passed}",))
        near.append(
            Neighbour(
                f"if Run now had given it to `{each}`",
                said,
                answer=_received(task.key, asked, whence),
            )
        )
        near.append(
            Neighbour(f"of `{each}` if Run now had given nothing", plain,
                      answer=_received(task.key, each, whence))
        )  # fmt: skip
    return Posed(
        ground,
        plan,
        f"{ground.opening} Somebody runs it by Run now with different parameters: "
        f"`{to}` = `{passed}`. Which value does the notebook of `{task.key}` get for `{asked}`?",
        _received(task.key, asked, whence),
        tuple(near),
        "\n".join(
            [
                "job parameters:",
                f"    {name}: {default}",
                f"    {other}: {beside}",
                f"{task.key}, a notebook task, has base_parameters:",
                f"    {name}: {own}",
            ]
        ),
        has_graph=False,
        # Each value that is given to the name that is asked for has to be weighed.
        steps=1 + 2 * (asked == name) + 2 * (asked == to),
    )


def _received(key: str, name: str, whence: Mapping[str, str]) -> ReadsOff:
    """Reads which value a task gets under a name; `whence` says of each where it comes from."""

    def read(trace: Trace) -> Said | None:
        for event in trace.own_events("task"):
            if trace.task_key(event) == key and isinstance(event.data, Started):
                value = dict(event.data.parameters).get(name)
                if value is not None:
                    return Said(f"`{value}`", {"value": value}, why=whence[value])
        return None

    return read


def _pose_type(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    pairs = [
        (dep.task_key, task)
        for task in workers(world)
        for dep in task.depends_on
        if dep.task_key in world.script
    ]
    if not pairs:
        return None
    giver, task = draw.among(pairs)
    name = draw.among(("rows", "files", "late", "score", "is_full"))
    value = _draw_json(draw, name)
    default = "false" if name == "is_full" else draw.among(("0", "-1"))
    by_get = not draw.is_one_in(3)
    answer = _gotten(task.key) if by_get else _put_in(task.key)

    def told(set_: str | None, default_: str) -> Scenario:
        return replace(
            ground.scenario, world=_with_value(world, giver, task.key, name, set_, default_)
        )

    text = json.dumps(value if not value.startswith('"') else json.loads(value))
    other = text if not value.startswith('"') else json.loads(value)
    near = [
        Neighbour("in a parameter with a reference", _NO_FAILURE, answer=_put_in(task.key)),
        Neighbour("by `taskValues.get`", _NO_FAILURE, answer=_gotten(task.key)),
        Neighbour("if it had been set as the other type", _NO_FAILURE, told(other, default)),
        Neighbour("if nothing had been set", _NO_FAILURE, told(None, default), _gotten(task.key)),
        Neighbour(
            "if nothing had been set and the default were text",
            _NO_FAILURE,
            told(None, json.dumps(default)),
            _gotten(task.key),
        ),
    ]
    get = f'dbutils.jobs.taskValues.get("{giver}", "{name}", default={_python(default)})'
    ways = [f"{giver}:", f'    dbutils.jobs.taskValues.set("{name}", {_python(value)})',
            f"{task.key}:", f"    {get}",
            f"    parameter {name}: {{{{tasks.{giver}.values.{name}}}}}"]  # fmt: skip
    asks = (
        f"What does the call of `get` in `{task.key}` return?"
        if by_get
        else f"What does the notebook of `{task.key}` find in its parameter `{name}`?"
    )
    return Posed(
        _with_job(ground, _with_value(world, giver, task.key, name, value, default)),
        _NO_FAILURE,
        f"{ground.opening} Its task `{giver}` sets a task value, and `{task.key}`, which depends "
        f"on it, reads that in two ways. {asks}",
        answer,
        tuple(near),
        "\n".join(ways),
        has_graph=False,
    )


def _draw_json(draw: Draw, name: str) -> str:
    if name == "is_full":
        return draw.among(("true", '"true"'))
    number = str(draw.between(2, 90)) if name != "score" else f"0.{draw.between(11, 98)}"
    return draw.among((number, number, f'"{number}"'))


def _python(value: str) -> str:
    return {"true": "True", "false": "False"}.get(value, value)


def _with_value(
    world: World, giver: str, taker: str, name: str, value: str | None, default: str
) -> World:
    """Returns a world in which a task sets a value, and another takes it in both ways."""
    script = dict(world.script)
    # A reference to what nobody sets would fail: then the call of `get` alone is made.
    reference = f"{{{{tasks.{giver}.values.{name}}}}}"
    script[giver] = replace(script[giver], sets=((name, value),) if value is not None else ())
    script[taker] = replace(script[taker], gets=(Get(giver, name, default),))
    found = replace(world, script=script)
    return changed(found, taker, parameters=((name, reference),)) if value is not None else found


def _gotten(key: str) -> ReadsOff:
    def read(trace: Trace) -> Said | None:
        for event in trace.own_events("value"):
            if trace.task_key(event) == key and event.rule == "value.got":
                assert isinstance(event.data, Value)
                says = _typed(event.data.json)
                return _returned(says, event.q)
        script = trace.world.script[key]
        if script.gets and script.gets[0].default is not None:
            return _returned(_typed(script.gets[0].default), "The default is what is returned.")
        return None

    return read


def _returned(says: str, why: int | str) -> Said:
    told = f"The call returns {says[0].lower()}{says[1:]}: a task value keeps its type."
    return Said(says, {"value": says}, {"value": why}, tells={"value": told})


def _put_in(key: str) -> ReadsOff:
    def read(trace: Trace) -> Said | None:
        for event in trace.own_events("task"):
            if trace.task_key(event) == key and isinstance(event.data, Started):
                values = list(dict(event.data.parameters).values())
                if values:
                    says = _typed(json.dumps(values[0]))
                    why = "A reference is replaced by text, whatever the type of the value."
                    told = f"The parameter holds {says[0].lower()}{says[1:]}, and no other type."
                    return Said(says, {"value": says}, {"value": why}, tells={"value": told})
        return None

    return read


def _typed(value: str) -> str:
    """Says a JSON value with its type in Python.

    >>> _typed("7"), _typed('"7"')
    ('The number `7`', 'The text `"7"`')
    """
    found = json.loads(value)
    if isinstance(found, bool):
        return f"The boolean `{found}`"
    kind = "text" if isinstance(found, str) else "number"
    return f"The {kind} `{value}`"


def _grounds_plain(draw: Draw, slug: str) -> Ground:
    return drawn_ground(draw, slug, PLAIN_SHAPES)


PARAMETER_VALUE = Family(
    "parameter-value",
    1,
    "parameters-and-references",
    "Which value a parameter has",
    "Default, Run now and the task’s own setting name one parameter. Which value arrives?",
    _grounds_plain,
    (_pose_parameter,),
    ("task-parameter-wins",),
    ("job-parameter-wins",),
)
VALUE_TYPE = Family(
    "value-type",
    1,
    "parameters-and-references",
    "Of what type a value is",
    "A task value is read by a call or put into a parameter. What arrives: number or text?",
    _grounds_plain,
    (_pose_type,),
    ("task-values-are-text",),
    ("task-values-json", "references-are-strings"),
)
