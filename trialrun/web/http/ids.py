"""Ids of attempts: each form brings the one it may start, so a double click starts no second."""

import secrets

from flask import abort, request

LENGTH_MAX = 40


def new_id() -> str:
    """Makes the id of an attempt that a form may start."""
    return secrets.token_hex(8)


def posted_id() -> str:
    """Returns the id that the form brought; answers 400 if it is none."""
    attempt = request.form.get("attempt", "")
    if not is_id(attempt):
        abort(400)
    return attempt


def is_id(text: str) -> bool:
    """Says whether a text is such an id."""
    return text.isalnum() and len(text) <= LENGTH_MAX
