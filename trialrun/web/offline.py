"""Reading offline: the worker with the list of what it keeps, and the page that lists it.

All that is kept is the same for everybody: static files, and the texts of the lessons.
"""

import json
from hashlib import sha256

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from trialrun.web.http.assets import assets
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pages import KeptPage, public_page
from trialrun.web.http.services import catalog
from trialrun.web.lesson_reading import are_at_hand, text_of

pages = Blueprint("offline", __name__)

WORKER = "js/worker.js"
RENDERING_MS = 50.0
"""Measured: the text of a lesson is rendered in 20 to 80 ms, once for each content."""


@pages.get("/sw.js")
def worker() -> ResponseReturnValue:
    """Sends the worker. Its text changes with anything that it keeps: so a browser sees it is new.

    It stands at the root, for a worker keeps only what lies beside it or below.
    """
    if not are_at_hand():
        weigh(RENDERING_MS * len(catalog().lessons))
    found = {"/offline/": _page().digest}
    found |= {f"/lessons/{slug}/read/": text_of(slug).digest for slug in catalog().lessons}
    urls = [*found, *(assets().url(path) for path in assets().asked_for if path != WORKER)]
    version = sha256(json.dumps([found, assets().digest]).encode()).hexdigest()[:12]
    listed = json.dumps({"version": version, "urls": urls})
    response = Response(
        f"const KEPT = {listed};\n{assets().files[WORKER].decode()}", mimetype="text/javascript"
    )
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(version)
    response.make_conditional(request)
    return response


@pages.get("/offline/")
def show() -> ResponseReturnValue:
    """Shows what a worker shows in the place of a page that it cannot get."""
    return public_page(_page())


def _page() -> KeptPage:
    content = catalog()
    written = [entry for entry in content.outline if entry.slug in content.lessons]
    return KeptPage.of(render_template("lessons/offline.html", written=written))
