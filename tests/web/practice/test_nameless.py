"""Answers that come without the cookie they began under, or with another's: kept, and told."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.build import bundled
from tests.web.pages import (
    HTMX,
    LESSON,
    SAME_SITE,
    answer_on,
    options_on,
    size_of,
    start_attempt,
    strict,
    tags,
    text_of,
)
from trialrun.web.practice.nameless import NO_COOKIE, NO_NAME, OTHER_NAME

GO = "/attempts/a1b2/"
PREDICT = "/simulator/chain-breaks/predict/"
PLAIN_OR_HTMX = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
WAYS = [
    *((f"{GO}{number}/", number, "rollback", "a1b2") for number in (1, 4, 10)),
    ("/attempts/one1/1/", 1, "rollback/what-is-committed", "one1"),
]


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """A learner with a go at a set, and one at one question."""
    client = app.test_client()
    start_attempt(client)
    start_attempt(client, "rollback/what-is-committed", "one1")
    return client


def form_of(client: FlaskClient, url: str) -> dict[str, str]:
    """Fills in the form of a page, with what it brings by itself."""
    root = strict(client.get(url))
    (form,) = (form for form in tags(root, "form") if "novalidate" in form.attrib)
    hidden = {
        field.attrib["name"]: field.attrib["value"]
        for field in tags(form, "input")
        if field.attrib["type"] == "hidden"
    }
    return answer_on(form) | hidden


def send(client: FlaskClient, url: str, form: dict[str, str], **headers: str) -> TestResponse:
    return client.post(url, data=form, headers=SAME_SITE | headers)


def is_verdict(response: TestResponse) -> bool:
    return response.status_code == 200 and 'class="verdict verdict--' in response.text


@PLAIN_OR_HTMX
@pytest.mark.parametrize(("url", "number", "slug", "id_"), WAYS)
def test_an_answer_without_a_cookie_is_kept_for_a_new_name(
    app, ada, url, number, slug, id_, headers
):
    form, client = form_of(ada, url), app.test_client()
    sent = send(client, url, form, **headers)

    assert is_verdict(sent)
    assert NO_NAME in text_of(strict(sent))
    page = client.get(url)
    assert is_verdict(page)
    assert f"{GO}{number + 1}/" in page.text or slug != "rollback" or number == size_of()


def test_the_go_that_is_made_anew_is_the_same_from_question_to_question(app, ada):
    form, client = form_of(ada, f"{GO}4/"), app.test_client()
    send(client, f"{GO}4/", form)

    for number in (1, 2, 3, 5, 10):
        url = f"{GO}{number}/"
        assert form_of(ada, url) == form_of(client, url)
        assert options_on(ada, url) == options_on(client, url)


def test_sent_twice_it_counts_once(app, ada):
    form, client = form_of(ada, f"{GO}1/"), app.test_client()
    send(client, f"{GO}1/", form)
    again = send(client, f"{GO}1/", form, **HTMX)

    assert is_verdict(again)
    assert "You had answered this before" not in text_of(strict(again))
    assert f"1 of {size_of()} answered so far" in text_of(strict(client.get(GO)))


@PLAIN_OR_HTMX
def test_whoever_has_another_name_writes_into_his_own_go_only(app, ada, headers):
    eve = app.test_client()
    start_attempt(eve, attempt="hers")
    before = ada.get(GO).text
    sent = send(eve, f"{GO}2/", form_of(ada, f"{GO}2/"), **headers)

    assert is_verdict(sent)
    assert OTHER_NAME in text_of(strict(sent))
    assert before == ada.get(GO).text
    assert f"1 of {size_of()} answered so far" in text_of(strict(eve.get(GO)))


def test_what_another_has_answered_is_not_told(app, ada):
    send(ada, f"{GO}2/", form_of(ada, f"{GO}2/"))
    eve = app.test_client()
    send(eve, f"{GO}1/", form_of(ada, f"{GO}1/"))

    assert not is_verdict(eve.get(f"{GO}2/"))
    assert f"1 of {size_of()} answered so far" in text_of(strict(eve.get(GO)))


def test_a_go_of_what_was_missed_becomes_one_at_the_question(app, ada):
    for number in (1, 2, 3):
        send(ada, f"{GO}{number}/", form_of(ada, f"{GO}{number}/") | {"skip": "1"})
    start_attempt(ada, "missed", "again")
    form, client = form_of(ada, "/attempts/again/3/"), app.test_client()
    sent = send(client, "/attempts/again/3/", form, **HTMX)

    assert is_verdict(sent)
    assert "/attempts/again/1/" == sent.headers["HX-Replace-Url"]
    # Loaded again, or sent again, it is the same question.
    assert is_verdict(client.get("/attempts/again/1/"))
    assert is_verdict(send(client, "/attempts/again/3/", form, **HTMX))


@PLAIN_OR_HTMX
def test_a_form_that_cannot_be_taken_comes_back(app, ada, headers):
    form, client = form_of(ada, f"{GO}1/"), app.test_client()
    blank = send(client, f"{GO}1/", {"question": form["question"], "put": form["put"]}, **headers)
    unknown = send(app.test_client(), f"{GO}1/", form | {"put": "0" * 32}, **headers)

    for sent, said in ((blank, NO_NAME), (unknown, "This question has changed since")):
        assert 422 == sent.status_code
        assert said in text_of(strict(sent))
        assert form_fields(sent) != []


def form_fields(response: TestResponse) -> list[str]:
    names = ("option", "task-", "place-", "side-", "answer", "dial", "add")
    return [field for field in names if f'name="{field}' in response.text]


@pytest.mark.parametrize(
    "form",
    [{}, {"question": "rollback/nothing"}, {"question": "half-written/"}, {"question": "levels/x"}],
    ids=["nothing", "unknown", "of a run", "a level"],
)
def test_what_proves_nothing_is_not_here_in_a_sentence(app, form):
    sent = send(app.test_client(), f"{GO}1/", form | {"skip": "1"})

    assert 404 == sent.status_code
    assert NO_COOKIE[0] in text_of(strict(sent))


def test_a_go_that_was_swept_takes_the_answer_of_its_page(app):
    client = app.test_client()
    start_attempt(client, attempt="first")
    form = form_of(client, "/attempts/first/3/")
    for number in range(20):
        start_attempt(client, attempt=f"a{number}")
    assert 404 == client.get("/attempts/first/").status_code
    sent = send(client, "/attempts/first/3/", form)

    assert is_verdict(sent)
    assert "/attempts/first/4/" in sent.text


@PLAIN_OR_HTMX
def test_a_browser_that_takes_no_cookie_is_shown_all_it_sends(app, ada, headers):
    client = app.test_client(use_cookies=False)
    lesson = strict(client.get(LESSON))
    prompt = {"question": bundled_prompts()[0], "option": options_on(client, LESSON)[0]}
    answered = send(client, LESSON, prompt, **headers)
    all_of_it = send(client, LESSON, {"skip": "all"})
    predicted = send(client, PREDICT, answer_on(strict(client.get(PREDICT))) | {"attempt": "p"})

    assert "Takeaways" not in text_of(lesson)
    for sent in (answered, send(client, f"{GO}1/", form_of(ada, f"{GO}1/"), **headers), predicted):
        assert is_verdict(sent)
        assert NO_NAME in text_of(strict(sent))
    assert "Takeaways" in text_of(strict(all_of_it))


@pytest.mark.parametrize("slug", ["rollback", "missed"])
def test_a_browser_that_takes_no_cookie_is_told_so_at_the_start(app, slug):
    client = app.test_client(use_cookies=False)
    sent = client.post(
        f"/practice/{slug}/", data={"attempt": "aa"}, headers=SAME_SITE, follow_redirects=True
    )

    assert 404 == sent.status_code
    assert NO_COOKIE[0] in text_of(strict(sent))


@PLAIN_OR_HTMX
def test_a_prompt_in_the_middle_of_a_lesson_is_kept_for_a_new_name(app, ada, headers):
    first, second = bundled_prompts()[:2]
    send(ada, LESSON, {"question": first, "skip": "1"})
    form, client = form_of(ada, LESSON), app.test_client()
    assert second == form["question"]
    sent = send(client, LESSON, form, **headers)

    assert is_verdict(sent)
    assert NO_NAME in text_of(strict(sent))
    assert "Open the lesson again" in text_of(strict(sent))
    # What comes before is asked first, as of everybody; then the answer stands.
    assert second not in client.get(LESSON).text
    send(client, LESSON, {"question": first, "skip": "1"})
    assert "Nothing is taken back" in client.get(LESSON).text


def test_with_a_cookie_an_answer_is_redirected_as_before(app):
    client = app.test_client()
    option = options_on(client, LESSON)[0]
    sent = send(client, LESSON, {"question": bundled_prompts()[0], "option": option})

    assert 303 == sent.status_code


def bundled_prompts() -> list[str]:
    lesson = bundled().lessons[LESSON.strip("/").split("/")[-1]]
    return [step.asks for step in lesson.steps if step.asks]
