"""A question that cannot be had any more is none to go on with."""

from pathlib import Path

import pytest

from tests.web.pages import strict, tags, text_of
from tests.web.practice.past import Past, question_of
from trialrun.questions import KINDS

by_kind = pytest.mark.parametrize("name", list(KINDS))


@pytest.fixture
def past(tmp_path: Path, name: str) -> Past:
    """Somebody who was put a question of this kind."""
    return Past(tmp_path, question_of(name))


@by_kind
@pytest.mark.parametrize("text", ["{}", None], ids=["unreadable", "lost"])
def test_what_cannot_be_had_is_not_gone_on_with(past: Past, name: str, text: str | None) -> None:
    past.write(text)
    today = past.client.get("/").text
    result = past.client.get("/attempts/open/")
    done = strict(past.client.get("/attempts/done/"))

    assert "/attempts/open/" not in today
    assert "Go on at" not in result.text
    assert "This question cannot be put any more." in text_of(strict(result))
    assert "Its questions are not there any more, and none was answered" in text_of(strict(result))
    assert "A question whose text cannot be read any more" in text_of(done)
    for link in tags(done, "a"):
        url = link.attrib["href"]
        assert url.startswith("#") or past.client.get(url).status_code == 200, url
