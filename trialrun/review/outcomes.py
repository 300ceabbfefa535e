"""What becomes of a failure: who hears of it, and what was meant to run and does not.

Facts: leaf-rule, notify-swf, run-job-result, run-if-all-success, run-if-none-failed,
run-if-one-success.
"""

from collections.abc import Iterator

from trialrun.diagram import RUN_IF_WORDS
from trialrun.engine import State, Task
from trialrun.review.endings import Ending
from trialrun.review.finding import Finding, Proof, Severity, Spot
from trialrun.review.names import is_clean_up, tells_failures
from trialrun.review.stories import RAN, Stories
from trialrun.review.tells import ends_as, run_ends
from trialrun.review.words import named

ON_FAILURE = "on_failure"
CHILD_TASKS_MAX = 20

HIDDEN, CHILD_HIDDEN, CLEAN_UP = "hidden-failure", "hidden-child-failure", "clean-up-skipped"
_SUCCESS_FACTS = {
    "ALL_SUCCESS": "run-if-all-success",
    "NONE_FAILED": "run-if-none-failed",
    "AT_LEAST_ONE_SUCCESS": "run-if-one-success",
}


def hidden_failures(stories: Stories) -> Iterator[Finding]:
    """Finds failures after which the run counts as a success, and nobody is told.

    What the same last tasks hide has one cause, and is told once.
    """
    is_promised = bool(stories.job.notifications.on_failure)
    causes: dict[tuple[tuple[str, ...], bool, bool], list[str]] = {}
    for key, ending in stories.singles.items():
        is_hidden = ending.result is State.SUCCESS_WITH_FAILURES
        if not is_hidden or ON_FAILURE in ending.notices:
            continue
        is_handled = bool(_handlers_in(stories, ending))
        if is_promised or not is_handled:
            leaves, ran = _calm_leaves(stories, key, ending)
            causes.setdefault((leaves, ran, is_handled), []).append(key)
    for (leaves, ran, is_handled), keys in causes.items():
        proof = stories.proof(stories.single(keys[0]), run_ends(State.SUCCESS_WITH_FAILURES))
        if proof is not None:
            yield _hidden(stories, keys, _why(leaves, is_run=ran), leaves[0], proof, is_handled)


def _hidden(
    stories: Stories, keys: list[str], why: str, leaf: str, proof: Proof, is_handled: bool
) -> Finding:
    ending = stories.singles[keys[0]]
    is_promised = bool(stories.job.notifications.on_failure)
    told = "no `on_failure` notice is sent" if is_promised else "nothing tells of it"
    if "on_success" in ending.notices:
        told += ", an `on_success` notice is"
    if is_handled:
        told += f" ({named(_handlers_in(stories, ending))} runs for it, though)"
    own, those = ("of its own", "it") if len(keys) == 1 else ("each", "them")
    return Finding(
        HIDDEN,
        Severity.ERROR if is_promised and not is_handled else Severity.WARNING,
        f"When {named(keys, 'or')} fails, the run ends as Succeeded with failures, because "
        f"{why}: {told}.",
        f"Give {named(keys)} an `on_failure` notice {own}, or add a last task that depends on "
        f"{those} with All succeeded: then the run ends as Failed.",
        ("leaf-rule", "notify-swf"),
        Spot(leaf, "run_if"),
        proof,
        tuple(keys),
    )


def hidden_child_failures(stories: Stories) -> Iterator[Finding]:
    """Finds failures in a job that is started, after which the job that starts it succeeds."""
    for task in stories.job.tasks:
        if task.run_job is None or task.run_job.job not in stories.world.jobs:
            continue
        child = stories.world.jobs[task.run_job.job]
        if not any(each.run_if != "ALL_SUCCESS" for each in child.job.tasks):
            continue
        for inner in list(child.script)[:CHILD_TASKS_MAX]:
            what_if = stories.text((f"{task.key}/{inner}",))
            ending = stories.ending(what_if)
            if ending is None or ending.result is not State.SUCCESS or ON_FAILURE in ending.notices:
                continue
            proof = stories.proof(
                what_if, run_ends(State.SUCCESS_WITH_FAILURES), child=task.run_job.job
            )
            if proof is None:
                continue
            yield Finding(
                CHILD_HIDDEN,
                Severity.WARNING,
                f"When {inner} of the job that {task.key} starts fails, that run ends as Succeeded "
                f"with failures, so {task.key} succeeds and this run ends as Succeeded.",
                f"Let the run of that job end as Failed: add a last task to it that depends on "
                f"{inner} with All succeeded.",
                ("run-job-result", "leaf-rule"),
                Spot(task.key, "run_job_task"),
                proof,
                (task.key,),
            )
            break


def skipped_clean_ups(stories: Stories) -> Iterator[Finding]:
    """Finds tasks that are there to clean up, or to tell of failures, and do not run after one."""
    graph, index = stories.job.graph, stories.index
    for task in stories.job.tasks:
        if not _is_meant_for_failures(stories, task):
            continue
        upstream = graph.with_upstream([index[task.key]])
        keys = [
            work.key
            for work in stories.failing
            if work.task.key != task.key
            and index[work.task.key] in upstream
            and work.key in stories.singles
            and stories.singles[work.key].tasks[task.key] not in RAN
        ]
        if not keys:
            continue

        tells = ends_as(task.key, State.UPSTREAM_FAILED, State.EXCLUDED)
        proof = stories.proof(stories.single(keys[0]), tells)
        if proof is not None:
            yield _skipped(task, keys, proof)


def _skipped(task: Task, keys: list[str], proof: Proof) -> Finding:
    is_teller = tells_failures(task.key)
    better = "AT_LEAST_ONE_FAILED" if is_teller else "ALL_DONE"
    purpose = "tell of failures" if is_teller else "clean up"
    return Finding(
        CLEAN_UP,
        Severity.WARNING,
        f"When {named(keys, 'or')} fails, {task.key} does not run, though by its name it is there "
        f"to {purpose}: its Run if is {RUN_IF_WORDS[task.run_if]}.",
        f"Set `run_if: {better}` for {task.key}"
        + ("." if is_teller else ", so that it runs however the tasks before it end."),
        (_SUCCESS_FACTS.get(task.run_if, "run-if-six"),),
        Spot(task.key, "run_if"),
        proof,
        (task.key,),
        rests_on="what its name says it is for, and on nothing else",
    )


def _is_meant_for_failures(stories: Stories, task: Task) -> bool:
    """Says whether a task should run after failures, by its name and by where it stands: last.

    What cleans data, and others go on from, is no clean-up.
    """
    if not task.depends_on or task.run_if not in _SUCCESS_FACTS or not is_clean_up(task.key):
        return False
    behind = stories.job.graph.with_dependents([stories.index[task.key]])
    return all(is_clean_up(stories.job.tasks[at].key) for at in behind)


def _handlers_in(stories: Stories, ending: Ending) -> list[str]:
    """Returns the tasks that ran because another had failed: without that they do not."""
    plain = stories.plain
    return [
        key
        for key, state in ending.tasks.items()
        if state in RAN and plain is not None and plain.tasks[key] not in RAN
    ]


def _calm_leaves(stories: Stories, work: str, ending: Ending) -> tuple[tuple[str, ...], bool]:
    """Returns the last tasks behind a failure that hide it, and whether they ran.

    Those ran though it might have kept them from it; or else none was needed.
    """
    tasks = stories.job.tasks
    failed = next(each.task.key for each in stories.failing if each.key == work)
    behind = stories.job.graph.with_dependents([stories.index[failed]])
    leaves = [tasks[at] for at in stories.job.graph.leaves if at in behind]
    ran = [leaf for leaf in leaves if ending.tasks[leaf.key] is State.SUCCESS]
    if not ran:
        return tuple([leaf.key for leaf in leaves]), False
    brave = [leaf.key for leaf in ran if leaf.run_if != "ALL_SUCCESS"]
    return tuple(brave or [leaf.key for leaf in ran]), True


def _why(leaves: tuple[str, ...], *, is_run: bool) -> str:
    is_one = len(leaves) == 1
    if is_run:
        return f"{named(leaves)} {'runs' if is_one else 'run'} all the same"
    return f"{named(leaves)} {'ends' if is_one else 'end'} as Excluded, which is no failure"
