"""A prediction of a run as a question: what is given of each task, and nothing of what comes."""

from collections.abc import Collection, Iterator
from urllib.parse import urlencode

from trialrun.diagram import OPS, clock
from trialrun.engine import Endless, Task, Trace, WhatIfError, World
from trialrun.lab.dial_words import value_told
from trialrun.lab.run_view import RunView
from trialrun.lab.told import action_told
from trialrun.questions import Question


def question_of_run(sim: RunView) -> Question:
    """Returns the question how each task of a played story ends. Its key is the run's."""
    # Imported here: the models of questions are not needed to show a run.
    from trialrun.questions.kinds.predict import KIND, asked_of, prediction_of
    from trialrun.questions.proof import played_digest

    given = dict(_given(sim.trace, asked_of(sim.trace)))
    made = prediction_of(sim.trace, _anyway(sim), given)
    what_if = sim.address.what_if._asdict()
    pairs = [(name, text) for name, texts in what_if.items() for text in texts]
    return Question(
        set_slug=sim.scenario.slug,
        id=f"?{urlencode(pairs, safe=':@,|')}" if pairs else "",
        kind_name=KIND.name,
        lesson="",
        section="",
        stem=f"You do: {', then '.join(map(action_told, sim.does))}.",
        code="",
        body=made.body,
        key=made.key,
        played=played_digest({"": sim.trace}),
    )


def _anyway(sim: RunView) -> Trace | None:
    """Plays the story with each task running whatever became of its parents."""
    from trialrun.questions.replay import ANYWAY

    try:
        return sim.scenario.play_text(sim.address.what_if, ANYWAY)
    except (Endless, WhatIfError):
        return None


def _given(trace: Trace, asked: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yields what a learner has to know of each task, and nothing of what comes of it."""
    for task in trace.world.job.tasks:
        if task.key in asked:
            yield task.key, "; ".join(_told(trace.world, task)) + "."


def _told(world: World, task: Task) -> Iterator[str]:
    if task.disabled:
        yield "disabled"
    if task.condition is not None:
        condition = task.condition
        yield f"if {condition.left} {OPS[condition.op]} {condition.right}"
    if task.run_job is not None:
        yield f"runs the job {task.run_job.job}"
        child = world.jobs[task.run_job.job]
        failing = [key for key, script in child.script.items() if script.fails]
        if failing:
            yield f"in which {', '.join(failing)} fails"
    work = task
    if task.for_each is not None:
        yield f"for each of {task.for_each.inputs}"
        work = task.for_each.task
    if task.depends_on:
        ways = (
            f"{dep.task_key} ({dep.outcome})" if dep.outcome else dep.task_key
            for dep in task.depends_on
        )
        yield f"after {', '.join(ways)}, Run if: {value_told('run_if', task.run_if)}"
    script = world.script.get(work.key)
    if script is None:
        return
    yield f"takes {clock(script.takes_ms)}"
    if work.max_retries:
        yield "retries without limit" if work.max_retries < 0 else f"retries: {work.max_retries}"
    if work.timeout_ms:
        yield f"times out after {clock(work.timeout_ms)}"
    if script.sets:
        yield ", ".join(f"sets {name} = {value}" for name, value in script.sets)
    if script.fails is not None:
        where = (
            f"after write {script.fails.after_write}" if script.fails.after_write else "at first"
        )
        yield f"its code fails {where}, {_when(script.fails.on, script.fails.iterations)}"
    if script.slow is not None:
        when = _when(script.slow.on, script.slow.iterations).removesuffix(" until it is fixed")
        yield f"takes {clock(script.slow.takes_ms)} {when}"


def _when(on: frozenset[int] | None, iterations: frozenset[int] | None) -> str:
    told = "every time until it is fixed"
    if on is not None:
        told = f"in execution {', '.join(str(number + 1) for number in sorted(on))}"
    if iterations is not None:
        told += f", in iteration {', '.join(str(number + 1) for number in sorted(iterations))}"
    return told
