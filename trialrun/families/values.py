"""The family about task values: of what type one arrives. And what families about values share."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class _Passed:
    """A task value that one task sets, and another reads in two ways; JSON texts."""

    giver: str
    taker: str
    name: str
    value: str
    default: str

    @classmethod
    def drawn(cls, draw: Draw, giver: str, taker: str) -> "_Passed":
        """Draws it."""
        name = draw.among(("rows", "files", "late", "score", "is_full"))
        value = _draw_json(draw, name)
        default = "false" if name == "is_full" else draw.among(("0", "-1"))
        return cls(giver, taker, name, value, default)

    @property
    def is_text(self) -> bool:
        """Says whether it is set as text."""
        return self.value.startswith('"')

    @property
    def as_other(self) -> str:
        """Returns it as the other type."""
        return str(json.loads(self.value)) if self.is_text else json.dumps(self.value)

    def world(self, world: World) -> World:
        """Returns a world in which it is so."""
        return self.set_to(world, self.value, self.default)

    def set_to(self, world: World, value: str | None, default: str) -> World:
        """Returns a world in which another value is set, or none, and another default is given."""
        return _with_value(world, self.giver, self.taker, self.name, value, default)

    def near(self, scenario: Scenario) -> Iterator[Neighbour]:
        """Yields the same read in each way, and with something else set."""
        yield Neighbour("in a parameter with a reference", _NO_FAILURE, answer=_put_in(self.taker))
        yield Neighbour("by `taskValues.get`", _NO_FAILURE, answer=_gotten(self.taker))
        other = self.set_to(scenario.world, self.as_other, self.default)
        told = "if it had been set as the other type"
        yield Neighbour(told, _NO_FAILURE, replace(scenario, world=other))
        for told, default in (
            ("if nothing had been set", self.default),
            ("if nothing had been set and the default were text", json.dumps(self.default)),
        ):
            unset = replace(scenario, world=self.set_to(scenario.world, None, default))
            yield Neighbour(told, _NO_FAILURE, unset, _gotten(self.taker))

    def code(self) -> str:
        """Returns it as it is written."""
        return "\n".join(
            [
                f"{self.giver}:",
                f'    dbutils.jobs.taskValues.set("{self.name}", {_python(self.value)})',
                f"{self.taker}:",
                f'    dbutils.jobs.taskValues.get("{self.giver}", "{self.name}", '
                f"default={_python(self.default)})",
                f"    parameter {self.name}: {{{{tasks.{self.giver}.values.{self.name}}}}}",
            ]
        )


def _pose_type(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    pairs = handed_on(world)
    if not pairs:
        return None
    passed = _Passed.drawn(draw, *draw.among(pairs))
    by_get, is_text, taker = not draw.is_one_in(3), passed.is_text, passed.taker
    asks = (
        f"What does the call of `get` in `{taker}` return?"
        if by_get
        else f"What does the notebook of `{taker}` find in its parameter `{passed.name}`?"
    )
    return Posed(
        with_world(ground, passed.world(world)),
        _NO_FAILURE,
        f"{ground.opening} Its task `{passed.giver}` sets a task value, and `{taker}`, which "
        f"depends on it, reads that in two ways. {asks}",
        _gotten(taker) if by_get else _put_in(taker),
        tuple(passed.near(ground.scenario)),
        passed.code(),
        has_graph=False,
        # That a number arrives as text, or a text as it is, has to be noticed.
        steps=(2 if is_text else 0) if by_get else (4 if is_text else 8),
    )


def handed_on(world: World) -> list[tuple[str, str]]:
    """Returns pairs of tasks of which the first can set a value for the second."""
    return [
        (dep.task_key, task.key)
        for task in workers(world)
        for dep in task.depends_on
        if dep.task_key in world.script
    ]


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
