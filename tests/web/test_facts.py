"""A fact by its address: all that is known of it, and nothing of a key."""

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import SAME_SITE, strict, tags, text_of
from trialrun.content.fact_uses import uses_of_facts
from trialrun.questions.known import THOUGHTS
from trialrun.web.facts import fact_url

FACTS = some_of(list(bundled().facts), every=6)
CITED = "repair-selection"


def page(client: FlaskClient, id_: str):
    return strict(client.get(f"/facts/{id_}/"))


def unmarked(text: str) -> str:
    return " ".join(text.replace("`", "").split())


@pytest.mark.parametrize("id_", FACTS)
def test_a_fact_is_told_with_its_source_its_day_and_how_sure(client, id_):
    fact, root = bundled().facts[id_], page(client, id_)
    said = text_of(root)

    for told in (fact.source, fact.read, fact.provenance, fact.certainty):
        assert told in said
    assert not fact.url or fact.url in [a.attrib["href"] for a in tags(root, "a")]
    assert ("Nobody is graded on it." in said) == (not fact.is_gradable)
    assert unmarked(fact.says)[:30] in said


def test_what_it_said_before_is_told_with_the_day(client):
    (former,) = bundled().facts["for-each-concurrency"].formerly
    told = text_of(page(client, "for-each-concurrency"))

    assert "What it said before" in told
    assert f"{unmarked(former.says)} until {former.until}" in told
    assert "What it said before" not in text_of(page(client, CITED))


def test_lessons_levels_questions_and_thoughts_that_rest_on_it_are_named(client):
    root, uses = page(client, CITED), uses_of_facts(bundled())[CITED]
    ways = {a.attrib["href"] for a in tags(root, "a")}
    said = text_of(root)

    assert uses.lessons
    assert uses.levels
    assert uses.questions
    assert {f"/lessons/{slug}/" for slug, _ in uses.lessons} <= ways
    assert {f"/levels/{slug}/" for slug, _ in uses.levels} <= ways
    assert {f"/practice/{asked.uid}/" for asked in uses.questions} <= ways
    thoughts = [t.says for t in THOUGHTS.values() if t.corrected_by == CITED]
    assert thoughts
    assert all(says in said for says in thoughts)


@pytest.mark.parametrize("id_", FACTS)
def test_of_a_question_only_what_is_read_before_it_is_answered_is_there(client, id_):
    shown = client.get(f"/facts/{id_}/").text
    content = bundled()
    for asked in uses_of_facts(content)[id_].questions:
        question = content.question(asked.uid)
        for option in question.body.get("options", ()):
            assert option["id"] not in shown
            assert option["why"] not in shown
        assert question.digest not in shown


@pytest.mark.parametrize("id_", some_of(FACTS, every=4))
def test_every_way_from_a_fact_leads_to_a_page(client, id_):
    for a in tags(page(client, id_), "a"):
        if a.attrib["href"].startswith("/"):
            assert 200 == client.get(a.attrib["href"]).status_code, a.attrib["href"]


UNKNOWN = ["nothing", "repair-selectoin", "x" * 3_000, "%00", "..%2f..", "%E2%80%AE", "<b>"]


@pytest.mark.parametrize("id_", UNKNOWN)
def test_an_unknown_fact_is_not_there_and_a_sentence_says_so(client, id_):
    response = client.get(f"/facts/{id_}/")

    assert 404 == response.status_code
    assert "There is no such" in text_of(strict(response))


def test_a_slip_leads_to_the_fact_that_was_meant(client):
    root = page(client, "repair-selectoin")

    assert "Did you mean" in text_of(root)
    assert "/facts/repair-selection/" in [a.attrib["href"] for a in tags(root, "a")]


def test_without_a_name_the_search_is_where_facts_are_found(client):
    response = client.get("/facts/")

    assert (302, "/search/") == (response.status_code, response.location)


def test_the_search_leads_to_facts(client):
    root = strict(client.get("/search/", query_string={"q": "repair preselects", "in": "fact"}))

    assert "/facts/repair-selection/" in [a.attrib["href"] for a in tags(root, "a")]


def test_from_under_an_answer_a_way_leads_to_each_fact_that_is_there_today(client):
    uid = "repair-vs-rerun/what-runs-again"
    client.post(f"/practice/{uid}/", data={"attempt": "f1"}, headers=SAME_SITE)
    before = {a.attrib["href"] for a in tags(strict(client.get("/attempts/f1/1/")), "a")}
    client.post("/attempts/f1/1/", data={"skip": "1"}, headers=SAME_SITE)
    after = {a.attrib["href"] for a in tags(strict(client.get("/attempts/f1/1/")), "a")}
    cited = {f"/facts/{fact.id}/" for fact in bundled().question(uid).facts}

    assert cited
    assert not cited & before
    assert cited <= after


def test_a_fact_that_was_taken_back_is_cited_without_a_way(app):
    with app.test_request_context():
        assert "/facts/repair-selection/" == fact_url("repair-selection")
        assert "" == fact_url("taken-back")
