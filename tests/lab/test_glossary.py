"""The words page lists every state and condition that a page can show, each once."""

from trialrun.diagram import WORDS
from trialrun.engine import State
from trialrun.engine.rules.run_if import RUN_IF
from trialrun.lab.glossary import CONDITIONS, OTHERS, STATES


def test_every_state_that_a_task_or_a_run_has_is_there():
    # Terminated is what a child run is told as, and no state of its own.
    assert {*State} - {State.TERMINATED} == {word.state for word in STATES}
    assert all(word.says == WORDS[word.state] for word in STATES)


def test_every_condition_is_there():
    assert list(RUN_IF) == [word.api for word in CONDITIONS]


def test_no_word_is_told_twice():
    says = [word.says for word in (*STATES, *CONDITIONS, *OTHERS)]

    assert sorted(set(says)) == sorted(says)


def test_states_have_the_names_of_the_api():
    api = {word.says: word.api for word in STATES}

    assert ("UPSTREAM_FAILED", "TIMEDOUT", "CANCELED") == (
        api["Upstream failed"], api["Timed out"], api["Canceled"]
    )  # fmt: skip
    assert ("MAXIMUM_CONCURRENT_RUNS_REACHED", "BLOCKED") == (api["Skipped"], api["Blocked"])
