"""A prediction that asks more than ends: rows, surplus rows, the run, what a repair runs again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import (
    NO_TOOLS,
    a_failure,
    a_predict,
    a_question,
    a_scenario,
    a_script,
    a_stage,
    a_task,
    a_world,
    a_write,
)
from tests.web.practice.test_odd_texts import damaged
from trialrun.questions import Flaw, Reading, flaws_of, read_kept
from trialrun.questions.kinds.foretold import Foretold
from trialrun.questions.kinds.predict import KIND
from trialrun.questions.question import PROOF, REPLAY, SUPPOSED

STORY = a_scenario(
    world=a_world(
        "a",
        a_task("b", "a", max_retries=1),
        a_task("c", "b"),
        a=a_script(a_write("bronze", 1000)),
        b=a_script(a_write("silver", 40), a_write("price", 30), fails=a_failure(after=1)),
        c=a_script(a_write("gold", 12)),
    )
)
STAGE = a_stage(STORY)
ALL = ["states", "rows", "surplus", "run", "repair"]
QUESTION = a_question(a_predict(asks=ALL), STAGE)
KEY = {
    "a": "SUCCESS", "b": "FAILED", "c": "UPSTREAM_FAILED",
    "rows:bronze": "1000", "surplus:bronze": "0", "rows:gold": "0", "surplus:gold": "0",
    "rows:price": "0", "surplus:price": "0", "rows:silver": "80", "surplus:silver": "40",
    "run:end": "FAILED", "repair:a": "no", "repair:b": "yes", "repair:c": "yes",
}  # fmt: skip


def form(answer, **others):
    """Returns an answer as the form sends it."""
    sent = {}
    for part, said in {**answer, **others}.items():
        head, _, name = part.partition(":")
        if head == "repair":
            sent.setdefault("repair", []).extend([name] if said == "yes" else [])
        else:
            sent[part if name else f"task-{part}"] = [said]
    return sent


def follow(**others):
    """Returns what follows from an answer with other parts, and what is charged."""
    parts = KIND.grade(
        QUESTION, {**KEY, **{k.replace("__", ":"): v for k, v in others.items()}}
    ).parts
    wrong = [part for part in parts if not part.is_right]
    return {p.id for p in wrong if p.follows}, {p.id for p in wrong if not p.follows}


def test_the_key_is_what_the_run_gives_and_tables_that_nobody_wrote_have_no_rows():
    assert KEY == QUESTION.key


def test_an_answer_is_read_back_from_the_form():
    assert Reading(KEY) == KIND.read(QUESTION, form(KEY), NO_TOOLS)
    assert Reading(KEY) == KIND.read(
        QUESTION, form(KEY) | {"rows:bronze": ["1,000 rows"]}, NO_TOOLS
    )


def test_what_is_open_is_told_all_at_once_and_the_rest_is_kept():
    sent = {"task-a": ["SUCCESS"], "rows:gold": ["many"], "rows:bronze": ["7"], "run:end": ["?"]}
    reading = KIND.read(QUESTION, sent, NO_TOOLS)

    assert reading.error == (
        "Say how each task ends. Still open: b, c. Write whole numbers of rows, 0 where there "
        "are none. Still open: bronze, gold, price, silver. Say how the run ends. "
        "Pick the tasks that the repair runs again."
    )
    assert {"a": "SUCCESS", "rows:gold": "many", "rows:bronze": "7"}.items() <= (
        reading.response.items()
    )


def test_one_slip_is_charged_once_through_rows_run_and_repair():
    follows, charged = follow(
        b="SUCCESS", c="SUCCESS", rows__gold="12", run__end="SUCCESS",
        repair__b="no", repair__c="no",
    )  # fmt: skip

    assert {"b"} == charged
    assert {"c", "rows:gold", "run:end", "repair:b", "repair:c"} == follows


def test_what_does_not_follow_is_charged():
    follows, charged = follow(b="SUCCESS", rows__gold="12", run__end="SUCCESS", rows__silver="40")

    # c is still said to be Upstream failed: then gold has no rows, and the run fails.
    assert set() == follows
    assert {"b", "rows:gold", "run:end", "rows:silver"} == charged


def test_the_score_is_the_share_of_parts_that_are_not_charged():
    grade = KIND.grade(QUESTION, KEY | {"b": "SUCCESS", "c": "SUCCESS", "rows:gold": "12"})

    assert (False, (15 - 1) / 15) == (grade.is_correct, grade.score)


def test_what_is_asked_may_leave_out_the_states():
    question = a_question(a_predict(asks=["rows", "run"]), STAGE)

    assert {"rows:bronze", "rows:gold", "rows:price", "rows:silver", "run:end"} == set(question.key)
    assert KIND.grade(question, question.key).is_correct
    assert not KIND.grade(question, question.key | {"run:end": "SUCCESS"}).parts[-1].follows
    assert Foretold.of(question).tables == ("bronze", "gold", "price", "silver")


def test_a_reader_is_told_all_that_is_asked_and_no_end_that_is_not():
    rows = KIND.asked(a_question(a_predict(asks=["rows", "run"]), STAGE), seed="a")
    whole = KIND.asked(QUESTION, seed="a")

    assert not {"states", "repair", "repaired", "has_surplus"} & set(rows)
    assert ("bronze", "gold", "price", "silver") == rows["tables"]
    assert "SUCCESS_WITH_FAILURES" in rows["run_ends"]
    assert "its dialog left as it is" in whole["repair"]
    assert "FAILED" in whole["states"]


def test_another_repair_runs_again_what_it_names():
    question = a_question(a_predict(asks=["repair"], repair="repair;tasks=b"), STAGE)

    assert {"repair:a": "no", "repair:b": "yes", "repair:c": "no"} == question.key
    assert "over the API" in KIND.show(question, seed="a").repair_asks
    assert "its dialog left as it is" in KIND.show(QUESTION, seed="a").repair_asks


def test_a_prediction_of_ends_alone_is_the_question_that_it_was():
    question = a_question(a_predict(), STAGE)
    kept = json.loads(question.text)
    assert {"tasks", "why", "given", REPLAY, SUPPOSED, PROOF} == set(kept["body"])
    del kept["body"][REPLAY], kept["body"][SUPPOSED], kept["body"][PROOF]
    before = read_kept(json.dumps(kept), "d")

    assert question.key == before.key
    assert question.says_the_same(before)
    assert question.digest == replace(question, body=kept["body"]).digest
    assert KIND.grade(before, question.key).is_correct
    assert 1 / 3 == KIND.grade(before, {"a": "FAILED", "b": "EXCLUDED", "c": KEY["c"]}).score


NUMBERS = st.sampled_from(["", "0", "40", "1,000", "-1", "x", "1e9", "9" * 30])
SENT = st.fixed_dictionaries(
    {},
    optional={
        f"task-{key}": st.lists(st.sampled_from([KEY[key], "SUCCESS", "RUNNING", "?"]), max_size=2)
        for key in "abc"
    }
    | {part: st.lists(NUMBERS, max_size=2) for part in KEY if part[:3] in ("row", "sur")}
    | {"run:end": st.lists(st.sampled_from(["FAILED", "SKIPPED", ""]), max_size=2)}
    | {"repair": st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=5)},
)


@given(SENT)
def test_whatever_is_sent_is_an_answer_that_fits_or_a_sentence(sent):
    reading = KIND.read(QUESTION, sent, NO_TOOLS)

    assert bool(reading.error) is not KIND.fits(QUESTION, reading.response)
    KIND.grade(QUESTION, reading.response)


def test_a_kept_text_that_is_damaged_is_refused_or_graded_and_shown():
    read = 0
    for _, text in damaged(json.loads(QUESTION.text)):
        try:
            kept = read_kept(text, "d")
        except ValueError:
            continue
        read += 1
        for answer in (KEY, {}, KEY | {"b": "SUCCESS", "c": "SUCCESS"}, dict(kept.key)):
            KIND.fits(kept, answer)
            KIND.grade(kept, answer)
        KIND.show(kept, seed="a")
    assert read > 20


FLAWS = [
    pytest.param(
        {"asks": ["states", "run", "run"]},
        (("asks", 2), "`run` is asked for twice; remove one"),
        id="twice",
    ),
    pytest.param(
        {"asks": ["repair"], "repair": "run_now"},
        (("repair",), "`run_now` is no repair; write repair, or repair;tasks=a,b"),
        id="no repair",
    ),
    pytest.param(
        {"asks": ["repair"], "run": {"scenario": "one-fails", "fail": ["none"]}},
        (("asks",), "every task of this run succeeded, so a repair is refused"),
        id="nothing to repair",
    ),
    pytest.param(
        {"asks": ["repair"], "repair": "repair;all_failed"},
        (
            ("repair",),
            "that this repair runs c again is an assumption of ours; nobody is graded on it, so "
            "ask for dependents, too",
        ),
        id="a repair that rests on a guess",
    ),
    pytest.param(
        {"asks": ["rows"], "why": {"a": "?"}},
        (
            ("why", "a"),
            "this does not ask for `a`; it asks for rows:bronze, rows:gold, rows:price, "
            "rows:silver",
        ),
        id="a reason for what is not asked",
    ),
]


@pytest.mark.parametrize(("fields", "flaw"), FLAWS)
def test_a_flaw_of_what_is_asked_names_its_place(fields, flaw):
    assert [Flaw(*flaw)] == list(flaws_of(a_predict(**fields), STAGE))


def test_a_kept_key_that_asks_for_rows_and_surplus_of_other_tables_is_not_read():
    kept = json.loads(a_question(a_predict(asks=["rows", "surplus"]), STAGE).text)
    del kept["key"]["rows:gold"]

    with pytest.raises(ValueError, match="of other tables"):
        read_kept(json.dumps(kept), "d")
