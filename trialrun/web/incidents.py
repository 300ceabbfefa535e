"""Incident night: see what the platform shows, name the cause, act, and be judged by the run."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.content.settings_text import settings_text
from trialrun.engine import Endless, WhatIfError
from trialrun.lab.address import Address
from trialrun.lab.cost import page_ms
from trialrun.lab.incident_try import IncidentTry, act_told
from trialrun.lab.own_job import writable
from trialrun.questions import Incident, refusal, shuffled
from trialrun.web.http.errors import error_page, left_out
from trialrun.web.http.heavy import weigh
from trialrun.web.http.ids import is_id, new_id, posted_id
from trialrun.web.http.pace import ANSWERS, RUNS
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import (
    answers,
    catalog,
    ensure_learner,
    expected_learner,
    is_nameless,
)
from trialrun.web.incident_standing import (
    ACT,
    CAUSE,
    TRY,
    IncidentStanding,
    acts_of,
    answer_to,
    came_told,
    kept_in,
    response_of,
    standing_in,
    uid_of,
)
from trialrun.web.practice.nameless import NO_NAME

pages = Blueprint("incidents", __name__, url_prefix="/incidents")

ACTS_MAX = 20
"""So many acts of an address are looked at: no incident takes as many."""
SAID_NOTHING = "Pick what you take for the cause. What you have seen stays above."
HAS_CHANGED = (
    "This incident was changed since you opened it, and the cause that you picked is worded anew. "
    "Here it is as it stands now: pick again."
)
NAME_FIRST = "Name the cause first. What this link does is kept for then."
NOT_HERE = (
    "This try is not here",
    "It is another browser’s, or was deleted. Play the incident yourself:",
)


@pages.get("/")
def index() -> ResponseReturnValue:
    """Lists all incidents, each with how one stands."""
    listed = [(one, standing_in(one)) for one in catalog().incidents.values()]
    return render("incidents/index.html", listed=listed)


@pages.get("/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """Shows an incident after what the address does; before a cause is named, as it came."""
    incident = _incident(slug)
    standing, acts = standing_in(incident), _acts_in(request.args.getlist(ACT))
    if standing.cause is None:
        return _page(incident, standing, acts, error=NAME_FIRST if acts else "")
    return _page(incident, standing, acts)


@pages.post("/<slug>/named/")
@at_rate(ANSWERS)
def name(slug: str) -> ResponseReturnValue:
    """Keeps which cause is named, before anything is said of it; after the right one none is."""
    incident = _incident(slug)
    picked, is_lost = request.form.get(CAUSE, ""), is_nameless()
    acts = _acts_in(request.form.getlist(ACT))
    cause = incident.cause_of(picked)
    if cause is None:
        error = HAS_CHANGED if picked else SAID_NOTHING
        return _page(incident, standing_in(incident), acts, error=error, status=422)
    is_right = cause is incident.cause
    answer = answer_to(incident, f"{CAUSE}-{cause.id}", {CAUSE: cause.id}, is_right=is_right)
    # A form that is older than the right answer changes nothing.
    if not standing_in(incident).is_right:
        answers().keep(ensure_learner(), answer)
    if is_lost:
        return _page(incident, IncidentStanding((cause,), is_right), acts, notice=NO_NAME)
    return redirect(f"{address_of(incident, acts)}#cause", 303)


@pages.post("/<slug>/tries/")
@at_rate(RUNS)
def judge(slug: str) -> ResponseReturnValue:
    """Judges what was done by its run, and keeps that; the same form twice is one try."""
    incident = _incident(slug)
    attempt, is_lost = posted_id(), is_nameless()
    acts = _acts_in(request.form.getlist(ACT))
    standing = standing_in(incident)
    if said := _refused(incident, acts):
        return _page(incident, standing, (), error=said, status=422)
    if standing.cause is None and not is_lost:
        return redirect(address_of(incident, acts), 303)
    tried = IncidentTry(incident, acts)
    if tried.unsure_in(catalog()):
        return _page(incident, standing, acts, status=422)
    answer = answer_to(
        incident, f"{TRY}{attempt}", response_of(tried), is_right=tried.came.missed == 0
    )
    answers().keep(ensure_learner(), answer)
    if is_lost:
        return _judged(incident, tried, notice=NO_NAME)
    return redirect(url_for("incidents.judged", slug=slug, attempt=attempt), 303)


@pages.get("/<slug>/tries/<attempt>/")
def judged(slug: str, attempt: str) -> ResponseReturnValue:
    """Shows what came of a try that was kept."""
    incident = _incident(slug)
    kept = kept_in(incident).get(uid_of(incident, f"{TRY}{attempt}")) if is_id(attempt) else None
    if kept is None:
        way = (address_of(incident, ()), f"Open “{incident.title}”")
        return error_page(404, *NOT_HERE, way=way)
    acts = _acts_in(acts_of(kept))
    if kept.put != incident.digest or _refused(incident, acts):
        return _judged(incident, None, told=came_told(kept, incident))
    return _judged(incident, IncidentTry(incident, acts))


def address_of(incident: Incident, acts: tuple[str, ...]) -> str:
    """Returns the address of an incident in which this was done."""
    query = urlencode([(ACT, act) for act in acts], safe=":@,")
    return url_for("incidents.show", slug=incident.slug) + (f"?{query}" if query else "")


def _page(
    incident: Incident,
    standing: IncidentStanding,
    acts: tuple[str, ...],
    *,
    status: int = 200,
    error: str = "",
    notice: str = "",
) -> ResponseReturnValue:
    # Before a cause is named nothing is done, so that nothing of it can be seen.
    done = acts if standing.cause is not None else ()
    if said := _refused(incident, done):
        status, error = max(status, 400), error or said
        done = acts = ()
    tried = IncidentTry(incident, done)
    refused = tried.refused
    causes = {cause.id: cause for cause in incident.causes}
    order = shuffled(causes, seed=f"{expected_learner()} {incident.slug}")
    return render(
        "incidents/page.html",
        status=status,
        incident=incident,
        standing=standing,
        tried=tried,
        unsure=tried.unsure_in(catalog()) if done else [],
        refused=catalog().narrate(tried.trace, refused) if refused else "",
        seen=tried.seen,
        called=IncidentTry(incident).seen.at,
        job=_settings(incident),
        causes=[causes[id_] for id_ in order],
        offered=[
            (act_told(incident, text), address_of(incident, (*done, text)))
            for text in tried.offered
        ],
        acts=acts,
        attempt=new_id(),
        plain=address_of(incident, ()),
        error=error,
        notice=notice,
    )


def _judged(
    incident: Incident, tried: IncidentTry | None, *, told: str = "", notice: str = ""
) -> ResponseReturnValue:
    """Shows a judgement; of a try at another text only what was kept of it."""
    if tried is not None:
        _weigh(incident, tried.acts)
    facts, slugs = catalog().facts, list(catalog().incidents)
    at = slugs.index(incident.slug)
    others = [catalog().incidents[slug] for slug in slugs[at + 1 :] + slugs[:at]]
    onward = next((one for one in others if not standing_in(one).is_over), None)
    return render(
        "incidents/judged.html",
        incident=incident,
        tried=tried,
        standing=standing_in(incident),
        told=told,
        notice=notice,
        watch=_watch(incident, tried) if tried else "",
        watch_best=_watch(incident, tried.best) if tried else "",
        onward=onward,
        facts={id_: facts[id_] for id_ in incident.level.facts if id_ in facts},
        again=address_of(incident, ()),
    )


def _settings(incident: Incident) -> str:
    job = incident.scenario.world.job
    return settings_text(
        incident.level.source, max_concurrent_runs=job.max_concurrent_runs, queue=job.queue
    )


def _watch(incident: Incident, tried: IncidentTry) -> str:
    """Returns where the run of a try can be watched in the simulator."""
    path = url_for("simulator.show", slug=incident.scenario.slug)
    return Address(path, incident.try_of(tried.acts)).url()


def _acts_in(texts: list[str]) -> tuple[str, ...]:
    """Returns acts as they were sent, so far as a page can write them out again."""
    return tuple(writable(text) for text in texts[:ACTS_MAX] if text)


def _refused(incident: Incident, acts: tuple[str, ...]) -> str:
    """Says why this cannot be done in an incident; "" where it can."""
    text = incident.try_of(acts)
    if said := refusal(incident.level, text):
        return said
    try:
        _weigh(incident, acts)
        incident.scenario.play_text(text)
    except (Endless, WhatIfError) as error:
        return str(error)
    return ""


def _weigh(incident: Incident, acts: tuple[str, ...]) -> None:
    """Says what a page about a try costs: that of its run, for all that is played beside it."""
    plain = Address(url_for("incidents.show", slug=incident.slug))
    weigh(page_ms(incident.scenario, replace(plain, what_if=incident.try_of(acts))))


def _incident(slug: str) -> Incident:
    incident = catalog().incidents.get(slug)
    if incident is None:
        problems = catalog().problems_of(f"incidents/{slug}.yaml")
        if problems:
            abort(left_out("incident", problems))
        abort(404)
    return incident
