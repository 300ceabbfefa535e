"""What others feel of clients that hold connections: half-sent forms, and connections that idle."""

import resource
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from bench.figure import Figure
from bench.servers import Server, trial_run
from tests.hostile import half_a_form, holding, seconds_of_page

LESSON = "/lessons/s1-lakeflow-jobs/"
PAGES = 300
HALF_SENT = (2, 20, 200)
IDLE = 1_100
P95_MS_MAX = 100
FILES = 4_096


def measure() -> list[Figure]:
    """Asks for a lesson, each time on a new connection, while others are held."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if hard < 0 else min(FILES, hard), hard))
    with TemporaryDirectory() as folder, trial_run(Path(folder) / "ours") as ours:
        _page_ms(ours)
        alone = _page_ms(ours)
        figures = []
        for count in HALF_SENT:
            with holding(ours.port, count, half_a_form(ours.port)):
                figures.append(_figure(f"{count} half-sent forms", _page_ms(ours), alone))
        with holding(ours.port, IDLE, b""):
            figures.append(_figure(f"{IDLE:,} idle connections", _page_ms(ours), alone))
        with holding(ours.port, IDLE, b"GET / HT"):
            figures.append(_figure(f"{IDLE:,} half-sent heads", _page_ms(ours), alone))
    return figures


def _page_ms(server: Server) -> list[float]:
    return [seconds_of_page(server.port, LESSON) * 1e3 for _ in range(PAGES)]


def _figure(held: str, beside: Sequence[float], alone: Sequence[float]) -> Figure:
    p95 = _p95(beside)
    return Figure(
        f"lesson page beside {held}, p95 (alone)", f"{p95:.1f} ms", f"{_p95(alone):.1f} ms",
        f"{p95 / _p95(alone):.1f}", f"<= {P95_MS_MAX} ms", p95 <= P95_MS_MAX,
    )  # fmt: skip


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]
