"""What a simulator page shows, worked out from its address alone. Knows no HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from trialrun.content import Catalog, Fact
from trialrun.diagram import (
    Frame, Layout, Timeline, Values, clock, dollars, frames_of, lay_out, names_of, timeline_of,
    values_at,
)  # fmt: skip
from trialrun.engine import (
    Action, Do, Event, Failure, State, Trace, do_text, fail_text, graph_of, read_what_if,
)  # fmt: skip
from trialrun.questions import Scenario

TASKS_DRAWN_BOTH_WAYS_MAX = 40


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a simulator page. `fail` and `do` are empty where the scenario decides."""

    path: str
    fail: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    step: int | None = None
    task: str | None = None

    def url(self) -> str:
        """Writes it out; equal pages have equal addresses."""
        pairs = [("fail", text) for text in self.fail] + [("do", text) for text in self.do]
        if self.task is not None:
            pairs.append(("task", self.task))
        if self.step is not None:
            pairs.append(("step", str(self.step)))
        return f"{self.path}?{urlencode(pairs, safe=':@')}" if pairs else self.path


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words."""

    step: int
    clock: str
    says: str
    why: str
    causes: tuple[int, ...]
    fact_id: str
    fact: Fact | None
    kind: str


@dataclass(frozen=True, slots=True)
class Future:
    """What one way to recover comes to, beyond the run that failed."""

    title: str
    result: str
    tasks_again: int
    minutes: str
    cost: str
    dup: int
    address: Address


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the operator can do next; `address` is None where it cannot, and `why` says so."""

    name: str
    label: str
    icon: str
    address: Address | None
    why: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a task can do, as a link: where it fails, or that it does not."""

    label: str
    address: Address
    is_current: bool


@dataclass(frozen=True)
class Simulation:
    """One moment of one played scenario, with the ways on from it."""

    scenario: Scenario
    address: Address
    trace: Trace
    catalog: Catalog
    error: str = ""
    autoplays: bool = False
    embedded: bool = False
    frames: list[Frame] = field(default_factory=list)

    @property
    def step(self) -> int:
        """Returns the step shown, from 0 to `last_step`."""
        return min(max(self.address.step or 0, 0), self.last_step)

    @property
    def last_step(self) -> int:
        """Returns the step after the last event."""
        return len(self.frames) - 1

    @cached_property
    def values(self) -> Values:
        """Returns everything shown at this step."""
        return values_at(self.frames, self.step)

    @cached_property
    def layouts(self) -> tuple[tuple[str, Layout], ...]:
        """Returns the graph drawn across, and down for narrow screens."""
        return drawn(self.scenario)

    @cached_property
    def timeline(self) -> Timeline:
        """Returns the bars."""
        return timeline_of(self.trace)

    @cached_property
    def lines(self) -> list[Line]:
        """Returns every event in words, in order."""
        return [self._line(event) for event in self.trace.events]

    @property
    def x(self) -> float:
        """Returns where the time cursor stands on the timeline."""
        return self.xs[self.step]

    @cached_property
    def xs(self) -> list[float]:
        """Returns the time cursor's place at each step."""
        span = max(self.trace.t_end_ms, 1)
        return [round(frame.t_ms * 1000 / span, 1) for frame in self.frames]

    def player(self) -> dict[str, object]:
        """Returns what the player in the browser plays."""
        return {
            "frames": [frame.values for frame in self.frames],
            "xs": self.xs,
            "says": ["Nothing has happened yet.", *(line.says for line in self.lines)],
        }

    def at(self, step: int) -> Address:
        """Returns the address of another moment of this run."""
        return replace(self.address, step=min(max(step, 0), self.last_step))

    def with_task(self, key: str | None) -> Address:
        """Returns the address with a task selected."""
        return replace(self.address, task=key)

    @property
    def task_keys(self) -> list[str]:
        """Returns the task keys in their order."""
        return [task.key for task in self.trace.world.job.tasks]

    @property
    def actions(self) -> tuple[str, ...]:
        """Returns what the operator does, as it stands in an address."""
        return self.address.do or tuple(map(do_text, self.scenario.actions))

    def then(self, *actions: Action) -> Address:
        """Returns the address in which the operator goes on like this, seen from here on."""
        do = (*self.actions, *map(do_text, actions))
        return replace(self.address, do=do, step=self.last_step)

    @cached_property
    def choices(self) -> list[Choice]:
        """Returns what the selected task can do."""
        key = self.address.task
        if key not in self.trace.world.script:
            return []
        script = self.trace.world.script[key]
        current = fail_text(key, script.fails) if script.fails else ""
        writes = len(script.writes)
        found = [("Let it succeed", "")]
        for after in range(writes + 1):
            found.append((_where(after, writes), fail_text(key, Failure(None, after))))
        first_only = fail_text(key, Failure(frozenset({0}), script.fails.after_write if script.fails else 0))
        found.append(("Fail the first time only", first_only))
        start = next(
            (e.q for e in self.trace.events if e.kind == "task" and e.after == State.RUNNING
             and self.task_keys[e.task] == key), 0,
        )  # fmt: skip
        return [
            Choice(label, replace(self.address, fail=self._fail_with(key, text), step=start), text == current)
            for label, text in found
        ]

    def _fail_with(self, key: str, text: str) -> tuple[str, ...]:
        """Returns all failures with one task's replaced."""
        texts = [
            fail_text(other, script.fails)
            for other, script in self.trace.world.script.items()
            if script.fails and other != key
        ]
        return tuple([*texts, text] if text else texts) or ("none",)

    @cached_property
    def selected(self) -> dict[str, object] | None:
        """Returns the selected task's settings and script, for the panel about it."""
        for index, task in enumerate(self.trace.world.job.tasks):
            if task.key == self.address.task:
                return {"index": index, "task": task, "script": self.trace.world.script[task.key]}
        return None

    @cached_property
    def futures(self) -> list[Future]:
        """Returns repair beside run-now for the first run that failed; [] when none did."""
        prefix = self._actions_until_failure()
        if prefix is None:
            return []
        base = self._play(prefix)
        fix = Action(Do.FIX)
        return [
            self._future("Repair run", base, (*prefix, fix, Action(Do.REPAIR))),
            self._future("Run now", base, (*prefix, fix, Action(Do.RUN_NOW))),
        ]

    @cached_property
    def operations(self) -> list[Operation]:
        """Returns what the operator can do once the run is over, and the ways back."""
        fix, repair, run_now = Action(Do.FIX), Action(Do.REPAIR), Action(Do.RUN_NOW)
        found = []
        if self.can_repair:
            found += [
                Operation("repair", "Repair run", "repair", self.then(fix, repair), is_main=True),
                Operation("run-now", "Run now", "again", self.then(fix, run_now)),
                Operation("repair-unfixed", "Repair without a fix", "repair", self.then(repair)),
            ]
        else:
            found += [
                Operation("repair", "Repair run", "repair", None, "nothing failed"),
                Operation("run-now", "Run now", "again", self.then(run_now)),
            ]
        if self.is_varied:
            plain = Address(self.address.path, task=self.address.task)
            found.append(Operation("reset", "Reset", "reset", plain))
        return found

    @property
    def is_varied(self) -> bool:
        """Says whether the address changes the scenario."""
        return bool(self.address.fail or self.address.do)

    @property
    def can_repair(self) -> bool:
        """Says whether the latest run left something unsuccessful."""
        return self.trace.result in (State.FAILED, State.SUCCESS_WITH_FAILURES)

    def _actions_until_failure(self) -> tuple[Action, ...] | None:
        """Returns the actions up to and including the first run, if that run failed."""
        actions = read_what_if(self.scenario.world, (), self.actions).do or ()
        first = next((i for i, action in enumerate(actions) if action.do is Do.RUN_NOW), None)
        if first is None:
            return None
        prefix = actions[: first + 1]
        return prefix if self._play(prefix).result is not State.SUCCESS else None

    def _play(self, actions: Sequence[Action]) -> Trace:
        return self.scenario.play_text(self.address.fail, tuple(map(do_text, actions)))

    def _future(self, title: str, base: Trace, actions: tuple[Action, ...]) -> Future:
        trace = self._play(actions)
        before, after = base.final(), trace.final()
        return Future(
            title=title,
            result=str(trace.result),
            tasks_again=after["executions"] - before["executions"],
            minutes=clock(after["ms"] - before["ms"]),
            cost=dollars(after["cents"] - before["cents"]),
            dup=after["dup"],
            address=replace(self.address, do=tuple(map(do_text, actions)), step=len(base.events)),
        )

    def _line(self, event: Event) -> Line:
        rule = self.catalog.rules.get(event.rule)
        names = names_of(self.trace, event)
        fact_id = (rule.fact if rule else None) or ""
        return Line(
            step=event.q + 1,
            clock=clock(event.t_ms),
            says=rule.says.format(**names) if rule else f"{names['task']} {event.rule}".strip(),
            why=rule.why if rule else "",
            causes=tuple(q + 1 for q in event.cause),
            fact_id=fact_id,
            fact=self.catalog.facts.get(fact_id),
            kind=_tone(event),
        )


def simulate_address(
    catalog: Catalog, scenario: Scenario, address: Address, *, error: str = "",
    autoplays: bool = False, is_embedded: bool = False,
) -> Simulation:
    """Plays what an address says. Raises WhatIfError and Endless with a sentence."""
    trace = scenario.play_text(address.fail, address.do)
    return Simulation(
        scenario, address, trace, catalog, error, autoplays, is_embedded, frames_of(trace)
    )


@lru_cache(maxsize=256)
def drawn(scenario: Scenario) -> tuple[tuple[str, Layout], ...]:
    """Returns a scenario's graph drawn across, and down for narrow screens."""
    graph = graph_of(scenario.world.job)
    across = ("across", lay_out(graph))
    if len(scenario.world.job.tasks) > TASKS_DRAWN_BOTH_WAYS_MAX:
        return (across,)
    return across, ("down", lay_out(graph, vertical=True))


def _where(after: int, writes: int) -> str:
    if not writes:
        return "Fail"
    if after == 0:
        return "Fail before it writes"
    if after == writes:
        return "Fail after its last write"
    return f"Fail after write {after} of {writes}"


def _tone(event: Event) -> str:
    if event.after in (State.FAILED, State.UPSTREAM_FAILED) or event.kind == "refused":
        return "bad"
    if event.commit is not None:
        return "doubled" if event.commit.dup else "commit"
    if event.after in (State.SUCCESS, State.SUCCESS_WITH_FAILURES):
        return "good"
    return "plain"
