"""The kinds of findings, in the order in which equally bad ones are told."""

from trialrun.review import by_itself, ignored, outcomes, pace, paths, retries, settings, writes
from trialrun.review.finding import Severity
from trialrun.review.kind import FindingKind

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

KINDS = (
    FindingKind(
        by_itself.BY_ITSELF, "A task fails by itself",
        "A run in which nothing is made to fail fails all the same: a parameter, value or list "
        "that a task asks for is not there.",
        _E, ("unknown-reference",), by_itself.failures_by_itself,
    ),
    FindingKind(
        outcomes.HIDDEN, "A failure counts as a success",
        "A run whose last tasks all succeed ends as Succeeded with failures when another one "
        "fails. That counts as a success: no `on_failure` notice is sent.",
        _E, ("leaf-rule", "notify-swf"), outcomes.hidden_failures,
    ),
    FindingKind(
        paths.NEVER, "A task for failures that one failure does not reach",
        "A task that should run after a failure does not, whichever single task fails.",
        _E, ("run-if-failure", "disabled-parents"), paths.handlers_that_never_run,
    ),
    FindingKind(
        retries.IMPOSSIBLE, "Retries that can never take place",
        "`max_retries` is set, and nothing is ever retried: the run times out before, or the job "
        "is in continuous mode.",
        _E, ("retry-interval", "job-timeout", "continuous-no-retries"), retries.impossible_retries,
    ),
    FindingKind(
        writes.RETRIED, "A retry writes rows a second time",
        "A task that fails after its append is retried, and its rows are there twice. Nothing "
        "takes back what was committed.",
        _E, ("append-duplicates", "retry-interval"), writes.rows_written_twice,
    ),
    FindingKind(
        ignored.IGNORED, "Something written has no effect",
        "A field that there is not, as one that is misspelt, is left out with a warning at most, "
        "and so is a file that no pattern of `include` reaches. A reference stays as it is written "
        "where none is resolved.",
        _W, ("bundle-validate-warns", "bundle-files", "reference-fields",
         "reference-syntax", "for-each-input", "bundle-wrong-types"),
        ignored.ignored_fields,
    ),
    FindingKind(
        paths.JOIN, "A join that never runs",
        "A task behind both branches of an if/else has Run if All succeeded. One branch is always "
        "Excluded, so it does not run.",
        _W, ("run-if-all-success", "join-none-failed", "join-excluded-state"),
        paths.joins_that_never_run,
    ),
    FindingKind(
        outcomes.CLEAN_UP, "A clean-up that a failure skips",
        "A task that is there to clean up, or to tell of failures, asks for success by its Run if, "
        "so it does not run after a failure.",
        _W, ("run-if-all-success", "run-if-none-failed", "run-if-one-success"),
        outcomes.skipped_clean_ups,
    ),
    FindingKind(
        outcomes.CHILD_HIDDEN, "A failure in a job that is started counts as a success",
        "A run that ends as Succeeded with failures is a success for the Run job task that started "
        "it, and the outer run shows nothing of it.",
        _W, ("run-job-result", "leaf-rule"), outcomes.hidden_child_failures,
    ),
    FindingKind(
        writes.UNASKED, "Serverless retries work that must run once",
        "Serverless auto-optimization retries a failed task up to three times unasked; an append "
        "is made again then.",
        _W, ("append-duplicates", "auto-optimization-off"), writes.rows_written_twice,
    ),
    FindingKind(
        retries.ZERO, "`max_retries: 0` that serverless does not heed",
        "On serverless `max_retries: 0` alone does not keep a task from being retried.",
        _W, ("serverless-retries", "auto-optimization-off"), retries.zero_that_is_retried,
    ),
    FindingKind(
        retries.ENDLESS, "Retries without end",
        "`max_retries: -1` in a run without a timeout: an error that stays is retried for ever.",
        _W, ("retry-interval", "continuous-mode"), retries.endless_retries,
    ),
    FindingKind(
        retries.CUT, "Retries that the timeout cuts short",
        "The intervals between the retries are longer than the run may take.",
        _W, ("retry-interval", "job-timeout"), retries.retries_cut_short,
    ),
    FindingKind(
        retries.IDLE, "Settings of retries where nothing is retried",
        "An interval, or `retry_on_timeout`, has no effect while `max_retries` is 0.",
        _W, ("retries-default",), retries.idle_settings,
    ),
    FindingKind(
        settings.LATE, "A duration threshold that tells nobody",
        "A threshold warns by a notification only, and nobody is named for it.",
        _W, ("duration-warning", "notify-events"), settings.late_and_untold,
    ),
    FindingKind(
        settings.PAUSED, "A paused trigger in production",
        "The target is in mode production, and nothing starts the job.",
        _W, ("triggers", "bundle-production-mode"), settings.paused_in_production,
    ),
    FindingKind(
        pace.RETRIES_OVERTAKE, "Retries that outlast the schedule",
        "While a task waits for its retries, the job is due again.",
        _W, ("retry-interval", "max-concurrent-runs", "run-queue"), pace.schedules_that_overtake,
    ),
    FindingKind(
        writes.REPAIR, "A repair writes rows a second time",
        "A repair runs a failed task from its beginning; what it had appended is there twice.",
        _W, ("append-duplicates", "repair-same-run"), writes.rows_written_twice,
    ),
    FindingKind(
        writes.AGAIN, "A new run writes rows a second time",
        "A new run runs every task again; what the first one had appended is there twice.",
        _W, ("append-duplicates", "run-now-new-run"), writes.rows_written_twice,
    ),
    FindingKind(
        pace.OVERTAKES, "A schedule that overtakes its own runs",
        "The job is due again before its run is over: the new run is queued or skipped.",
        _W, ("max-concurrent-runs", "run-queue"), pace.schedules_that_overtake,
    ),
    FindingKind(
        settings.UNTOLD, "A failure of which nobody is told",
        "The job starts by itself, and has no `on_failure` notification.",
        _N, ("notify-failure",), settings.failure_and_untold,
    ),
    FindingKind(
        pace.ONE_BY_ONE, "A loop that decides how long the run takes",
        "A For each runs its iterations one after the other unless `concurrency` says more.",
        _N, ("for-each-concurrency",), pace.loops_one_by_one,
    ),
    FindingKind(
        pace.IDLES, "A cluster that idles longer than it works",
        "A shared job cluster stays on, and is paid for, until its last task is over.",
        _N, ("cluster-until-last-task", "job-cluster"), pace.clusters_that_idle,
    ),
    FindingKind(
        paths.DEAD, "A branch that is never taken",
        "An if/else compares two fixed texts.",
        _N, ("condition-operators", "excluded"), paths.dead_branches,
    ),
)  # fmt: skip
"""Worst first, as far as that is known before."""

KIND_OF = {kind.id: kind for kind in KINDS}
