"""The least that keeps an answer: a signed session, an Origin check, one durable insert."""

import os
import secrets
import threading
import time
from typing import Any

from flask import Flask, abort, redirect, request, session

try:
    from pysqlite3 import dbapi2 as sqlite3
except ImportError:
    import sqlite3

TABLE = (
    "CREATE TABLE IF NOT EXISTS answer (learner TEXT NOT NULL, attempt TEXT NOT NULL,"
    " number INTEGER NOT NULL, response TEXT NOT NULL, answered_ms INTEGER NOT NULL,"
    " PRIMARY KEY (learner, attempt, number))"
)
INSERT = "INSERT INTO answer VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
KEPT = threading.local()


def create_app() -> Flask:
    """Makes the app; its database is in BENCH_FOLDER."""
    app = Flask(__name__)
    app.secret_key = secrets.token_bytes(32)
    path = os.path.join(os.environ["BENCH_FOLDER"], "answers.db")
    _connection(path).execute(TABLE)

    @app.get("/")
    def start() -> str:
        session["learner"] = secrets.token_urlsafe(16)
        return "Hello."

    @app.post("/answers/<attempt>/<int:number>/")
    def keep(attempt: str, number: int) -> Any:
        if request.headers.get("Origin") != request.host_url.rstrip("/"):
            abort(403)
        learner = session.get("learner") or abort(403)
        option = request.form["option"]
        connection = _connection(path)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(INSERT, (learner, attempt, number, option, time.time_ns() // 1_000_000))
        connection.execute("COMMIT")
        return redirect(f"/answers/{attempt}/{number}/", 303)

    return app


def _connection(path: str) -> Any:
    """Returns this thread's connection: WAL, each commit synced to disk."""
    if not hasattr(KEPT, "connection"):
        KEPT.connection = sqlite3.connect(path, isolation_level=None, timeout=5)
        KEPT.connection.execute("PRAGMA journal_mode=WAL")
        KEPT.connection.execute("PRAGMA synchronous=FULL")
    return KEPT.connection
