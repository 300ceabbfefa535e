"""A private link: made, opened by a POST alone, renewed, revoked; what it is kept as."""

import re

import pytest

from tests.web.mine.doing import (
    ASKED,
    DATA,
    answer_all,
    answer_one,
    as_json,
    copy_of,
    entries,
    export,
    kept,
    learner_in,
    new_link,
    post,
)
from tests.web.mine.notes import CODE, code_on, says
from tests.web.pages import SAME_SITE, strict, tags
from trialrun.web.http.pace import DOORS
from trialrun.web.mine.codes import LETTERS, new_code, read_code


def test_a_code_cannot_be_guessed():
    codes = {new_code() for _ in range(200)}

    assert 200 == len(codes)
    assert len(LETTERS) ** 28 >= 2**128
    assert all(CODE.fullmatch(f"Code: {code}") for code in codes)


TYPED = ["{0}", " {0} ", "{1}", "{2}", "https://study.example.org/my-data/go-on/#{0}", "{3}"]


@pytest.mark.parametrize("typed", TYPED)
def test_a_code_is_read_as_people_type_it(typed):
    code = new_code()
    plain = code.replace("-", "")
    looks = code.replace("0", "O").replace("1", "l")

    assert plain == read_code(typed.format(code, code.lower(), code.replace("-", " "), looks))


@pytest.mark.parametrize(
    "typed", ["", "abc", "U" * 28, "é" * 28, "0" * 29, "x" * 10**6, "0\x00" * 28]
)
def test_what_is_no_code_is_none(typed):
    assert "" == read_code(typed)


def test_the_link_opens_the_answers_in_another_browser(client, app):
    answer_all(client)
    code = new_link(client)
    other = app.test_client()
    response = post(other, "go-on/", code=code)

    assert "You go on here" in says(response)
    assert learner_in(client) == learner_in(other)
    assert export(client) == export(other)
    assert 200 == other.get("/attempts/a1b2/").status_code


def test_what_is_answered_there_counts_here_too(client, app):
    answer_all(client)
    other = app.test_client()
    post(other, "go-on/", code=new_link(client))
    answer_one(other, "bb", 0)

    assert "bb" == entries(client)[-1].attempt


def test_a_get_opens_nothing(client, app):
    """Whoever previews a link, or fetches it ahead, signs in nobody."""
    answer_all(client)
    code = new_link(client)
    other = app.test_client()
    for url in (f"{DATA}go-on/?code={code}", f"{DATA}go-on/#{code}", f"{DATA}go-on/{code}"):
        assert code.encode() not in other.get(url).data

    assert "" == learner_in(other)


def test_the_code_is_behind_the_sign_that_no_browser_sends(client):
    answer_all(client)
    response = post(client, "link")
    links = [a.attrib["href"] for a in tags(strict(response), "a") if "#" in a.attrib["href"]]

    assert f"http://localhost/my-data/go-on/#{code_on(response)}" in links


def test_a_link_is_shown_once_and_kept_as_its_proof(client, tmp_path):
    answer_all(client)
    code = new_link(client)
    pages = [client.get(f"{DATA}{path}").get_data(as_text=True) for path in ("", "sign-out/")]

    assert [] == [page for page in pages if code in page]
    plain = code.replace("-", "").encode()
    for file in (tmp_path / "data").iterdir():
        if file.is_file():
            assert plain not in file.read_bytes()
            assert code.encode() not in file.read_bytes()


def test_a_new_link_ends_the_one_before_at_once(client, app):
    answer_all(client)
    first, second = new_link(client), new_link(client)
    other = app.test_client()
    refused = post(other, "go-on/", code=first)

    assert 422 == refused.status_code
    assert "This code opens nothing" in says(refused)
    assert "" == learner_in(other)
    assert 200 == post(other, "go-on/", code=second).status_code


def test_a_revoked_link_opens_nothing_and_who_came_in_stays(client, app):
    answer_all(client)
    code = new_link(client)
    inside, late = app.test_client(), app.test_client()
    post(inside, "go-on/", code=code)
    assert "Your private link is revoked" in says(post(client, "link/revoke"))

    assert 422 == post(late, "go-on/", code=code).status_code
    assert export(client) == export(inside)
    assert "Revoke the link" not in says(client.get(DATA))


def test_a_wrong_code_stays_in_the_field_with_a_sentence(client):
    response = post(client, "go-on/", code="7XK2")
    root = strict(response)

    assert 422 == response.status_code
    assert "28 letters and digits" in says(response)
    field = next(e for e in tags(root, "input") if e.attrib["name"] == "code")
    assert ("7XK2", "true") == (field.attrib["value"], field.attrib["aria-invalid"])
    assert "code-error" in field.attrib["aria-describedby"]


@pytest.fixture
def two(client, app):
    """A browser whose answers are led to by a code, another with answers of its own, the code."""
    answer_one(client, "aa", 0)
    other = app.test_client()
    answer_one(other, "bb", 1)
    return client, other, new_link(client)


def test_a_browser_with_answers_is_asked_what_becomes_of_them(two):
    _, other, code = two
    mine = learner_in(other)
    response = post(other, "go-on/", code=code)

    assert 422 == response.status_code
    assert "Say what becomes of the answers in this browser" in says(response)
    assert code in response.get_data(as_text=True)
    assert mine == learner_in(other)


def test_answers_that_are_brought_along_join_in_their_order(two):
    client, other, code = two
    mine = copy_of(other)
    page = says(post(other, "go-on/", code=code, mine="bring"))

    assert "1 answer and 1 practice round came in" in page
    assert learner_in(client) == learner_in(other)
    assert ["aa", "bb"] == [entry.attempt for entry in entries(client)]
    assert (
        entries(client)[-1].outcome
        == kept(client).answers.latest(learner_in(client))[ASKED].outcome
    )
    assert [] == as_json(export(mine))["answers"]


def test_answers_that_are_left_stay_where_they_are(two):
    client, other, code = two
    mine = copy_of(other)
    way_back = new_link(other)
    post(other, "go-on/", code=code, mine="leave")

    assert learner_in(client) == learner_in(other)
    assert ["aa"] == [entry.attempt for entry in entries(client)]
    assert ["bb"] == [entry.attempt for entry in entries(mine)]
    post(other, "go-on/", code=way_back, mine="leave")
    assert learner_in(mine) == learner_in(other)


@pytest.mark.parametrize(("mine", "count"), [("leave", 1), ("bring", 0)])
def test_drafts_of_whoever_was_here_go_unless_they_come_along(two, mine, count):
    _, other, code = two
    page = strict(post(other, "go-on/", code=code, mine=mine))

    assert count == sum("data-forgets" in element.attrib for element in page.iter())


def test_ones_own_code_changes_nothing(client):
    answer_all(client)
    before = learner_in(client), export(client)

    assert "You are here already" in says(post(client, "go-on/", code=new_link(client)))
    assert before == (learner_in(client), export(client))


def test_another_site_can_neither_make_nor_open_one(client, app):
    answer_all(client)
    code = new_link(client)
    other = app.test_client()
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path, form in (("go-on/", {"code": code}), ("link", {}), ("others", {}), ("import", {})):
        assert 403 == other.post(f"{DATA}{path}", data=form, headers=headers).status_code

    assert "" == learner_in(other)


def test_its_pages_are_kept_nowhere(client):
    answer_all(client)
    responses = [
        post(client, "link"),
        client.get(f"{DATA}go-on/"),
        post(client, "go-on/", code="x"),
    ]

    assert {"no-store"} == {response.headers["Cache-Control"] for response in responses}
    assert {"noindex"} == {response.headers["X-Robots-Tag"] for response in responses}


def test_no_log_has_a_code(client, app, caplog):
    answer_all(client)
    code = new_link(client)
    headers = {"Sec-Fetch-Site": "cross-site"}
    client.post(f"{DATA}go-on/", data={"code": code}, headers=headers)

    assert any("/my-data/go-on/" in message for message in caplog.messages)
    assert code not in caplog.text


def test_all_other_browsers_are_signed_out(client, app):
    answer_all(client)
    code = new_link(client)
    before = as_json(export(client))
    other, late = copy_of(client), app.test_client()
    page = says(post(client, "others"))

    assert "All other browsers are signed out" in page
    assert before == as_json(export(client))
    assert [] == as_json(export(other))["answers"]
    assert 404 == other.get("/attempts/a1b2/").status_code
    assert 422 == post(late, "go-on/", code=code).status_code
    assert 200 == client.get("/attempts/a1b2/").status_code


def test_a_double_click_on_it_loses_nothing(client, app):
    answer_all(client)
    before = as_json(export(client))
    other, again = copy_of(client), copy_of(client)
    (once,) = {e.attrib["value"] for e in strict(client.get(DATA)).iter() if once_in(e)}
    post(client, "others", once=once)
    answer_all(other, "b1")
    post(again, "others", once=once)

    assert before == as_json(export(client)) == as_json(export(again))
    assert 0 < len(as_json(export(other))["answers"])
    # Whoever is signed out cannot follow: what the page of before had is known to nobody else.
    post(other, "others", once="a1b2c3")
    assert learner_in(other) != learner_in(client)


def once_in(element) -> bool:
    """Says whether an element is the field by which one page is told from another."""
    return element.attrib.get("name") == "once"


def test_a_code_is_asked_for_at_a_rate(app):
    assert re.search("links", DOORS.things)
    assert DOORS.address[0].count * 200 / DOORS.address[0].seconds < 100


def test_a_form_that_was_refused_by_a_full_database_says_so(client, monkeypatch):
    answer_all(client)
    with kept(client).database.writing() as db:
        db.conn.execute("PRAGMA query_only=ON")
        response = client.post(f"{DATA}others", headers=SAME_SITE)
        db.conn.execute("PRAGMA query_only=OFF")

    assert 503 == response.status_code


@pytest.mark.parametrize("page", ["", "sign-out/"])
def test_a_reload_of_the_page_with_the_link_makes_no_other_one(client, app, page):
    answer_all(client)
    (form,) = [
        form for form in tags(strict(client.get(DATA + page)), "form")
        if form.attrib["action"] == f"{DATA}link"
    ]  # fmt: skip
    sent = {i.attrib["name"]: i.attrib["value"] for i in tags(form, "input")}
    first, again = (code_on(post(client, "link", **sent)) for _ in range(2))
    other = code_on(post(client, "link", once="another"))

    assert first == again
    assert first != other
    assert "You go on here" in says(post(app.test_client(), "go-on/", code=other))


def test_a_code_of_a_page_is_another_for_everybody_and_stands_nowhere(client, app, tmp_path):
    answer_all(client)
    other = app.test_client()
    answer_all(other)
    codes = [code_on(post(one, "link", once="same")) for one in (client, other)]
    kept_bytes = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())

    assert codes[0] != codes[1]
    for code in codes:
        assert code.encode() not in kept_bytes
        assert read_code(code).encode() not in kept_bytes
