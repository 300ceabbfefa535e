"""Who uses a fact, and how long ago it was read."""

from dataclasses import replace
from datetime import date

from tests.build import bundled
from trialrun.content import Catalog
from trialrun.content.code import cited_by_code
from trialrun.content.fact import Fact
from trialrun.content.fact_use import old_facts, used_facts
from trialrun.content.glossary import GlossaryTerm


def questions(catalog: Catalog) -> list:
    return [each for found in catalog.sets.values() for each in found.questions.values()]


def test_a_fact_is_used_by_whoever_shows_it():
    catalog = bundled()
    lesson = next(iter(catalog.lessons["s1-lakeflow-jobs"].facts))
    question = catalog.question("rollback/what-is-committed").facts[0].id
    level = next(level.facts[0] for level in catalog.levels.values() if level.facts)
    figure = next(m.fact for f in catalog.figures.values() for m in f.moments if m.fact)
    rule = next(rule.fact for rule in catalog.rules.values() if rule.fact)

    assert {lesson, question, level, figure, rule} <= used_facts(catalog, questions(catalog))


def test_a_fact_of_one_question_alone_is_unused_without_it():
    catalog = bundled()
    asked = catalog.question("rollback/what-is-committed")
    lone = replace(asked, facts=(asked.facts[0]._replace(id="asked-once"),))

    assert "asked-once" in used_facts(catalog, [*questions(catalog), lone])
    assert "asked-once" not in used_facts(catalog, questions(catalog))


def test_without_lessons_what_they_alone_teach_is_unused():
    catalog = bundled()
    every = questions(catalog)

    assert used_facts(replace(catalog, lessons={}), every) < used_facts(catalog, every)


def test_what_a_term_rests_on_is_used():
    catalog = replace(bundled(), lessons={}, sets={}, levels={}, rules={}, figures={})
    term = {"x": GlossaryTerm("x", "?", facts=("bundle-init",))}

    assert "bundle-init" in used_facts(replace(catalog, glossary=term), [])
    assert "bundle-init" not in used_facts(replace(catalog, glossary={}), [])


def test_what_corrects_a_belief_or_is_assumed_in_a_run_is_used():
    found = used_facts(replace(bundled(), lessons={}, sets={}, levels={}, rules={}), [])

    assert {"no-cross-task-rollback", "bundle-variable-order", "prices-illustrative"} <= found


def test_the_code_names_facts_that_it_goes_by():
    assert {"leaf-rule"} == cited_by_code({"leaf-rule", "this-fact-is-nowhere-" + "named"})


def fact(read: str) -> Fact:
    return Fact(says="?", source="?", read=read, sure="H")


def test_a_fact_is_old_after_half_a_year():
    facts = {"old": fact("2026-05-31"), "young": fact("2026-06-01"), "later": fact("2027-01-01")}

    assert [("old", 181)] == list(old_facts(facts, date(2026, 11, 28)))
