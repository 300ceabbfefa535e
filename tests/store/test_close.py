"""A stop leaves one file with everything in it, and nobody goes on at it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.build import an_answer
from trialrun.store import StoreError, open_stores

ADA = "ada"
THREADS = 4


def test_a_stop_leaves_one_file_with_everything_in_it(tmp_path: Path) -> None:
    stores = open_stores(tmp_path / "trialrun.db")
    barrier = threading.Barrier(THREADS + 1)

    def answer(number: int) -> None:
        stores.answers.keep(ADA, an_answer(f"s/q{number}"))
        barrier.wait()
        barrier.wait()

    with ThreadPoolExecutor(THREADS) as pool:
        done = [pool.submit(answer, number) for number in range(THREADS)]
        barrier.wait()
        stores.close()
        left = [path.name for path in tmp_path.iterdir()]
        barrier.wait()
        for one in done:
            one.result()

    assert ["trialrun.db"] == left
    copy = tmp_path / "copy" / "trialrun.db"
    copy.parent.mkdir()
    copy.write_bytes((tmp_path / "trialrun.db").read_bytes())
    assert THREADS == len(open_stores(copy).answers.entries(ADA))


def test_whoever_comes_after_a_stop_is_told(tmp_path: Path) -> None:
    stores = open_stores(tmp_path / "trialrun.db")
    stores.close()
    stores.close()

    for come in (
        lambda: stores.answers.keep(ADA, an_answer()),
        lambda: stores.answers.entries(ADA),
        lambda: stores.questions.keep([("d1", "a/b", "{}")], 1),
    ):
        with pytest.raises(StoreError, match=r"The app is stopping, .* Try again in a moment\."):
            come()


def test_a_stop_waits_for_the_answer_that_is_being_kept(tmp_path: Path) -> None:
    stores = open_stores(tmp_path / "trialrun.db")
    with ThreadPoolExecutor(1) as pool:
        with stores.database.writing() as db:
            db.conn.execute("INSERT INTO setting VALUES ('name', 'kept')")
            stopped = pool.submit(stores.close)
            while not stores.database._is_closed:
                pass
        stopped.result(timeout=10)

    assert "kept" == open_stores(tmp_path / "trialrun.db").settings.value("name")


def test_answers_that_come_with_a_stop_are_kept_or_refused(tmp_path: Path) -> None:
    stores = open_stores(tmp_path / "trialrun.db")
    acknowledged: list[str] = []

    def answer(thread: int) -> None:
        for number in range(10_000):
            try:
                kept = stores.answers.keep(ADA, an_answer(f"s/q{thread}-{number}"))
            except StoreError:
                return
            acknowledged.append(kept.question)

    with ThreadPoolExecutor(THREADS) as pool:
        done = [pool.submit(answer, thread) for thread in range(THREADS)]
        while len(acknowledged) < 50:
            pass
        stores.close()
        for one in done:
            one.result(timeout=60)

    kept = {found.question for found in open_stores(tmp_path / "trialrun.db").answers.entries(ADA)}
    assert set(acknowledged) == kept
