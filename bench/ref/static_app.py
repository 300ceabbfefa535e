"""Flask giving out bytes that lie in memory: files of BENCH_FOLDER, NAME.gz as compressed NAME."""

import os
from pathlib import Path

from flask import Flask, Response


def create_app() -> Flask:
    """Makes the app."""
    app = Flask(__name__, static_folder=None)
    folder = Path(os.environ["BENCH_FOLDER"])
    pages = {file.name: file.read_bytes() for file in folder.glob("*.html*")}

    @app.get("/")
    def index() -> str:
        return "Hello."

    @app.get("/<name>")
    def page(name: str) -> Response:
        response = Response(pages[name], mimetype="text/html")
        if name.endswith(".gz"):
            response.content_encoding = "gzip"
        return response

    return app
