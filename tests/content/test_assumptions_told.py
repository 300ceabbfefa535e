"""No assumption is hidden: each is behind a rule or is looked for, and says so where it stands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import ROOT, bundled
from tests.test_citations import cited_in
from trialrun.engine import SET_BY_US, UNSAID

OF_NO_RUN = frozenset({"atomic-never-spans-tasks", "pipeline-task-again", "reference-fields"})
"""What is inferred of what never happens, of the inside of a pipeline, or of text that plays no
part: no story has an event of it. A job whose text it is about is told of it where it is read."""
ASSUMES = re.compile(r"\bassum", re.IGNORECASE)


def ungradable() -> set[str]:
    """Returns the facts that nobody is graded on."""
    return {key for key, fact in bundled().facts.items() if not fact.is_gradable}


def behind_rules() -> set[str]:
    """Returns the facts of the engine's rules."""
    return {rule.fact for rule in bundled().rules.values() if rule.fact}


def hidden(rules: dict[str, tuple[str, str | None]], facts: set[str]) -> list[str]:
    """Returns the rules whose words speak of an assumption that their fact is not."""
    return [
        key for key, (says, fact) in rules.items() if ASSUMES.search(says) and fact not in facts
    ]


def told_in_code() -> Iterator[tuple[str, str]]:
    """Yields every text in the engine that speaks of an assumption of ours, with where."""
    for path in (ROOT / "trialrun" / "engine").rglob("*.py"):
        if path.name == "assumptions.py":
            continue
        where = str(Path(path).relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else ""
            if isinstance(text, str) and re.search(r"\b[Oo]ur assumption", text):
                yield where, text


def test_every_assumption_in_the_words_of_a_rule_is_that_of_its_fact():
    rules = {key: (f"{rule.says} {rule.why}", rule.fact) for key, rule in bundled().rules.items()}

    assert [] == hidden(rules, ungradable())
    assert ["x.y"] == hidden({"x.y": ("It ends. That is our assumption.", "H")}, set())


def test_every_rule_whose_name_says_that_it_is_assumed_rests_on_an_assumption():
    named = {key: rule.fact for key, rule in bundled().rules.items() if key.endswith("_assumed")}

    assert named
    assert [] == [key for key, fact in named.items() if fact not in ungradable()]


def test_every_fact_that_is_an_assumption_is_behind_a_rule_or_is_looked_for():
    assert ungradable() - behind_rules() == (UNSAID - behind_rules()) | OF_NO_RUN
    assert set() == (UNSAID | SET_BY_US.keys()) - ungradable()


def test_every_assumption_that_code_speaks_of_cites_a_fact_that_is_one():
    found = list(told_in_code())

    assert ("trialrun/engine/rules/repair.py", "repair-of-chosen") in {
        (where, fact) for where, text in found for fact in cited_in(text)
    }
    assert [] == [
        (where, text[:60]) for where, text in found if not set(cited_in(text)) & ungradable()
    ]


@pytest.mark.parametrize("fact", sorted(ungradable()))
def test_an_assumption_is_called_one_where_its_fact_is_shown(fact):
    assert "our assumption" == bundled().facts[fact].provenance
