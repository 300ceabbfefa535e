"""The pattern page: every widget in every state, for whoever changes how it looks."""

from dataclasses import replace
from functools import partial

from flask import Blueprint
from flask.typing import ResponseReturnValue

from trialrun.content import Catalog
from trialrun.diagram import WORDS
from trialrun.lab.address import STEP_MAX, Address
from trialrun.lab.run_view import simulate_address
from trialrun.practice import Standing
from trialrun.store import Answer, Outcome
from trialrun.web.figures import FigureView, figure_view
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog
from trialrun.web.practice.answering import Asked, put
from trialrun.web.simulator.routes import path_of

pages = Blueprint("patterns", __name__)

SIMULATORS = (
    (Address("/patterns/", step=8), ""),
    (Address("/patterns/", step=STEP_MAX, task="silver"), ""),
    (Address("/patterns/"), "A sentence says what is wrong with the address."),
)
"""How the first scenarios are shown: midway, at the end, and with an address that is refused."""

STANDINGS = (Standing(10, 0, 0), Standing(10, 6, 4), Standing(10, 10, 10))


@pages.get("/patterns/")
def show() -> ResponseReturnValue:
    """Shows all widgets."""
    content = catalog()
    sims = [
        simulate_address(content, scenario, replace(address, path=path_of(scenario)), error=error)
        for scenario, (address, error) in zip(content.scenarios.values(), SIMULATORS, strict=False)
    ]
    return render(
        "patterns/page.html",
        words=WORDS,
        asked=list(_every_state()),
        sims=sims,
        standings=STANDINGS,
        facts=list(content.facts.items())[:1],
        figures=_one_of_each_kind(content),
        content=content,
    )


def _one_of_each_kind(content: Catalog) -> list[FigureView]:
    """Returns a figure of each kind, midway."""
    found = {figure.kind_name: figure for figure in content.figures.values()}
    views = (figure_view(figure, len(figure.moments) // 2) for figure in found.values())
    return [replace(view, is_embedded=True) for view in views]


def _every_state() -> list[Asked]:
    """Returns one question of each kind: refused, right, wrong, skipped."""
    seen: dict[str, Asked] = {}
    shown: list[Asked] = []
    for found in catalog().sets.values():
        for question in found.questions.values():
            if question.kind_name in seen:
                continue
            open_ = put(question, "pattern", None)
            seen[question.kind_name] = open_
            given = partial(Answer, "pattern", question.uid, answered_ms=0, put=question.digest)
            right = given(dict(question.key), outcome=Outcome.RIGHT)
            wrong = given({}, outcome=Outcome.WRONG)
            skipped = given({}, outcome=Outcome.SKIPPED)
            refused = replace(open_, draft={}, error="Pick an answer first, then send it.")
            shown.append(refused)
            shown += [put(question, "pattern", answer) for answer in (right, wrong, skipped)]
    return shown
