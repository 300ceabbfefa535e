"""The family about notifications: who is told of what, and how often."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from trialrun.engine import Notice, Notifications, Task, Trace, WhatIfText, World
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing
from trialrun.families.putting import AsNumber
from trialrun.families.reading import workers
from trialrun.families.shapes import PLAIN_SHAPES
from trialrun.plural import counted
from trialrun.questions import Scenario

_TO = ("desk@example.org",)
_KINDS = ("on_start", "on_success", "on_failure")


def _grounds(draw: Draw, slug: str) -> Ground:
    """Draws a job that tells somebody of some things, and a task that does, too."""
    ground = drawn_ground(draw, slug, PLAIN_SHAPES)
    world = ground.scenario.world
    watched = draw.among(workers(world))
    tasks = tuple(
        replace(task, notifications=_settings(draw), max_retries=draw.between(0, 2))
        if task.key == watched.key
        else task
        for task in world.job.tasks
    )
    job = replace(world.job, tasks=tasks, notifications=_settings(draw, is_job=True))
    return replace(ground, scenario=replace(ground.scenario, world=replace(world, job=job)))


def _settings(draw: Draw, *, is_job: bool = False) -> Notifications:
    # Whether each attempt of a task is a start of its own is in no source: so none is asked for.
    kinds = {"on_failure": _TO} | {kind: _TO for kind in _KINDS[:2] if draw.is_one_in(2)}
    if not is_job:
        kinds.pop("on_start", None)
    last = not is_job and draw.is_one_in(2)
    return Notifications(**kinds, alert_on_last_attempt=last)  # type: ignore[arg-type]


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    watched = next(task for task in workers(world) if task.notifications.on_failure)
    times = draw.between(1, 3)
    plan = _plan(watched, times)
    raised = "The first attempt" if times == 1 else f"The first {times} attempts"
    return Posed(
        ground,
        plan,
        f"{ground.opening} Job and task send notifications as below. In one run nothing else "
        f"fails. {raised} of `{watched.key}` would raise an error, any later one goes well. "
        "Which notifications are sent?",
        _sent,
        tuple(_otherwise(ground.scenario, world, watched, times)),
        "\n".join(
            [
                *_told("job", world.job.notifications),
                *_told(watched.key, watched.notifications),
                listing(world),
            ]
        ),
        watched.key,
        (watched.key,),
    )


def _pose_count(draw: Draw, ground: Ground) -> Posed | None:
    """Asks how many are sent in all."""
    posed = _pose(draw, ground)
    if posed is None:
        return None
    story, _, _ = posed.stem.rpartition("Which ")
    world = posed.ground.scenario.world
    watched = next(task for task in world.job.tasks if task.key == posed.failing)
    asked = [*_told("", world.job.notifications), *_told("", watched.notifications)]
    return replace(
        posed,
        stem=f"{story}How many notifications are sent in all, by job and task?",
        answer=_in_all,
        put=AsNumber("notices", "all", unit="notifications"),
        # Each kind that is asked for, and each attempt, is one thing more to reckon.
        steps=sum(line.count(",") + 1 for line in asked) + watched.max_retries,
    )


def _in_all(trace: Trace) -> Said:
    """Returns how many notifications are sent, each named in its reason."""
    sent = _sent(trace)
    count = sum(map(int, sent.parts.values()))
    why = f"These are sent: {sent.says}."
    return Said(str(count), {"all": str(count)}, {"all": why})


def _plan(task: Task, times: int) -> WhatIfText:
    on = ",".join(map(str, range(times)))
    return WhatIfText(fail=(f"{task.key}:{on}",) if times else ("none",))


def _told(of: str, who: Notifications) -> Iterator[str]:
    kinds = [kind for kind in _KINDS if getattr(who, kind)]
    yield f"notifications of {of}: {', '.join(kinds)}"
    if who.alert_on_last_attempt:
        yield "    alert_on_last_attempt: true"


def _otherwise(scenario: Scenario, world: World, task: Task, times: int) -> Iterator[Neighbour]:
    for other in range(4):
        if other != times:
            told = f"if {counted(other, 'attempt')} failed" if other else "if nothing failed"
            yield Neighbour(told, _plan(task, other))
    for retries in range(4):
        if retries != task.max_retries:
            dial = (f"{task.key}.retries:{retries}",)
            told = f"with {counted(retries, 'retry', 'retries') if retries else 'no retries'}"
            yield Neighbour(told, _plan(task, times)._replace(dial=dial))
    who = task.notifications
    other_who = replace(who, alert_on_last_attempt=not who.alert_on_last_attempt)
    told = f"{'without' if who.alert_on_last_attempt else 'with'} `alert_on_last_attempt`"
    tasks = tuple(
        replace(each, notifications=other_who) if each.key == task.key else each
        for each in world.job.tasks
    )
    near = replace(world, job=replace(world.job, tasks=tasks))
    yield Neighbour(told, _plan(task, times), replace(scenario, world=near))


def _sent(trace: Trace) -> Said:
    found: Counter[tuple[str, str]] = Counter()
    whys: dict[str, int | str] = {}
    for event in trace.own_events("notice"):
        assert isinstance(event.data, Notice)
        of = (event.data.level, event.data.notice)
        found[of] += 1
        whys[" ".join(of)] = event.q
    words: list[str] = []
    parts: dict[str, str] = {}
    for level in ("task", "job"):
        told = [f"{found[level, kind]} × {kind}" for kind in _KINDS if found[level, kind]]
        words.append(f"{level}: {', '.join(f'`{each}`' for each in told) or 'none'}")
        parts |= {f"{level} {kind}": str(found[level, kind]) for kind in _KINDS}
    parts = dict(sorted(parts.items(), key=lambda item: item[1] == "0"))
    tells: dict[str, str] = {}
    for part in parts:
        level, kind = part.split()
        count = found[level, kind]
        times = ("never", "once")[count] if count < 2 else f"{count} times"
        tells[part] = f"`{kind}` of the {level} is sent {times}."
        whys.setdefault(part, f"No `{kind}` of the {level} is sent.")
    return Said("; ".join(words), parts, whys, tells=tells)


NOTICES = Family(
    "notices-sent",
    1,
    "monitoring-and-notifications",
    "Which notifications are sent",
    "A task fails once or more. What do its own notifications say, and what those of the job?",
    _grounds,
    (_pose, _pose_count),
    ("job-alerts-on-each-retry", "three-retries-by-default", "any-failure-fails-the-run"),
    ("notify-retries", "notify-failure"),
)
