"""Serves the pictures beside sets and lessons, each under its digest."""

from flask import Blueprint, Response, abort

from trialrun.content import Unshown
from trialrun.web.http.assets import YEAR_S
from trialrun.web.http.services import catalog

pages = Blueprint("pictures", __name__)


@pages.get("/pictures/<digest>/<size>/<path:path>")
def show(digest: str, size: str, path: str) -> Response:
    """Sends a picture as its address tells it. One that has changed has another address."""
    content = catalog()
    if path not in content.pictures:
        abort(404)
    try:
        picture, body = content.picture(path)
    except Unshown:
        abort(404)
    if picture.address != f"/pictures/{digest}/{size}/{path}":
        abort(404)
    response = Response(body, mimetype=picture.media_type)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    return response
