"""What pages cost somebody who has answered 20,000 times, beside somebody with 40 answers.

In one process, with the test client: what is measured is our own work for a page. The content is
made here, sets of ten questions that facts prove; the answers are written as the store does.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import yaml
from flask import Flask
from flask.testing import FlaskClient

from app import ROOT, Settings, create_app
from bench.figure import Figure, absolute, compared
from trialrun.store import Outcome, Stores

SETS = (4, 1_000)
QUESTIONS = 10
FEW, MANY = 40, 20_000
ROUNDS = 15
US_A_SET_MAX = 60
LESSON = "a-lesson"
OUTCOMES = (Outcome.RIGHT, Outcome.WRONG, Outcome.SKIPPED)
PAGES = {
    "/": "/",
    "/practice/": "/practice/",
    "/practice/<set>/": "/practice/set-0000/",
    "/levels/": "/levels/",
    "a question": "/attempts/last/1/",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has answered so many times, at a browser."""

    answers: int
    client: FlaskClient


def measure() -> list[Figure]:
    """Asks for each page in turns for both people, with few sets and with many."""
    figures: list[Figure] = []
    painted: dict[int, float] = {}
    for sets in SETS:
        with TemporaryDirectory() as folder, _people(Path(folder), sets) as (few, many):
            for name, path in PAGES.items():
                seconds = _medians((few, many), path)
                figures.append(
                    compared(
                        f"{name}, {sets:,} sets, {MANY:,} answers (with {FEW})",
                        seconds[1] * 1e3, seconds[0] * 1e3, "ms", at_most=2,
                    )
                )  # fmt: skip
                if name == "/practice/":
                    painted[sets] = seconds[1]
    slope = (painted[SETS[1]] - painted[SETS[0]]) / (SETS[1] - SETS[0])
    return [
        *figures,
        absolute(
            f"/practice/, each further set, {MANY:,} answers",
            slope * 1e6, "us", at_most=US_A_SET_MAX,
        ),
    ]  # fmt: skip


def _medians(people: tuple[Person, Person], path: str) -> list[float]:
    """Returns the median seconds of processor time of a page for each of them."""
    seconds: list[list[float]] = [[] for _ in people]
    for round_ in range(ROUNDS + 2):
        for person, found in zip(people, seconds, strict=True):
            started = process_time()
            response = person.client.get(path)
            taken = process_time() - started
            if response.status_code != 200:
                raise RuntimeError(f"{path} is answered {response.status_code}")
            if round_ >= 2:  # The first two fill caches.
                found.append(taken)
    return [median(found) for found in seconds]


@contextmanager
def _people(folder: Path, sets: int) -> Iterator[tuple[Person, Person]]:
    """Gives two people at one app on content of so many sets."""
    write_content(folder / "content", sets)
    settings = Settings(data=folder / "data", content=folder / "content")
    app = create_app({"TESTING": False}, settings)
    people = []
    for count in (FEW, MANY):
        name = f"learner-{count}"
        write_answers(app, name, count)
        client = app.test_client()
        with client.session_transaction() as session:
            session["learner"] = name
        people.append(Person(count, client))
    yield people[0], people[1]


def write_content(root: Path, sets: int) -> None:
    """Writes sets of ten questions that facts prove, and a lesson that asks one; bundled levels."""
    for part in ("lessons", "scenarios", "levels", "quizzes"):
        (root / part).mkdir(parents=True)
    shutil.copy(ROOT / "lessons/facts.yaml", root / "lessons")
    shutil.copytree(ROOT / "levels", root / "levels", dirs_exist_ok=True)
    outline = {"lessons": [{"slug": LESSON, "title": "A lesson", "says": "What it says."}]}
    (root / "lessons/outline.yaml").write_text(yaml.safe_dump(outline))
    (root / f"lessons/{LESSON}.md").write_text(
        "---\ntitle: A lesson\norder: 1\nminutes: 5\n---\n\nA text.\n\n"
        ":::{predict} set-0000/question-0\n:::\n\nMore text.\n"
    )
    for number in range(sets):
        (root / f"quizzes/set-{number:04}.yaml").write_text(yaml.safe_dump(_a_set(number)))


def _a_set(number: int) -> dict[str, Any]:
    options = [{"says": f"answer {n}", "why": "Because."} for n in range(3)]
    options[1]["correct"] = "true"
    question = {"kind": "choice", "facts": ["job-names"], "options": options}
    return {
        "title": f"Set {number}",
        "summary": f"What set {number} is about, in a sentence of the usual length.",
        "lesson": LESSON,
        "questions": [
            question | {"id": f"question-{n}", "stem": f"What does question {n} of {number} ask?"}
            for n in range(QUESTIONS)
        ],
    }


def write_answers(app: Flask, learner: str, count: int) -> None:
    """Writes goes at one set after the other, the last of which is half-finished; some levels."""
    services = app.extensions["trialrun"]
    if services.shelf.current().problems:
        raise RuntimeError(str(services.shelf.current().problems[0]))
    sets = list(services.shelf.current().sets.values())
    goes = [sets[number % len(sets)] for number in range(1, count // QUESTIONS + 1)]
    goes[-1] = sets[0]
    attempts, answers = [], []
    for number, found in enumerate(goes):
        is_last = number == len(goes) - 1
        id_ = "last" if is_last else f"go{number}"
        given = found.uids[: QUESTIONS // 2] if is_last else found.uids
        outcomes = [OUTCOMES[(number + n) % len(OUTCOMES)] for n in range(len(given))]
        puts = [found.questions[uid.partition("/")[2]].digest for uid in found.uids]
        attempts.append(
            (learner, id_, number + 1, "practice", found.slug, found.title, QUESTIONS, len(given),
             outcomes.count("right"), number, json.dumps(found.uids), json.dumps(puts))
        )  # fmt: skip
        answers += [
            ("practice", id_, uid, put, outcome, "{}")
            for uid, put, outcome in zip(given, puts, outcomes, strict=False)
        ]
    answers += [
        ("level", f"level{number}", f"levels/{slug}", "", "right", '{"moves": "2"}')
        for number, slug in enumerate(islice(services.shelf.current().levels, QUESTIONS // 2))
    ]
    _insert(services.stores, learner, attempts, answers)


def _insert(stores: Stores, learner: str, attempts: list[Any], answers: list[Any]) -> None:
    """Writes rows of the log as they are, and counts them as the store does."""
    rows = [
        (learner, seq, "answer", activity, attempt, uid, 0, put, "", outcome, seq, response)
        for seq, (activity, attempt, uid, put, outcome, response) in enumerate(answers, 1)
    ]
    with stores.answers._database.writing() as db:
        db.conn.executemany(f"INSERT INTO attempt VALUES ({_marks(12)})", attempts)
        db.conn.executemany(
            "INSERT INTO answer (learner, seq, entry, activity, attempt, question, revision, put,"
            f" engine, outcome, answered_ms, response) VALUES ({_marks(12)})",
            rows,
        )
    stores.answers.count_all_anew(learner)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
