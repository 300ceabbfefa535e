"""The cookie that tells learners apart: who signed it, under which name, when it is sent anew."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

from trialrun.addresses import shortened

security = logging.getLogger("trialrun.security")

PLAIN_NAME = "trialrun"
HTTPS_NAME = "__Host-trialrun"
"""Browsers take a cookie of this prefix only by https, from this very host, for all its paths."""
WORN_OFF = "trialrun.worn_off"
"""True in the environ of a request whose cookie was signed by a key that is read no longer."""
PROVEN_MAX = 4_096
"""So many cookies are known as ours, at about 500 bytes each."""
REMEMBERED_S = 400 * 24 * 3600
"""Browsers keep no cookie longer."""


@dataclass(frozen=True, slots=True)
class OldKey:
    """A key that signs nothing any more; `until_ms` is when its cookies are no longer read."""

    key: str
    until_ms: int | None = None

    def is_read(self, now_ms: int) -> bool:
        """Says whether cookies that it has signed are still taken."""
        return self.until_ms is None or now_ms < self.until_ms


class LearnerSessions(SecureCookieSessionInterface):
    """Flask's signed cookies, except that no step of the clock makes one invalid.

    How old a signature is, is not asked: a browser forgets a cookie by itself. What an old key has
    signed, or what comes under the name of before, is sent anew.
    """

    def __init__(self, app: Flask, *, is_https: bool, old_keys: tuple[OldKey, ...], now: Any):
        self._now_ms = now
        self._is_https = is_https
        self._names = (HTTPS_NAME, PLAIN_NAME) if is_https else (PLAIN_NAME,)
        app.config["SESSION_COOKIE_NAME"] = self._names[0]
        self._current = self._serializer(app, str(app.secret_key))
        # A signature is right once and for all, and proving it is a tenth of keeping an answer.
        self._signed_by_us = lru_cache(maxsize=PROVEN_MAX)(self._proven)
        self._old = [(old, self._serializer(app, old.key)) for old in old_keys]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Reads the cookie; a session without anything where there is none that we signed."""
        is_forged = False
        for name in self._names:
            value = request.cookies.get(name)
            if not value:
                continue
            found = self._read(value)
            if found is not None:
                if name != self._names[0]:
                    found.modified = True
                return found
            # Signed by a key that has worn off, or so the clock says: a page gives no other cookie.
            if any(_loaded(serializer, value) is not None for _, serializer in self._old):
                request.environ[WORN_OFF] = True
                return SecureCookieSession()
            is_forged = True
        if is_forged:
            security.warning("cookie not signed by us %s", shortened(request.remote_addr or ""))
        return SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Sends the cookie where something in it has changed."""
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified:
            return
        response.set_cookie(
            self._names[0],
            self._current.dumps(dict(session)),
            max_age=REMEMBERED_S,
            secure=self._is_https,
            httponly=True,
            samesite="Lax",
        )
        for name in self._names[1:]:
            response.delete_cookie(name, httponly=True, samesite="Lax")

    def _read(self, value: str) -> SecureCookieSession | None:
        with suppress(BadSignature):
            return SecureCookieSession(self._signed_by_us(value))
        for old, serializer in self._old:
            found = _loaded(serializer, value)
            if found is not None and old.is_read(self._now_ms()):
                session = SecureCookieSession(found)
                session.modified = True
                return session
        return None

    def _proven(self, value: str) -> dict[str, Any]:
        """Reads a cookie that the current key has signed. Raises BadSignature."""
        found = _loaded(self._current, value)
        if found is None:
            raise BadSignature(value)
        return found

    def _serializer(self, app: Flask, key: str) -> URLSafeTimedSerializer:
        """Returns what Flask signs with, so that cookies of before are read."""
        return URLSafeTimedSerializer(
            key,
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={
                "key_derivation": self.key_derivation,
                "digest_method": self.digest_method,
            },
        )


def _loaded(serializer: URLSafeTimedSerializer, value: str) -> dict[str, Any] | None:
    try:
        found = serializer.loads(value)
    except BadSignature:
        return None
    return found if isinstance(found, dict) else None
