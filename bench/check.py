"""How long `check` takes over five hundred questions: cold, once more, and with the bank."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figure import Figure, absolute
from bench.many import write_questions
from bench.servers import ROOT

QUESTIONS = 500
ROUNDS = 3
TIMEOUT_S = 240


def measure() -> list[Figure]:
    """Times the command as a process of its own, which must prove all five hundred.

    Cold, nothing is kept of what was proven; the second look finds all of it.
    """
    with TemporaryDirectory() as name:
        folder = Path(name) / "content"
        write_questions(folder, QUESTIONS)
        cold, warm, bank, again = [], [], [], []
        for number in range(ROUNDS):
            data = Path(name) / f"data-{number}"
            cold.append(_check(folder, data))
            warm.append(_check(folder, data))
            bank.append(_check(folder, data, "--bank") - warm[-1])
            again.append(_check(folder, data, "--bank"))
    told = f"check of {QUESTIONS} questions"
    return [
        absolute(told, median(cold), "s", at_most=5),
        absolute(f"{told}, once more", median(warm), "s", at_most=1),
        absolute(f"{told}: what --bank adds", median(bank), "s", at_most=60),
        absolute(f"{told} with --bank, once more", median(again), "s"),
    ]


def _check(folder: Path, data: Path, *options: str) -> float:
    command = [sys.executable, "-m", "trialrun", "check", str(folder), *options]
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_S, check=False,
        env=os.environ | {"TRIALRUN_DATA": str(data)},
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if done.returncode or f"with {QUESTIONS} proven questions" not in done.stdout:
        raise RuntimeError(f"check does not prove {QUESTIONS} questions:\n{done.stdout[-2000:]}")
    return seconds
