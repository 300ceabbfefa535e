"""What keeping an answer costs over HTTP, beside a minimal app that keeps one as durably."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from bench.client import Load, drive, post_request
from bench.figure import Figure, absolute, amount, compared
from bench.learners import Post, cookie_of, posts
from bench.servers import Server, reference, trial_run

ROUNDS = 5
ANSWERS = {1: 600, 16: 2_000}
"""Answers a round, by the number of clients."""

CROWD, CROWD_ANSWERS = 64, 3_000
HTMX_ROUNDS, HTMX_ANSWERS = 3, 600
PEOPLE = 100


@dataclass(slots=True)
class Rounds:
    """The rounds of one server with one number of clients."""

    loads: list[Load] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Returns the median round's answers a second."""
        return median(load.per_second for load in self.loads)

    def percentile_ms(self, percent: int) -> float:
        """Returns the median round's percentile."""
        return median(load.percentile_ms(percent) for load in self.loads)


def measure() -> list[Figure]:
    """Posts answers to both servers in turns, then counts what our database holds."""
    with (
        TemporaryDirectory() as folder,
        trial_run(Path(folder) / "ours") as ours,
        reference("answer_app", Path(folder) / "ref") as minimal,
    ):
        count = sum(ANSWERS.values()) * ROUNDS + HTMX_ROUNDS * HTMX_ANSWERS + CROWD_ANSWERS
        prepared = posts(ours.port, count)
        ready, plain = iter(prepared), _minimal_posts(minimal)
        figures, loads = [], []
        for clients, answers in ANSWERS.items():
            our, ref = Rounds(), Rounds()
            for _ in range(ROUNDS):
                our.loads.append(_post(ours, ready, answers, clients))
                ref.loads.append(drive(minimal.port, islice(plain, answers), clients=clients))
            figures += _figures(clients, our, ref)
            loads += our.loads
            _require_kept(minimal, ref)
        shown = [_post(ours, ready, HTMX_ANSWERS, 1, htmx=True) for _ in range(HTMX_ROUNDS)]
        figures.append(_shown_figure(Rounds(shown), figures[0]))
        crowd = _post(ours, ready, CROWD_ANSWERS, CROWD)
        return figures + _faults(ours, prepared, [*loads, *shown, crowd])


def _post(
    server: Server, ready: Iterator[Post], count: int, clients: int, *, htmx: bool = False
) -> Load:
    requests = [post.request(server.port, htmx=htmx) for post in islice(ready, count)]
    return drive(server.port, requests, clients=clients)


def _minimal_posts(server: Server) -> Iterator[bytes]:
    """Yields answers of many people to the minimal app, without end."""
    connection = HTTPConnection("127.0.0.1", server.port)
    cookies = []
    for _ in range(PEOPLE):
        connection.request("GET", "/")
        cookies.append(cookie_of(connection))
    connection.close()
    number = 0
    while True:
        number += 1
        path, cookie = f"/answers/attempt-{number}/1/", cookies[number % PEOPLE]
        yield post_request(server.port, path, "option=1234567890", cookie=cookie)


def _require_kept(server: Server, rounds: Rounds) -> None:
    statuses = {status for load in rounds.loads for status in load.statuses}
    if statuses != {303}:
        raise RuntimeError(f"the minimal app answers {statuses}; see {server.folder}")


def _figures(clients: int, ours: Rounds, minimal: Rounds) -> list[Figure]:
    who = "1 client" if clients == 1 else f"{clients} clients"
    p50, p99 = ours.percentile_ms(50), ours.percentile_ms(99)
    spread = f"{minimal.percentile_ms(50):.2f} / {minimal.percentile_ms(99):.2f} ms"
    is_goal = clients > 1
    return [
        compared(
            f"answers kept, {who}", ours.per_second, minimal.per_second, "a second", at_least=0.5
        ),
        Figure(
            f"   p50 / p99, {who} (ratio: p99 to p50)", f"{p50:.2f} / {p99:.2f} ms", spread,
            f"{p99 / p50:.2f}", "<= 4x" if is_goal else "-", p99 <= 4 * p50 if is_goal else None,
        ),
    ]  # fmt: skip


def _shown_figure(shown: Rounds, plain: Figure) -> Figure:
    return Figure(
        "   with the verdict in the reply (htmx), 1 client, beside ours",
        amount(shown.per_second, "a second"), plain.ours,
    )  # fmt: skip


def _faults(server: Server, sent: Sequence[Post], loads: Sequence[Load]) -> list[Figure]:
    """Counts answers that were refused, and those that the database does not hold."""
    answered = sum(len(load.latencies) for load in loads)
    good = sum(load.statuses[303] + load.statuses[200] for load in loads)
    database = Database(server.folder / "data" / "trialrun.db")
    kept = set(database.execute("SELECT attempt, question FROM answer"))
    database.close()
    lost = len({(post.attempt, post.question) for post in sent} - kept)
    posted = f"of {answered:,} posted, up to {CROWD} clients"
    return [
        absolute(f"answers with an error, {posted}", answered - good, "", at_most=0),
        absolute(
            f"answers lost, {posted}", lost, "", at_most=0, reference=f"{len(kept):,} kept"
        ),
    ]  # fmt: skip
