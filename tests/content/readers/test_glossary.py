"""The glossary: what stands in it, and each mistake at its line."""

import pytest

from tests.build import bundled
from trialrun.content.fact import Fact
from trialrun.content.glossary import PARTS, Glossary, GlossaryTerm
from trialrun.content.readers.glossary import SAYS_LENGTH_MAX, read_glossary
from trialrun.diagram import WORDS
from trialrun.diagram.names import RUN_IF_WORDS
from trialrun.engine import State, api_state_of_task
from trialrun.engine.rules.run_if import RUN_IF

GLOSSARY = """\
terms:
  task-value:
    term: task value
    says: A small value.
    api: [taskValues]
    was: [task result]
    facts: [known]
    lesson: s1-jobs#values
  drift:
    term: drift
    forms: [drift, drifting]
    says: Two things differ.
    facts: [ours]
"""
FACTS = {
    "known": Fact("So it is.", "docs", "2026-11-22", "H"),
    "guessed": Fact("So it may be.", "ours", "2026-11-22", "L", assumption=True),
}


def read(text: str) -> tuple[Glossary | None, list[str]]:
    found, problems = read_glossary(
        "glossary.yaml",
        text,
        facts=FACTS,
        lessons={"s1-jobs": True},
        broken_facts={"ill": "lessons/facts.yaml:3"},
    )
    return found, [f"{problem.line}: {problem.message}" for problem in problems]


def test_a_glossary_is_read():
    found, problems = read(GLOSSARY)

    assert [] == problems
    assert {
        "task-value": GlossaryTerm(
            "task value", "A small value.", ("task value",), ("taskValues",), ("task result",),
            ("known",), "s1-jobs#values",
        ),
        "drift": GlossaryTerm("drift", "Two things differ.", ("drift", "drifting")),
    } == found.terms  # fmt: skip
    assert {"task-value": 2, "drift": 9} == found.lines
    assert {"task result": "task value"} == found.former


def test_what_is_of_something_is_known_by_its_first_word():
    found, _ = read(GLOSSARY.replace("term: drift", "term: state of a stream"))

    assert ("drift", "drifting", "state", "state of a stream", "task value") == found.known


TAKEN = "is a form of `task-value` already; a word leads to one term"
LONG = "x" * SAYS_LENGTH_MAX
NO_STATE = "    facts: [ours]\n    state: RUNING"
MISTAKES = [
    ("    says: A small value.\n", "", "2: `says` is missing; add says: …"),
    ("says: A small", "sais: A small", "4: there is no field `sais` here; did you mean `says`?"),
    ("says: A small", "says: $x^2$", "4: formulas in TeX are not set"),
    ("facts: [known]", "facts: []", "7: this is empty; write at least 1 entry"),
    ("[known]", "[knwon]", "7: there is no fact `knwon` in lessons/facts.yaml; did you mean"),
    ("[known]", "[guessed]", "7: `guessed` is an assumption; what a word means rests on none"),
    ("[known]", "[ill]", "7: the fact `ill` has a mistake of its own; see lessons/facts.yaml:3"),
    ("s1-jobs#values", "s1-job", "8: there is no lesson `s1-job`; did you mean `s1-jobs`?"),
    ("drifting", "task value", f"11: `task value` {TAKEN}"),
    ("drifting", "Task Value", f"11: `Task Value` {TAKEN}"),
    ("drift:", "states:", "9: `states` is a part of the page of words; give the term another id"),
    ("drift:", "Drift:", "9: "),
    ("Two things", LONG, f"12: this has {SAYS_LENGTH_MAX + 8} characters; write at most"),
    ("    facts: [ours]", NO_STATE, "14: `RUNING` is not allowed; did you mean `RUNNING`?"),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_is_named_at_its_line_and_the_other_term_stays(old, new, said):
    found, problems = read(GLOSSARY.replace(old, new))

    assert 1 == len(problems), problems
    assert problems[0].startswith(said)
    assert 1 <= len(found.terms)


def test_a_term_with_a_mistake_is_as_it_was_before():
    before, _ = read(GLOSSARY)
    now, _ = read(GLOSSARY.replace("drift, drifting", "drift, task value"))

    assert ["task-value"] == list(now.terms)
    assert {"drift": "glossary.yaml:9"} == now.broken
    assert before.terms == now.healed(before).terms


def ours(**named: object) -> dict[str, GlossaryTerm]:
    return {
        id_: term
        for id_, term in bundled().glossary.items()
        if all(bool(getattr(term, name)) == value for name, value in named.items())
    }


def test_every_state_that_a_task_or_a_run_has_is_there_by_its_names():
    # Terminated is what a child run is told as, and no state of its own.
    terms = {State(term.state): term for term in ours(state=True).values()}

    assert {*State} - {State.TERMINATED} == terms.keys()
    assert {state: WORDS[state] for state in terms} == {s: t.name for s, t in terms.items()}
    api = {state: api_state_of_task(state) for state in terms}
    assert {s: (a.result_state or a.life_cycle_state,) for s, a in api.items()} == {
        state: term.api for state, term in terms.items()
    }


def test_every_condition_is_there_by_its_names():
    conditions = ours(is_condition=True).values()

    assert list(RUN_IF) == [term.api[0] for term in conditions]
    assert [RUN_IF_WORDS[name] for name in RUN_IF] == [term.name for term in conditions]


def test_no_word_is_told_twice_and_no_id_is_one_of_the_page():
    names = [term.name.casefold() for term in bundled().glossary.values()]

    assert sorted(set(names)) == sorted(names)
    assert set(PARTS).isdisjoint(bundled().glossary)
