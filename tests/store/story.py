"""A story that says all the SQL of the store once. No test in here.

`python -m tests.store.story FOLDER` tells it on the SQLite of the standard library, in a process of
its own: which module speaks SQLite is chosen when it is first imported.
"""

import json
import sys
from pathlib import Path
from typing import Any

ADA = "ada"


def tell(folder: Path) -> dict[str, Any]:
    """Returns what each method gives, as JSON has it."""
    from tests.build import an_answer, an_attempt
    from tests.store.old import database_of_030
    from trialrun.sqlite import sqlite3
    from trialrun.store import Activity, Outcome, open_stores

    old = open_stores(database_of_030(folder / "old.db"))
    stores = open_stores(folder / "new.db")
    answers, attempts = stores.answers, stores.attempts
    attempts.start(ADA, an_attempt("one", set_slug="s", questions=("s/a", "s/b", "s/c")))
    attempts.start(ADA, an_attempt("two", set_slug="s", questions=("s/a", "s/b")))
    wrong = an_answer(attempt="two", question="s/b", outcome=Outcome.WRONG)
    for given in (
        an_answer(attempt="one", question="s/a"),
        an_answer(attempt="one", question="s/b", outcome=Outcome.SKIPPED),
        an_answer(attempt="two", question="s/a", outcome=Outcome.WRONG),
        wrong,
        an_answer(question="t/a"),
        an_answer(question="levels/l", activity=Activity.LEVEL, response={"moves": "3"}),
    ):
        answers.keep(ADA, given)
    answers.keep(ADA, an_answer(attempt="two", question="s/a"), may_change=True)
    answers.undo(ADA, wrong, 9)
    answers.reset(ADA, "t", 10)
    stores.questions.keep([("d1", "s/a", "{}")], 1)
    stores.jobs.keep("j1", "{}", 1, learner=ADA, address="10.0.0.0/24")
    told = {
        "met": [answers.met(ADA), answers.met(ADA, "s"), old.answers.met(ADA)],
        "latest": [answers.latest(ADA), answers.latest(ADA, "s"), old.answers.latest(ADA)],
        "missed": [answers.missed(ADA), answers.missed(ADA, 1), old.answers.missed(ADA)],
        "levels": [answers.levels(ADA), old.answers.levels(ADA)],
        "entries": [answers.entries(ADA), old.answers.entries(ADA)],
        "in_attempt": answers.in_attempt(ADA, Activity.PRACTICE, "two"),
        "find": attempts.find(ADA, "one"),
        "of_set": attempts.of_set(ADA, "s", count=9),
        "open": [attempts.open(ADA, count=9), old.attempts.open(ADA, count=9)],
        "sets_tried": [attempts.sets_tried(ADA), old.attempts.sets_tried(ADA)],
        "texts": [stores.questions.text("d1"), stores.jobs.text("j1")],
        "setting": stores.settings.value("k"),
    }
    answers.count_all_anew(ADA)
    told["anew"] = answers.latest(ADA)
    plain = {name: repr(value) for name, value in told.items()}
    return plain | {"module": sqlite3.__name__}


if __name__ == "__main__":
    sys.modules["pysqlite3"] = None  # type: ignore[assignment]
    sys.stdout.write(json.dumps(tell(Path(sys.argv[1]))))
