"""What the routes share: content, answers, and who is asking. Knows no page."""

import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import current_app, session

from trialrun.content import Catalog
from trialrun.store import Answers

_NAME = "trialrun"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that pages are made of."""

    catalog: Catalog
    answers: Answers


def install(services: Services) -> None:
    """Gives the current app its services."""
    current_app.extensions[_NAME] = services


def catalog() -> Catalog:
    """Returns the content."""
    services: Services = current_app.extensions[_NAME]
    return services.catalog


def answers() -> Answers:
    """Returns the learners' answers."""
    services: Services = current_app.extensions[_NAME]
    return services.answers


def learner() -> str:
    """Returns the browser's learner id, or '' before its first answer."""
    return str(session.get("learner", ""))


def ensure_learner() -> str:
    """Returns the browser's learner id, and makes one if need be."""
    if "learner" not in session:
        session["learner"] = secrets.token_urlsafe(16)
        session.permanent = True
    return str(session["learner"])


def now_ms() -> int:
    """Returns the wall clock, UTC, in ms since 1970."""
    return time.time_ns() // 1_000_000


def keep_secret(path: Path) -> bytes:
    """Returns the key that signs cookies; makes it once. Safe when processes start together."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(32))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
