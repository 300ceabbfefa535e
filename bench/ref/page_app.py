"""The least question page: a session, one SELECT, a small template."""

import json
import os
import secrets
import threading
from typing import Any

from flask import Flask, abort, render_template, session

try:
    from pysqlite3 import dbapi2 as sqlite3
except ImportError:
    import sqlite3

TEMPLATE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Question {{ number }}</title></head>
<body>
<h1>Question {{ number }}</h1>
<form method="post">
  <fieldset>
    <legend>{{ stem }}</legend>
    {% for option in options %}
    <label><input type="radio" name="option" value="{{ loop.index }}"> {{ option }}</label>
    {% endfor %}
  </fieldset>
  <button>Send my answer</button>
</form>
</body>
</html>
"""
OPTIONS = [f"The tables hold what {name} wrote, and nothing else." for name in "ABCD"]
TABLE = "CREATE TABLE question (number INTEGER PRIMARY KEY, stem TEXT, options TEXT)"
SELECT = "SELECT stem, options FROM question WHERE number = ?"
KEPT = threading.local()


def create_app() -> Flask:
    """Makes the app; its database is in BENCH_FOLDER."""
    app = Flask(__name__)
    app.secret_key = secrets.token_bytes(32)
    page = app.jinja_env.from_string(TEMPLATE)
    path = os.path.join(os.environ["BENCH_FOLDER"], "questions.db")
    connection = _connection(path)
    connection.execute(TABLE)
    connection.execute(
        "INSERT INTO question VALUES (1, 'What holds now?', ?)", (json.dumps(OPTIONS),)
    )

    @app.get("/")
    def start() -> str:
        session["learner"] = secrets.token_urlsafe(16)
        return "Hello."

    @app.get("/questions/<int:number>/")
    def question(number: int) -> str:
        if "learner" not in session:
            abort(403)
        rows = _connection(path).execute(SELECT, (number,))
        stem, options = rows.fetchone()
        return render_template(page, number=number, stem=stem, options=json.loads(options))

    return app


def _connection(path: str) -> Any:
    if not hasattr(KEPT, "connection"):
        KEPT.connection = sqlite3.connect(path, isolation_level=None, timeout=5)
        KEPT.connection.execute("PRAGMA journal_mode=WAL")
    return KEPT.connection
