"""The words that pages, questions and the simulator use, with their names in the API."""

from typing import NamedTuple

from trialrun.diagram import WORDS
from trialrun.engine import State, api_state_of_task
from trialrun.lab.dial_words import VALUES


class Word(NamedTuple):
    """One word: `api` is its name in the API, "" where it has none; `state` is what it names."""

    says: str
    api: str
    means: str
    state: str = ""


_STATES = {
    State.BLOCKED: "A task that waits for the tasks it depends on.",
    State.QUEUED: "A run over the limit of its job that waits for its turn.",
    State.PENDING: "Its compute is being prepared.",
    State.RUNNING: "Its code runs.",
    State.WAITING_FOR_RETRY: "An attempt has failed, and the next one has not begun.",
    State.SUCCESS: "A task: its last attempt ran to the end without an error. A run: every leaf "
    "succeeded, and nothing else failed.",
    State.SUCCESS_WITH_FAILURES: "A run in which a task failed, but no leaf did. Notifications "
    "count it as a success.",
    State.FAILED: "A task: its last attempt raised an error. A run: one of its leaves failed.",
    State.TIMEDOUT: "It took longer than its timeout allows.",
    State.CANCELED: "It was stopped, by a person or by a limit.",
    State.UPSTREAM_FAILED: "A task that is not run because something it depends on failed.",
    State.UPSTREAM_CANCELED: "A task that is not run because something it depends on was canceled.",
    State.EXCLUDED: "A task that is not needed: its branch is not taken, or it handles failures "
    "and there is none. For the run that is as good as a success.",
    State.DISABLED: "A task that is switched off, or cannot run because of one that is.",
    State.SKIPPED: "A run that does not start: its job allows no more, and its queue is off.",
}
_CONDITIONS = {
    "ALL_SUCCESS": "All dependencies were executed and succeeded. The default.",
    "AT_LEAST_ONE_SUCCESS": "One or more succeeded.",
    "NONE_FAILED": "None failed, and at least one was executed.",
    "ALL_DONE": "All are over, however they ended.",
    "AT_LEAST_ONE_FAILED": "One or more failed.",
    "ALL_FAILED": "All failed.",
}

STATES = tuple(
    Word(
        WORDS[state],
        api_state_of_task(state).result_state or api_state_of_task(state).life_cycle_state,
        means,
        str(state),
    )
    for state, means in _STATES.items()
)
"""How a task or a run stands, by its name in the UI. A task that never ran has a result, too."""

CONDITIONS = tuple(Word(VALUES[value], value, means) for value, means in _CONDITIONS.items())
"""The conditions of Run if."""

OTHERS = (
    Word("Run", "", "One execution of a job, started by the clock, by data or by hand."),
    Word(
        "Attempt", "attempt_number", "One execution of a task. A retry or a repair makes another."
    ),
    Word("Repair run", "runs/repair", "Runs chosen tasks again inside the same run."),
    Word("Run now", "run-now", "Starts a new run, of the whole graph unless it is limited."),
    Word("Dependency", "depends_on", "A task that another one waits for; upstream of it."),
    Word("Leaf", "", "A task that nothing depends on. The leaves decide how a run ends."),
    Word("Commit", "", "One write to one table. It is there whole or not at all, and it stays."),
    Word(
        "Surplus rows",
        "",
        "Rows that are there twice, because the same work wrote them again for one occasion. Of 80 "
        "rows where 40 belong, 40 are surplus.",
    ),
    Word(
        "Occasion",
        "",
        "What a run is for: its scheduled time, or what triggered it. A Run now is for what the "
        "run before it was for, unless it says otherwise.",
    ),
    Word("Idempotent", "", "A write that may be repeated and ends in the same table."),
    Word(
        "Acyclic", "", "A graph without a cycle: no task waits, over whatever detour, for itself."
    ),
)
