"""What holds for every kind there is. A kind brings a sample in its test file: SPEC and QUESTION.

A new kind needs nothing here: kinds are found by KINDS, samples by the kind's name.
"""

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from tests.build import a_cited
from tests.web.practice.past import right_to
from trialrun.questions import KINDS, Question, kind_of_spec, question_set_model, read_question
from trialrun.questions.kinds import kind_of

ROOT = Path(__file__).parents[2]

by_kind = pytest.mark.parametrize("name", list(KINDS))


def sample(name: str) -> ModuleType:
    return import_module(f"tests.questions.kinds.test_{name}")


def question_of(name: str) -> Question:
    question: Question = sample(name).QUESTION
    return question


@by_kind
def test_a_kind_has_its_two_templates(name):
    folder = ROOT / "templates" / "questions" / name

    assert {"form.html", "verdict.html"} <= {path.name for path in folder.iterdir()}


def test_no_template_is_left_of_a_kind_that_is_none():
    folders = {path.name for path in (ROOT / "templates" / "questions").iterdir() if path.is_dir()}

    assert set(KINDS) == folders


@by_kind
def test_a_kind_goes_by_the_word_an_author_writes(name):
    kind = KINDS[name]

    assert name == kind.name
    assert (name,) == get_args(kind.Spec.model_fields["kind"].annotation)
    assert name in str(question_set_model().model_json_schema())


@by_kind
def test_a_kind_is_found_by_its_spec(name):
    assert KINDS[name] is kind_of_spec(sample(name).SPEC)
    assert KINDS[name] is kind_of(question_of(name))


@by_kind
def test_a_question_is_the_same_after_it_was_kept(name):
    question = question_of(name)
    kept = read_question(question.text)

    assert question == kept
    assert (question.digest, question.text) == (kept.digest, kept.text)


@by_kind
def test_a_kept_question_is_shown_read_and_graded_as_the_one_that_was_put(name):
    question = question_of(name)
    kept, kind = read_question(question.text), kind_of(question)
    answer = dict(reversed(question.key.items()))

    assert kind.show(question, seed="one") == kind.show(kept, seed="one")
    assert kind.grade(question, answer) == kind.grade(kept, answer)
    assert kind.grade(question, {}) == kind.grade(kept, {})


@by_kind
def test_the_key_is_right_and_nothing_is_not(name):
    question = question_of(name)
    right, nothing = (kind_of(question).grade(question, given) for given in (question.key, {}))

    assert (True, 1.0) == (right.is_correct, right.score)
    assert not nothing.is_correct
    assert nothing.score < 1
    assert set(question.key) == {part.id for part in right.parts}


@by_kind
def test_what_is_no_answer_to_it_does_not_fit(name):
    question = question_of(name)
    right = right_to(question)
    part = next(part for part, value in question.key.items() if value != "no")
    fits = KINDS[name].fits

    assert fits(question, right)
    assert not fits(question, {})
    assert not fits(question, {"zzz": "yes"})
    # What is typed may be any word, but of signs that can be seen.
    assert not fits(question, right | {part: "\0"})


@by_kind
def test_the_same_seed_shows_the_same(name):
    question = question_of(name)

    assert kind_of(question).show(question, seed="a") == kind_of(question).show(question, seed="a")


WORDS = [
    pytest.param(lambda q: replace(q, stem=f"{q.stem} Now?"), id="stem"),
    pytest.param(lambda q: replace(q, code="print()"), id="code"),
    pytest.param(lambda q: replace(q, body={**q.body, "more": "words"}), id="body"),
    pytest.param(lambda q: replace(q, key=dict.fromkeys(q.key, "else")), id="key"),
    pytest.param(lambda q: replace(q, played="another"), id="engine or rules"),
    pytest.param(lambda q: replace(q, facts=(a_cited("another"),)), id="another fact"),
]


@pytest.mark.parametrize("change", WORDS)
@by_kind
def test_a_question_that_says_something_else_has_another_digest(name, change):
    question = question_of(name)

    assert question.digest != change(question).digest


@by_kind
def test_a_fact_that_was_read_again_makes_no_other_question(name):
    fact = a_cited()
    question = replace(question_of(name), facts=(fact,))
    again = replace(question, facts=(fact._replace(provenance="from the docs, read later"),))

    assert question.digest == again.digest


ELSEWHERE = [
    path
    for folder in ("trialrun", "templates", "bench", "tools")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".html")
    and not path.is_relative_to(ROOT / "trialrun" / "questions" / "kinds")
    and path.parent.name not in KINDS
]
TELLS_APART = re.compile(
    r"""kind(_|\.)name\s*(==|!=|(not\s+)?in\s*[(\[{])"""
    r"""|getattr\([^)]*["']options["']|isinstance\([^)]*(Choice|Predict|Goal)\w*\)"""
)


def test_nobody_but_a_kind_tells_kinds_apart():
    assert ROOT / "trialrun" / "questions" / "proof.py" in ELSEWHERE
    assert [] == [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in [ROOT / "app.py", *ELSEWHERE]
        for found in TELLS_APART.finditer(path.read_text())
    ]


SEEN = [
    'if question.kind.name == "order":', '{% if q.kind_name != "goal" %}',
    'kind_name in ("choice",)', 'getattr(question, "options", ())', "isinstance(spec, ChoiceSpec)",
]  # fmt: skip


@pytest.mark.parametrize("line", SEEN)
def test_it_would_be_noticed(line):
    assert TELLS_APART.search(line)
