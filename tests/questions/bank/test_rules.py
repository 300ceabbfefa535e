"""Rules that only several questions can break, over sets that are written for it."""

import pytest

from tests.build import bundled
from tests.content.files import FILES, write
from trialrun.content import load_catalog
from trialrun.content.warned import EVERY_SET, questions_in, warnings_of
from trialrun.questions.bank.rules import follows_the_chain, rule_flaws

HEAD = "title: Ports\nsummary: Some.\nlesson: jobs\nquestions:\n"
ONE = """\
  - id: q-{n}
    kind: choice
    stem: "{stem}"
    options:
      - {{says: "{right}", correct: true, why: It holds for a good reason.}}
      - {{says: "{wrong}", why: It does not hold in any case.}}
    facts: [{fact}]
"""
PREDICT = """\
  - id: p-{n}
    kind: predict
    stem: "Story {n}: how does each task of it end?"
    run: {{scenario: chain, fail: [{fail}]{more}}}
    facts: [stays]
"""
CHAIN = """\
title: Chain
summary: Three.
order: 3
job:
  name: menu
  tasks:
    - {task_key: a, notebook_task: {notebook_path: /a}, existing_cluster_id: c}
    - {task_key: b, depends_on: [{task_key: a}], notebook_task: {notebook_path: /a},
       existing_cluster_id: c}
    - {task_key: c, depends_on: [{task_key: b}], notebook_task: {notebook_path: /a},
       existing_cluster_id: c}
script: {a: {takes: 60s}, b: {takes: 60s}, c: {takes: 60s}}
actions: [{do: run_now}]
"""


def a_question(n: int, **fields: str) -> str:
    told = {"stem": f"Question number {n}?", "right": "This.", "wrong": "That.", "fact": "other"}
    return ONE.format(n=n, **told | fields)


def flaws(tmp_path, *questions: str):
    files = {"quizzes/ports.yaml": HEAD + "".join(questions), "scenarios/chain.yaml": CHAIN}
    catalog = load_catalog(write(tmp_path, FILES | files))
    assert () == catalog.problems
    found = warnings_of(catalog, questions_in(catalog))
    return [each for each in found if each.path in ("quizzes/ports.yaml", EVERY_SET)]


def test_a_stem_that_was_asked_is_named_at_its_question_with_the_other(tmp_path):
    found = flaws(
        tmp_path,
        a_question(1, stem="A crane at `dock` fails at 7. What then?"),
        a_question(2, stem="The cranes at `dock` failed at 7: what then"),
        a_question(3, stem="The cranes at `dock` failed at 8: what then"),
    )

    (flaw,) = (each for each in found if each.rule == "near-duplicate")
    assert ("quizzes/ports.yaml:12:5", True) == (flaw.at, flaw.is_warning)
    assert "q-2: the stem reads like that of ports/q-1 but for small words" in flaw.message


def test_a_rare_word_of_the_stem_in_the_key_alone_gives_it_away(tmp_path):
    told = {"right": "The gantry is asked.", "wrong": "The clerk is asked."}
    alone = a_question(1, stem="A gantry has stopped. Who is asked?", **told)
    told = {"right": "The gantry is asked.", "wrong": "The bosun is asked."}
    both = a_question(2, stem="A gantry and a bosun stop. Who is asked?", **told)
    told = {"right": "The winch is asked.", "wrong": "The clerk is asked."}
    often = [a_question(n, stem=f"A winch stops {n} times: who?", **told) for n in range(3, 8)]

    found = [each for each in flaws(tmp_path, alone, both, *often) if each.rule == "stem-tells"]
    (flaw,) = found
    assert "q-1: the stem shares gantry with the key alone" in flaw.message


@pytest.mark.parametrize(("stays", "is_named"), [(7, True), (6, False)])
def test_a_fact_may_back_a_third_of_a_large_set(tmp_path, stays, is_named):
    questions = [a_question(n, fact="stays" if n < stays else "other") for n in range(20)]
    found = [each for each in flaws(tmp_path, *questions) if "fact stays" in each.message]

    assert is_named == bool(found)
    for flaw in found:
        assert ("quizzes/ports.yaml", "one-fact") == (flaw.at, flaw.rule)
        assert "backs 7 of 20 questions" in flaw.message


def test_a_small_set_may_lean_on_one_fact(tmp_path):
    assert [] == flaws(tmp_path, *(a_question(n) for n in range(19)))


@pytest.mark.parametrize(("plain", "is_named"), [(2, True), (1, False)])
def test_a_fifth_of_the_predictions_may_follow_the_plain_rule(tmp_path, plain, is_named):
    questions = [
        PREDICT.format(n=n, fail="b", more="" if n < plain else ', dial: ["c.run_if:ALL_DONE"]')
        for n in range(5)
    ]
    found = [each for each in flaws(tmp_path, *questions) if each.rule == "plain-predictions"]

    assert is_named == bool(found)
    for flaw in found:
        assert "2 of 5 predictions follow the plain rule" in flaw.message
        assert flaw.message.endswith("ports/p-0, ports/p-1")


def test_the_plain_rule_is_told_from_what_only_looks_like_it():
    """Of our own predictions: what the file of each says of how its tasks end."""
    for question in questions_in(bundled()):
        if question.kind_name == "predict":
            states = set(question.key.values())
            if states - {"SUCCESS", "FAILED", "UPSTREAM_FAILED"}:
                assert not follows_the_chain(question)


def test_nothing_is_wrong_with_no_questions():
    assert [] == list(rule_flaws([]))
