"""Wrong answers that are typed or predicted: what a belief or a near story gives is told so."""

import pytest

from tests.families.drawn import SEEDS, right_to, some, stage
from tests.proving import PROVES
from trialrun.engine import BELIEFS, Endless, WhatIfError
from trialrun.engine.job.job import Schedule
from trialrun.engine.job.quartz import QuartzError, fire_times
from trialrun.families import FAMILIES
from trialrun.families.playing import is_gradable
from trialrun.families.schedules import DAY_S, DOTS
from trialrun.questions import KINDS, ClaimError, kind_of
from trialrun.questions.amounts import amount_told
from trialrun.questions.claims import text_of
from trialrun.questions.stage import world_facts

TYPED = ("number", "text")
SEEDS_PLAYED = SEEDS if PROVES else 8
"""Each is played once for each belief."""
every = pytest.mark.parametrize("name", FAMILIES)


def believed(found):
    """Yields each belief that may be graded, with the run of a question as it would have it."""
    (run,) = found.question.runs
    for belief in BELIEFS:
        if is_gradable(belief, stage()):
            try:
                what_if = found.scenario.read(run.what_if)
                yield belief, found.scenario.play(what_if, BELIEFS[belief].rules)
            except (Endless, WhatIfError):
                continue


def told(found, response) -> dict[str, str]:
    """What is said of each wrong part of an answer, that of parts that only follow left out."""
    parts = kind_of(found.question).grade(found.question, response).parts
    return {part.id: part.belief for part in parts if not part.is_right and not part.follows}


@every
def test_a_typed_answer_that_a_belief_gives_is_told_what_stands_behind_it(name):
    for found in [each for kind in TYPED for each in some(name, SEEDS_PLAYED, kind)]:
        if "value" not in found.written:
            continue
        question = found.question
        for belief, trace in believed(found):
            try:
                value = text_of(found.written["value"], world_facts({"": trace}))
            except ClaimError:
                continue
            if "unit" in question.body:
                value = amount_told(int(value), question.body["unit"])
            if value.startswith("-") or value == question.key["answer"]:
                continue
            assert all(told(found, {"answer": value}).values()), (question.id, belief, value)


@every
def test_each_typed_answer_that_is_known_is_told_why_it_is_wrong(name):
    for found in [each for kind in TYPED for each in some(name, SEEDS_PLAYED, kind)]:
        for known in found.question.body["known"]:
            assert all(told(found, {"answer": known["answer"]}).values()), found.question.id


@every
def test_a_prediction_that_a_belief_gives_is_told_what_stands_behind_it(name):
    kind = KINDS["predict"]
    for found in some(name, SEEDS_PLAYED, "predict"):
        question = found.question
        for belief, trace in believed(found):
            said = {key: str(end.state) for key, end in trace.tasks.items()}
            slips = {key: state for key, state in said.items() if state != question.key.get(key)}
            for key, state in slips.items():
                response = right_to(question) | {key: state}
                if kind.fits(question, response):
                    assert all(told(found, response).values()), (question.id, belief, key, state)


@every
def test_a_prediction_out_of_a_near_story_is_told_which(name):
    for found in some(name, SEEDS_PLAYED, "predict"):
        for near in found.written["near"]:
            what_if = {n: tuple(near.get(n, ())) for n in ("fail", "slow", "dial", "do")}
            (run,) = found.question.runs
            trace = found.scenario.play(found.scenario.read(run.what_if._replace(**what_if)))
            states = {key: str(end.state) for key, end in trace.tasks.items()}
            response = {p: states.get(p, said) for p, said in right_to(found.question).items()}
            if KINDS["predict"].fits(found.question, response):
                assert all(told(found, response).values()), (found.question.id, near["told"])


def test_a_cron_field_takes_each_spelling_that_fires_alike_and_no_other():
    for found in some("quartz-field"):
        question, starts_at = found.question, found.scenario.world.starts_at
        line = question.code.splitlines()[0].split('"')[1]
        (run,) = question.runs
        seconds = int(run.what_if.do[0].partition("@")[2])

        def fires(text: str, line=line, starts_at=starts_at, seconds=seconds) -> list[int]:
            try:
                schedule = Schedule(line.replace(DOTS, text), "UTC")
                return list(fire_times(schedule, starts_at, starts_at + seconds * 1000))
            except QuartzError:
                return []

        right = fires(question.key["answer"])

        assert right
        assert seconds % DAY_S == 0
        assert all(right == fires(text) for text in question.body["also"])
        assert all(right != fires(each["answer"]) for each in question.body["known"])
