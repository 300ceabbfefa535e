"""A run to take away: a picture of one moment, and its events and tasks as tables."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import cast

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from trialrun import __version__
from trialrun.diagram import frames_of, values_at
from trialrun.engine import Trace, WhatIfText
from trialrun.lab import palette
from trialrun.lab.run_view import RunView
from trialrun.lab.varied import OWN
from trialrun.questions import Scenario
from trialrun.web.http.errors import error_page
from trialrun.web.simulator.routes import scenario_of, simulation_of

pages = Blueprint("exports", __name__, url_prefix="/simulator")

STEM_MAX = 60
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel reads UTF-8 as the code page of the machine."""
# A spreadsheet takes what separates cells from its machine: a comma, `;`, a tab. Where that is none
# of ours, quotes in the middle of a cell hold nothing together, so each of these may part one.
_SEPARATORS = r",;|\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029"
# Quotes, blanks and what cannot be seen are passed over, by one spreadsheet or the other.
_PASSED_OVER = rf"(?:(?![{_SEPARATORS}])[\s\"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2060\ufeff])*"
# The last five are what East Asian keyboards write for the first four, and the sign for minus.
_STARTS = r"=+\-@\uff1d\uff0b\uff0d\uff20\u2212"
_FORMULA = re.compile(rf"(?:^|(?<=[{_SEPARATORS}]))(?={_PASSED_OVER}[{_STARTS}])")
_BLANK_START = ("\t", "\r", "\n")
EVENT_COLUMNS = (
    "step", "seconds", "time", "job", "task", "iteration", "attempt", "from", "to", "what happened",
    "rule", "table", "version", "rows", "surplus rows",
)  # fmt: skip
TASK_COLUMNS = (
    "task", "type", "depends on", "run if", "state", "attempts", "started s", "ended s",
    "shown as", "note",
)  # fmt: skip
RECEIVED_COLUMNS = ("step", "time", "job", "task", "received by", "name", "value", "from")

CsvValue = str | int | float | None


@pages.get("/<slug>/picture.svg")
def picture(slug: str) -> ResponseReturnValue:
    """Draws the graph at a step; with `download=1` it is to be saved."""
    from trialrun.lab.picture import picture_of

    sim = simulation_of(scenario_of(slug))
    if sim.error:
        return _refused(sim)
    svg = render_template(
        "exports/picture.svg",
        picture=picture_of(sim),
        colours=palette,
        shapes=_shapes,
        credit=f"Trial Run {__version__}, simulated",
    )
    response = Response(svg.strip() + "\n", mimetype="image/svg+xml")
    if "download" in request.args:
        _name(response, f"{_stem(sim.scenario)}-step-{sim.step}.svg")
    return response


@pages.get("/<slug>/events.csv")
def events(slug: str) -> ResponseReturnValue:
    """Gives every event as a line of a table."""
    sim = simulation_of(scenario_of(slug))
    if sim.error:
        return _refused(sim)
    return _table(EVENT_COLUMNS, _event_rows(sim), f"{_stem(sim.scenario)}-events.csv")


@pages.get("/<slug>/tasks.csv")
def tasks(slug: str) -> ResponseReturnValue:
    """Gives the tasks as they stand at the end, each as a line of a table."""
    sim = simulation_of(scenario_of(slug))
    if sim.error:
        return _refused(sim)
    return _table(TASK_COLUMNS, _task_rows(sim.trace), f"{_stem(sim.scenario)}-tasks.csv")


@pages.get("/<slug>/received.csv")
def received(slug: str) -> ResponseReturnValue:
    """Gives what each attempt received, a value on a line, with where it came from."""
    from trialrun.lab.receipts import received_rows

    sim = simulation_of(scenario_of(slug))
    if sim.error:
        return _refused(sim)
    return _table(RECEIVED_COLUMNS, received_rows(sim.trace), f"{_stem(sim.scenario)}-received.csv")


@pages.get("/<slug>/scenario.yaml")
def scenario(slug: str) -> ResponseReturnValue:
    """Gives the story as a scenario file, as an author puts it into scenarios/."""
    sim = simulation_of(scenario_of(slug))
    return _refused(sim) if sim.error else scenario_file(sim.scenario, sim.address.what_if)


def scenario_file(story: Scenario, what_if: WhatIfText) -> Response:
    """Returns a story, varied, as a scenario file; a sentence where none can say it."""
    from trialrun.content.scenario_text import Unsaved, scenario_text

    given = story.read(what_if)
    world, actions = given.world(story.world), given.actions(story.actions)
    try:
        text = scenario_text(story.title, world, actions, story.around)
    except Unsaved as refusal:
        return error_page(422, "This story cannot be saved", str(refusal))
    response = Response(text, mimetype="application/yaml")
    _name(response, f"{_stem(story)}.yaml")
    return response


def csv_text(columns: Sequence[str], rows: Iterator[Sequence[CsvValue]]) -> str:
    r"""Writes a table that a spreadsheet reads and runs nothing of.

    >>> csv_text(["says", "rows"], iter([["=1+1", -5]]))
    "\ufeffsays,rows\r\n'=1+1,-5\r\n"
    """
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(map(_harmless, columns))
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: CsvValue) -> CsvValue:
    r"""Returns a cell that no spreadsheet takes for a formula, or parts into one; numbers are none.

    >>> print(_harmless("a;=1+1"))
    a;'=1+1
    """
    if not isinstance(cell, str):
        return cell
    harmless = _FORMULA.sub("'", cell)
    return f"'{harmless}" if harmless.startswith(_BLANK_START) else harmless


def _event_rows(sim: RunView) -> Iterator[Sequence[CsvValue]]:
    trace = sim.trace
    for event, line in zip(trace.events, sim.lines, strict=True):
        commit = event.commit
        yield (
            line.step,
            event.t_ms / 1000,
            line.clock,
            trace.job_of(event),
            trace.task_key(event),
            _number(event.iteration),
            _number(event.attempt),
            event.before,
            event.after,
            line.says,
            event.rule,
            *((commit.table, commit.version, commit.rows, commit.dup) if commit else (None,) * 4),
        )


def _task_rows(trace: Trace) -> Iterator[Sequence[CsvValue]]:
    """Yields each task with its state as the API has it, and as the graph shows it."""
    frames = frames_of(trace)
    values = values_at(frames, len(frames) - 1)
    for index, task in enumerate(trace.world.job.tasks):
        end = trace.tasks[task.key]
        shown = f"task.{index}"
        yield (
            task.key,
            task.type,
            " ".join(dep.task_key for dep in task.depends_on),
            task.run_if,
            values[shown],
            end.attempts,
            end.started_ms / 1000 if end.started_ms >= 0 else None,
            end.ended_ms / 1000 if end.ended_ms >= 0 else None,
            values[f"{shown}.word"],
            values[f"{shown}.note"],
        )


def _number(index: int) -> int | None:
    """Counts from 1, as people do; what does not apply is left empty."""
    return index + 1 if index >= 0 else None


def _shapes(name: str) -> Markup:
    """Returns what an icon is made of, without the element around it, to be drawn in a picture."""
    draw = cast(Callable[[str], Markup], current_app.jinja_env.globals["icon"])
    icon = draw(name)
    return icon[icon.index(">") + 1 : icon.rindex("</svg>")]


def _table(columns: Sequence[str], rows: Iterator[Sequence[CsvValue]], name: str) -> Response:
    response = Response(csv_text(columns, rows), mimetype="text/csv")
    _name(response, name)
    return response


def _stem(story: Scenario) -> str:
    """Returns what its files are called: a job that was brought by its name, as far as is safe."""
    if not story.slug.startswith(OWN):
        return story.slug
    plain = unicodedata.normalize("NFKD", story.world.job.name).encode("ascii", "ignore").decode()
    words = re.findall("[a-z0-9]+", plain.lower())
    return "-".join(words)[:STEM_MAX].strip("-") or story.slug


def _name(response: Response, name: str) -> None:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'


def _refused(sim: RunView) -> Response:
    return error_page(400, "This run cannot be exported", sim.error)
