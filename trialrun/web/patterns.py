"""The pattern page: every widget in every state, for whoever changes how it looks."""

from dataclasses import replace

from flask import Blueprint
from flask.typing import ResponseReturnValue

from trialrun.diagram import WORDS
from trialrun.store import Answer, Outcome
from trialrun.web.address import Address
from trialrun.web.answering import Asked, put
from trialrun.web.pages import render
from trialrun.web.services import catalog
from trialrun.web.simulation import simulate_address

pages = Blueprint("patterns", __name__)


@pages.get("/patterns/")
def show() -> ResponseReturnValue:
    """Shows all widgets."""
    content = catalog()
    scenario = next(iter(content.scenarios.values()), None)
    sim = simulate_address(content, scenario, Address("/patterns/", step=8)) if scenario else None
    return render(
        "patterns/page.html",
        words=WORDS,
        asked=list(_every_state()),
        sim=sim,
        facts=list(content.facts.items())[:1],
        content=content,
    )


def _every_state() -> list[Asked]:
    """Returns one question of each kind: refused, right, wrong, skipped."""
    seen: dict[str, Asked] = {}
    shown: list[Asked] = []
    for found in catalog().sets.values():
        for question in found.questions.values():
            if question.kind.name in seen:
                continue
            open_ = put(question, "pattern", None)
            seen[question.kind.name] = open_
            right = Answer("pattern", question.uid, dict(question.key), Outcome.RIGHT, 0)
            wrong = Answer("pattern", question.uid, {}, Outcome.WRONG, 0)
            skipped = Answer("pattern", question.uid, {}, Outcome.SKIPPED, 0)
            refused = replace(open_, draft={}, error="Pick an answer first, then send it.")
            shown.append(refused)
            shown += [put(question, "pattern", answer) for answer in (right, wrong, skipped)]
    return shown
