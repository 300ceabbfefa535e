"""What the routes share: content, stores, and who is asking. Knows no page."""

import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, current_app, g, request, session

from trialrun.content import Catalog, CatalogSource
from trialrun.problem import Problem
from trialrun.store import Stores
from trialrun.web.http.sessions import WORN_OFF

if TYPE_CHECKING:
    from trialrun.store import Answers, Attempts, Flags, Jobs, Learners, PrivateLinks, Questions

_NAME = "trialrun"
FOR_AUTHORS = "trialrun.authors"
_KNOWN, _PROMISED = "learner", "new"
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that pages are made of."""

    shelf: CatalogSource
    stores: Stores


def install(services: Services) -> None:
    """Gives the current app its services."""
    current_app.extensions[_NAME] = services


def problems_shown() -> tuple[Problem, ...]:
    """Returns the mistakes in the content, for authors; learners can mend none of them."""
    return catalog().problems if current_app.extensions[FOR_AUTHORS] else ()


def catalog() -> Catalog:
    """Returns the content as it is for this request, from its beginning to its end."""
    if "catalog" not in g:
        services: Services = current_app.extensions[_NAME]
        g.catalog = services.shelf.current()
    found: Catalog = g.catalog
    return found


def stores() -> Stores:
    """Returns everything that is kept."""
    services: Services = current_app.extensions[_NAME]
    return services.stores


def answers() -> "Answers":
    """Returns the learners' answers."""
    return stores().answers


def attempts() -> "Attempts":
    """Returns the learners' attempts."""
    return stores().attempts


def questions() -> "Questions":
    """Returns the questions as they were put."""
    return stores().questions


def jobs() -> "Jobs":
    """Returns the jobs that people brought."""
    return stores().jobs


def learners() -> "Learners":
    """Returns everything of each learner."""
    return stores().learners


def flags() -> "Flags":
    """Returns what learners found wrong in questions."""
    return stores().flags


def links() -> "PrivateLinks":
    """Returns the private links of learners."""
    return stores().links


def learner() -> str:
    """Returns the browser's learner id, or '' before its first answer."""
    return str(session.get(_KNOWN, ""))


def expected_learner() -> str:
    """Returns that id, or the one that the browser will have once something of it is kept."""
    return learner() or str(session.get(_PROMISED, ""))


def ensure_learner() -> str:
    """Returns the browser's learner id, and makes it one that has something kept."""
    if _KNOWN not in session:
        session[_KNOWN] = session.pop(_PROMISED, None) or new_learner()
    return str(session[_KNOWN])


def promised_learner() -> str:
    """Returns that id, and makes it now where the browser has brought none.

    "" for a cookie that is read no longer: a page replaces none.
    """
    if not learner() and not request.environ.get(WORN_OFF):
        session.setdefault(_PROMISED, new_learner())
    return expected_learner()


def is_nameless() -> bool:
    """Says whether the browser has brought no name, not even one that is promised.

    Each page gives one, so a form that comes without it comes from a browser that has lost it.
    """
    return _KNOWN not in session and _PROMISED not in session


def new_learner() -> str:
    """Makes an id that nobody has."""
    return secrets.token_urlsafe(16)


def successor(found: str, once: str) -> str:
    """Makes the id that follows a learner's; of one page (`once`) it is always the same.

    So what that page sends twice, or sends again where no answer came, leads to one place. Whoever
    has the id alone cannot make it.
    """
    return urlsafe_b64encode(keyed(f"{found} {once}")[:16]).decode()


def keyed(text: str) -> bytes:
    """Returns 32 bytes that only whoever has this site's key can make of a text."""
    return hmac.digest(str(current_app.secret_key).encode(), text.encode(), "sha256")


def become(found: str) -> None:
    """Makes this browser that learner's; with "" it is nobody's, as at its first visit."""
    session.clear()
    if found:
        session[_KNOWN] = found


def welcome(response: Response) -> Response:
    """Gives a browser its id with the first page that it sees, and the cookie anew once a day.

    So two tabs that both answer first are one learner, and whoever keeps coming is never forgotten.
    What any cache may keep is nobody's: it gets none, nor is one read for it.
    """
    if response.mimetype != "text/html" or response.status_code >= 400:
        return response
    if response.cache_control.public:
        return response
    if request.environ.get(WORN_OFF) and not session.modified:
        return response
    if _KNOWN not in session and _PROMISED not in session:
        session[_PROMISED] = new_learner()
    day = now_ms() // DAY_MS
    if session.get("day") != day:
        session["day"] = day
    return response


def now_ms() -> int:
    """Returns the wall clock, UTC, in ms since 1970."""
    return time.time_ns() // 1_000_000
