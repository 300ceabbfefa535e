"""The least a Flask app can be: one page."""

from flask import Flask


def create_app() -> Flask:
    """Makes the app."""
    app = Flask(__name__)

    @app.get("/")
    def index() -> str:
        return "<!doctype html><title>Bare</title><p>Hello."

    return app
