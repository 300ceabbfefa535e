"""The fact file: how sure, from where, and rules in words with known placeholders."""

import pytest

from tests.build import bundled
from trialrun.content.fact import Fact
from trialrun.content.readers.facts import PLACEHOLDERS, read_facts
from trialrun.diagram import names_of

FACTS = """\
facts:
  atomic-commit:
    says: A commit is there whole or not at all.
    source: Databricks docs
    url: https://docs.databricks.com/acid
    read: 2026-11-22
    sure: H
rules:
  commit.append:
    says: "{task} appends {rows} rows to {table}."
    why: Each write is a commit of its own.
    fact: atomic-commit
"""


def problems(text: str) -> list[str]:
    return [f"{found.line}: {found.message}" for found in read_facts("facts.yaml", text)[1]]


def test_facts_and_rules_are_read():
    spec, found = read_facts("facts.yaml", FACTS)

    assert [] == found
    assert ["atomic-commit"] == list(spec.facts)
    assert "atomic-commit" == spec.rules["commit.append"].fact


def test_what_a_fact_said_before_is_kept_with_the_day():
    before = "    formerly: [{says: Half of it may be there., until: 2026-11-01}]\n"
    text = FACTS.replace("    sure: H\n", f"    sure: H\n{before}")
    spec, found = read_facts("facts.yaml", text)

    assert [] == found
    assert (("Half of it may be there.", "2026-11-01"),) == spec.facts["atomic-commit"].formerly
    mistake, _ = problems(text.replace("2026-11-01", "yesterday"))
    assert mistake.startswith("8: ")


KNOWN = (
    "attempt, compute, detail, dup, failed, inputs, job, left, name, of, op, outcome, parents, "
    "right, rows, run, table, task, tasks, to, trigger, value, version"
)

FLAWS = [
    pytest.param(
        "{task} appends",
        "{chore} appends",
        [f"10: {{chore}} is unknown; write one of {KNOWN}"],
        id="unknown placeholder",
    ),
    pytest.param(
        "{task} appends",
        "{task.key} appends",
        [f"10: {{task.key}} is unknown; write one of {KNOWN}"],
        id="a placeholder that looks into a value",
    ),
    pytest.param(
        "{task} appends",
        "{} appends",
        [f"10: {{}} is unknown; write one of {KNOWN}"],
        id="an empty placeholder",
    ),
    pytest.param(
        "fact: atomic-commit",
        "fact: atomic-comet",
        ["12: there is no fact `atomic-comet` above; did you mean `atomic-commit`?"],
        id="unknown fact in a rule",
    ),
    pytest.param(
        "sure: H",
        "sure: X",
        [
            "7: `X` is not allowed; write 'H', 'M-H', 'M' or 'L'",
            "12: the fact `atomic-commit` has a mistake of its own; see facts.yaml:2",
        ],
        id="not sure",
    ),
    pytest.param(
        "    why: Each write is a commit of its own.\n",
        "",
        ["9: `why` is missing; add why: …"],
        id="a rule without a reason",
    ),
]


@pytest.mark.parametrize(("old", "new", "found"), FLAWS)
def test_a_flaw_is_named_at_its_line(old, new, found):
    assert found == problems(FACTS.replace(old, new))


@pytest.mark.parametrize("says", ["{task appends", "task} appends"])
def test_a_lone_brace_is_a_flaw(says):
    assert ["10"] == [p.split(":")[0] for p in problems(FACTS.replace("{task} appends", says))]


@pytest.mark.parametrize("says", ["{task!x} appends", "{task:d} appends", "{task:{chore}} appends"])
def test_a_placeholder_that_cannot_be_filled_is_a_flaw(says):
    assert ["10"] == [p.split(":")[0] for p in problems(FACTS.replace("{task} appends", says))]


def a_fact(sure: str, **fields: object) -> Fact:
    return Fact(says="?", source="?", read="2026-11-22", sure=sure, **fields)


PROVENANCE = [
    pytest.param(a_fact("H"), True, "from the docs, read 2026-11-22", id="primary"),
    pytest.param(a_fact("M"), True, "consistent sources, read 2026-11-22", id="secondary"),
    pytest.param(a_fact("L"), False, "our assumption", id="inferred"),
    pytest.param(a_fact("H", assumption=True), False, "our assumption", id="assumed"),
]


@pytest.mark.parametrize(("fact", "is_gradable", "provenance"), PROVENANCE)
def test_nobody_is_graded_on_what_is_assumed(fact, is_gradable, provenance):
    assert (is_gradable, provenance) == (fact.is_gradable, fact.provenance)


def test_every_placeholder_has_a_value():
    trace = bundled().scenarios["repaired"].play()

    assert {frozenset(names_of(trace, event)) for event in trace.events} == {PLACEHOLDERS}


@pytest.mark.parametrize("rule", list(bundled().rules))
def test_every_bundled_rule_rests_on_a_fact(rule):
    assert bundled().rules[rule].fact in bundled().facts


def test_no_fact_has_the_name_that_marks_a_view_of_ours():
    text = FACTS.replace("atomic-commit", "ours")

    assert ["2: [^ours] marks what is a view of ours, and no fact; give it another name"] == (
        problems(text)
    )
