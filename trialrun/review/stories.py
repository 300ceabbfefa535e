"""Plays the stories of a review, each once, while there is time left for it. Finds nothing.

What is played is always a what-if in text, so that whatever is found can be opened by anybody.
"""

from collections.abc import Sequence
from functools import cached_property

from trialrun.engine import (
    Action,
    Continuous,
    Endless,
    Job,
    State,
    Task,
    Trace,
    WhatIf,
    WhatIfError,
    WhatIfText,
    World,
    read_what_if,
    simulate,
)
from trialrun.review.endings import (
    Ending,
    FailingWork,
    any_fails,
    ending_of,
    inner_works,
    may_react,
    with_outcomes,
)
from trialrun.review.finding import Proof
from trialrun.review.subject import Subject
from trialrun.review.tells import Tells

EVENTS_MAX = 300_000
"""How many events one review plays. Measured: 100,000 take 0.7 s."""
EVENTS_MIN = 20_000
ENDLESS_COSTS = 100_000
TRACES_KEPT = 8
INNER_TRIED_MAX = 4
"""So many tasks of a job that is started are tried until one lets its run fail."""

ONCE = ("run_now",)
REPAIRED = ("run_now", "fix", "repair")
RUN_AGAIN = ("run_now", "fix", "run_now")

RAN = frozenset({State.SUCCESS, State.FAILED, State.TIMEDOUT})
HANDLES = frozenset({"AT_LEAST_ONE_FAILED", "ALL_FAILED"})
"""What makes a task one that handles failures."""

Outcomes = tuple[tuple[str, bool], ...]
"""How if/else tasks come out, by key."""


class Stories:
    """The stories of one review."""

    def __init__(self, subject: Subject, events_max: int = EVENTS_MAX) -> None:
        self.subject = subject
        self.played = 0
        self.left_out: dict[str, None] = {}
        self._left = max(events_max, EVENTS_MIN)
        self._kept_back = self._left * 2 // 5
        self._endings: dict[WhatIfText, Ending | None] = {}
        self._traces: dict[WhatIfText, Trace] = {}
        self._strikes: dict[str, str | None] = {}
        self._decided: dict[tuple[object, ...], Ending | None] = {}
        self._largest = 0
        self._nobody = ("none",) if any_fails(subject.world) else ()

    @cached_property
    def world(self) -> World:
        """Returns the world as its dials stand."""
        given = self.subject.given._replace(fail=(), slow=(), do=())
        return self._read(given).world(self.subject.world)

    @property
    def job(self) -> Job:
        """Returns the job under review."""
        return self.world.job

    @cached_property
    def works(self) -> tuple[FailingWork, ...]:
        """Returns all that can fail, in the order of the tasks."""
        every = [
            FailingWork(task, task.for_each.task if task.for_each else task)
            for task in self.job.tasks
        ]
        script = self.world.script
        return tuple([each for each in every if each.key in script and not each.task.disabled])

    @cached_property
    def failing(self) -> tuple[FailingWork, ...]:
        """Returns `works`, and the Run Job tasks, each in its place: those fail with their run."""
        works = {work.task.key: work for work in self.works}
        found = [
            works.get(task.key) or FailingWork(task, task.for_each.task if task.for_each else task)
            for task in self.job.tasks
            if not task.disabled
        ]
        return tuple([each for each in found if each.task.key in works or self._child(each)])

    def strike(self, work: FailingWork) -> str | None:
        """Returns the what-if under which a piece of work fails each time it is executed.

        A Run Job task fails by a task of the job that it starts: by the first that lets that run
        fail. None where the run does not get to it, where it does not fail, or for want of time.
        """
        if work.key not in self._strikes:
            child = self._child(work)
            texts = [f"{work.key}/{inner}" for inner in inner_works(child)] if child else [work.key]
            self._strikes[work.key] = next(
                (text for text in texts[:INNER_TRIED_MAX] if self._fails(work, text)), None
            )
        return self._strikes[work.key]

    def _fails(self, work: FailingWork, text: str) -> bool:
        ending = self.ending(self.text((text,)))
        if ending is None or not ending.attempts[work.task.key]:
            return False
        return ending.tasks[work.task.key] is not State.SUCCESS

    def _child(self, work: FailingWork) -> World | None:
        run_job = work.work.run_job
        return self.world.jobs.get(run_job.job) if run_job is not None else None

    @cached_property
    def index(self) -> dict[str, int]:
        """Returns the place of each task."""
        return {task.key: at for at, task in enumerate(self.job.tasks)}

    @cached_property
    def task_of(self) -> dict[str, Task]:
        """Returns each task by its key."""
        return {task.key: task for task in self.job.tasks}

    @cached_property
    def singles(self) -> dict[str, Ending]:
        """Returns how the job ends when one piece of work fails each time, by that work's key.

        Only those are tried that another task may react to otherwise than by not running; what is
        retried without limit has no end and is not among them, nor what the run does not get to.
        """
        graph = self.job.graph
        reacting = [at for at, task in enumerate(self.job.tasks) if may_react(task)]
        upstream = graph.with_upstream(reacting)
        tried = [
            work
            for work in self.failing
            if self.index[work.task.key] in upstream and not self.is_unending(work)
        ]
        found: dict[str, Ending] = {}
        for at, work in enumerate(tried):
            if not self.can_play() or self._left < self._kept_back:
                self.left_out[f"{len(tried) - at:,} of {len(tried):,} single failures"] = None
                break
            text = self.strike(work)
            ending = self.ending(self.text((text,))) if text else None
            if ending is not None:
                found[work.key] = ending
        return found

    def single(self, key: str) -> WhatIfText:
        """Returns the story of one of `singles`."""
        return self.text((self._strikes[key] or key,))

    @cached_property
    def plain(self) -> Ending | None:
        """Returns how the job ends when nothing fails."""
        return self.ending(self.text())

    def is_unending(self, work: FailingWork) -> bool:
        """Says whether a failure of it is retried for ever."""
        return work.work.max_retries < 0 and not self.job.timeout_ms and not self.is_continuous

    def is_reached(self, work: FailingWork) -> bool:
        """Says whether a run in which nothing is made to fail gets to a piece of work."""
        return self.plain is None or self.plain.attempts[work.task.key] > 0

    @property
    def is_continuous(self) -> bool:
        """Says whether the job is in continuous mode."""
        return isinstance(self.job.trigger, Continuous)

    def is_said(self, what: str, *works: str) -> bool:
        """Says whether somebody has said what pieces of work write, or how long they take."""
        return not any(what in self.world.script[work].guessed for work in works)

    def text(
        self, fail: Sequence[str] = (), do: Sequence[str] = ONCE, slow: Sequence[str] = ()
    ) -> WhatIfText:
        """Returns a story in text."""
        given = self.subject.given
        fails = tuple(fail) or self._nobody
        return given._replace(fail=fails, slow=(*given.slow, *slow), do=tuple(do))

    def can_play(self, runs: int = 1) -> bool:
        """Says whether there is time left for a story of so many runs."""
        return self._left > runs * self._largest

    def ending(self, what_if: WhatIfText) -> Ending | None:
        """Plays a story; None where it has no end, or where no time is left for it."""
        if what_if not in self._endings:
            if not self.can_play(len(what_if.do)):
                return None
            self.trace(what_if)
        return self._endings[what_if]

    def trace(self, what_if: WhatIfText) -> Trace | None:
        """Plays a story to its last event; None where it has no end."""
        if what_if in self._traces:
            return self._traces[what_if]
        if what_if in self._endings and self._endings[what_if] is None:
            return None
        trace = self._simulate(what_if)
        self._endings[what_if] = None if trace is None else ending_of(trace)
        if trace is not None:
            self._traces[what_if] = trace
            if len(self._traces) > TRACES_KEPT:
                self._traces.pop(next(iter(self._traces)))
        return trace

    def proof(self, what_if: WhatIfText, tells: Tells, child: str = "") -> Proof | None:
        """Returns the proof that a story is, at the first event that tells it; None for none.

        Events are those of the job itself, or of the `child` that it starts.
        """
        trace = self.trace(what_if)
        if trace is None:
            return None
        events = (each for each in trace.events if trace.job_of(each) == child)
        told = next((each.q for each in events if tells(trace, each)), None)
        return None if told is None else Proof(what_if, told, len(trace.rows))

    def decided(self, outcomes: Outcomes, fail: Sequence[str] = ()) -> Ending | None:
        """Returns how the job ends where if/else tasks come out as told; None as `ending` does.

        No what-if says this, so it proves nothing: it is asked only whether a thing can happen.
        """
        key = (outcomes, *fail)
        if key not in self._decided:
            if not self.can_play():
                return None
            world = with_outcomes(self.world, dict(outcomes))
            given = read_what_if(world, tuple(fail) or self._nobody, ONCE)
            trace = self._run(given.world(world), given.actions(()))
            self._decided[key] = None if trace is None else ending_of(trace)
        return self._decided[key]

    def _simulate(self, what_if: WhatIfText) -> Trace | None:
        try:
            given = self._read(what_if)
        except WhatIfError:
            return None
        return self._run(given.world(self.subject.world), given.actions(()))

    def _read(self, text: WhatIfText) -> WhatIf:
        world = self.subject.world
        return read_what_if(
            world, text.fail, text.do, slow=text.slow, dial=text.dial, deed=text.deed
        )

    def _run(self, world: World, actions: tuple[Action, ...]) -> Trace | None:
        self.played += 1
        try:
            trace = simulate(world, actions)
        except (Endless, ValueError):
            self._left -= ENDLESS_COSTS
            return None
        self._left -= len(trace.rows)
        self._largest = max(self._largest, len(trace.rows) // max(len(trace.runs), 1))
        return trace
