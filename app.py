"""The composition root: reads the settings, loads the content, opens the store, adds the pages."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from trialrun.content import CatalogSource, open_shelf
from trialrun.settings import ROOT, Settings
from trialrun.store import open_stores
from trialrun.web import Services, register
from trialrun.web.http.templates import compiled_templates

FORM_BYTES_MAX = 64 * 1024
REMEMBERED_DAYS = 400


def create_app(
    config: Mapping[str, Any] | None = None,
    settings: Settings | None = None,
    shelf: CatalogSource | None = None,
) -> Flask:
    """Makes the app. Raises StoreError when the data folder cannot be used."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = compiled_templates(settings.compiled)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_BYTES_MAX,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES_MAX,
        SESSION_COOKIE_NAME="trialrun",
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=REMEMBERED_DAYS * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.config.update(config or {})
    stores = open_stores(settings.database)
    app.secret_key = app.secret_key or stores.settings.setting("secret_key", secrets.token_hex(32))
    shelf = shelf or open_shelf(settings.content, settings.derived)
    register(app, Services(shelf, stores), ROOT / "static")
    return app
