"""The page of an answer whose own page is not there any more. It was put, so it is taken."""

from flask import Response, request

from trialrun.web.http.pages import render
from trialrun.web.practice.answering import Asked


def taken_page(
    asked: Asked, why: str, *, may_skip: bool, way: tuple[str, str] | None = None
) -> Response:
    """Shows the verdict of an answer, or its form again; `why` says why it stands alone.

    `way` is the address of the way on, and what it is called.
    """
    return render(
        "practice/taken.html",
        "practice/_taken.html",
        status=422 if asked.error else 200,
        asked=asked,
        action=request.full_path.rstrip("?"),
        why=why,
        may_skip=may_skip,
        way=way,
    )
