"""The family about task values: of what type one arrives. And what families about values share."""

import json
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

_NO_FAILURE = WhatIfText(fail=(NOBODY,))


def with_world(ground: Ground, world: World) -> Ground:
    """Returns a ground whose job is another one."""
    return replace(ground, scenario=replace(ground.scenario, world=world))


def changed(world: World, key: str, **settings: object) -> World:
    """Returns a world in which a task has other settings."""
    tasks = tuple(
        replace(task, **settings) if task.key == key else task  # type: ignore[arg-type]
        for task in world.job.tasks
    )
    return replace(world, job=replace(world.job, tasks=tasks))


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
    by_get, is_text = not draw.is_one_in(3), value.startswith('"')
    answer = _gotten(task.key) if by_get else _put_in(task.key)

    def told(set_: str | None, default_: str) -> Scenario:
        return replace(
            ground.scenario, world=_with_value(world, giver, task.key, name, set_, default_)
        )

    text = json.dumps(value if not is_text else json.loads(value))
    other = text if not is_text else json.loads(value)
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
        with_world(ground, _with_value(world, giver, task.key, name, value, default)),
        _NO_FAILURE,
        f"{ground.opening} Its task `{giver}` sets a task value, and `{task.key}`, which depends "
        f"on it, reads that in two ways. {asks}",
        answer,
        tuple(near),
        "\n".join(ways),
        has_graph=False,
        # That a number arrives as text, or a text as it is, has to be noticed.
        steps=(2 if is_text else 0) if by_get else (4 if is_text else 8),
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


def grounds_plain(draw: Draw, slug: str) -> Ground:
    """Draws a job without branches and loops."""
    return drawn_ground(draw, slug, PLAIN_SHAPES)


VALUE_TYPE = Family(
    "value-type",
    1,
    "parameters-and-references",
    "Of what type a value is",
    "A task value is read by a call or put into a parameter. What arrives: number or text?",
    grounds_plain,
    (_pose_type,),
    ("task-values-are-text",),
    ("task-values-json", "references-are-strings"),
)
