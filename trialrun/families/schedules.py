"""The family about Quartz cron: what one field of an expression has to be, as a text.

Which spellings are right, and what a wrong one would do, is told by when each of them fires.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from trialrun.engine import (
    NOBODY,
    RUN_NOW,
    Job,
    Schedule,
    Task,
    TaskScript,
    Trace,
    WhatIfText,
    World,
)
from trialrun.engine.job.quartz import QuartzError, fire_times
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Posed, Said
from trialrun.families.ground import MAIN, MINUTE_MS, UP_AT_ONCE
from trialrun.families.putting import AsWritten
from trialrun.families.shapes import CLUSTER
from trialrun.families.trades import TRADES
from trialrun.plural import counted
from trialrun.questions import Scenario

DOTS = "…"
DAY_S = 24 * 3600
ZONE = "UTC"
_FIELDS = ("seconds", "minutes", "hours", "day of the month", "month", "day of the week")
MINUTES, HOURS, MONTH_DAY, WEEK_DAY = 1, 2, 3, 5
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_NUMBER = re.compile(r"\d+")
EARLY = "Quartz counts from Sunday, 1, to Saturday, 7: so it is a day too early."
_NTH = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """When a job shall start, in words, the expression that does it, and the field that is asked.

    `same` are spellings that may come to the same, `slips` what one may write instead, each with
    what is said of it; `days` has to be looked at to see a difference; `steps` is how much there
    is to know.
    """

    says: str
    fields: tuple[str, ...]
    at: int
    same: tuple[str, ...] = ()
    slips: Mapping[str, str] = field(default_factory=dict)
    days: int = 8
    steps: int = 1

    def filled(self, text: str) -> str:
        """Returns the expression with a text in its field."""
        return " ".join([*self.fields[: self.at], text, *self.fields[self.at + 1 :]])

    def fires(self, text: str, starts_at: int) -> list[int]:
        """Returns when it fires with a text in its field; [] for what is no expression."""
        try:
            schedule = Schedule(self.filled(text), ZONE)
            until = starts_at + self.days * DAY_S * 1000
            return [at - starts_at for at in fire_times(schedule, starts_at, until)]
        except QuartzError:
            return []


def _wanted(draw: Draw) -> _Wanted:
    return draw.among((_weekdays, _one_day, _every, _between, _nth, _month_end))(draw)


def _time(draw: Draw) -> tuple[str, str, str]:
    """Draws a time of the day: its minute, its hour, and as it is told."""
    minute, hour = draw.between(1, 11) * 5, draw.between(1, 23)
    return str(minute), str(hour), f"{hour}:{minute:02}"


def _weekdays(draw: Draw) -> _Wanted:
    minute, hour, told = _time(draw)
    return _Wanted(
        f"at {told} on each day from Monday to Friday",
        ("0", minute, hour, "?", "*", "MON-FRI"),
        WEEK_DAY,
        ("2-6", "MON,TUE,WED,THU,FRI", "2,3,4,5,6"),
        {
            "1-5": "Quartz counts from Sunday, 1: that is from Sunday to Thursday.",
            "*": "That is every day, Saturday and Sunday among them.",
            "?": "One of the two day fields is `?`, and only one.",
        },
        steps=4,
    )


def _one_day(draw: Draw) -> _Wanted:
    minute, hour, told = _time(draw)
    number = draw.between(1, 7)
    day, name = _DAYS[number - 1], _DAYS[number - 1][:3].upper()
    return _Wanted(
        f"at {told} on each {day}",
        ("0", minute, hour, "?", "*", name),
        WEEK_DAY,
        (str(number),),
        {
            str(number - 1): EARLY if number > 1 else "Sunday is 1: there is no day 0.",
            str(number % 7 + 1): f"Quartz counts from Sunday, 1: that is {_DAYS[number % 7]}.",
            "*": f"That is every day, and not each {day} alone.",
        },
        steps=2,
    )


def _every(draw: Draw) -> _Wanted:
    step, first = draw.among((5, 10, 15, 20, 30)), draw.between(5, 12)
    last = first + draw.between(1, 6)
    end = f"{last}:{60 - step:02}"
    listed = ",".join(str(minute) for minute in range(0, 60, step))
    return _Wanted(
        f"every {step} minutes from {first}:00 to {end}, each day",
        ("0", f"0/{step}", f"{first}-{last}", "*", "*", "?"),
        MINUTES,
        (f"*/{step}", f"/{step}", f"0-59/{step}", f"0-{60 - step}/{step}", listed),
        {
            str(step): f"That is once an hour, {step} minutes past it.",
            f"0-{step}": f"That is every minute from 0 to {step}.",
            "*": "That is every minute.",
        },
        days=1,
        steps=4,
    )


def _between(draw: Draw) -> _Wanted:
    first, minute = draw.between(4, 12), str(draw.between(1, 11) * 5)
    last = first + draw.between(2, 8)
    listed = ",".join(map(str, range(first, last + 1)))
    begin, end = f"{first}:{minute:0>2}", f"{last}:{minute:0>2}"
    return _Wanted(
        f"{minute} minutes past each hour, from {begin} to {end}, each day",
        ("0", minute, f"{first}-{last}", "*", "*", "?"),
        HOURS,
        (listed, f"{first}-{last}/1"),
        {
            f"{first},{last}": "A comma makes a list: that is two hours of the day.",
            f"{first}/{last}": f"That is every {last} hours from {begin} on.",
            f"{first}-{last + 1}": "A range has both its ends: that is one hour more.",
        },
        days=1,
        steps=3,
    )


def _nth(draw: Draw) -> _Wanted:
    minute, hour, told = _time(draw)
    number, nth = draw.between(1, 7), draw.between(1, 5)
    day, name = _DAYS[number - 1], _DAYS[number - 1][:3].upper()
    is_last = nth > len(_NTH)
    sign = "L" if is_last else f"#{nth}"
    slips = {name: f"That is each {day} of the month.", f"{(number - 2) % 7 + 1}{sign}": EARLY}
    if not is_last:
        slips[f"{name}L"] = f"That is the last {day} of the month."
    return _Wanted(
        f"at {told} on the {'last' if is_last else _NTH[nth - 1]} {day} of each month",
        ("0", minute, hour, "?", "*", f"{name}{sign}"),
        WEEK_DAY,
        (f"{number}{sign}",),
        slips,
        days=62,
        steps=8,
    )


def _month_end(draw: Draw) -> _Wanted:
    minute, hour, told = _time(draw)
    back = draw.between(0, 3)
    when = f"{counted(back, 'day')} before the last day" if back else "on the last day"
    return _Wanted(
        f"at {told} {when} of each month",
        ("0", minute, hour, f"L-{back}" if back else "L", "*", "?"),
        MONTH_DAY,
        (),
        {
            "31": "Months with fewer days have no such day, so it would be left out there.",
            "?": "One of the two day fields is `?`, and only one.",
            ("L" if back else "LW"): f"That is the last {'day itself' if back else 'weekday'}.",
        },
        days=93,
        steps=5,
    )


def _grounds(draw: Draw, slug: str) -> Ground:
    """Draws a job of one task; its schedule comes with what is asked."""
    trade = draw.among(TRADES)
    task = Task(draw.among(trade.works), compute=CLUSTER)
    world = World(
        Job(draw.among(trade.jobs), (task,), (MAIN,)), {task.key: TaskScript(MINUTE_MS)}, UP_AT_ONCE
    )
    scenario = Scenario(
        slug,
        f"{world.job.name}, a drawn job",
        f"A job of {trade.who}, drawn for a question.",
        0,
        "",
        world,
        RUN_NOW,
    )
    return Ground(scenario, f"At {trade.who}, the job `{world.job.name}`")


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    wanted, world = _wanted(draw), ground.scenario.world
    right = wanted.fields[wanted.at]
    fires = wanted.fires(right, world.starts_at)
    spellings = dict.fromkeys(each for text in (right, *wanted.same) for each in _spelt(text))
    same = [text for text in spellings if wanted.fires(text, world.starts_at) == fires]
    same.remove(right)
    slips = {
        told: text
        for text, told in wanted.slips.items()
        if text not in (right, *same) and wanted.fires(text, world.starts_at) != fires
    }
    if not fires or len(slips) < len(wanted.slips):
        return None
    job = replace(world.job, trigger=Schedule(" ".join(wanted.fields), ZONE))
    scheduled = replace(ground.scenario, world=replace(world, job=job))
    return Posed(
        replace(ground, scenario=scheduled),
        WhatIfText(fail=(NOBODY,), do=(f"wait@{wanted.days * DAY_S}",)),
        f"{ground.opening} shall start {wanted.says}. Its schedule is written below, but for the "
        f"field of the {_FIELDS[wanted.at]}. What has to stand in place of the dots?",
        lambda trace: _said(trace, right, fires),
        (),
        "\n".join(
            [
                f'quartz_cron_expression: "{wanted.filled(DOTS)}"',
                f"timezone_id: {ZONE}",
            ]
        ),
        has_graph=False,
        steps=wanted.steps,
        put=AsWritten(right, _claim(fires), "field", tuple(same), slips),
    )


def _spelt(text: str) -> tuple[str, str]:
    """Returns a field as it is, and with its numbers of two digits.

    >>> _spelt("8-10/2")
    ('8-10/2', '08-10/02')
    """
    return text, _NUMBER.sub(lambda found: found[0].zfill(2), text)


def _claim(fires: Sequence[int]) -> str:
    """Returns what is so of the runs, where they start when they shall."""
    ends = {0: fires[0], len(fires) - 1: fires[-1]}
    told = [f"run_log[{at}].created_ms == {moment}" for at, moment in ends.items()]
    return " && ".join([f"size(runs) == {len(fires)}", *told])


def _said(trace: Trace, right: str, fires: Sequence[int]) -> Said | None:
    if [run.created_ms for run in trace.runs] != list(fires):
        return None
    days, rest = divmod(fires[0] // 1000, DAY_S)
    day, at = _DAYS[(days + 1) % 7], f"{rest // 3600}:{rest % 3600 // 60:02}"
    told = f"With `{right}` there it first starts on a {day}, at {at}."
    return Said(f"`{right}`", {"field": right}, {"field": told})


QUARTZ_FIELD = Family(
    "quartz-field",
    1,
    "triggers-and-queue",
    "A field of a Quartz expression",
    "A job shall start at some times. What has to stand in one field of its expression?",
    _grounds,
    (_pose,),
    (),
    ("quartz-fields", "quartz-values"),
)
