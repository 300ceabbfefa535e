"""What each kind of finding says of its smallest job, word for word. No test."""

SAYS = {
    "ignored-field": (
        "a: there is no field `max_retrys` here; did you mean `max_retries`? It is left out."
    ),
    "retries-cut-short": (
        "a gets 2 of its 5 retries: they are 20:00 apart, and the run times out after 50:00."
    ),
    "fails-by-itself": (
        "a fails each time: one of its parameters refers to something that does not exist: "
        "`{{tasks.b.values.k}}`."
    ),
    "hidden-failure": (
        "When load fails, the run ends as Succeeded with failures, because last runs all "
        "the same: no `on_failure` notice is sent."
    ),
    "never-runs": (
        "No failure of a single task gets tell to run: its Run if is All failed, so a and"
        " b must all fail in one run."
    ),
    "retry-impossible": (
        "a is never retried: its retry waits 1:00:00 from the start of the attempt, and "
        "the run times out after 30:00."
    ),
    "append-retried": ("If a fails after its write, its retry writes the rows a second time."),
    "join-never-runs": (
        "report never runs: whichever way good comes out, a task before it is Excluded, "
        "and its Run if is All succeeded."
    ),
    "clean-up-skipped": (
        "When load fails, clean_up does not run, though by its name it is there to clean "
        "up: its Run if is All succeeded."
    ),
    "hidden-child-failure": (
        "When load of the job that start starts fails, that run ends as Succeeded with "
        "failures, so start succeeds and this run ends as Succeeded."
    ),
    "append-retried-unasked": (
        "If a fails after its write, serverless retries it unasked and writes the rows a "
        "second time."
    ),
    "zero-retries-retried": (
        "`max_retries: 0` does not keep a from being retried: serverless does so unasked."
    ),
    "retries-without-end": (
        "If a cannot succeed, the run never ends: retries have no limit, and the job has "
        "no timeout."
    ),
    "retry-setting-idle": (
        "a has min_retry_interval_millis set, and is not retried: `max_retries` is 0."
    ),
    "late-and-nobody-told": (
        "When the job takes longer than its threshold, nobody is told: there is no "
        "destination for the warning."
    ),
    "paused-in-production": (
        "This target is in mode production, and what starts the job is paused: nothing starts it."
    ),
    "retries-outlast-schedule": (
        "When a keeps failing, its retries alone take 30:00; the job starts again after "
        "20:00, and the new run is queued."
    ),
    "append-repaired": (
        "If a fails after its write, a repair writes the rows a second time. So does b."
    ),
    "append-run-again": ("If a fails after its write, a new run writes the rows a second time."),
    "schedule-overtakes": (
        "The job starts again after 1:00, and its run takes 5:00: the new run is queued."
    ),
    "failure-and-nobody-told": (
        "The job starts by itself, and when it fails, as after a, no notice is sent to anybody."
    ),
    "loop-one-by-one": (
        "each runs its 8 iterations one after the other: the run takes 12:00, with 8 at once 5:00."
    ),
    "cluster-idles": (
        "The cluster main of first and last is on and idle for 4:30, and works for 2:00: "
        "it stays on until its last task."
    ),
    "branch-never-taken": (
        "gate compares two fixed texts, so it always comes out the same way and x never runs."
    ),
}
"""Worked out by hand from the jobs: their times, too."""
