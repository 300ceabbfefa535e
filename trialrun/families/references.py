"""The family about references: what a parameter becomes in which some stand, as a text."""

from dataclasses import dataclass, replace

from trialrun.engine import NOBODY, Started, Trace, WhatIfText, World
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.putting import AsText
from trialrun.families.values import changed, grounds_plain, handed_on, with_world

_PARAMETERS = ("region", "mode", "source", "unit")
_TEXTS = ("north", "south", "full", "delta", "inbox", "metric", "trial", "live")
_VALUES = ("rows", "files", "late", "pages")
_LABELS = ("label", "note", "folder", "suffix")


AS_TEXT = "A reference is replaced by text, and what stands around it stays: nothing is worked out."
STAYS = "There is no namespace `day`: what is in no known one stays as it is written."
NO_BRACE = "Where a brace is missing there is no reference: that stays as it is written."
PLAIN = "Each reference is replaced by its value, as text. What stands between them stays."
BEFORE = "References are replaced before the task starts."


@dataclass(frozen=True, slots=True)
class _Written:
    """A text with references as a task has it, why it becomes what it does, and what it does not.

    `trap` is 1 where something in it is no reference, or is not worked out.
    """

    text: str
    why: str
    misstep: str = ""

    @property
    def trap(self) -> int:
        """Says whether there is more to know than that values are put in."""
        return int(bool(self.misstep))


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is set: a job parameter and what Run now gives it, a task value, and a text of both."""

    giver: str
    taker: str
    parameter: str
    default: str
    given: str
    value: str
    number: int
    label: str

    @classmethod
    def drawn(cls, draw: Draw, giver: str, taker: str) -> "_Setting":
        """Draws it."""
        default, given = draw.some(_TEXTS, 2)
        return cls(
            giver,
            taker,
            draw.among(_PARAMETERS),
            default,
            given if draw.is_one_in(2) else "",
            draw.among(_VALUES),
            draw.between(2, 90),
            draw.among(_LABELS),
        )

    @property
    def now(self) -> str:
        """Returns the value of the job parameter in the run."""
        return self.given or self.default

    def written(self, draw: Draw) -> _Written:
        """Draws the text."""
        of_job = f"{{{{job.parameters.{self.parameter}}}}}"
        of_task = f"{{{{tasks.{self.giver}.values.{self.value}}}}}"
        return draw.among(
            (
                _Written(f"{of_job}_{of_task}", PLAIN),
                _Written(f"{{{{job.name}}}}-{of_job}", PLAIN),
                _Written(f"{{{{task.name}}}}-{of_task}", PLAIN),
                _Written(f"{of_task} + 1", AS_TEXT, str(self.number + 1)),
                _Written(f"{of_job}/{{{{day}}}}", STAYS, f"{self.now}/"),
                _Written(f"{of_job[:-1]}/{of_task}", NO_BRACE, f"{self.now}/{self.number}"),
            )
        )

    @property
    def run(self) -> WhatIfText:
        """Returns the run that is asked about."""
        given = f";p.{self.parameter}={self.given}" if self.given else ""
        return WhatIfText(fail=(NOBODY,), do=(f"run_now{given}",))

    def world(self, world: World, written: _Written) -> World:
        """Returns a world in which it is so."""
        script = dict(world.script)
        script[self.giver] = replace(script[self.giver], sets=((self.value, str(self.number)),))
        job = replace(world.job, parameters=((self.parameter, self.default),))
        world = replace(world, job=job, script=script)
        return changed(world, self.taker, parameters=((self.label, written.text),))

    def code(self, written: _Written) -> str:
        """Returns it as it is set."""
        return "\n".join(
            [
                "job parameters:",
                f"    {self.parameter}: {self.default}",
                f"{self.giver}:",
                f'    dbutils.jobs.taskValues.set("{self.value}", {self.number})',
                f"{self.taker}, after {self.giver}, has base_parameters:",
                f'    {self.label}: "{written.text}"',
            ]
        )

    def as_text(self, written: _Written) -> AsText:
        """Returns how it is put."""
        received = f'tasks["{self.taker}"].received'
        slips = {
            f"That is the value of `{self.parameter}` alone.": f'{received}["{self.parameter}"]'
        }
        missteps = {BEFORE: written.text}
        if written.misstep:
            missteps[written.why] = written.misstep
        return AsText(f'{received}["{self.label}"]', "text", slips, missteps)


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    pairs = handed_on(world)
    if not pairs:
        return None
    setting = _Setting.drawn(draw, *draw.among(pairs))
    written = setting.written(draw)
    given = f" with `{setting.parameter}` = `{setting.given}`" if setting.given else ""
    near = Neighbour("if Run now gave nothing", setting.run._replace(do=("run_now",)))
    return Posed(
        with_world(ground, setting.world(world, written)),
        setting.run,
        f"{ground.opening} Somebody presses Run now{given}. What does the notebook of "
        f"`{setting.taker}` find in its parameter `{setting.label}`?",
        lambda trace: _found(trace, setting, written.why),
        (near,) if setting.given else (),
        setting.code(written),
        has_graph=False,
        steps=1 + 3 * bool(setting.given) + 4 * written.trap,
        put=setting.as_text(written),
    )


def _found(trace: Trace, setting: _Setting, why: str) -> Said | None:
    for event in trace.own_events("task"):
        if trace.task_key(event) == setting.taker and isinstance(event.data, Started):
            text = dict(event.data.parameters).get(setting.label, "")
            return Said(f"`{text}`", {"text": text}, {"text": why})
    return None


REFERENCE_TEXT = Family(
    "reference-text",
    1,
    "parameters-and-references",
    "What references become",
    "A parameter holds references, to the job, to a task value, or to nothing. What arrives?",
    grounds_plain,
    (_pose,),
    (),
    ("references-are-strings", "reference-keys", "reference-syntax"),
)
