"""How long the app takes to its first page, and `simulate` to its end, from a cold start."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.figure import Figure, compared
from bench.servers import ROOT, reference, surroundings, trial_run

ROUNDS = 7
JOB = "tests/jobs/corpus/jobs_get.json"


def measure() -> list[Figure]:
    """Starts both in turns: ours with a data folder that it knows, once more with a new one."""
    again, first, bare, played, idle = [], [], [], [], []
    with TemporaryDirectory() as name:
        folder = Path(name)
        with trial_run(folder / "known"):
            pass
        _seconds("-m", "trialrun", "simulate", JOB)
        for number in range(ROUNDS):
            with trial_run(folder / "known") as server:
                again.append(server.ready_s * 1e3)
            with reference("bare_flask", folder / "bare") as server:
                bare.append(server.ready_s * 1e3)
            with trial_run(folder / f"new-{number}") as server:
                first.append(server.ready_s * 1e3)
            played.append(_seconds("-m", "trialrun", "simulate", JOB) * 1e3)
            idle.append(_seconds("-c", "pass") * 1e3)
    return [
        compared("cold start to first page (bare Flask)", median(again), median(bare), "ms",
                 at_most=2),
        compared("   the same with a new, empty data folder", median(first), median(bare), "ms"),
        compared("simulate a JSON job in a terminal (bare Python)", median(played), median(idle),
                 "ms", at_most=8),
    ]  # fmt: skip


def _seconds(*arguments: str) -> float:
    started = perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=ROOT, env=surroundings({}), capture_output=True, check=True)
    return perf_counter() - started
