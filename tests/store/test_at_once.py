"""Several threads at one log: nothing is lost, nothing counts twice, nobody gets a place twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.build import an_answer, an_attempt
from trialrun.store import Activity, Answer, Outcome, Stores, fold, open_stores
from trialrun.store.log import LEVEL, QUESTION

ADA = "ada"
THREADS = 4


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """An empty store in a file of its own."""
    return open_stores(tmp_path / "trialrun.db")


def at_once(*works: Callable[[], object]) -> list[object]:
    """Starts all works at the same moment, each in a thread; returns what each gives."""
    barrier = Barrier(len(works))

    def begin(work: Callable[[], object]) -> object:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def counted(stores: Stores) -> dict[tuple[str, str], object]:
    latest = {(QUESTION, uid): one for uid, one in stores.answers.latest(ADA).items()}
    return latest | {(LEVEL, uid): one for uid, one in stores.answers.levels(ADA).items()}


def counts_of(stores: Stores, attempt: str = "one") -> tuple[int, int]:
    found = stores.attempts.find(ADA, attempt)
    return found.answered, found.right


def test_the_first_of_several_answers_at_once_counts_for_all(stores):
    stores.attempts.start(ADA, an_attempt())
    answers = [
        an_answer("rollback/a", response={"option": str(n)}, outcome=outcome)
        for n, outcome in enumerate([Outcome.RIGHT, Outcome.WRONG] * (THREADS // 2))
    ]
    kept = at_once(*(lambda a=a: stores.answers.keep(ADA, a) for a in answers))

    assert 1 == len({tuple(one.response.items()) for one in kept})
    assert (kept[0],) == stores.answers.entries(ADA)
    assert (1, int(kept[0].outcome is Outcome.RIGHT)) == counts_of(stores)


def test_answers_at_once_each_get_a_place_of_their_own(stores):
    stores.attempts.start(ADA, an_attempt(questions=tuple(f"rollback/{n}" for n in range(40))))

    def answer(thread: int) -> None:
        for n in range(thread, 40, THREADS):
            stores.answers.keep(ADA, an_answer(f"rollback/{n}"))

    at_once(*(lambda t=t: answer(t) for t in range(THREADS)))

    assert list(range(1, 41)) == [entry.seq for entry in stores.answers.entries(ADA)]
    assert (40, 40) == counts_of(stores)
    assert fold(stores.answers.entries(ADA)) == counted(stores)


def test_answers_undone_changed_and_reset_at_once_come_to_the_fold_of_the_log(stores):
    stores.attempts.start(ADA, an_attempt(questions=("s/a", "s/b", "t/a"), set_slug="s"))

    def steps(thread: int) -> None:
        for n in range(24):
            uid = ("s/a", "s/b", "t/a")[(n + thread) % 3]
            outcome = (Outcome.RIGHT, Outcome.WRONG, Outcome.SKIPPED)[n % 3]
            answer = an_answer(uid, outcome=outcome, response={"n": str(n)})
            if n % 6 == 4:
                stores.answers.undo(ADA, answer, n)
            elif n % 12 == 11:
                stores.answers.reset(ADA, "s", n)
            else:
                stores.answers.keep(ADA, answer, may_change=n % 2 == 0)

    at_once(*(lambda t=t: steps(t) for t in range(THREADS)))

    assert fold(stores.answers.entries(ADA)) == counted(stores)
    given = stores.answers.in_attempt(ADA, Activity.PRACTICE, "one")
    assert (len(given), sum(a.outcome is Outcome.RIGHT for a in given)) == counts_of(stores)
    assert [e.seq for e in stores.answers.entries(ADA)] == list(
        range(1, len(stores.answers.entries(ADA)) + 1)
    )


def test_one_attempt_that_is_started_at_once_is_one(stores):
    at_once(*(lambda: stores.attempts.start(ADA, an_attempt()) for _ in range(THREADS)))

    assert {"rollback": ("", 1)} == stores.attempts.sets_tried(ADA)


def test_one_question_that_is_put_at_once_is_kept_once(stores):
    at_once(*(lambda: stores.questions.keep([("d1", "s/a", "{}")], 1) for _ in range(THREADS)))

    assert "{}" == stores.questions.text("d1")


@pytest.mark.parametrize("activity", [a for a in Activity if a is not Activity.PRACTICE], ids=str)
def test_an_answer_of_another_activity_does_not_count_in_an_attempt_of_its_name(stores, activity):
    stores.attempts.start(ADA, an_attempt())
    answer = an_answer("rollback/a", activity=activity)
    stores.answers.keep(ADA, answer)
    stores.answers.undo(ADA, answer, 5)
    stores.answers.keep(ADA, answer)

    assert (0, 0) == counts_of(stores)


@pytest.mark.parametrize("name", ["o'clock", 'a"b', "x'; DROP TABLE latest; --", "%", "a b", "ü\0"])
def test_names_are_only_names(stores, name):
    answer = an_answer(f"{name}/{name}", attempt=name, response={name: name})
    stores.attempts.start(name, an_attempt(name, set_slug=name, title=name, questions=(name,)))
    stores.answers.keep(name, answer)
    stores.questions.keep([(name, name, name)], 1)
    stores.answers.reset(name, name, 1)

    entry: Answer = stores.answers.entries(name)[0]
    assert (name, f"{name}/{name}", {name: name}) == (
        entry.attempt, entry.question, dict(entry.response),
    )  # fmt: skip
    assert {} == stores.answers.latest(name)
    assert {name: (name, 1)} == stores.attempts.sets_tried(name)
    assert name == stores.questions.text(name)
