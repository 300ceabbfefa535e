"""Tasks that no run gets to: handlers that one failure does not reach, joins, dead branches.

Facts: run-if-failure, run-if-all-success, join-none-failed, disabled-parents, condition-operators.
"""

from collections.abc import Iterator
from itertools import product

from trialrun.diagram import RUN_IF_WORDS
from trialrun.engine import State, Task
from trialrun.review.endings import Ending, FailingWork
from trialrun.review.finding import Finding, Severity, Spot
from trialrun.review.reach import can_run, is_constant
from trialrun.review.stories import HANDLES, RAN, Outcomes, Stories
from trialrun.review.tells import ends_as
from trialrun.review.words import named

NEVER, JOIN, DEAD = "never-runs", "join-never-runs", "branch-never-taken"
CONDITIONS_MAX = 4
"""How many if/else tasks before a join are tried in all their outcomes."""
_NOT_RUN = frozenset({State.EXCLUDED, State.UPSTREAM_FAILED, State.DISABLED})


def joins_that_never_run(stories: Stories) -> Iterator[Finding]:
    """Finds tasks behind both branches of an if/else that neither outcome lets run."""
    graph, index, plain = stories.job.graph, stories.index, stories.plain
    if plain is None:
        return
    for task in stories.job.tasks:
        if plain.tasks[task.key] is not State.EXCLUDED or task.run_if != "ALL_SUCCESS":
            continue
        upstream = graph.with_upstream([index[task.key]]) - {index[task.key]}
        conditions = [
            stories.job.tasks[at].key
            for at in sorted(upstream)
            if stories.job.tasks[at].condition is not None
        ]
        if not conditions or len(conditions) > CONDITIONS_MAX:
            continue
        endings = _in_all_outcomes(stories, conditions)
        if endings is None or any(ending.tasks[task.key] in RAN for ending in endings):
            continue
        # Where a task before it never runs either, that one is the cause.
        if not all(
            any(ending.tasks[dep.task_key] in RAN for ending in endings) for dep in task.depends_on
        ):
            continue
        if finding := _join(stories, task, conditions):
            yield finding


def _in_all_outcomes(stories: Stories, conditions: list[str]) -> list[Ending] | None:
    """Returns how the job ends in every outcome of some if/else tasks; None if not all can be."""
    endings = []
    for outcomes in product((True, False), repeat=len(conditions)):
        ending = stories.decided(tuple(zip(conditions, outcomes, strict=True)))
        if ending is None:
            return None
        endings.append(ending)
    return endings


def _join(stories: Stories, task: Task, conditions: list[str]) -> Finding | None:
    proof = stories.proof(stories.text(), ends_as(task.key, State.EXCLUDED))
    if proof is None:
        return None
    return Finding(
        JOIN,
        Severity.WARNING,
        f"{task.key} never runs: whichever way {named(conditions)} "
        f"{'comes' if len(conditions) == 1 else 'come'} out, a task before it is Excluded, and its "
        "Run if is All succeeded.",
        f"Set `run_if: NONE_FAILED` for {task.key}.",
        ("run-if-all-success", "join-none-failed", "join-excluded-state"),
        Spot(task.key, "run_if"),
        proof,
        (task.key,),
        rests_on="our assumption that such a join ends as Excluded; the remedy is certain",
    )


def handlers_that_never_run(stories: Stories) -> Iterator[Finding]:
    """Finds tasks for failures that no single failure gets to run."""
    plain = stories.plain
    if plain is None or stories.left_out:
        return
    told: set[str] = set()
    for at in stories.job.graph.in_order():
        task = stories.job.tasks[at]
        if task.run_if not in HANDLES or task.disabled or plain.tasks[task.key] in RAN:
            continue
        if any(dep.task_key in told for dep in task.depends_on) or _is_reached(stories, task):
            continue
        finding = (
            _never(stories, task) if not can_run(stories, task) else _only_together(stories, task)
        )
        if finding is not None:
            told.add(task.key)
            yield finding


def _is_reached(stories: Stories, task: Task) -> bool:
    """Says whether one failure, with the branches as they are or as the task needs them, does."""
    if any(ending.tasks[task.key] in RAN for ending in stories.singles.values()):
        return True
    wanted = outcomes_for(stories, task)
    if not wanted:
        return False
    upstream = stories.job.graph.with_upstream([stories.index[task.key]])
    for work in stories.failing:
        if stories.index[work.task.key] in upstream and not stories.is_unending(work):
            ending = stories.decided(wanted, (stories.strike(work) or work.key,))
            if ending is None or ending.tasks[task.key] in RAN:
                return True
    return False


def outcomes_for(stories: Stories, task: Task) -> Outcomes:
    """Returns how the if/else tasks before a task must come out so that it is on the way."""
    wanted: dict[str, bool] = {}
    upstream = stories.job.graph.with_upstream([stories.index[task.key]])
    for at in sorted(upstream):
        for dep in stories.job.tasks[at].depends_on:
            if dep.outcome is not None and not is_constant(stories.task_of[dep.task_key]):
                wanted.setdefault(dep.task_key, dep.outcome == "true")
    return tuple(wanted.items())


def _never(stories: Stories, task: Task) -> Finding | None:
    first = _first_failing_parent(stories, task)
    proof = stories.proof(stories.text(first), ends_as(task.key, *_NOT_RUN))
    if proof is None:
        return None
    off = [dep.task_key for dep in task.depends_on if stories.task_of[dep.task_key].disabled]
    because = f": {named(off)} {'is' if len(off) == 1 else 'are'} disabled" if off else ""
    return Finding(
        NEVER,
        Severity.ERROR,
        f"Nothing gets {task.key} to run, whatever fails, with Run if "
        f"{RUN_IF_WORDS[task.run_if]}{because}.",
        f"Let {task.key} depend on the tasks whose failure it is for, or take it out.",
        ("disabled-parents",) if off else ("run-if-failure",),
        Spot(task.key, "run_if"),
        proof,
        (task.key,),
    )


def _only_together(stories: Stories, task: Task) -> Finding | None:
    """Returns that a task runs only after several failures at once, if it does."""
    parents = _failing_parents(stories, task)
    if len(parents) < 2 or not stories.can_play():
        return None
    texts = [text for work in parents if (text := stories.strike(work))]
    if len(texts) < len(parents):
        return None
    together = stories.ending(stories.text(texts))
    if together is None or together.tasks[task.key] not in RAN:
        return None
    keys = [work.key for work in parents]
    proof = stories.proof(stories.text(texts[:1]), ends_as(task.key, State.EXCLUDED))
    if proof is None:
        return None
    return Finding(
        NEVER,
        Severity.WARNING,
        f"No failure of a single task gets {task.key} to run: its Run if is "
        f"{RUN_IF_WORDS[task.run_if]}, so {named(keys)} must all fail in one run.",
        f"Set `run_if: AT_LEAST_ONE_FAILED` for {task.key}, if it is for any failure.",
        ("run-if-failure",),
        Spot(task.key, "run_if"),
        proof,
        (task.key,),
    )


def _failing_parents(stories: Stories, task: Task) -> list[FailingWork]:
    deps = {dep.task_key for dep in task.depends_on}
    return [work for work in stories.failing if work.task.key in deps]


def _first_failing_parent(stories: Stories, task: Task) -> list[str]:
    off = {each.key for each in stories.job.tasks if each.disabled}
    upstream = stories.job.graph.with_upstream([stories.index[task.key]])
    return [
        work.key
        for work in stories.works
        if stories.index[work.task.key] in upstream
        and work.task.key not in off
        and work.task.key != task.key
        and not stories.is_unending(work)
    ][:1]


def dead_branches(stories: Stories) -> Iterator[Finding]:
    """Finds if/else tasks that compare two fixed texts, so that one branch is never taken."""
    plain = stories.plain
    for task in stories.job.tasks if plain else ():
        assert plain is not None
        if not is_constant(task) or plain.tasks[task.key] is not State.SUCCESS:
            continue
        behind = [
            each.key
            for each in stories.job.tasks
            if any(dep.task_key == task.key and dep.outcome for dep in each.depends_on)
            and plain.tasks[each.key] is State.EXCLUDED
        ]
        proof = behind and stories.proof(stories.text(), ends_as(behind[0], State.EXCLUDED))
        if not proof:
            continue
        yield Finding(
            DEAD,
            Severity.NOTE,
            f"{task.key} compares two fixed texts, so it always comes out the same way and "
            f"{named(behind)} never {'runs' if len(behind) == 1 else 'run'}.",
            "Compare with a task value or a job parameter; where a variable of the bundle stands "
            "there, this holds for this target.",
            ("condition-operators", "excluded"),
            Spot(task.key, "condition_task"),
            proof,
            (task.key, *behind),
        )
