"""Misconceptions as rules: TRUTH with one decision replaced, under the name of the belief."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from trialrun.engine.rules import TRUTH, Rules, mistakes


@dataclass(frozen=True, slots=True)
class Belief:
    """A wrong belief: what the person thinks, the fact that corrects it, and its rules.

    `rests_on` are further facts that decide the real run wherever it parts from the belief's: where
    one of them is unsure, nobody can be graded on the belief, however sure the fact is.
    """

    id: str
    says: str
    corrected_by: str
    rules: Rules
    rests_on: tuple[str, ...] = ()


def _replacing(**decision: object) -> Callable[[str], Rules]:
    return lambda name: replace(TRUTH, name=name, **decision)  # type: ignore[arg-type]


_TABLE: tuple[tuple[str, str, str, Callable[[str], Rules]], ...] = (
    (
        "job-is-a-transaction",
        "When one task fails, the whole job rolls back.",
        "no-cross-task-rollback",
        _replacing(undoes_run=mistakes.is_failed),
    ),
    (
        "failed-task-is-undone",
        "A task that fails leaves nothing behind: its own writes are undone.",
        "no-cross-task-rollback",
        _replacing(undoes_attempt=mistakes.is_failed),
    ),
    (
        "one-failure-stops-the-run",
        "As soon as one task fails, everything else in the run is stopped.",
        "failure-stops-dependents",
        _replacing(stops_the_run=mistakes.is_failed),
    ),
    (
        "depends-on-is-only-order",
        "A dependency says only what comes first: the next task runs, whatever became of it.",
        "run-if-all-success",
        _replacing(judge=mistakes.runs_anyway),
    ),
    (
        "excluded-counts-as-failed",
        "A branch that is not taken counts as failed for what comes after it.",
        "excluded",
        _replacing(edges=mistakes.EXCLUDED_AS_FAILED),
    ),
    (
        "excluded-leaf-fails-the-run",
        "If the last task of a job does not run, the run is a failure.",
        "excluded-leaf",
        _replacing(run_result=mistakes.excluded_leaf_fails),
    ),
    (
        "all-done-always-runs",
        "A task with All done runs in any case.",
        "all-excluded",
        _replacing(judge=mistakes.all_done_always_runs),
    ),
    (
        "disabled-is-passed-over",
        "What waits for a disabled task runs, as if that had succeeded.",
        "disabled-parents",
        _replacing(edges=mistakes.DISABLED_AS_DONE),
    ),
    (
        "canceled-is-no-failure",
        "A canceled dependency keeps nothing from running; only a failed one does.",
        "run-if-canceled",
        _replacing(edges=mistakes.CANCELED_AS_DONE),
    ),
    (
        "any-failure-fails-the-run",
        "One failed task anywhere makes the run Failed.",
        "leaf-rule",
        _replacing(run_result=mistakes.any_failure_fails),
    ),
    (
        "upstream-failed-is-harmless",
        "Tasks that never ran do not count for the result of the run.",
        "leaf-rule",
        _replacing(run_result=mistakes.only_own_errors_fail),
    ),
    (
        "for-each-is-parallel",
        "A For each runs all its iterations at the same time.",
        "for-each-concurrency",
        _replacing(concurrency=mistakes.all_at_once),
    ),
    (
        "loop-cluster-is-shared",
        "All iterations of a For each share the new cluster of its nested task.",
        "for-each-own-cluster",
        _replacing(iteration_compute=mistakes.one_for_all_iterations),
    ),
    (
        "one-iteration-is-enough",
        "A For each succeeds as long as one of its iterations does.",
        "for-each-result",
        _replacing(for_each_result=mistakes.one_iteration_is_enough),
    ),
    (
        "three-retries-by-default",
        "A failed task is retried three times unless the job says otherwise.",
        "retries-default",
        _replacing(retry=mistakes.three_by_default),
    ),
    (
        "max-retries-counts-attempts",
        "With 2 retries a task is tried twice in all.",
        "attempts-one-more",
        _replacing(retry=mistakes.counts_the_first),
    ),
    (
        "retries-work-in-continuous",
        "Retries of a task work in a continuous job as in any other.",
        "continuous-no-retries",
        _replacing(retry=mistakes.also_in_continuous),
    ),
    (
        "timeouts-are-retried",
        "A task that times out is retried like one that fails.",
        "retry-on-timeout",
        _replacing(retry=mistakes.also_on_timeout),
    ),
    (
        "max-retries-0-is-enough",
        "Retries at 0 mean that the task runs once, on serverless too.",
        "serverless-retries",
        _replacing(retry=mistakes.max_retries_is_all),
    ),
    (
        "retry-interval-from-the-end",
        "The retry interval counts from the moment the attempt failed.",
        "retry-interval",
        _replacing(retry=mistakes.waits_from_the_end),
    ),
    (
        "retry-interval-after-set-up",
        "The retry interval counts from when the code starts, after the set-up of its cluster.",
        "retry-interval",
        _replacing(retry=mistakes.waits_from_the_code),
    ),
    (
        "repair-reruns-everything",
        "Repair run starts the whole run over.",
        "repair-selection",
        _replacing(repair_selection=mistakes.everything_again),
    ),
    (
        "repair-reruns-only-the-failed",
        "Repair run reruns the failed task and leaves those behind it as they are.",
        "repair-selection",
        _replacing(repair_selection=mistakes.failed_only),
    ),
    (
        "api-repair-takes-dependents",
        "A repair over the API runs what depends on the named tasks again by itself.",
        "repair-api",
        _replacing(repair_selection=mistakes.dependents_always),
    ),
    (
        "repair-keeps-old-settings",
        "A repair runs with the settings the run began with.",
        "repair-current-settings",
        _replacing(repair_settings=mistakes.as_the_run_began),
    ),
    (
        "run-now-goes-on",
        "Run now, after a failure, goes on where the last run failed.",
        "run-now-new-run",
        _replacing(tasks_of_run_now=mistakes.goes_on_where_it_failed),
    ),
    (
        "equal-compares-numbers",
        "In an If/else, 12.0 == 12 is true.",
        "condition-operators",
        _replacing(compare=mistakes.numbers_if_they_look_so),
    ),
    (
        "task-parameter-wins",
        "A task’s own parameter overrides a job parameter of the same name.",
        "job-parameter-wins",
        _replacing(parameter=mistakes.task_parameter_wins),
    ),
    (
        "job-parameters-reach-scripts",
        "Job parameters reach a Python script by themselves.",
        "positional-no-push-down",
        _replacing(reaches_by_position=mistakes.always),
    ),
    (
        "task-values-are-text",
        "A task value always comes back as text, which has to be cast.",
        "task-values-json",
        _replacing(got=mistakes.as_text),
    ),
    (
        "second-run-runs-beside",
        "A second run of a job starts at once, beside the first.",
        "max-concurrent-runs",
        _replacing(admission=mistakes.runs_beside),
    ),
    (
        "second-run-always-waits",
        "A run over the limit waits its turn, queue or no queue.",
        "max-concurrent-runs",
        _replacing(admission=mistakes.always_waits),
    ),
    (
        "append-knows-its-rows",
        "An append that runs again leaves out the rows that are there already.",
        "append-duplicates",
        _replacing(knows_its_rows=mistakes.always),
    ),
    (
        "duration-warning-stops",
        "A duration threshold ends a run that takes too long.",
        "duration-warning",
        _replacing(warning_stops=mistakes.always),
    ),
    (
        "job-alerts-on-each-retry",
        "The job’s failure notification is sent for every failed attempt.",
        "notify-retries",
        _replacing(alert=mistakes.job_tells_each_failure),
    ),
)

_RESTS_ON = {"max-retries-0-is-enough": ("auto-retries-all-three",)}

BELIEFS: dict[str, Belief] = {
    id_: Belief(id_, says, fact, rules(id_), _RESTS_ON.get(id_, ()))
    for id_, says, fact, rules in _TABLE
}
