"""Questions as they were put: each once under its digest."""

from trialrun.store import open_stores


def test_a_question_that_was_put_is_found_under_its_digest(tmp_path):
    store = open_stores(tmp_path / "trialrun.db").questions
    store.keep([("d1", "s/a", '{"stem": "ü"}'), ("d2", "s/a", "{}")], 1)

    assert ['{"stem": "ü"}', "{}", None] == [store.text(digest) for digest in ("d1", "d2", "d3")]


def test_the_first_text_of_a_digest_stays(tmp_path):
    for text in ("first", "second"):
        open_stores(tmp_path / "trialrun.db").questions.keep([("d1", "s/a", text)], 1)

    assert "first" == open_stores(tmp_path / "trialrun.db").questions.text("d1")


def test_what_is_kept_already_is_not_written_again(tmp_path):
    store = open_stores(tmp_path / "trialrun.db").questions
    store.keep([("d1", "s/a", "{}")], 1)
    store._database.db.conn.execute("PRAGMA query_only=ON")

    store.keep([("d1", "s/a", "{}")], 2)
