"""The page of an answer whose own page is not there any more. It was put, so it is taken."""

from flask import Response, request

from trialrun.web.http.pages import render
from trialrun.web.practice.answering import Asked


def taken_page(asked: Asked, why: str, *, may_skip: bool) -> Response:
    """Shows the verdict of an answer, or its form again; `why` says why it stands alone."""
    return render(
        "practice/taken.html",
        "practice/_taken.html",
        status=422 if asked.error else 200,
        asked=asked,
        action=request.full_path.rstrip("?"),
        why=why,
        may_skip=may_skip,
    )
