"""Drill: a question by its address, answered, kept and shown again; nothing is told early."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.mine.doing import entries
from tests.web.pages import HTMX, SAME_SITE, strict, tags, text_of
from trialrun.engine import BELIEFS
from trialrun.families import FAMILIES, TOPICS
from trialrun.lab.drill import drilled

URL = "/drill/end-state/v1/2/"
ATTEMPT = "d1"


@pytest.fixture
def key() -> str:
    """The right option of the question at URL."""
    return next(id_ for id_, value in _question().key.items() if value == "yes")


def _question():
    return drilled(bundled(), "end-state", 1, 2).question


def _send(client: FlaskClient, option: str = "", *, of: str = "", attempt: str = ATTEMPT, **more):
    """Opens the question, as whoever answers it did, and sends its form."""
    client.get(URL)
    data = {"attempt": attempt, "put": _question().digest, "question": _question().uid}
    data |= {"option": option} if option else {}
    headers = SAME_SITE | more.pop("headers", {})
    return client.post(f"{URL}{f'?of={of}' if of else ''}", data=data | more, headers=headers)


def test_families_are_listed_by_topic_and_beliefs_by_what_one_may_think(client):
    says = text_of(strict(client.get("/drill/")))

    for family in FAMILIES.values():
        assert family.title in says
        assert TOPICS[family.topic] in says
    assert BELIEFS["repair-reruns-everything"].says in says


def test_practice_leads_to_the_drill(client):
    assert "/drill/" in {a.attrib["href"] for a in tags(strict(client.get("/practice/")), "a")}


def test_a_page_tells_nothing_of_the_key(client, key):
    text = client.get(URL).get_data(as_text=True)

    option = next(o for o in _question().body["options"] if o["id"] == key)
    assert option["id"] in text
    assert option["why"] not in text
    assert "Behind this answer" not in text
    assert "So it would be" not in text
    assert all(fact.says not in text for fact in _question().facts)


def test_the_same_address_asks_the_same(client, app: Flask):
    def stem(somebody: FlaskClient) -> str:
        return text_of(next(iter(tags(strict(somebody.get(URL)), "legend"))))

    assert stem(client) == stem(app.test_client())


@pytest.mark.parametrize(
    "at",
    [
        "/drill/any/",
        "/drill/topic/repair-vs-rerun/",
        "/drill/new-run/",
        "/drill/belief/run-now-goes-on/",
    ],
)
def test_a_start_leads_to_a_question(client, at):
    found = client.get(at)

    assert 303 == found.status_code
    assert "no-store" == found.headers["Cache-Control"]
    assert 200 == client.get(found.headers["Location"]).status_code


def test_two_who_start_meet_other_questions(client):
    met = {client.get("/drill/any/").headers["Location"] for _ in range(8)}

    assert len(met) > 1


def test_a_drill_of_a_belief_asks_where_it_shows(client):
    url = client.get("/drill/belief/repair-reruns-everything/").headers["Location"]
    name, version, seed = url.split("?")[0].strip("/").split("/")[1:]

    found = drilled(bundled(), name, int(version[1:]), int(seed))
    assert "repair-reruns-everything" in found.beliefs


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("/drill/end-stat/v1/7/", "Did you mean “end-state”?"),
        ("/drill/end-state/v99/7/", "makes questions of version 1 today"),
        ("/drill/end-state/v1/0/", "from 1 to 999,999,999"),
        ("/drill/end-state/v1/99999999999999999999/", "from 1 to 999,999,999"),
        ("/drill/nobody/", "There is no family"),
        ("/drill/topic/nothing/", "There is no topic"),
        ("/drill/belief/nothing/", "There is no belief"),
    ],
)
def test_a_wrong_address_says_what_is_wrong(client, url, says):
    found = client.get(url)

    assert 404 == found.status_code
    assert says in text_of(strict(found))
    assert 404 == client.post(url, data={"attempt": "a"}, headers=SAME_SITE).status_code or (
        url.count("/") < 5
    )


def test_an_answer_is_kept_and_explained_and_leads_on(client, key):
    sent = _send(client, key, of="any")

    assert f"/attempts/{ATTEMPT}/1/?of=any" == sent.headers["Location"]
    page = strict(client.get(sent.headers["Location"]))
    assert "Right" in text_of(page)
    (following,) = [a for a in tags(page, "a") if "data-next" in a.attrib]
    assert following.attrib["href"].startswith("/drill/")
    assert following.attrib["href"].endswith("?of=any")
    assert 200 == client.get(following.attrib["href"]).status_code


def test_with_htmx_the_verdict_comes_in_place(client, key):
    sent = _send(client, key, headers=HTMX)

    assert 200 == sent.status_code
    assert f"/attempts/{ATTEMPT}/1/" == sent.headers["HX-Replace-Url"]
    assert "Right" in text_of(strict(sent))


def test_the_run_behind_it_can_be_watched(client, key):
    page = strict(client.get(_send(client, key).headers["Location"]))

    (run,) = [a.attrib["href"] for a in tags(page, "a") if "Run it" in text_of(a)]
    assert 200 == client.get(run).status_code


def test_a_wrong_answer_tells_the_thought_behind_it(client):
    seeds = (drilled(bundled(), "repair-dialog", 1, seed).question for seed in range(1, 30))
    question, wrong = next(
        (each, option) for each in seeds for option in each.body["options"] if option["belief"]
    )
    url = f"/drill/repair-dialog/v1/{question.id.rpartition('-')[2]}/"
    client.get(url)
    data = {"attempt": ATTEMPT, "option": wrong["id"]}
    sent = client.post(url, data=data, headers=SAME_SITE, follow_redirects=True)

    assert BELIEFS[wrong["belief"]].says in text_of(strict(sent))


@pytest.mark.parametrize("option", ["", "nonsense"])
def test_a_form_that_is_no_answer_comes_back_and_starts_nothing(client, option):
    sent = _send(client, option)

    assert 422 == sent.status_code
    assert tags(strict(sent), "fieldset")
    assert 404 == client.get(f"/attempts/{ATTEMPT}/").status_code


def test_it_can_be_skipped(client):
    page = client.get(_send(client, skip="1").headers["Location"])

    assert "Skipped" in text_of(strict(page))


def test_the_first_answer_counts(client, key):
    wrong = next(id_ for id_, value in _question().key.items() if value == "no")
    _send(client, key)
    _send(client, wrong)

    assert "Right" in text_of(strict(client.get(f"/attempts/{ATTEMPT}/1/")))


def test_without_a_cookie_the_verdict_is_shown_at_once(app: Flask, key):
    sent = app.test_client().post(URL, data={"attempt": ATTEMPT, "option": key}, headers=SAME_SITE)

    assert 200 == sent.status_code
    assert "Right" in text_of(strict(sent))


def test_a_drill_neither_counts_as_missed_nor_stands_among_the_sets(client):
    wrong = next(id_ for id_, value in _question().key.items() if value == "no")
    _send(client, wrong)

    assert "Practise what I missed" not in text_of(strict(client.get("/practice/")))
    assert "Sets that are gone" not in text_of(strict(client.get("/practice/")))
    assert "Nothing just now" in text_of(strict(client.get("/practice/missed/")))
    assert "get right" not in text_of(strict(client.get("/")))
    assert "0 of 1 right" in text_of(strict(client.get("/drill/")))
    assert 200 == client.get(f"/attempts/{ATTEMPT}/").status_code


def test_what_was_answered_of_an_old_version_is_shown_as_it_was(client, key, monkeypatch):
    url = _send(client, key).headers["Location"]
    newer = dict(FAMILIES) | {"end-state": replace(FAMILIES["end-state"], version=2)}
    monkeypatch.setattr("trialrun.families.registry.FAMILIES", newer)
    monkeypatch.setattr("trialrun.lab.drill._remembered", {})

    page = text_of(strict(client.get(url)))
    assert "Right" in page
    assert _question_stem() in page
    assert 404 == client.get(URL).status_code


def _question_stem() -> str:
    return STEM.replace("`", "")


STEM = _question().stem


def test_how_a_go_went_leads_to_a_drill_of_the_thought_behind_it(client):
    seeds = (drilled(bundled(), "repair-dialog", 1, seed).question for seed in range(1, 60))
    question, wrong = next(
        (each, option)
        for each in seeds
        if each.kind_name == "choice"
        for option in each.body["options"]
        if option["belief"] == "repair-reruns-everything"
    )
    url = f"/drill/repair-dialog/v1/{question.id.rpartition('-')[2]}/"
    client.get(url)
    client.post(url, data={"attempt": ATTEMPT, "option": wrong["id"]}, headers=SAME_SITE)
    page = strict(client.get(f"/attempts/{ATTEMPT}/"))

    assert "/drill/belief/repair-reruns-everything/" in {a.attrib["href"] for a in tags(page, "a")}


HOSTILE = ["", "x" * 5000, "\x00", "../../etc", "🙈" * 50, "yes", "<script>", "-1", "1e9"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_form_breaks_it(client, text):
    client.get(URL)
    for fields in (
        {"option": text}, {"option": [text, text]}, {"skip": text}, {"put": text},
        {"question": text}, {"attempt": text}, {"of": text},
    ):  # fmt: skip
        data = {"attempt": "h1", "put": _question().digest, "option": "nothing"} | fields
        found = client.post(f"{URL}?of={text[:40]}", data=data, headers=SAME_SITE)

        assert found.status_code in (200, 303, 400, 422), (fields, found.status_code)


def test_a_drill_of_a_belief_goes_on_to_the_next_that_shows_it(client):
    url = client.get("/drill/belief/repair-reruns-everything/").headers["Location"]
    page = strict(client.get(url))
    (other,) = [a for a in tags(page, "a") if text_of(a) == "Another question instead"]
    first, then = (client.get(other.attrib["href"]).headers["Location"] for _ in range(2))

    assert first == then != url
    assert first.endswith("?of=belief.repair-reruns-everything")
    assert 303 == client.get("/drill/belief/repair-reruns-everything/?after=x").status_code


def test_an_answer_under_the_id_of_another_go_is_refused(client, key):
    _send(client, key)
    other = URL.replace("/2/", "/3/")

    sent = client.post(other, data={"attempt": ATTEMPT, "skip": "1"}, headers=SAME_SITE)
    assert 400 == sent.status_code
    assert [_question().uid] == [entry.question for entry in entries(client)]


@pytest.mark.parametrize("path", ["{}", "topic/{}", "belief/{}", "{}/v1/1"])
def test_a_name_with_signs_that_no_page_can_hold_is_not_sent_back(client, path):
    found = client.get(f"/drill/{path.format('%01%EF%BF%BE')}/")

    assert 404 == found.status_code
    assert "There is no such drill" in text_of(strict(found))


def test_what_we_only_assume_of_the_flag_is_told_as_such_behind_the_answer(client):
    url, told = "/drill/repair-flags/v1/7/", bundled().facts["repair-flag-upstream"]
    question = drilled(bundled(), "repair-flags", 1, 7).question
    before = client.get(url).text
    data = {"attempt": ATTEMPT, "put": question.digest, "question": question.uid}
    data |= {"option": next(iter(question.key))}
    client.post(url, data=data, headers=SAME_SITE)
    after = text_of(strict(client.get(f"/attempts/{ATTEMPT}/1/")))

    assert "Upstream failed again, too" not in before
    assert f"{told.source}, our assumption" in after
    assert "runs tasks that are Upstream failed again, too" in after
