"""A flag: "wrong or unclear" on every question, received, replied to, taken along, and bounded."""

import json
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.mine.doing import learner_in
from tests.web.pages import LESSON, SAME_SITE, answer_on, start_attempt, strict, tags, text_of
from trialrun.cli import main
from trialrun.families import FAMILIES, written_id
from trialrun.lab.drill import GENERATING_MS
from trialrun.store import Flag
from trialrun.web.flags import REASONS, SAYS_MAX, SHOWN_MAX

UID = "rollback/what-is-committed"
SAID = "It says “rolled back” <b>twice</b>."


def flag_link(client: FlaskClient, url: str) -> str:
    """Returns the way from a page to its flag."""
    hrefs = [a.attrib["href"] for a in tags(strict(client.get(url)), "a")]
    return next(href for href in hrefs if href.startswith("/flags/"))


def send(client: FlaskClient, url: str, flag: str = "f1", **said):
    """Fills in the form behind a link, and sends it."""
    fields = {
        field.attrib["name"]: field.attrib["value"]
        for field in tags(strict(client.get(url)), "input")
        if field.attrib.get("type") == "hidden"
    }
    data = fields | {"flag": flag, "reason": "key", "says": SAID} | said
    return client.post("/flags/", data=data, headers=SAME_SITE)


def test_each_page_that_asks_or_explains_a_question_leads_to_its_flag(client):
    links = [flag_link(client, url) for url in (LESSON, "/drill/end-state/v1/7/")]
    attempt = start_attempt(client)
    links.append(flag_link(client, f"{attempt}1/"))
    client.post(f"{attempt}1/", data={"skip": "1"}, headers=SAME_SITE)
    links.append(flag_link(client, f"{attempt}1/"))

    assert links[2] == links[3]
    assert {200} == {client.get(link).status_code for link in links}


def test_a_flag_holds_what_was_asked_and_answered_and_its_learner_sees_what_becomes_of_it(
    client, app
):
    attempt = start_attempt(client)
    url = f"{attempt}1/"
    client.post(url, data=answer_on(strict(client.get(url))), headers=SAME_SITE)
    link = flag_link(client, url)
    sent = send(client, link)
    send(client, link)
    received = strict(client.get(sent.headers["Location"]))

    assert 303 == sent.status_code
    assert "Received" in text_of(received)
    assert url in {a.attrib["href"] for a in tags(received, "a")}
    kept = app.extensions["trialrun"].stores.flags
    (flag,) = kept.listed(is_all=True)
    assert ("a1b2", "key", SAID) == (flag.attempt, flag.reason, flag.says)
    assert len(flag.put) == 32
    assert json.loads(flag.response)

    assert kept.reply(flag.number, "It is mended.", 10**12 * 9)
    for page in (link, "/my-data/"):
        says = text_of(strict(client.get(page)))
        assert "It is mended." in says
        assert SAID in says
    assert "An author has replied" in text_of(strict(client.get("/")))
    assert SAID not in text_of(strict(app.test_client().get(link)))


def test_flags_are_exported_and_imported_with_all_else(client, app):
    link = flag_link(client, f"{start_attempt(client)}1/")
    send(client, link)
    export = client.get("/my-data/export").get_data()
    there = app.test_client()
    file = (BytesIO(export), "mine.json")
    said = there.post(
        "/my-data/import",
        data={"file": file},
        headers=SAME_SITE,
        content_type="multipart/form-data",
    )

    assert "1 flag of yours came along" in text_of(strict(said))
    assert json.loads(export)["flags"][0]["says"] == SAID
    assert SAID in text_of(strict(there.get("/my-data/")))


def test_authors_see_how_many_and_at_a_terminal_what_and_reply_while_the_app_runs(
    client, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("TRIALRUN_DATA", str(tmp_path / "data"))
    link = f"/flags/?question={UID}"
    send(client, link, says="a\x1b[31mcrimson\nline \u202etwo")
    page = text_of(strict(client.get("/authors/")))

    assert f"{UID} 1 flag, 1 without a reply" in page
    assert "crimson" not in page
    assert 0 == main(["flags"])
    told = capsys.readouterr().out
    assert "crimson line" in told
    assert told.replace("\n", "").isprintable()
    assert 0 == main(["flags", "--reply", "1", "It is mended."])
    assert 1 == main(["flags", "--reply", "2", "It is mended."])
    assert 1 == main(["flags", "--reply", "1", " "])
    assert "It is mended." in text_of(strict(client.get(link)))
    capsys.readouterr()
    assert 0 == main(["flags", "--json", "--all"])
    (flag,) = json.loads(capsys.readouterr().out)
    assert ("It is mended.", UID) == (flag["reply"], flag["question"])
    monkeypatch.setenv("TRIALRUN_DATA", str(tmp_path / "nowhere"))
    assert 1 == main(["flags"])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"reason": ""}, "Pick what is wrong"),
        ({"reason": "nonsense"}, "Pick what is wrong"),
        ({"reason": "other", "says": "  "}, "Say in a few words"),
        ({"says": "x" * (SAYS_MAX + 1)}, "At most 500 signs"),
    ],
)
def test_what_cannot_be_taken_is_told_and_what_was_typed_stays(client, said, told):
    refused = send(client, f"/flags/?question={UID}", **said)
    root = strict(refused)

    assert 422 == refused.status_code
    assert told in text_of(root)
    assert (said.get("says", SAID).strip() or "") in text_of(tags(root, "textarea")[0])


@pytest.mark.parametrize("query", ["", "?question=no/no", "?question=levels/after-the-fork",
    f"?question={UID}&attempt=%00", f"?question={UID}&put=nothing"])  # fmt: skip
def test_what_is_no_question_is_no_page(client, query):
    response = client.get(f"/flags/{query}")

    assert 404 == response.status_code
    assert "There is no such question" in text_of(strict(response))


@settings(suppress_health_check=list(HealthCheck), max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=600), st.sampled_from([*REASONS, "x"]))
def test_no_text_breaks_it(app: Flask, uid: str, says: str, reason: str):
    client = app.test_client()
    for question in (uid, UID):
        data = {"question": question, "says": says, "reason": reason, "flag": "f1"}
        response = client.post("/flags/", data=data, headers=SAME_SITE)

        assert response.status_code in (200, 303, 404, 422), re.escape(uid)


def test_my_data_shows_the_newest_and_draws_and_weighs_no_more(app, monkeypatch):
    client = app.test_client()
    send(client, f"/flags/?question={UID}")
    stores = app.extensions["trialrun"].stores
    owner = learner_in(client)
    for seed in range(1, SHOWN_MAX + 5):
        uid = f"drill/{written_id(FAMILIES['end-state'], 700_000 + seed)}"
        flag = Flag(f"d{seed}", uid, "0" * 32, "", "", "key", f"No. {seed}.", seed)
        assert stores.flags.keep(owner, flag)
    weighed: list[float] = []
    monkeypatch.setattr("trialrun.web.practice.putting.weigh", weighed.append)
    page = text_of(strict(client.get("/my-data/")))
    first = weighed.count(GENERATING_MS)
    client.get("/my-data/")

    assert SHOWN_MAX == page.count("No. ")
    assert f"No. {SHOWN_MAX + 4}." in page
    assert f"newest {SHOWN_MAX} of {SHOWN_MAX + 5}" in page
    assert SHOWN_MAX == first == weighed.count(GENERATING_MS)


def test_a_drill_question_that_is_drawn_for_its_flag_is_weighed(client, monkeypatch):
    weighed: list[float] = []
    monkeypatch.setattr("trialrun.web.practice.putting.weigh", weighed.append)
    uid = f"drill/{written_id(FAMILIES['end-state'], 987_654)}"

    assert 200 == client.get(f"/flags/?question={uid}").status_code
    assert [GENERATING_MS] == weighed
