"""Learners who are about to answer: cookies, attempts and the posts that answer each question."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import islice

from bench.client import post_request
from bench.forms import filled
from bench.servers import ROOT
from trialrun.content import Catalog, load_catalog
from trialrun.questions import shuffled


@dataclass(frozen=True, slots=True)
class Post:
    """An answer to be sent: where it goes, what it says, who sends it, which question it is to."""

    path: str
    form: str
    cookie: str
    attempt: str
    question: str

    def request(self, port: int, *, htmx: bool = False) -> bytes:
        """Writes the request."""
        return post_request(port, self.path, self.form, cookie=self.cookie, htmx=htmx)


def posts(port: int, count: int) -> list[Post]:
    """Starts attempts on our server until they have `count` open questions, and answers those.

    A learner goes once through every question set, so nobody's history grows with `count`.
    """
    catalog = load_catalog(ROOT)
    connection = HTTPConnection("127.0.0.1", port)
    found = list(islice(_all_posts(connection, catalog), count))
    connection.close()
    return found


def cookie_of(connection: HTTPConnection) -> str:
    """Reads the response that is due and returns the cookie it sets; raises when it sets none."""
    response = connection.getresponse()
    response.read()
    cookie = response.getheader("Set-Cookie")
    if cookie is None:
        raise RuntimeError(f"a {response.status} without a cookie")
    return cookie.split(";")[0]


def _all_posts(connection: HTTPConnection, catalog: Catalog) -> Iterator[Post]:
    forms: dict[str, str] = {}
    while True:
        cookie = ""
        for slug, question_set in catalog.sets.items():
            attempt = secrets.token_hex(8)
            cookie = _start(connection, slug, attempt, cookie)
            uids = [question.uid for question in question_set.questions.values()]
            for number, uid in enumerate(shuffled(uids, seed=attempt), start=1):
                path = f"/attempts/{attempt}/{number}/"
                if uid not in forms:
                    forms[uid] = filled(_page(connection, path, cookie))
                yield Post(path, forms[uid], cookie, attempt, uid)


def _start(connection: HTTPConnection, slug: str, attempt: str, cookie: str) -> str:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"
    } | ({"Cookie": cookie} if cookie else {})  # fmt: skip
    connection.request("POST", f"/practice/{slug}/", f"attempt={attempt}", headers)
    if not cookie:
        return cookie_of(connection)
    connection.getresponse().read()
    return cookie


def _page(connection: HTTPConnection, path: str, cookie: str) -> str:
    connection.request("GET", path, headers={"Cookie": cookie})
    return connection.getresponse().read().decode()
