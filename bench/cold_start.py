"""How long from the start of the process to the first page answered, beside a bare Flask."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figure import Figure, compared
from bench.servers import reference, trial_run

ROUNDS = 7


def measure() -> list[Figure]:
    """Starts both in turns: ours with a data folder that it knows, once more with a new one."""
    again, first, bare = [], [], []
    with TemporaryDirectory() as name:
        folder = Path(name)
        with trial_run(folder / "known"):
            pass
        for number in range(ROUNDS):
            with trial_run(folder / "known") as server:
                again.append(server.ready_s * 1e3)
            with reference("bare_flask", folder / "bare") as server:
                bare.append(server.ready_s * 1e3)
            with trial_run(folder / f"new-{number}") as server:
                first.append(server.ready_s * 1e3)
    return [
        compared("cold start to first page (bare Flask)", median(again), median(bare), "ms",
                 at_most=1.8),
        compared("   the same with a new, empty data folder", median(first), median(bare), "ms"),
    ]  # fmt: skip
