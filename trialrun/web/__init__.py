"""The web app: one module a noun, routes that fetch, decide little and render.

`register(app, services, static)` is the door.
"""

import re
from pathlib import Path

from flask import Flask
from markupsafe import Markup, escape

from trialrun import __version__
from trialrun.diagram import BOX_HEIGHT, BOX_WIDTH, OPS, WORDS, clock
from trialrun.diagram.rows import WAY_IN
from trialrun.engine import WriteMode, isolated
from trialrun.lab.abridged import bundles_of
from trialrun.lab.address import KEPT_MAX
from trialrun.lab.assumed import assumed_behind, assumed_in
from trialrun.lab.counter_run import thought_of
from trialrun.lab.dial_words import dial_told, value_told
from trialrun.lab.drawing import drawn, drawn_tasks, is_zoomed, outcomes_of
from trialrun.lab.lettering import ends_of, shortened
from trialrun.lab.painting import ended_values, paint_values
from trialrun.lab.told import action_told
from trialrun.questions import bundles_shown
from trialrun.questions.graph_shown import graph_shown
from trialrun.settings import Settings
from trialrun.web import (
    authors,
    deployments,
    drill,
    facts,
    figures,
    flags,
    incidents,
    lesson_reading,
    lesson_recall,
    lessons,
    levels,
    objectives,
    offline,
    patterns,
    pictures,
    quiz,
    rounds,
    search,
    today,
    words,
)
from trialrun.web.http.assets import add_assets
from trialrun.web.http.errors import add_error_pages
from trialrun.web.http.heavy import add_heavy_slot
from trialrun.web.http.logs import add_logs
from trialrun.web.http.security import protect
from trialrun.web.http.services import FOR_AUTHORS, Services, catalog, install, welcome
from trialrun.web.mine import doors
from trialrun.web.mine import routes as mine_routes
from trialrun.web.own import routes as own_routes
from trialrun.web.own.kept import own_family
from trialrun.web.practice import changes, shows
from trialrun.web.practice import routes as practice_routes
from trialrun.web.simulator import compare, doing, exports, failure_map, predict
from trialrun.web.simulator import routes as simulator_routes
from trialrun.web.way_back import way_back
from trialrun.web.yaml_code import yaml_code

WRITES = {
    WriteMode.APPEND: "appends to",
    WriteMode.OVERWRITE: "overwrites",
    WriteMode.MERGE: "merges into",
    WriteMode.IDEMPOTENT: "appends once to",
}
_PLAIN = re.compile(r"[A-Za-z0-9 ,;?’“”é]*(?:[.:](?= |$)[A-Za-z0-9 ,;?’“”é]*)*")
"""Text in which Markdown finds nothing: letters and the signs of plain sentences."""
JOINT_MAX = 20
"""A longer part of a name may break anywhere."""
RETRIES = {0: "no retries", 1: "1 retry", -1: "retries without limit"}


def register(app: Flask, services: Services, static: Path, settings: Settings) -> None:
    """Adds pages, files, error pages, headers and logs to an app."""
    with app.app_context():
        install(services)
        app.extensions[FOR_AUTHORS] = settings.shows_author_pages
        app.extensions[authors.FILES] = authors.AuthorFiles(settings.content, settings.proofs)
    # What was added last sees an answer first: the logs see it as it leaves.
    add_logs(app, logs_access=settings.logs_access)
    protect(app, is_https=settings.is_https)
    app.after_request(welcome)
    add_assets(app, static)
    add_error_pages(app)
    add_heavy_slot(app)
    for module in (
        today,
        lessons,
        figures,
        lesson_recall,
        lesson_reading,
        offline,
        deployments,
        practice_routes,
        changes,
        drill,
        quiz,
        rounds,
        flags,
        search,
        facts,
        simulator_routes,
        predict,
        compare,
        doing,
        levels,
        incidents,
        objectives,
        own_routes,
        failure_map,
        exports,
        words,
        pictures,
        mine_routes,
        doors,
        *([patterns, authors] if settings.shows_author_pages else []),
    ):
        app.register_blueprint(module.pages)
    app.jinja_env.filters.update(
        coded=coded,
        inline=inline,
        inline_in_link=inline_in_link,
        clock=clock,
        dotted=dotted,
        ends=ends_of,
        isolated=isolated,
        jointed=jointed,
        shortened=shortened,
        yaml_code=yaml_code,
    )
    app.jinja_env.globals.update(
        BOX_HEIGHT=BOX_HEIGHT,
        BOX_WIDTH=BOX_WIDTH,
        WAY_IN=WAY_IN,
        WORDS=WORDS,
        OPS=OPS,
        WRITES=WRITES,
        RETRIES=RETRIES,
        KEPT_MAX=KEPT_MAX,
        version=__version__,
        embedded=simulator_routes.embedded,
        embedded_figure=figures.embedded_figure,
        embedded_deployment=deployments.embedded_deployment,
        deployment_url=deployments.deployment_url,
        way_back=way_back,
        thought_of=thought_of,
        assumed_in=assumed_in,
        assumed_behind=lambda question: assumed_behind(catalog(), question),
        paint_values=paint_values,
        ended_values=ended_values,
        graph_shown=graph_shown,
        run_names=shows.run_names,
        stretches_behind=shows.stretches_of_run,
        bundles_shown=bundles_shown,
        action_told=action_told,
        dial_told=dial_told,
        value_told=value_told,
        drawn=drawn,
        drawn_tasks=drawn_tasks,
        is_zoomed=is_zoomed,
        outcomes_of=outcomes_of,
        is_for_authors=settings.shows_author_pages,
        own_family=own_family,
        bundles_of=bundles_of,
        fact_url=facts.fact_url,
        flag_url=flags.flag_url,
        flag_url_of=flags.flag_url_of,
    )


def coded(text: str) -> Markup:
    """Shows what stands in backticks as code, and all else as it is."""
    pieces = str(text).split("`")
    if len(pieces) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )


def inline_in_link(text: str) -> Markup:
    """Renders a short text of an author that is a link: no other link stands in it, and no note."""
    return inline(text, is_in_link=True)


def inline(text: str, *, is_in_link: bool = False) -> Markup:
    """Renders a short text of an author. Markdown is imported with the first that has marks.

    Of a picture that is not there any more, as in a question that was put before, its words stay.
    """
    if _PLAIN.fullmatch(text):
        return Markup(text)  # noqa: S704 - there is nothing to escape in it
    from trialrun.content import addresses_in, inline

    if "/pictures/" not in text:
        return inline(text, is_in_link=is_in_link)
    has_picture = catalog().has_picture
    gone = (at for at, path, digest in addresses_in(text) if not has_picture(path, digest))
    return inline(text, frozenset(gone), is_in_link=is_in_link)


def dotted(name: str) -> Markup:
    """Lets a table's name break behind its dots, and nowhere else."""
    return Markup("<wbr>").join(part for part in re.split(r"(?<=\.)", name))


def jointed(name: str) -> Markup:
    """Lets a name break behind a dot, a line or an underscore; between those only a long part."""
    parts = (part for part in re.split(r"(?<=[._-])", name) if part)
    joint = Markup('<span class="joint">{}</span>')
    return Markup("<wbr>").join(
        joint.format(part) if len(part) <= JOINT_MAX else Markup.escape(part) for part in parts
    )


__all__ = ["Services", "register"]
