"""How long `check` takes over five hundred questions."""

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
TIMEOUT_S = 120


def measure() -> list[Figure]:
    """Times the command as a process of its own, which must prove all five hundred."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_questions(folder, QUESTIONS)
        seconds = median(_check(folder) for _ in range(ROUNDS))
    return [absolute(f"check of {QUESTIONS} questions", seconds, "s", at_most=5)]


def _check(folder: Path) -> float:
    command = [sys.executable, "-m", "trialrun", "check", str(folder)]
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if done.returncode or f"with {QUESTIONS} proven questions" not in done.stdout:
        raise RuntimeError(f"check does not prove {QUESTIONS} questions:\n{done.stdout[-2000:]}")
    return seconds
