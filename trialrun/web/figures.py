"""Figures: a page for each, and what a lesson embeds. A page is a function of its address."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.content import Fact
from trialrun.figures import Figure, FigureMoment
from trialrun.web.http.errors import left_out
from trialrun.web.http.pages import render, wants_fragment
from trialrun.web.http.services import catalog
from trialrun.web.way_back import WayBack, to_lesson, way_back

pages = Blueprint("figures", __name__, url_prefix="/figures")

STEP_DIGITS_MAX = 4
NO_STEP = "The step in the address must be a whole number, as in step=2. This is the first moment."


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure at a moment. `fact` is what decided it, `back` where the address came from.

    `is_embedded` says that it stands in a lesson, with a title of its own.
    """

    figure: Figure
    step: int
    fact: Fact | None
    back: WayBack | None = None
    is_embedded: bool = False
    error: str = ""

    @property
    def dom_id(self) -> str:
        """Returns the id of its element, on its page and in a lesson."""
        return f"figure-{self.figure.slug}"

    @property
    def last_step(self) -> int:
        """Returns the step of the last moment."""
        return len(self.figure.moments) - 1

    @property
    def moment(self) -> FigureMoment:
        """Returns what is shown."""
        return self.figure.moments[self.step]

    def url(self, step: int) -> str:
        """Returns the address of a moment; one before the first or behind the last is those."""
        at = min(max(step, 0), self.last_step)
        asked = {"step": str(at)} | ({"back": self.back.text} if self.back else {})
        return f"{url_for('figures.show', slug=self.figure.slug)}?{urlencode(asked)}"

    def part_url(self, step: int) -> str:
        """Returns the address of a moment for a script that puts it in this one's place."""
        return self.url(step) + ("&embed=1" if self.is_embedded else "")


@pages.get("/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """Shows a figure at the moment that the address names."""
    figure = catalog().figures.get(slug)
    if figure is None:
        problems = catalog().problems_of(f"lessons/figures/{slug}.yaml")
        if problems:
            return left_out("figure", problems)
        abort(404)
    text = request.args.get("step", "0")
    is_step = text.isascii() and text.isdigit() and len(text) <= STEP_DIGITS_MAX
    back = way_back(request.args.get("back", ""))
    view = figure_view(figure, int(text) if is_step else 0, back)
    is_embedded = wants_fragment() and "embed" in request.args
    view = replace(view, is_embedded=is_embedded, error="" if is_step else NO_STEP)
    status = 200 if is_step else 400
    return render("figures/page.html", "figures/_figure.html", status=status, view=view)


def embedded_figure(slug: str, lesson: str) -> FigureView:
    """Returns a figure at its first moment, to stand in a lesson; its links lead back there."""
    figure = catalog().figures[slug]
    view = figure_view(figure, 0, way_back(to_lesson(lesson, f"figure-{slug}")))
    return replace(view, is_embedded=True)


def figure_view(figure: Figure, step: int, back: WayBack | None = None) -> FigureView:
    """Returns a figure at a moment, at the last for a step behind it."""
    at = min(step, len(figure.moments) - 1)
    fact = catalog().facts.get(figure.moments[at].fact)
    return FigureView(figure, at, fact, back)
