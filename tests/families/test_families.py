"""What holds of every family, seed after seed: 20 in `make test`, 500 in `make prove`."""

import re
from collections import Counter

import pytest

from tests.families.drawn import OPTIONS, asked, drawn, options, right_to, some, stage
from tests.families.wrong_answers import near_misses
from trialrun.engine import BELIEFS, TRUTH, Endless, canonical_json
from trialrun.families import FAMILIES, TOPICS, Difficulty, generated, read_id, written_id
from trialrun.families.putting import beliefs_in
from trialrun.questions import KINDS, kind_of, read_kept
from trialrun.questions.alike import alike
from trialrun.questions.bank.rules import follows_the_chain
from trialrun.questions.known import THOUGHTS
from trialrun.questions.proof import played_digest
from trialrun.questions.stage import assumptions

VARIANTS_LEAST = 20
STEM_WORDS_MAX = 120
RESERVED = {"any", "topic", "belief"}
OF_CHOICES = ("cheapest-in-time", "one-change")
"""Families that ask what to do: each option is a run of its own."""

every = pytest.mark.parametrize("name", FAMILIES)


@every
def test_one_answer_is_right_by_the_grading_of_its_kind_and_no_near_miss_is(name):
    for found in some(name):
        question, right = found.question, right_to(found.question)
        kind = kind_of(question)
        grade = kind.grade(question, right)

        assert kind.fits(question, right), question.id
        assert (True, 1.0) == (grade.is_correct, grade.score), question.id
        for wrong in near_misses(question):
            assert not kind.grade(question, wrong).is_correct, (question.id, wrong)


@every
def test_a_pick_of_one_has_four_options_that_differ(name):
    for found in some(name, kind=OPTIONS):
        key = found.question.key
        said = options(found)

        assert ["no", "no", "no", "yes"] == sorted(key.values()), found.question.id
        assert [] == list(alike(said, stage().look)), found.question.id
        assert len(set(key)) == len(said) == 4


@every
def test_a_pick_of_several_has_some_that_hold_and_some_that_do_not(name):
    for found in some(name, kind="choices"):
        key = list(found.question.key.values())

        assert 3 <= len(key) <= 8
        assert 0 < key.count("yes") < len(key)
        assert [] == list(alike(options(found), stage().look))


@every
def test_seeds_give_different_questions(name):
    variants = {canonical_json(asked(found.question)) for found in some(name)}

    assert len(variants) >= VARIANTS_LEAST


@every
def test_the_key_is_that_of_a_run_that_rests_on_no_assumption(name):
    for found in some(name):
        runs = found.question.runs
        played = [found.scenario.play(found.scenario.read(run.what_if)) for run in runs]

        assert {found.scenario.slug} == {run.scenario for run in runs}
        for trace in played:
            assert [] == list(assumptions(trace, stage().assumed)), found.question.id
        names = found.written.get("runs", {"": None})
        named = dict(zip(names, played, strict=True))
        assert found.question.played == played_digest(named)


@every
def test_a_belief_behind_an_option_has_a_run_of_its_own_and_a_fact_that_corrects_it(name):
    for found in some(name):
        for option in found.question.body.get("options", ()):
            if not option["belief"]:
                continue
            belief = THOUGHTS[option["belief"]]
            (run,) = found.question.runs
            what_if = found.scenario.read(run.what_if)

            assert "no" == found.question.key[option["id"]]
            assert belief.says in option["thought"]
            if option["belief"] in BELIEFS:
                rules = BELIEFS[option["belief"]].rules
                assert _played_otherwise(found.scenario, what_if, rules)


@every
def test_each_belief_behind_a_wrong_answer_may_be_graded_and_its_fact_is_cited(name):
    for found in some(name):
        facts = {fact.id for fact in found.question.facts}

        assert set(found.beliefs) == set(beliefs_in(found.question.body))
        assert {THOUGHTS[belief].corrected_by for belief in found.beliefs} <= facts


def _played_otherwise(scenario, what_if, rules) -> bool:
    try:
        return scenario.play(what_if, rules).rows != scenario.play(what_if, TRUTH).rows
    except Endless:
        return True


@every
def test_every_option_has_a_reason_and_a_near_story_says_what_it_is(name):
    for found in some(name, kind=OPTIONS):
        for option in found.question.body["options"]:
            is_right = found.question.key[option["id"]] == "yes"

            assert option["why"].strip(), (found.question.id, option["says"])
            if not is_right and not option["belief"] and name not in OF_CHOICES:
                assert option["why"].startswith("So it would be "), option["why"]


@pytest.mark.parametrize("name", OF_CHOICES)
def test_where_one_chooses_what_to_do_each_choice_says_what_comes_of_it(name):
    for found in some(name):
        reasons = [option["why"] for option in found.question.body["options"]]

        assert all(re.search(r"With it, |It is done after \d", why) for why in reasons), reasons


@every
def test_facts_are_there_and_may_be_graded(name):
    family = FAMILIES[name]

    assert {*family.facts, *family.told} <= {f.id for f in drawn(name, 1).question.facts}
    assert not any(stage().facts[fact].is_gradable for fact in family.told)
    for found in some(name):
        assert all(f.is_gradable or f.id in family.told for f in found.question.facts)


@every
def test_stems_are_short_and_ask_something(name):
    for found in some(name):
        stem = found.question.stem

        assert len(stem.split()) <= STEM_WORDS_MAX
        assert "?" in stem
        assert stem.endswith(("?", "."))
        assert "{" not in re.sub(r"`[^`]*`", "", stem)


@every
def test_what_is_kept_of_it_can_be_graded_and_shown_again(name):
    for found in some(name, 5):
        question = found.question
        kept = read_kept(question.text, question.digest)
        right = right_to(question)

        assert kept.says_the_same(question)
        assert kind_of(kept).grade(kept, right).is_correct
        assert kind_of(kept).fits(kept, right)


@every
def test_the_same_seed_gives_the_same_question_again(name):
    again = generated(name, FAMILIES[name].version, 3, stage())

    assert drawn(name, 3).question.text == again.question.text
    assert drawn(name, 3).difficulty is again.difficulty


@every
def test_a_family_says_what_it_is(name):
    family = FAMILIES[name]

    assert name == family.id not in RESERVED
    assert family.topic in TOPICS
    assert family.title
    assert family.says.endswith((".", "?"))
    assert set(family.beliefs) <= set(THOUGHTS)
    assert (name, family.version, 12) == read_id(written_id(family, 12))


def test_every_difficulty_is_met():
    met = {found.difficulty for name in FAMILIES for found in some(name, 20)}

    assert set(Difficulty) == met


@every
def test_how_hard_it_is_hangs_on_the_story(name):
    met = Counter(found.difficulty for found in some(name))

    assert max(met.values()) < len(some(name)), met


def test_every_kind_but_a_level_is_drawn_somewhere():
    met = {found.question.kind_name for name in FAMILIES for found in some(name, 20)}

    assert {*KINDS} - {"goal"} == met


def test_of_the_predictions_a_fifth_or_so_follows_the_plain_rule():
    found = [each.question for name in FAMILIES for each in some(name, kind="predict")]
    plain = [question.id for question in found if follows_the_chain(question)]

    assert len(found) > 15
    assert len(plain) <= 0.3 * len(found), plain


@every
def test_no_wrong_option_says_the_same_as_the_key_in_another_order(name):
    for found in some(name, kind=OPTIONS):
        told = [tuple(sorted(says.split("; "))) for says in options(found)]

        assert len(set(told)) == len(told), found.question.id


def test_every_belief_of_a_family_is_behind_an_option_somewhere():
    """A belief that no seed shows would be listed and never drilled."""
    for name, family in FAMILIES.items():
        shown = {belief for found in some(name) for belief in found.beliefs}

        assert not family.beliefs or shown & {*family.beliefs}, name
