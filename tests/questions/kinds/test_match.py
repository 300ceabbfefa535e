"""Match: each item gets the side that fits it; several may share one, and each pair is proven."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import NO_TOOLS, a_question, a_stage
from trialrun.questions import Flaw, Reading, flaws_of, read_kept
from trialrun.questions.graph_shown import graph_shown
from trialrun.questions.kinds.match import KIND
from trialrun.questions.kinds.pairs import MatchSpec, id_of

STAGE = a_stage()


def an_item(says, **fields):
    return {"says": says, "why": f"So it is with {says}.", **fields}


def a_match(*items, **fields):
    defaults = {
        "id": "what-fits", "stem": "What fits?", "kind": "match", "facts": ["no-rollback"],
        "items": items or (
            an_item("nightly", fits="a job cluster"),
            an_item("weekly", fits="a job cluster"),
            an_item("all day", fits="a pool"),
        ),
    }  # fmt: skip
    return MatchSpec.model_validate(defaults | fields)


SIDES = [{"is": "SUCCESS", "says": "Succeeded"}, {"is": "FAILED", "says": "Failed"},
         {"is": "UPSTREAM_FAILED", "says": "Upstream failed"}]  # fmt: skip


def of_run(*items, **fields):
    found = items or tuple(an_item(key, value=f'tasks["{key}"].state') for key in "abc")
    run = {"scenario": "one-fails", "fail": ["a"]}
    return a_match(*found, **{"run": run, "sides": SIDES, "facts": []} | fields)


SPEC = a_match(offers=["a warehouse"])
QUESTION = a_question(SPEC, STAGE)
NIGHTLY, WEEKLY, ALL_DAY = QUESTION.key
CLUSTER, POOL, WAREHOUSE = map(id_of, ("a job cluster", "a pool", "a warehouse"))


def test_several_items_may_share_a_side_and_a_side_may_fit_none():
    assert {NIGHTLY: CLUSTER, WEEKLY: CLUSTER, ALL_DAY: POOL} == QUESTION.key
    assert {CLUSTER, POOL, WAREHOUSE} == {id_ for id_, *_ in KIND.show(QUESTION, seed="a").sides}


def test_what_the_run_gives_decides_which_side_fits():
    question = a_question(of_run(), STAGE)
    says = {side["id"]: side["says"] for side in question.body["sides"]}

    assert ["Failed", "Upstream failed", "Upstream failed"] == [
        says[side] for side in question.key.values()
    ]
    assert graph_shown(question) is not None
    assert graph_shown(a_question(of_run(graph=False), STAGE)) is None


def test_a_wrong_pair_that_a_belief_would_make_is_told_as_that():
    question = a_question(of_run(), STAGE)
    _, b, _ = KIND.grade(question, {id_of("b"): id_of("Succeeded")}).parts

    assert "depends-on-is-only-order" == b.belief_id
    assert "In the run:" in b.belief


def test_of_several_runs_a_belief_is_told_by_the_one_that_the_item_is_about():
    runs = {key: {"scenario": "one-fails", "fail": [f"{key}:0"]} for key in "bc"}
    items = [an_item(key, value=f'{key}.tasks["{key}"].attempts') for key in "bc"]
    sides = [{"is": "1", "says": "Once"}, {"is": "2", "says": "Twice"}]
    question = a_question(of_run(*items, run=None, runs=runs, sides=sides), STAGE)
    b, c = KIND.grade(question, dict.fromkeys(question.key, id_of("Twice"))).parts

    assert "this would come next: b retry.waits" in b.belief
    assert "this would come next: c retry.waits" in c.belief


SCORES = [
    pytest.param({NIGHTLY: CLUSTER, WEEKLY: CLUSTER, ALL_DAY: POOL}, True, 1, id="all"),
    pytest.param({NIGHTLY: CLUSTER, WEEKLY: POOL, ALL_DAY: POOL}, False, 2 / 3, id="one wrong"),
    pytest.param({NIGHTLY: POOL, WEEKLY: POOL, ALL_DAY: WAREHOUSE}, False, 0, id="none"),
    pytest.param({}, False, 0, id="nothing"),
]


@pytest.mark.parametrize(("response", "is_correct", "score"), SCORES)
def test_the_score_is_the_share_of_pairs(response, is_correct, score):
    grade = KIND.grade(QUESTION, response)

    assert (is_correct, score) == (grade.is_correct, grade.score)


def test_a_grade_tells_each_pair_in_words():
    _, part, _ = KIND.grade(QUESTION, {WEEKLY: POOL}).parts

    assert ("weekly", "a pool", "a job cluster", "So it is with weekly.") == (
        part.label, part.given, part.key, part.why,
    )  # fmt: skip


def form(**given):
    return {f"side-{id_of(item.replace('_', ' '))}": sides for item, sides in given.items()}


OPEN = "Give each of them a side: "
READINGS = [
    pytest.param(
        form(nightly=[CLUSTER], weekly=[POOL], all_day=[POOL]),
        Reading({NIGHTLY: CLUSTER, WEEKLY: POOL, ALL_DAY: POOL}),
        id="all",
    ),
    pytest.param({}, Reading({}, f"{OPEN}3 are still open."), id="blank"),
    pytest.param(
        form(nightly=[CLUSTER], weekly=["", POOL], all_day=[""]),
        Reading({NIGHTLY: CLUSTER, WEEKLY: POOL}, f"{OPEN}one is still open."),
        id="one open: what is there is kept",
    ),
    pytest.param(
        form(nightly=[CLUSTER, POOL], weekly=["zzz"], all_day=[POOL], other=[POOL]),
        Reading({ALL_DAY: POOL}, f"{OPEN}2 are still open."),
        id="two sides, a side that there is not, an item that there is not",
    ),
]


@pytest.mark.parametrize(("sent", "reading"), READINGS)
def test_a_form_is_read_item_by_item(sent, reading):
    assert reading == KIND.read(QUESTION, sent, NO_TOOLS)


SENT = st.dictionaries(
    st.sampled_from([f"side-{item}" for item in QUESTION.key]) | st.text(max_size=9),
    st.lists(st.sampled_from([CLUSTER, POOL, ""]) | st.text(max_size=9), max_size=2),
)


@given(SENT)
def test_whatever_is_sent_is_an_answer_that_fits_or_a_sentence(sent):
    reading = KIND.read(QUESTION, sent, NO_TOOLS)

    assert bool(reading.error) is not KIND.fits(QUESTION, reading.response)
    KIND.grade(QUESTION, reading.response)


def test_items_and_sides_are_shuffled_unless_their_order_counts():
    fixed = a_question(a_match(shuffle=False), STAGE)
    orders = {
        (show.items, show.sides) for show in (KIND.show(QUESTION, seed=str(n)) for n in range(40))
    }

    assert 10 < len(orders)
    assert 1 == len({KIND.show(fixed, seed=str(n)) for n in range(9)})
    assert ["A", "B", "C"] == [letter for _, letter, _ in KIND.show(QUESTION, seed="z").sides]


def test_only_short_sides_stand_in_a_field_in_words():
    assert KIND.show(QUESTION, seed="a").is_short
    assert not KIND.show(
        a_question(a_match(offers=["a warehouse of another team"]), STAGE), seed="a"
    ).is_short


FLAWS = [
    pytest.param(
        a_match(an_item("x", fits="p"), an_item("y")),
        (("items", 1), "write fits: and the side that is right"),
        id="an item without a side",
    ),
    pytest.param(
        a_match(an_item("x", fits="p"), an_item("y", fits="p"), offers=["q"]),
        (("items",), "all items fit one side, so nothing is to be told apart"),
        id="all fit one",
    ),
    pytest.param(
        a_match(an_item("x", fits="p"), an_item("y", fits="p")),
        (("items",), "1 side to pick from; take 2 to 8"),
        id="one side",
    ),
    pytest.param(
        a_match(an_item("x", fits="p"), an_item("y", fits="P ")),
        (("items",), "the sides “p” and “P” read alike"),
        id="sides that read alike",
    ),
    pytest.param(
        a_match(an_item("x", fits="p"), an_item("X", fits="q")),
        (("items", 1, "says"),
         "this reads like option 1, so nobody can tell them apart; reword or remove one"),
        id="items that read alike",
    ),
    pytest.param(
        a_match(offers=["a pool"]),
        (("offers", 0), "this fits an item, so it is offered; remove it"),
        id="an offer that fits",
    ),
    pytest.param(
        a_match(an_item("x", fits="p", claim="dup == 0"), an_item("y", fits="q")),
        (("items", 0, "claim"), "a claim needs a run; add run: SCENARIO to the question"),
        id="a claim without a run",
    ),
    pytest.param(
        a_match(
            an_item("x", fits="p", claim="dup == 0"), an_item("y", fits="q"), run="one-fails"
        ),
        (("items", 1), "the question is about a run, so the pair needs a claim: that holds"),
        id="a pair that no claim proves",
    ),
    pytest.param(
        a_match(
            an_item("x", fits="p", claim="dup == 0"),
            an_item("y", fits="q", claim='run == "SUCCESS"'),
            run="one-fails",
        ),
        (
            ("items", 1, "claim"),
            "this does not hold in the run, so the pair is not proven. The run gave: "
            '`run` is "FAILED"',
        ),
        id="a claim that does not hold",
    ),
    pytest.param(
        a_match(an_item("x", value="run"), an_item("y", fits="q"), run="one-fails"),
        (("items", 0, "value"), "a value needs sides: that say what it `is`"),
        id="a value without sides",
    ),
    pytest.param(
        of_run(sides=SIDES[:2]),
        (("items", 1, "value"),
         "the run gives UPSTREAM_FAILED; 0 sides are; write one of FAILED, SUCCESS"),
        id="no side for a value",
    ),
    pytest.param(
        of_run(an_item("x", value="run"), an_item("y", fits="Failed")),
        (("items", 1), "the value decides which side fits; remove fits and claim"),
        id="a side by hand among values",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "flaw"), FLAWS)
def test_a_flaw_of_a_match_names_its_place(spec, flaw):
    assert Flaw(*flaw) == next(iter(flaws_of(spec, STAGE)))


def test_a_kept_key_of_a_side_that_there_is_not_is_not_read():
    kept = json.loads(QUESTION.text)

    with pytest.raises(ValueError, match=r"a side that there is not"):
        read_kept(json.dumps(kept | {"key": kept["key"] | {NIGHTLY: "zzz"}}), "d")
