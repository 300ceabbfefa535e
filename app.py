"""The composition root: reads the settings, loads the content, opens the store, adds the pages."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from trialrun.content import CatalogSource, open_shelf
from trialrun.settings import HEAVY_WAITING_MAX, ROOT, Settings
from trialrun.store import open_stores
from trialrun.web import Services, register
from trialrun.web.http.keys import keys_of
from trialrun.web.http.proxies import Proxies
from trialrun.web.http.rates import count_creations
from trialrun.web.http.services import now_ms
from trialrun.web.http.sessions import LearnerSessions
from trialrun.web.http.templates import compiled_templates

FORM_BYTES_MAX = 64 * 1024


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
        HEAVY_WAITING_MAX=HEAVY_WAITING_MAX,
    )
    app.config.update(config or {})
    stores = open_stores(settings.database)
    keys = keys_of(settings, stores.settings, datetime.now(UTC))
    app.secret_key = keys.signing
    app.session_interface = LearnerSessions(
        app, is_https=settings.is_https, old_keys=keys.old, now=now_ms
    )
    shelf = shelf or open_shelf(settings.content, settings.derived)
    register(app, Services(shelf, stores), ROOT / "static", settings)
    count_creations(app, settings.learners_per_address)
    app.wsgi_app = Proxies(  # type: ignore[method-assign]
        app.wsgi_app,
        trusted=settings.trusted_proxies,
        hosts=settings.trusted_hosts,
        public_url=settings.public_url,
    )
    return app
