"""A small folder of content that a test changes while the app runs. No test in here."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from flask import Flask

from tests.build import ROOT, copied
from trialrun.content import FixedShelf
from trialrun.questions import Question

SET, STORY, LEVEL, LESSON = "eggs", "chain-breaks", "after-the-fork", "s1-lakeflow-jobs"
UID = f"{SET}/how-long"
SAYS = ("ten minutes", "four minutes", "one minute")
RIGHT, WRONG = "four minutes", "ten minutes"
PROMPT = f"""---
title: Eggs
order: 1
minutes: 5
---

An egg is put into hot water.

:::{{predict}} {UID}
:::

The egg is eaten.
"""


class Folder:
    """A content folder: the set `eggs`, a story, a level, and a lesson that asks of the set."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for part in ("lessons", "scenarios", "levels", "quizzes"):
            (root / part).mkdir(parents=True)
        shutil.copy(ROOT / "lessons/facts.yaml", root / "lessons")
        self.write(
            "lessons/outline.yaml",
            yaml.safe_dump({"lessons": [{"slug": LESSON, "title": "Eggs", "says": "Hot."}]}),
        )
        self.write(f"lessons/{LESSON}.md", PROMPT)
        shutil.copy(ROOT / f"scenarios/{STORY}.yaml", root / "scenarios")
        shutil.copy(ROOT / f"levels/{LEVEL}.yaml", root / "levels")
        self.write_set([a_question(), a_question("why-salt", stem="Why salt?")])

    def write(self, path: str, text: str) -> None:
        """Writes one file."""
        (self.root / path).write_text(text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Changes one file; its old text must be there."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def remove(self, path: str) -> None:
        """Removes one file."""
        (self.root / path).unlink()

    def write_set(
        self, questions: Iterable[dict[str, Any]], slug: str = SET, title: str = "Eggs"
    ) -> None:
        """Writes a question set."""
        parts = {"title": title, "summary": "Of eggs.", "lesson": LESSON}
        text = yaml.safe_dump(parts | {"questions": list(questions)}, allow_unicode=True)
        self.write(f"quizzes/{slug}.yaml", text)

    def serve(self, app: Flask) -> None:
        """Lets the app serve what the folder holds now."""
        services = app.extensions["trialrun"]
        app.extensions["trialrun"] = replace(services, shelf=self.shelf())

    def shelf(self) -> FixedShelf:
        """Returns what the folder holds now."""
        return FixedShelf(copied(self.root))


def a_question(
    id_: str = "how-long",
    *,
    stem: str = "How long does an egg take?",
    says: Iterable[str] = SAYS,
    right: Iterable[str] = (RIGHT,),
    kind: str = "choice",
    why: str = "Because.",
) -> dict[str, Any]:
    """Returns a question as an author writes it; facts alone prove it."""
    options = [
        {"says": text, "why": why} | ({"correct": "true"} if text in right else {}) for text in says
    ]
    return {"id": id_, "kind": kind, "stem": stem, "facts": ["job-names"], "options": options}


def a_prediction(id_: str = "how-long") -> dict[str, Any]:
    """Returns a question of another kind: how the tasks of the story end."""
    return {"id": id_, "kind": "predict", "stem": "How does it end?", "run": STORY}


def question_now(app: Flask, uid: str = UID) -> Question:
    """Returns a question as it stands in the app."""
    found = app.extensions["trialrun"].shelf.current().question(uid)
    assert found is not None
    return found


def option_of(question: Question, says: str) -> str:
    """Returns the value that the option with these words has in a form."""
    return next(one["id"] for one in question.body["options"] if one["says"] == says)
