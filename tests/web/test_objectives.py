"""The page of exam objectives: every one, what serves it, and how a learner stands."""

from dataclasses import replace

from tests.build import bundled
from tests.web.pages import SAME_SITE, strict, tags, text_of
from trialrun.content import FixedShelf

URL = "/objectives/"


def cards(client):
    root = strict(client.get(URL))
    return {e.attrib["id"]: e for e in tags(root, "li") if "objectives__one" in e.get("class", "")}


def test_every_objective_of_every_exam_stands_there_in_the_order_of_the_file(client):
    ids = [id_.replace("/", "-", 1) for id_ in bundled().exams.objectives]

    assert ids == list(cards(client))
    assert len(ids) >= 20


def test_each_has_the_lessons_and_the_number_of_its_questions(client):
    shown = cards(client)
    tagged = [tags for found in bundled().sets.values() for tags in found.tags.values()]
    for id_ in bundled().exams.objectives:
        count = sum(id_ in each.objectives for each in tagged)
        told = text_of(shown[id_.replace("/", "-", 1)])

        assert f"{count} question" in told, id_
        assert "Lesson" in told, id_


def test_a_standing_counts_what_is_met_and_right(client):
    uid = "rollback/what-is-committed"
    (objective, *_) = bundled().tags(uid).objectives
    client.post(f"/practice/{uid}/", data={"attempt": "one"}, headers=SAME_SITE)
    key = bundled().question(uid).key
    picked = [option for option, value in key.items() if value == "yes"]
    client.post("/attempts/one/1/", data={"option": picked}, headers=SAME_SITE)

    assert "1 of 1 met right" in text_of(cards(client)[objective.replace("/", "-", 1)])


def test_what_is_not_covered_is_said_and_pointed_to(client):
    told = text_of(strict(client.get(URL)))

    for exam in bundled().exams.exams.values():
        assert exam.elsewhere
        assert all(says in told for says in exam.elsewhere)
        assert exam.url in client.get(URL).text


def test_an_objective_without_questions_says_so(app):
    services = app.extensions["trialrun"]
    bare = replace(services.shelf.current(), sets={})
    app.extensions["trialrun"] = replace(services, shelf=FixedShelf(bare))
    told = text_of(strict(app.test_client().get(URL)))
    app.extensions["trialrun"] = services

    assert "No question here serves it yet." in told
