"""What is wrong in the files is for whoever can mend it: authors see it, learners do not."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.content.files import FILES, write
from tests.web.own.test_own import TWO, send
from tests.web.pages import strict, tags, text_of

BROKEN = FILES | {"quizzes/one.yaml": "title: ["}
SLIP = "quizzes/one.yaml:1"


def client_of(tmp_path: Path, *, is_author: bool, level: str = "title: [") -> FlaskClient:
    root = write(tmp_path / "content", BROKEN | {"levels/mine.yaml": level})
    settings = Settings(data=tmp_path / "data", content=root, shows_author_pages=is_author)
    return create_app(settings=settings).test_client()


@pytest.mark.parametrize("is_author", [True, False], ids=["author", "learner"])
@pytest.mark.parametrize("path", ["/", "/practice/"])
def test_mistakes_are_listed_for_authors_alone(tmp_path, path, is_author):
    client = client_of(tmp_path, is_author=is_author)

    assert is_author == (SLIP in text_of(strict(client.get(path))))


def test_a_page_that_a_mistake_takes_away_says_it_in_whole_sentences(tmp_path):
    client = client_of(tmp_path, is_author=True, level="titel: x\n")
    for path in ("/practice/one/", "/levels/mine/"):
        sent = client.get(path)
        told = text_of(strict(sent))

        assert 503 == sent.status_code
        assert "`" not in told
        assert "?." not in told
        assert tags(strict(sent), "code") or "/practice" in path


def test_the_other_jobs_of_a_text_are_links_on_the_page_of_a_run(client):
    first = send(client, TWO).headers["Location"]

    (nav,) = (n for n in tags(strict(client.get(first)), "nav") if "Jobs of" in text_of(n))
    (other,) = tags(nav, "a")
    second = client.get(other.attrib["href"])
    assert f"{first.rstrip('/')}-2/" == other.attrib["href"]
    assert 200 == second.status_code
    (nav,) = (n for n in tags(strict(second), "nav") if "Jobs of" in text_of(n))
    assert [first] == [link.attrib["href"] for link in tags(nav, "a")]
