"""Questions as they were put: each once under its digest."""

from tests.store.inside import connection_of
from trialrun.store import open_stores
from trialrun.store.database import AppDatabase
from trialrun.store.questions import RUN_BYTES_MAX, Questions


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
    connection_of(store._database).execute("PRAGMA query_only=ON")

    store.keep([("d1", "s/a", "{}")], 2)


RUNS = ["story/", "story/?do=repair", "own-0123/?fail=a", "own-0123/"]


def test_of_predictions_of_runs_only_the_newest_are_there(tmp_path):
    store = Questions(AppDatabase(tmp_path / "trialrun.db"), runs_max=2)
    store.keep([("s", "s/a", "{}"), ("l", "levels/a", "{}")], 1)
    for at, uid in enumerate(RUNS):
        store.keep([(uid, uid, "{}")], at)

    assert [None, None, "{}", "{}"] == [store.text(uid) for uid in RUNS]
    assert ["{}", "{}"] == [store.text(digest) for digest in ("s", "l")]


def test_a_prediction_that_was_dropped_is_kept_again(tmp_path):
    store = Questions(AppDatabase(tmp_path / "trialrun.db"), runs_max=1)
    for at, uid in enumerate((RUNS[0], RUNS[1], RUNS[0])):
        store.keep([(uid, uid, "{}")], at)

    assert ["{}", None] == [store.text(uid) for uid in RUNS[:2]]


def test_a_huge_text_of_a_prediction_is_not_kept(tmp_path):
    store = open_stores(tmp_path / "trialrun.db").questions
    texts = {"fits": "x" * RUN_BYTES_MAX, "huge": "ü" * (RUN_BYTES_MAX // 2 + 1)}
    store.keep([(digest, RUNS[1], text) for digest, text in texts.items()], 1)
    store.keep([("set", "s/a", texts["huge"])], 1)

    assert [True, False, True] == [store.text(d) is not None for d in ("fits", "huge", "set")]


def test_of_drawn_questions_only_the_newest_are_there(tmp_path, monkeypatch):
    monkeypatch.setattr("trialrun.store.questions.DROPPED_EVERY", 2)
    store = Questions(AppDatabase(tmp_path / "trialrun.db"), drawn_max=2)
    store.keep([("s", "s/a", "{}"), ("r", RUNS[0], "{}")], 1)
    drawn = ["drill/end-state-v1-1", "quiz/own-0.end-state-v1-2", "drill/x-v1-3", "drill/x-v1-4"]
    for at, uid in enumerate(drawn):
        store.keep([(uid, uid, "{}")], at)

    assert [None, None, "{}", "{}"] == [store.text(uid) for uid in drawn]
    assert ["{}", "{}"] == [store.text(digest) for digest in ("s", "r")]


def test_a_drawn_question_that_was_dropped_is_kept_again(tmp_path, monkeypatch):
    monkeypatch.setattr("trialrun.store.questions.DROPPED_EVERY", 1)
    store = Questions(AppDatabase(tmp_path / "trialrun.db"), drawn_max=1)
    for at, uid in enumerate(("drill/a", "drill/b", "drill/a")):
        store.keep([(uid, uid, "{}")], at)

    assert ["{}", None] == [store.text(uid) for uid in ("drill/a", "drill/b")]
