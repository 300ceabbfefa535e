"""Fields to engine values: a job with its tasks. Only for definitions without mistakes."""

import json
import re

from trialrun.engine.job.elements import COMPARES_TEXT, ELEMENTS, maker_of
from trialrun.engine.job.job import (
    SILENT,
    Condition,
    Dependency,
    ForEach,
    Job,
    Op,
    RunJob,
    Task,
    Trigger,
)
from trialrun.jobs.checks import payloads_of
from trialrun.jobs.computes import Computes
from trialrun.jobs.fields import PAYLOAD_SUFFIX
from trialrun.jobs.findings import Findings
from trialrun.jobs.notifications import read_notifications
from trialrun.jobs.parameters import ARGUMENTS, OPERATORS, PARAMETERS
from trialrun.jobs.run_jobs import Links
from trialrun.jobs.shape import Fields, has_reference
from trialrun.jobs.tree import shown

NAME_SHOWN_MAX = 200
ANSWER = "JobAnswer"
"""What `jobs get` answered: there a queue that is not written is off. Facts: run-queue."""
NUMBER_STAND_IN = "0"

_BLANKS = re.compile(r"\s+")


def build_job(
    findings: Findings, key: str, job: Fields, links: Links, starts: tuple[Trigger | None, bool]
) -> Job:
    """Returns the job; `starts` is its trigger, and whether that is paused."""
    builder = _Builder(findings, job, links)
    tasks = tuple([builder.task(task) for task in job.parts("tasks")])
    trigger, paused = starts
    return Job(
        name=_name(job.text("name") or job.text("run_name") or key),
        tasks=tasks,
        computes=builder.computes.used(),
        parameters=tuple(
            (parameter.text("name"), parameter.text("default"))
            for parameter in job.parts("parameters")
            if parameter.text("name")
        ),
        max_concurrent_runs=job.number("max_concurrent_runs", 1),
        queue=job.part("queue").flag("enabled", job.kind != ANSWER),
        timeout_ms=job.number("timeout_seconds") * 1000,
        trigger=trigger,
        paused=paused,
        notifications=read_notifications(job),
    )


class _Builder:
    """Builds the tasks of one job."""

    def __init__(self, findings: Findings, job: Fields, links: Links) -> None:
        self.computes = Computes(job)
        self._findings = findings
        self._links = links

    def task(self, task: Fields, *, in_loop: bool = False) -> Task:
        """Returns a task; a for-each brings its nested one."""
        payload = next(iter(payloads_of(task)), "notebook_task")
        part = task.part(payload)
        return Task(
            key=task.text("task_key"),
            type=payload.removesuffix(PAYLOAD_SUFFIX),
            depends_on=tuple(
                Dependency(dependency.text("task_key"), _outcome(dependency))
                for dependency in task.parts("depends_on")
            ),
            run_if=task.text("run_if") or "ALL_SUCCESS",
            max_retries=task.number("max_retries"),
            min_retry_interval_ms=task.number("min_retry_interval_millis"),
            compute=self.computes.of(task, payload, in_loop=in_loop),
            retry_on_timeout=task.flag("retry_on_timeout"),
            timeout_ms=task.number("timeout_seconds") * 1000,
            disable_auto_optimization=task.flag("disable_auto_optimization"),
            disabled=task.flag("disabled"),
            parameters=self._parameters(payload, part),
            arguments=tuple(part.texts(ARGUMENTS[payload])) if payload in ARGUMENTS else (),
            condition=self._condition(part) if payload == "condition_task" else None,
            for_each=self._for_each(part) if payload == "for_each_task" else None,
            run_job=self._run_job(part) if payload == "run_job_task" else None,
            notifications=SILENT if payload == "condition_task" else read_notifications(task),
        )

    def _parameters(self, payload: str, part: Fields) -> tuple[tuple[str, str], ...]:
        is_played = payload == "run_job_task" and self._links.target(part) is not None
        if payload in OPERATORS:
            listed = part.parts(OPERATORS[payload])
            return tuple(
                (one.text("name"), one.text("value")) for one in listed if one.text("name")
            )
        if is_played or payload not in PARAMETERS:
            return ()
        return part.pairs(PARAMETERS[payload])

    def _condition(self, part: Fields) -> Condition | None:
        if not part.text("op"):
            # A reference stands for the condition: it becomes a unit of work of its own.
            return None
        op = Op(part.text("op"))
        operands = []
        for name in ("left", "right"):
            text = part.text(name)
            if op not in COMPARES_TEXT and has_reference(text):
                self._findings.warn(
                    (*part.at, name),
                    f"{NUMBER_STAND_IN} stands in for `{shown(text)}`, because a number is "
                    "compared; " + self._findings.why_unknown(text),
                )
                text = NUMBER_STAND_IN
            operands.append(text)
        return Condition(op, *operands)

    def _for_each(self, part: Fields) -> ForEach | None:
        if not part.has("task"):
            return None
        nested = self.task(part.part("task"), in_loop=True)
        return ForEach(self._inputs(part, nested), nested, part.number("concurrency", 1))

    def _inputs(self, part: Fields, nested: Task) -> str:
        text = part.text("inputs")
        at = (*part.at, "inputs")
        if "{{" in text or _is_array(text):
            return text
        if has_reference(text):
            stand_in = json.dumps([*map(maker_of([nested]), ELEMENTS)])
            self._findings.warn(
                at,
                f"{shown(stand_in)} stands in for `{shown(text)}`; "
                + self._findings.why_unknown(text),
            )
            return stand_in
        self._findings.warn(
            at, 'this is no JSON array, so the task will fail; write text such as \'["a", "b"]\''
        )
        return text

    def _run_job(self, part: Fields) -> RunJob | None:
        other = self._links.target(part)
        return RunJob(other, part.pairs(PARAMETERS["run_job_task"])) if other else None


def _outcome(dependency: Fields) -> str | None:
    outcome = dependency.text("outcome")
    return outcome if outcome in ("true", "false") else None


def _is_array(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


def _name(text: str) -> str:
    return shown(_BLANKS.sub(" ", text), NAME_SHOWN_MAX)
