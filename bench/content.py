"""How long a start takes with five thousand questions, and until one edited file is served."""

import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figure import Figure, absolute
from bench.many import write_questions
from bench.servers import trial_run

QUESTIONS = 5_000
ROUNDS = 5
SEEN_AFTER_S = 2
SLUG = "rollback-7"


def measure() -> list[Figure]:
    """Starts with few and with many questions in turns, their proofs kept; then edits one file."""
    few, many = [], []
    with TemporaryDirectory() as name:
        folder = Path(name)
        content = folder / "content"
        write_questions(content, QUESTIONS)
        with trial_run(folder / "few"), trial_run(folder / "many", content) as server:
            cold_s = server.ready_s
        for _ in range(ROUNDS):
            with trial_run(folder / "few") as server:
                few.append(server.ready_s)
            with trial_run(folder / "many", content) as server:
                many.append(server.ready_s)
        with trial_run(folder / "many", content) as server:
            edited = [_served_after_edit(content, server.port, number) for number in range(ROUNDS)]
    more = median(many) - median(few)
    return [
        absolute(f"start with {QUESTIONS:,} questions, beside few", more, "s more", at_most=0.2),
        absolute("   the first start, which proves them all", cold_s, "s"),
        absolute(
            f"one edited file of {QUESTIONS:,} questions, served anew", median(edited), "s",
            at_most=0.3,
        ),
    ]  # fmt: skip


def _served_after_edit(content: Path, port: int, number: int) -> float:
    """Edits a set, waits as long as the app may take to see it, and times the first request."""
    file = content / "quizzes" / f"{SLUG}.yaml"
    title = f"Edited {number}"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [f"title: {title}\n" if line.startswith("title:") else line for line in lines]
    file.write_text("".join(kept), encoding="utf-8")
    time.sleep(SEEN_AFTER_S)
    started = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/practice/{SLUG}/")
    body = connection.getresponse().read().decode()
    seconds = time.perf_counter() - started
    connection.close()
    if title not in body:
        raise RuntimeError(f"{file.name} was edited {SEEN_AFTER_S} s ago and is not served yet")
    return seconds
