"""What all apps of a session of tests share: no test changes it, and making it anew is dear."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from trialrun.settings import ROOT, Settings
from trialrun.sqlite import sqlite3
from trialrun.web import Services
from trialrun.web.authors import FILES, AuthorFiles
from trialrun.web.http.assets import ASSETS
from trialrun.web.http.heavy import add_heavy_slot
from trialrun.web.http.services import FOR_AUTHORS, install

MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 * 1024**3
YOUNG_MAX, OLDER_MAX = 1_000_000, 5
"""How many objects tests make between two looks for garbage. With those of the app, 50,000, a fifth
of the time of the tests went into looking; there was little to find."""
OF_PAGES = (
    "blueprints", "url_map", "view_functions", "error_handler_spec", "before_request_funcs",
    "after_request_funcs", "teardown_request_funcs", "jinja_env",
)  # fmt: skip
"""What an app has of its pages; whose answers, jobs, rates and keys it knows stands elsewhere."""

Register = Callable[[Flask, Services, Path, Settings], None]


def keep_files_in_memory() -> None:
    """Lets what tests write stay in memory, where there is room: a commit waits for no disk then.

    That commits are durable at all, `test_durability.py` asks SQLite, and kills processes.
    """
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def registered_once(register: Register) -> Register:
    """Registers pages once for all apps whose settings ask for the same ones."""
    models: dict[tuple[object, ...], Flask] = {}
    files: dict[Path, AuthorFiles] = {}

    def registered(app: Flask, services: Services, static: Path, settings: Settings) -> None:
        is_for_authors = settings.shows_author_pages
        asked = (static, settings.is_https, settings.logs_access, is_for_authors)
        if asked in models:
            with app.app_context():
                install(services)
            app.extensions[FOR_AUTHORS] = is_for_authors
            add_heavy_slot(app)
            app.extensions[ASSETS] = models[asked].extensions[ASSETS]
            for name in OF_PAGES:
                setattr(app, name, getattr(models[asked], name))
        else:
            register(app, services, static, settings)
            models[asked] = app
        if settings.content == ROOT:
            # The bots sit our own sets once.
            app.extensions[FILES] = files.setdefault(ROOT, AuthorFiles(ROOT, settings.proofs))
        else:
            app.extensions[FILES] = AuthorFiles(settings.content, settings.proofs)
        # A page or a hook that a test adds would be in all of them: Flask refuses it from here on.
        app._got_first_request = True

    return registered


def migrated_once(migrate: Callable[[Any], None]) -> Callable[[Any], None]:
    """Migrates an empty file as the first one was: by what that had in the end."""
    made: list[tuple[str, tuple[Any, ...]]] = []

    def migrated(conn: Any) -> None:
        if conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            migrate(conn)
            return
        if not made:
            made.extend(_contents(migrate))
        for statement, values in made:
            conn.execute(statement, values)

    return migrated


def _contents(migrate: Callable[[Any], None]) -> list[tuple[str, tuple[Any, ...]]]:
    """Returns the statements that make what a migrated file holds."""
    model = sqlite3.connect(":memory:", isolation_level=None)
    migrate(model)
    schema = model.execute("SELECT type, name, sql FROM sqlite_master WHERE sql > ''").fetchall()
    statements: list[tuple[str, tuple[Any, ...]]] = [(sql, ()) for _, _, sql in schema]
    for type_, name, _ in schema:
        if type_ == "table":
            for row in model.execute(f'SELECT * FROM "{name}"'):
                places = ", ".join("?" * len(row))
                statements.append((f'INSERT INTO "{name}" VALUES ({places})', tuple(row)))
    model.close()
    return statements
