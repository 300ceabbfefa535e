"""A past of which nothing but the database is left. No test in here."""

from importlib import import_module
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.build import an_answer, an_attempt
from trialrun.content import FixedShelf, load_catalog
from trialrun.questions import Question
from trialrun.sqlite import sqlite3

ADA = "ada"


def question_of(name: str) -> Question:
    """Returns the sample of a kind."""
    question: Question = import_module(f"tests.questions.kinds.test_{name}").QUESTION
    return question


def right_to(question: Question) -> dict[str, str]:
    """Returns the right answer as its kind reads it."""
    more = {"moves": "1", "try": "?do=repair"} if question.kind_name == "goal" else {}
    return dict(question.key) | more


class Past:
    """Somebody who was put one question twice, and answered it once; its set is gone since."""

    def __init__(self, folder: Path, question: Question) -> None:
        (folder / "content").mkdir()
        self.shelf = FixedShelf(load_catalog(folder / "content"))
        settings = Settings(data=folder / "data", content=folder / "content")
        self.app: Flask = create_app({"TESTING": False}, settings, self.shelf)
        stores = self.app.extensions["trialrun"].stores
        stores.questions.keep([(question.digest, question.uid, question.text)], 1)
        for id_ in ("open", "done"):
            parts = {"questions": (question.uid,), "puts": (question.digest,)}
            stores.attempts.start(ADA, an_attempt(id_, set_slug=question.set_slug, **parts))
        given = {"response": right_to(question), "put": question.digest, "attempt": "done"}
        stores.answers.keep(ADA, an_answer(question.uid, **given))
        self.client: FlaskClient = self.app.test_client()
        with self.client.session_transaction() as session:
            session["learner"] = ADA
        self._file = sqlite3.connect(folder / "data" / "trialrun.db", isolation_level=None)
        self._file.execute("PRAGMA synchronous=OFF")

    def write(self, text: str | None) -> None:
        """Writes another text in place of the one that was kept; None takes it away."""
        if text is None:
            self._file.execute("DELETE FROM question")
        else:
            self._file.execute("UPDATE question SET text = ?", (text.encode().decode(),))
