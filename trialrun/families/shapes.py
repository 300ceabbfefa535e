"""Graphs of drawn jobs: chains, diamonds, fans, branches, loops, with clean-ups and alarms.

What is drawn is a healthy job: nothing fails by itself. A family decides what goes wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from trialrun.engine import Condition, Dependency, ForEach, Op, Task
from trialrun.families.draw import Draw
from trialrun.families.trades import Trade

CLUSTER = "main"
TASKS_MAX = 9


@dataclass
class DrawnJob:
    """A job being drawn: its tasks so far, the values they set, and names still free."""

    draw: Draw
    trade: Trade
    tasks: list[Task] = field(default_factory=list)
    sets: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reads = self.draw.shuffled(self.trade.reads)
        self._works = self.draw.shuffled(self.trade.works)
        self._ends = self.draw.shuffled(self.trade.ends)

    def read(self) -> str:
        """Adds a task that brings data in."""
        return self.add(Task(self._reads.pop(), compute=CLUSTER))

    def work(self, *after: str, run_if: str = "ALL_SUCCESS") -> str:
        """Adds a task that changes data."""
        return self.add(_task(self._works.pop(), after, run_if))

    def end(self, *after: str, run_if: str = "ALL_SUCCESS") -> str:
        """Adds a task that hands data on."""
        return self.add(_task(self._ends.pop(), after, run_if))

    def add(self, task: Task) -> str:
        """Adds a task and returns its key."""
        self.tasks.append(task)
        return task.key

    def leaves(self) -> list[str]:
        """Returns the tasks that no task depends on."""
        waited = {dep.task_key for task in self.tasks for dep in task.depends_on}
        return [task.key for task in self.tasks if task.key not in waited]

    def replaced(self, key: str, **changes: object) -> None:
        """Changes settings of a task."""
        self.tasks = [
            replace(task, **changes) if task.key == key else task  # type: ignore[arg-type]
            for task in self.tasks
        ]


def _task(key: str, after: Sequence[str], run_if: str) -> Task:
    deps = tuple(map(Dependency, after))
    return Task(key, depends_on=deps, run_if=run_if, compute=CLUSTER)


def chain(plan: DrawnJob) -> None:
    """Lays one task behind the other."""
    last = plan.read()
    for _ in range(plan.draw.between(2, 3)):
        last = plan.work(last)
    plan.end(last)


def diamond(plan: DrawnJob) -> None:
    """Lays two ways apart and together again."""
    first = plan.read()
    ways = [plan.work(first) for _ in range(plan.draw.between(2, 3))]
    joined = plan.work(*ways, run_if=_join(plan.draw))
    plan.end(joined)


def two_sources(plan: DrawnJob) -> None:
    """Joins what two readers bring, and hands it on twice."""
    left, right = plan.work(plan.read()), plan.work(plan.read())
    joined = plan.work(left, right, run_if=_join(plan.draw))
    for _ in range(plan.draw.between(1, 2)):
        plan.end(joined)
    if plan.draw.is_one_in(2):
        plan.end(left)


def fan(plan: DrawnJob) -> None:
    """Spreads out from one reader, each way to an end of its own; some are joined."""
    first = plan.read()
    ways = [plan.work(first) for _ in range(3)]
    plan.end(ways[0], ways[1], run_if=_join(plan.draw))
    plan.end(ways[2])


def branches(plan: DrawnJob) -> None:
    """Parts by an If/else, and joins both branches."""
    source = plan.work(plan.read())
    asks, value = plan.draw.among(plan.trade.asks)
    bound, said = plan.draw.between(2, 9) * 10, plan.draw.between(1, 99)
    plan.sets[source] = ((value, str(said)),)
    operand = f"{{{{tasks.{source}.values.{value}}}}}"
    op = plan.draw.among((Op.GREATER_THAN, Op.LESS_THAN_OR_EQUAL))
    condition = Condition(op, operand, str(bound))
    plan.add(Task(asks, "condition", (Dependency(source),), compute="none", condition=condition))
    taken = _behind(plan, asks, "true")
    other = _behind(plan, asks, "false")
    if plan.draw.is_one_in(2):
        other = plan.work(other)
    joins = ("NONE_FAILED", "AT_LEAST_ONE_SUCCESS", "ALL_DONE")
    plan.end(taken, other, run_if=plan.draw.among(joins))


def _behind(plan: DrawnJob, asks: str, outcome: str) -> str:
    key = plan.work(asks)
    plan.replaced(key, depends_on=(Dependency(asks, outcome),))
    return key


def loop(plan: DrawnJob) -> None:
    """Has a For each in the middle."""
    source = plan.read()
    name, inner, elements = plan.draw.among(plan.trade.loops)
    written = ", ".join(f'"{element}"' for element in elements)
    nested = Task(inner, compute=CLUSTER)
    for_each = ForEach(f"[{written}]", nested, plan.draw.between(1, 3))
    plan.add(Task(name, "for_each", (Dependency(source),), compute="none", for_each=for_each))
    beside = plan.work(source)
    joined = plan.work(name, beside, run_if=_join(plan.draw))
    plan.end(joined)


def with_clean_up(plan: DrawnJob) -> None:
    """Adds a clean-up behind all ends."""
    plan.add(_task(plan.draw.among(plan.trade.cleans), plan.leaves(), "ALL_DONE"))


def with_alarm(plan: DrawnJob) -> None:
    """Adds a task that runs if something failed."""
    key = plan.draw.among(plan.trade.alarms)
    inner = [task.key for task in plan.tasks if not task.condition]
    watched = sorted(plan.draw.some(inner, plan.draw.between(1, 3)))
    order = [task.key for task in plan.tasks if task.key in watched]
    plan.add(_task(key, order, "AT_LEAST_ONE_FAILED"))


def _join(draw: Draw) -> str:
    return draw.among(
        ("ALL_SUCCESS", "ALL_DONE", "AT_LEAST_ONE_SUCCESS", "NONE_FAILED", "ALL_SUCCESS")
    )


Shape = Callable[[DrawnJob], None]
PLAIN_SHAPES: tuple[Shape, ...] = (chain, diamond, two_sources, fan)
SHAPES: tuple[Shape, ...] = (*PLAIN_SHAPES, branches, loop)


def planned(draw: Draw, trade: Trade, shapes: Sequence[Shape] = SHAPES) -> DrawnJob:
    """Draws a job of one of these shapes, with or without what is added at its end."""
    plan = DrawnJob(draw, trade)
    draw.among(shapes)(plan)
    added = draw.below(4)
    if added in (1, 3) and len(plan.tasks) < TASKS_MAX:
        with_alarm(plan)
    if added in (2, 3) and len(plan.tasks) < TASKS_MAX:
        with_clean_up(plan)
    return plan
