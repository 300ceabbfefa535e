"""A fact by its address: what it says and said, from where, how sure, and where it is used."""

from weakref import WeakKeyDictionary

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from trialrun.content import Catalog
from trialrun.content.fact_uses import FactUses, uses_of_facts
from trialrun.nearest import nearest
from trialrun.web.http.errors import error_page
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog

pages = Blueprint("facts", __name__)

ID_MAX = 100
READING_MS = 200.0
"""Measured: 316 questions are looked through in 0.1 to 0.2 s, once for each content."""
NO_SUCH_FACT = "There is no such fact"
GONE = "It may have been taken back, or goes by another name."


@pages.get("/facts/")
def search() -> ResponseReturnValue:
    """Leads to the search: facts are found by their words."""
    return redirect(url_for("search.show"))


@pages.get("/facts/<fact_id>/")
def show(fact_id: str) -> ResponseReturnValue:
    """Shows a fact."""
    fact = catalog().facts.get(fact_id)
    if fact is None:
        close = nearest(fact_id, catalog().facts) if len(fact_id) <= ID_MAX else []
        way = (url_for("facts.show", fact_id=close[0]), close[0]) if close else None
        way = way or (url_for("search.show"), "Search")
        abort(
            error_page(404, NO_SUCH_FACT, f"{GONE} {'Did you mean:' if close else 'Try:'}", way=way)
        )
    return render("facts/page.html", fact=fact, uses=_uses()[fact_id])


def fact_url(fact_id: str) -> str:
    """Returns the address of a fact, for templates; "" where it is not there any more."""
    return url_for("facts.show", fact_id=fact_id) if fact_id in catalog().facts else ""


def _uses() -> dict[str, FactUses]:
    """Returns where today's facts are used, looked up when the first is asked for."""
    found = _known.get(catalog())
    if found is None:
        weigh(READING_MS)
        found = _known[catalog()] = dict(uses_of_facts(catalog()))
    return found


_known: "WeakKeyDictionary[Catalog, dict[str, FactUses]]" = WeakKeyDictionary()
