"""What is news to whom: nothing at first, then what came or was reworded since a moment."""

from pathlib import Path

import pytest

from tests.build import an_answer
from trialrun.store import QUESTION, Stores, open_stores

ADA = "ada"
OLD = {("lesson", "a"): "", ("set", "s"): "", (QUESTION, "s/q"): "1", (QUESTION, "s/r"): "1"}
NOTHING = ([], {}, [])


class Edition:
    """A content that was put together once."""


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """Stores in which the first content was noted at 10, and Ada answered s/q at 20."""
    stores = open_stores(tmp_path / "trialrun.db")
    stores.answers.keep(ADA, an_answer("s/q", answered_ms=20))
    note(stores, OLD, 10)
    return stores


def note(stores: Stores, items: dict[tuple[str, str], str], now_ms: int) -> None:
    stores.changes.note(Edition(), lambda: items, now_ms)


def news(stores: Stores, since_ms: int = 20, learner: str = ADA):
    return tuple(stores.changes.since(learner, since_ms))


def test_what_was_always_there_is_news_to_nobody(stores):
    assert NOTHING == news(stores) == news(stores, since_ms=-1) == news(stores, learner="bob")


def test_what_came_later_is_news_until_the_next_answer(stores):
    note(stores, OLD | {("lesson", "b"): "", (QUESTION, "s/t"): "1"}, 30)

    assert ([("lesson", "b")], {"s": 1}, []) == news(stores)
    assert NOTHING == news(stores, since_ms=30)


def test_a_question_that_says_something_else_is_news_to_who_has_answered_it(stores):
    note(stores, OLD | {(QUESTION, "s/q"): "2", (QUESTION, "s/r"): "2"}, 30)

    assert ([], {}, ["s/q"]) == news(stores)
    assert NOTHING == news(stores, learner="bob")


def test_the_same_content_again_is_no_news(stores):
    note(stores, dict(OLD), 30)

    assert NOTHING == news(stores)


def test_what_went_and_came_back_as_it_was_is_no_news(stores):
    note(stores, {("lesson", "a"): ""}, 30)
    note(stores, OLD, 40)

    assert NOTHING == news(stores)


def test_an_edition_is_looked_at_once(stores):
    edition, looks = Edition(), []

    def items():
        looks.append(1)
        return OLD

    for now_ms in (30, 40):
        stores.changes.note(edition, items, now_ms)

    assert [1] == looks


def test_the_last_answer_is_the_one_that_came_last(stores):
    stores.answers.keep(ADA, an_answer("s/r", answered_ms=15))

    assert (15, 0) == (stores.answers.last_ms(ADA, 99), stores.answers.last_ms("bob", 99))
