"""The words of the pages: each state and condition by its name in the UI and in the API."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from trialrun.lab.glossary import CONDITIONS, OTHERS, STATES
from trialrun.web.http.pages import render

pages = Blueprint("words", __name__)


@pages.get("/words/")
def show() -> ResponseReturnValue:
    """Shows all words."""
    return render("words/page.html", states=STATES, conditions=CONDITIONS, others=OTHERS)
