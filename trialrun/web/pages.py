"""Renders a page, or only its fragment when htmx asks for that. Knows no content."""

from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue


def wants_fragment() -> bool:
    """Says whether htmx asked; going back in history wants the whole page."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def render(
    page: str, fragment: str | None = None, *, status: int = 200, **context: Any
) -> ResponseReturnValue:
    """Renders the fragment for htmx, the page for everybody else."""
    template = fragment if fragment and wants_fragment() else page
    response = make_response(render_template(template, **context), status)
    if fragment:
        response.vary.add("HX-Request")
    return response
