"""Predicting a run: how each task ends is said, and kept, before any of the run is sent."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from trialrun.diagram import WORDS
from trialrun.engine import Task, Trace, World
from trialrun.lab.operations import action_told
from trialrun.lab.prediction import PAINTS, asked_of, compare, read_prediction
from trialrun.lab.run_view import Simulation
from trialrun.store import Answer, Outcome
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pages import render
from trialrun.web.http.services import answers, ensure_learner, now_ms
from trialrun.web.simulator import routes as simulator

pages = Blueprint("predict", __name__, url_prefix="/simulator")

TASKS_PREDICTED_MAX = 60


@pages.get("/<slug>/predict/")
def ask(slug: str) -> ResponseReturnValue:
    """Asks how each task of a run will end. Nothing of the run is on the page."""
    return _page(simulator.simulation_of(simulator.scenario_of(slug)), {}, "")


@pages.post("/<slug>/predict/")
def keep(slug: str) -> ResponseReturnValue:
    """Keeps a prediction; the first one of an attempt counts. Then the run may be seen."""
    sim = simulator.simulation_of(simulator.scenario_of(slug))
    attempt = posted_id()
    said, error = read_prediction(sim.trace, request.form.to_dict(flat=False))
    if error or sim.error or not said:
        return _page(sim, said, error, status=422)
    outcome = Outcome.RIGHT if compare(sim.trace, said).is_right else Outcome.WRONG
    answer = Answer(attempt, simulator.run_uid(sim), said, outcome, now_ms())
    answers().keep(ensure_learner(), answer)
    address = replace(sim.address, step=0, said=attempt)
    url = address.url(simulator.path_of(sim.scenario))
    return redirect(f"{url}&play=1", 303)


def _page(
    sim: Simulation, said: dict[str, str], error: str, status: int = 200
) -> ResponseReturnValue:
    asked = len(asked_of(sim.trace))
    return render(
        "simulator/predict.html",
        status=400 if sim.error else status,
        sim=sim,
        said=said,
        error=error or sim.error,
        asked=asked,
        is_asked=0 < asked <= TASKS_PREDICTED_MAX,
        states=PAINTS,
        words=WORDS,
        given=list(_given(sim.trace)),
        plan=", then ".join(map(action_told, sim.does)),
        attempt=new_id(),
        action=sim.address.url(simulator.path_of(sim.scenario) + "predict/"),
        back=sim.address.url(simulator.path_of(sim.scenario)),
    )


def _given(trace: Trace) -> Iterator[tuple[str, str]]:
    """Yields what a learner has to know of each task, and nothing of what comes of it."""
    asked = asked_of(trace)
    for task in trace.world.job.tasks:
        if task.key in asked:
            yield task.key, "; ".join(_told(trace.world, task)) + "."


def _told(world: World, task: Task) -> Iterator[str]:
    if task.disabled:
        yield "disabled"
    if task.condition is not None:
        condition = task.condition
        yield f"if {condition.left} {condition.op} {condition.right}"
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
        yield f"after {', '.join(ways)}, run if {task.run_if}"
    script = world.script.get(work.key)
    if script is None:
        return
    yield f"takes {script.takes_ms // 1000} s"
    if work.max_retries:
        yield "retries without limit" if work.max_retries < 0 else f"retries: {work.max_retries}"
    if work.timeout_ms:
        yield f"times out after {work.timeout_ms // 1000} s"
    if script.sets:
        yield ", ".join(f"sets {name} = {value}" for name, value in script.sets)
    if script.fails is not None:
        where = (
            f"after write {script.fails.after_write}" if script.fails.after_write else "at first"
        )
        yield f"its code fails {where}, {_when(script.fails.on, script.fails.iterations)}"
    if script.slow is not None:
        when = _when(script.slow.on, script.slow.iterations).removesuffix(" until it is fixed")
        yield f"takes {script.slow.takes_ms // 1000} s {when}"


def _when(on: frozenset[int] | None, iterations: frozenset[int] | None) -> str:
    told = "every time until it is fixed"
    if on is not None:
        told = f"in execution {', '.join(str(number + 1) for number in sorted(on))}"
    if iterations is not None:
        told += f", in iteration {', '.join(str(number + 1) for number in sorted(iterations))}"
    return told
