"""An answer is graded when it is taken, and for a page that shows it; not more often than that."""

import pytest
from flask.testing import FlaskClient

from tests.web.pages import (
    HTMX,
    LESSON,
    SAME_SITE,
    first_choice,
    options_on,
    size_of,
    start_attempt,
)
from trialrun.questions.kinds.options import OptionsKind

PROMPT = "pipeline-vs-job/b-and-c-start"
WAYS = [pytest.param(SAME_SITE, id="plain"), pytest.param(SAME_SITE | HTMX, id="htmx")]


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were graded, one entry a time."""
    found: list[str] = []
    grade = OptionsKind.grade

    def counted(self, question, response):
        found.append(question.uid)
        return grade(self, question, response)

    monkeypatch.setattr(OptionsKind, "grade", counted)
    return found


@pytest.mark.parametrize(
    ("how", "headers", "times"),
    [
        pytest.param("answered", SAME_SITE, 1, id="answered"),
        pytest.param("answered", SAME_SITE | HTMX, 1, id="answered, htmx"),
        pytest.param("skipped", SAME_SITE, 0, id="skipped"),
        pytest.param("skipped", SAME_SITE | HTMX, 1, id="skipped, htmx: its verdict"),
    ],
)
def test_a_post_grades_once_at_most(client: FlaskClient, graded, how, headers, times):
    url = first_choice(client, start_attempt(client))
    data = {"skip": "1"} if how == "skipped" else {"option": options_on(client, url)[0]}
    graded.clear()
    client.post(url, data=data, headers=headers)

    assert times == len(graded)


@pytest.mark.parametrize("headers", WAYS)
def test_a_prompt_of_a_lesson_is_graded_once(client: FlaskClient, graded, headers):
    data = {"question": PROMPT, "option": options_on(client, LESSON)[0]}
    client.post(LESSON, data=data, headers=headers)

    assert [PROMPT] == graded


def test_a_page_grades_what_it_shows_once_and_others_grade_nothing(client: FlaskClient, graded):
    attempt = start_attempt(client)
    url = first_choice(client, attempt)
    client.post(url, data={"option": options_on(client, url)[0]}, headers=SAME_SITE)
    client.post(LESSON, data={"question": PROMPT, "skip": "1"}, headers=SAME_SITE)
    graded.clear()
    client.get(url)

    assert 1 == len(graded)
    for other in ("/", "/practice/", "/practice/rollback/", "/levels/", "/lessons/"):
        client.get(other)
    assert 1 == len(graded)


def test_a_result_grades_what_was_missed_once_and_what_is_right_not_at_all(client, graded):
    attempt = start_attempt(client)
    url = first_choice(client, attempt)
    client.post(url, data={"option": options_on(client, url)[0]}, headers=SAME_SITE)
    told = f"1 of {size_of()} answered so far, 1 right"
    is_right = told in client.get(attempt).get_data(as_text=True)
    graded.clear()
    client.get(attempt)

    assert (0 if is_right else 1) == len(graded)


def test_a_form_that_cannot_be_taken_is_not_graded(client: FlaskClient, graded):
    url = first_choice(client, start_attempt(client))
    graded.clear()
    client.post(url, headers=SAME_SITE)

    assert [] == graded
