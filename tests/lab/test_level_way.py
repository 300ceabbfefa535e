"""A try at a level in words."""

import pytest

from tests.questions.levels import SOLUTION, WRONG, a_level, tried, with_may
from trialrun.lab.level_way import moves_told, why_missed

LEVEL = with_may(a_level(), dial=(("clean.write1", ("append", "merge")), *a_level().may.dial))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SOLUTION, ("load: Run if → All done",)),
        (tried("clean.write1:merge"), ("clean: Writes to silver → Merge",)),
        (
            tried("clean.retries:1", do=("run_now", "fix", "repair")),
            ("clean: Retries → 1", "Fix the cause", "Repair run"),
        ),
        (tried(do=("run_now",)), ()),
    ],
)
def test_each_move_is_told_as_dials_and_buttons_call_it(text, told):
    assert told == moves_told(LEVEL, text)


def test_a_try_that_was_foreseen_has_its_reason():
    assert WRONG.why == why_missed(LEVEL, WRONG.text)
    assert "" == why_missed(LEVEL, SOLUTION)
