"""The family about parameters: whose value arrives where several name one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from trialrun.engine import NOBODY, Started, Trace, WhatIfText, World
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, ReadsOff, Said
from trialrun.families.putting import AsText
from trialrun.families.reading import workers
from trialrun.families.values import changed, grounds_plain, with_world

_NAMES = ("region", "day", "mode", "source", "batch", "unit")
_VALUES = (
    "north", "south", "monday", "friday", "full", "delta", "inbox", "archive", "small", "large",
    "b7", "c3", "metric", "imperial", "trial", "live",
)  # fmt: skip


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    return _posed(draw, ground, is_typed=False)


def _pose_typed(draw: Draw, ground: Ground) -> Posed | None:
    """Asks for the value as a text."""
    return _posed(draw, ground, is_typed=True)


@dataclass(frozen=True, slots=True)
class _Given:
    """Two job parameters, the first of which a task names, too; to one Run now gives a value."""

    task: str
    name: str
    other: str
    default: str
    own: str
    beside: str
    passed: str
    to: str
    asked: str

    @classmethod
    def drawn(cls, draw: Draw, task: str) -> "_Given":
        """Draws names and values."""
        name, other = draw.some(_NAMES, 2)
        default, own, passed, beside = draw.some(_VALUES, 4)
        to, asked = draw.among((name, other)), draw.among((name, name, other))
        return cls(task, name, other, default, own, beside, passed, to, asked)

    @property
    def beside_it(self) -> str:
        """Returns the parameter that is not asked for."""
        return self.other if self.asked == self.name else self.name

    def world(self, world: World) -> World:
        """Returns a world in which it is so."""
        parameters = ((self.name, self.default), (self.other, self.beside))
        job = replace(world.job, parameters=parameters)
        return changed(replace(world, job=job), self.task, parameters=((self.name, self.own),))

    def runs(self, to: str = "") -> WhatIfText:
        """Returns the run to which a value is given; where none is named, to which none is."""
        given = f";p.{to}={self.passed}" if to else ""
        return WhatIfText(fail=(NOBODY,), do=(f"run_now{given}",))

    def whence(self) -> dict[str, str]:
        """Says of each value where it comes from, and what goes before what."""
        own, default = self.own, self.default
        told = {
            own: f"`{own}` is the task’s own; a job parameter of the same name goes before it.",
            default: f"`{default}` is the default of the job parameter `{self.name}`.",
            self.beside: f"`{self.beside}` is the default of the job parameter `{self.other}`.",
            self.passed: f"`{self.passed}` is what Run now gives to `{self.to}`.",
        }
        if self.asked == self.name:
            told[self.passed if self.to == self.name else default] += (
                f" It goes before the task’s own `{own}`."
            )
        if self.asked == self.to:
            weaker = default if self.to == self.name else self.beside
            told[weaker] += " What Run now gives goes before it."
        return told

    def near(self) -> Iterator[Neighbour]:
        """Yields the same with something else given, and the other parameter."""
        for each in (self.name, self.other):
            yield Neighbour(f"if Run now had given it to `{each}`", self.runs(each))
        yield Neighbour("if Run now had given nothing", self.runs())
        other = _received(self.task, self.beside_it, self.whence())
        yield Neighbour(f"of `{self.beside_it}`", self.runs(self.to), answer=other)
        told = f"of `{self.beside_it}` if Run now had given nothing"
        yield Neighbour(told, self.runs(), answer=other)

    def code(self) -> str:
        """Returns it as it is set."""
        return "\n".join(
            [
                "job parameters:",
                f"    {self.name}: {self.default}",
                f"    {self.other}: {self.beside}",
                f"{self.task}, a notebook task, has base_parameters:",
                f"    {self.name}: {self.own}",
            ]
        )

    def as_text(self) -> AsText:
        """Returns how it is put as a text."""
        received = f'tasks["{self.task}"].received'
        slips = {f"So it is of `{self.beside_it}`.": f'{received}["{self.beside_it}"]'}
        return AsText(f'{received}["{self.asked}"]', "value", slips)


def _posed(draw: Draw, ground: Ground, *, is_typed: bool) -> Posed | None:
    world = ground.scenario.world
    given = _Given.drawn(draw, draw.among(workers(world)).key)
    return Posed(
        with_world(ground, given.world(world)),
        given.runs(given.to),
        f"{ground.opening} Somebody runs it by Run now with different parameters: `{given.to}` = "
        f"`{given.passed}`. Which value does the notebook of `{given.task}` get for "
        f"`{given.asked}`?",
        _received(given.task, given.asked, given.whence()),
        tuple(given.near()),
        given.code(),
        has_graph=False,
        # Each value that is given to the name that is asked for has to be weighed.
        steps=2 + 3 * (given.asked == given.name) + 3 * (given.asked == given.to),
        put=given.as_text() if is_typed else None,
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


PARAMETER_VALUE = Family(
    "parameter-value",
    1,
    "parameters-and-references",
    "Which value a parameter has",
    "Default, Run now and the task’s own setting name one parameter. Which value arrives?",
    grounds_plain,
    (_pose, _pose_typed),
    ("task-parameter-wins",),
    ("job-parameter-wins",),
)
