"""Signing out of a shared browser, and deleting everything: asked for first, then done at once."""

import pytest

from tests.store.test_learners import rows_of
from tests.web.mine.doing import (
    ASKED,
    DATA,
    JOB,
    answer_all,
    answer_one,
    as_json,
    bring,
    copy_of,
    entries,
    export,
    kept,
    learner_in,
    new_link,
    post,
)
from tests.web.mine.notes import says
from tests.web.pages import LESSON, SAME_SITE, strict, tags
from trialrun.store.belongings import TABLES


def test_it_says_plainly_that_without_a_link_all_would_be_out_of_reach(client):
    answer_all(client)
    without = says(client.get(f"{DATA}sign-out/"))
    new_link(client)

    assert "nobody can reach these answers again" in without
    page = says(client.get(f"{DATA}sign-out/"))
    assert "nobody can reach these answers again" not in page
    assert "leads back to it" in page


def test_signing_out_takes_the_learner_out_of_the_browser(client):
    url = answer_all(client)
    code = new_link(client)
    before, learner = export(client), learner_in(client)
    response = post(client, "sign-out/")

    assert "You are signed out" in says(response)
    assert "" == learner_in(client)
    assert 404 == client.get(url).status_code
    assert "Nothing of you is kept yet." in says(client.get(DATA))
    with client.session_transaction() as session:
        assert learner not in session.values()
    post(client, "go-on/", code=code)
    assert before == export(client)


def test_what_comes_after_a_sign_out_is_another_learners(client):
    answer_all(client)
    first = learner_in(client)
    post(client, "sign-out/")
    answer_all(client, "bb")

    assert learner_in(client) not in ("", first)
    assert {"bb"} == {entry.attempt for entry in entries(client)}


@pytest.mark.parametrize("path", ["sign-out/", "delete/sure/"])
def test_drafts_and_pages_in_the_browser_go_too(client, path):
    answer_all(client)
    response = post(client, path, sure="delete")

    assert 1 == sum("data-forgets" in e.attrib for e in strict(response).iter())
    assert '"cache", "storage"' == response.headers["Clear-Site-Data"]


@pytest.mark.parametrize("path", ["sign-out/", "delete/", "delete/sure/"])
def test_a_get_changes_nothing(client, path):
    answer_all(client)
    before = learner_in(client), export(client)
    response = client.get(f"{DATA}{path}")

    assert before == (learner_in(client), export(client))
    assert "Clear-Site-Data" not in response.headers
    assert not any("data-forgets" in e.attrib for e in strict(response).iter())


def fill(client) -> None:
    """Gives a learner something in every table."""
    answer_all(client)
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    client.post("/simulator/own/", data={"text": JOB}, headers=SAME_SITE)
    flag = {"flag": "f1", "question": ASKED, "reason": "typo"}
    assert client.post("/flags/", data=flag, headers=SAME_SITE).status_code == 303
    new_link(client)
    bring(client, export(client))
    with kept(client).database.writing() as db:
        db.conn.execute(
            "INSERT INTO brought VALUES (:learner, 'd', 'a/b', 2, '{}')",
            {"learner": learner_in(client)},
        )


def test_it_is_asked_twice_and_the_word_must_be_typed(client):
    answer_all(client)
    first = client.get(f"{DATA}delete/")
    links = [a.attrib["href"] for a in tags(strict(first), "a")]
    assert f"{DATA}delete/sure/" in links
    assert [] == tags(strict(first), "form")

    before = export(client)
    for sure in ("", "yes", "delet"):
        response = post(client, "delete/sure/", sure=sure)
        assert 422 == response.status_code
        assert "Nothing was deleted" in says(response)
    assert before == export(client)


@pytest.mark.parametrize("word", ["delete", " Delete ", "“delete”"])
def test_everything_is_deleted_at_once(client, word):
    fill(client)
    learner, stores = learner_in(client), kept(client)
    assert 0 not in {table: rows_of(stores, learner)[table] for table in TABLES}.values()
    response = post(client, "delete/sure/", sure=word)

    assert 200 == response.status_code
    assert dict.fromkeys(TABLES, 0) == rows_of(stores, learner)
    assert "" == learner_in(client)
    assert "A backup that was made before still holds them" in says(response)


def test_an_old_cookie_starts_empty(client):
    url = answer_all(client)
    code = new_link(client)
    old, late = copy_of(client), client.application.test_client()
    post(client, "delete/sure/", sure="delete")

    assert [[], []] == [as_json(export(old))[name] for name in ("answers", "attempts")]
    assert 404 == old.get(url).status_code
    assert "Nothing of you is kept yet." in says(old.get(DATA))
    assert 200 == old.get("/").status_code
    assert 422 == post(late, "go-on/", code=code).status_code
    answer_one(old, "bb", 0)
    assert ["bb"] == [entry.attempt for entry in entries(old)]
    assert [] == as_json(export(client))["answers"]


def test_nobody_else_loses_anything(client, app):
    fill(client)
    other = app.test_client()
    fill(other)
    before = as_json(export(other))
    post(client, "delete/sure/", sure="delete")

    assert before == as_json(export(other))


def test_it_is_said_what_backups_hold_before_it_is_done(client):
    answer_all(client)

    assert "Backups that were made before still hold it" in says(client.get(f"{DATA}delete/"))


def test_nobody_may_delete_and_sign_out_as_well(client):
    for path in ("sign-out/", "delete/sure/", "others", "link/revoke"):
        assert 200 == post(client, path, sure="delete").status_code

    assert "" == learner_in(client)
