"""Rows of which nothing can be made any more: said to be so, and all else is as it should be."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.build import an_answer, an_attempt, bundled
from tests.proving import PROVES
from tests.web.pages import LESSON, SAME_SITE, strict, text_of
from tests.web.practice.past import question_of, right_to
from trialrun.content import FixedShelf
from trialrun.questions import KINDS, Question
from trialrun.sqlite import sqlite3
from trialrun.store import Activity, Stores

ADA = "ada"
LOST = "cannot be read any more"
STORY = "/simulator/half-written/"
JOB = "tasks:\n- task_key: a\n"


BY_KIND = {name: replace(question_of(name), id=name) for name in KINDS}
QUESTIONS = tuple(BY_KIND.values())


class Kept:
    """A learner with a past in every activity, whose rows a test overwrites and puts back."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(data=folder)
        self.app = create_app({"TESTING": False}, settings, FixedShelf(bundled()))
        self.client: FlaskClient = self.app.test_client()
        with self.client.session_transaction() as session:
            session["learner"] = ADA
        stores: Stores = self.app.extensions["trialrun"].stores
        self.stores = stores
        stores.questions.keep([(q.digest, q.uid, q.text) for q in QUESTIONS], 1)
        uids, puts = (tuple(getattr(q, a) for q in QUESTIONS) for a in ("uid", "digest"))
        for id_, slug in (("done", "rollback"), ("open", "rollback"), ("other", "gone")):
            stores.attempts.start(ADA, an_attempt(id_, set_slug=slug, questions=uids, puts=puts))
        for q in QUESTIONS:
            self.answer(q, "done")
        self.answer(QUESTIONS[0], "open")
        lesson = bundled().lessons[LESSON.strip("/").split("/")[-1]]
        asked = next(step.asks for step in lesson.steps if step.asks)
        question = bundled().question(asked)
        assert question is not None
        self.answer(question, f"lesson-{lesson.slug}", activity=Activity.LESSON)
        level = bundled().level_question(next(iter(bundled().levels)))
        stores.questions.keep([(level.digest, level.uid, level.text)], 1)
        self.answer(level, "level", activity=Activity.LEVEL)
        self._predict()
        self.job = self._bring_job()
        (file,) = folder.glob("trialrun.db")
        self.raw = sqlite3.connect(file, isolation_level=None)
        self.raw.text_factory = lambda kept: kept.decode("utf-8", "replace")

    def answer(self, q: Question, attempt: str, activity: Activity = Activity.PRACTICE) -> None:
        given = {"put": q.digest, "attempt": attempt, "activity": activity}
        self.stores.answers.keep(ADA, an_answer(q.uid, response=right_to(q), **given))

    def _predict(self) -> None:
        form = {f"task-{key}": "SUCCESS" for key in bundled().scenarios["half-written"].play().keys}
        sent = self.client.post(
            f"{STORY}predict/", data=form | {"attempt": "mine"}, headers=SAME_SITE
        )
        assert 303 == sent.status_code

    def _bring_job(self) -> str:
        sent = self.client.post("/simulator/own/", data={"text": JOB}, headers=SAME_SITE)
        assert 303 == sent.status_code, text_of(strict(sent))
        return str(sent.location)

    def pages(self, table: str) -> list[str]:
        """Returns the pages that read a table."""
        level, own = next(iter(bundled().levels)), self.job.strip("/").split("/")[-1]
        answered = [f"/attempts/done/{number}/" for number in range(1, len(QUESTIONS) + 1)]
        goes = ["/attempts/done/", "/attempts/open/", "/attempts/other/"]
        lists = ["/", "/practice/", "/practice/rollback/", "/practice/gone/", *goes]
        put = [*answered, "/attempts/open/1/", "/attempts/open/2/", LESSON]
        run = [f"{STORY}?said=mine", f"{STORY}events.csv?said=mine", f"{STORY}predict/?said=mine"]
        return {
            "answer": [*lists, *put, "/lessons/", *run],
            "attempt": [*lists, *answered[:2], *put[-3:-1]],
            "latest": ["/", "/practice/", "/practice/rollback/", "/levels/", f"/levels/{level}/"],
            "question": [*goes, *put, *run, f"/levels/{level}/"],
            "job": [self.job, f"/simulator/own/?from={own}", f"{self.job}predict/"],
        }[table]

    @contextmanager
    def overwritten(self, table: str, column: str, value: object) -> Iterator[bool]:
        """Puts a value into a column of all rows; False where the table refuses it."""
        before = self.raw.execute(f"SELECT * FROM {table}").fetchall()
        with suppress(sqlite3.IntegrityError):
            self.raw.execute(f"UPDATE OR IGNORE {table} SET {column} = {value}")
        try:
            yield self.raw.execute(f"SELECT * FROM {table}").fetchall() != before
        finally:
            self.raw.execute("BEGIN")
            self.raw.execute(f"DELETE FROM {table}")
            marks = ", ".join("?" * len(before[0]))
            self.raw.executemany(f"INSERT INTO {table} VALUES ({marks})", before)
            self.raw.execute("COMMIT")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    found = Kept(tmp_path_factory.mktemp("data"))
    yield found
    found.raw.close()


COLUMNS = {
    "answer": ("seq", "entry", "activity", "attempt", "question", "revision", "put", "engine",
               "outcome", "answered_ms", "response"),
    "attempt": ("seq", "activity", "set_slug", "title", "size", "answered", "right_count",
                "started_ms", "questions", "puts"),
    "latest": ("realm", "set_slug", "question", "seq", "outcome", "answers", "best", "put"),
    "question": ("uid", "put_ms", "text"),
    "job": ("bytes", "kept_ms", "text"),
}  # fmt: skip
VALUES = {
    "empty": "''",
    "none": "NULL",
    "null": "'null'",
    "a list": """'["zzz", 1, null, {"a": []}]'""",
    "no texts": """'{"zzz": "yes", "a": 1}'""",
    "another object": """'{"zzz": "yes"}'""",
    "half a pair": r"""'["\ud800", "\ud800/\udfff"]'""",
    "deep": f"'{'[' * 100_000}'",
    "a huge number": f"""'{{"moves": "{"9" * 5_000}"}}'""",
    "below zero": "-7",
    "the largest": str((1 << 63) - 1),
    "a part": "0.5",
    "bytes": "x'00ff2ffe'",
    "no UTF-8": "CAST(x'ff22fe' AS TEXT)",
    "odd signs": "char(0, 60, 98, 62, 38, 34, 39, 8238, 65534, 47, 32, 37, 50, 70, 10, 63, 35)",
    "no slash": "'rollback'",
    "slashes": "'a/b/c'",
    "a later word": "'postponed'",
}
"""What is written, in SQL, into each column by itself."""


def sample(place: int) -> list[tuple[str, str]]:
    """Returns every sixth value, others for each column; `make prove` takes all."""
    return list(VALUES.items())[place % 6 :: 6]


@pytest.mark.parametrize("table", list(COLUMNS))
def test_no_row_breaks_a_page(kept: Kept, table: str) -> None:
    tried, read = 0, set[str]()
    for place, column in enumerate(COLUMNS[table]):
        for what, value in list(VALUES.items()) if PROVES else sample(place):
            with kept.overwritten(table, column, value) as is_odd:
                for url in kept.pages(table) if is_odd else ():
                    page = kept.client.get(url)
                    assert page.status_code in {200, 404}, (column, what, url)
                    if page.mimetype == "text/html" and page.text not in read:
                        strict(page)
                    read.add(page.text)
            tried += is_odd
    assert len(COLUMNS[table]) * (8 if PROVES else 1) < tried


DONE = {kind: f"/attempts/done/{number}/" for number, kind in enumerate(BY_KIND, 1)}
by_kind = pytest.mark.parametrize("kind", list(BY_KIND))


def shown(kept: Kept, url: str) -> str:
    page = kept.client.get(url)
    assert 200 == page.status_code
    return text_of(strict(page))


@by_kind
def test_an_answer_that_makes_sense_is_shown(kept: Kept, kind: str) -> None:
    assert LOST not in shown(kept, DONE[kind])


RESPONSES = ["null", "[]", '{"a": 1}', "{}", '{"zzz": "yes"}', "{", '"yes"']


@by_kind
@pytest.mark.parametrize("response", RESPONSES)
def test_an_answer_that_makes_none_is_said_to(kept: Kept, kind: str, response: str) -> None:
    with kept.overwritten("answer", "response", f"'{response}'"):
        page, result = shown(kept, DONE[kind]), shown(kept, "/attempts/done/")

    assert "Right" in page
    assert f"What you answered {LOST}; it counts as it was graded then." in page
    for judged in ("your pick", "you missed it", "not so", "stands too early", "not met"):
        assert judged not in page
    assert f"{len(QUESTIONS)} of {len(QUESTIONS)} right" in result


@by_kind
@pytest.mark.parametrize("column", ["outcome", "entry"])
def test_a_grade_that_cannot_be_read_counts_as_not_right(kept: Kept, kind: str, column) -> None:
    with kept.overwritten("answer", column, "'perhaps'"):
        page, result = shown(kept, DONE[kind]), shown(kept, "/attempts/done/")

    assert f"This answer {LOST}" in page
    assert "nor can how it was graded, so it does not count as right" in page
    assert len(QUESTIONS) == result.count("unknown")


@by_kind
def test_an_outcome_that_the_answer_belies_is_not_explained(kept: Kept, kind: str) -> None:
    with kept.overwritten("answer", "outcome", "'wrong'"):
        page = shown(kept, DONE[kind])

    assert "Not this time" in page
    assert f"What you answered {LOST}" in page


def test_the_other_answers_of_a_page_are_as_they_were(kept: Kept) -> None:
    first, *others = QUESTIONS
    before = [shown(kept, DONE[q.kind_name]) for q in others]
    only = f"CASE question WHEN '{first.uid}' THEN 'null' ELSE response END"
    with kept.overwritten("answer", "response", only):
        assert LOST in shown(kept, DONE[first.kind_name])
        assert before == [shown(kept, DONE[q.kind_name]) for q in others]


def test_a_lesson_says_so_at_its_prompt_and_stays_open(kept: Kept) -> None:
    with kept.overwritten("answer", "response", "'null'"):
        lesson = shown(kept, LESSON)

    assert f"What you answered {LOST}" in lesson


def test_a_prediction_that_cannot_be_read_is_said_to_be_so(kept: Kept) -> None:
    lost = f"What you predicted of this run {LOST}"

    assert lost not in shown(kept, f"{STORY}?said=mine")
    for response in ("null", '{"ingest": "BANANA"}'):
        with kept.overwritten("answer", "response", f"'{response}'"):
            assert lost in shown(kept, f"{STORY}?said=mine")


@pytest.mark.parametrize("column", ["questions", "activity"])
def test_a_go_whose_questions_cannot_be_read_is_said_to_be_so(kept: Kept, column: str) -> None:
    told = f"A round of which it {LOST} what was asked"
    with kept.overwritten("attempt", column, "'{'"):
        assert told in shown(kept, "/attempts/done/")
        assert told in shown(kept, "/practice/rollback/")
        assert 404 == kept.client.get("/attempts/done/1/").status_code


def test_a_day_that_no_calendar_has_is_said_to_be_none(kept: Kept) -> None:
    for started in ("-1", "9223372036854775807", "253402300800000"):
        with kept.overwritten("attempt", "started_ms", started):
            assert f"begun on a day that {LOST}" in shown(kept, "/practice/rollback/")


def test_an_odd_answer_can_be_given_again_in_another_go(kept: Kept) -> None:
    form = {"skip": "1"}
    with kept.overwritten("answer", "entry", "'perhaps'"):
        sent = kept.client.post("/attempts/open/2/", data=form, headers=SAME_SITE)
        again = kept.client.post("/attempts/done/1/", data=form, headers=SAME_SITE)

        assert [303, 303] == [sent.status_code, again.status_code]
        assert "Skipped" in shown(kept, "/attempts/open/2/")
