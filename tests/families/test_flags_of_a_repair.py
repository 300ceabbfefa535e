"""`rerun_all_failed_tasks` beside what is Upstream failed: told, and nobody is graded on it."""

import re

from tests.build import bundled
from tests.families.drawn import drawn
from tests.proving import some_of
from trialrun.engine import CANCELED_STATES, State

SEEDS = some_of(range(1, 121), every=3)
BY_THE_FLAG_ALONE = re.compile("with `rerun_all_failed_tasks: true`(?! and)")
NOT_BY_THEMSELVES = CANCELED_STATES | {State.UPSTREAM_FAILED}


def before_the_repair(found) -> set[str]:
    (run,) = found.question.runs
    first = found.scenario.play(found.scenario.read(run.what_if._replace(do=("run_now",))))
    return {str(end.state) for end in first.tasks.values()}


def test_the_flag_alone_is_asked_about_where_every_failure_is_of_its_own():
    alone = [found for found in map(asked, SEEDS) if BY_THE_FLAG_ALONE.search(found.question.stem)]

    assert alone
    for found in alone:
        assert not before_the_repair(found) & NOT_BY_THEMSELVES, found.question.id


def test_no_option_is_what_the_flag_alone_would_be_guessed_to_run():
    for found in map(asked, SEEDS):
        if NOT_BY_THEMSELVES & before_the_repair(found):
            for option in found.question.body.get("options", ()):
                assert not BY_THE_FLAG_ALONE.search(option["why"])


def test_behind_every_answer_stands_what_we_take_it_to_do():
    told = bundled().facts["repair-flag-upstream"]

    assert "our assumption" == told.provenance
    assert "Upstream failed" in told.says
    for found in map(asked, SEEDS[:5]):
        assert told.says in [fact.says for fact in found.question.facts]


def asked(seed: int):
    return drawn("repair-flags", seed)
