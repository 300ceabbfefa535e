"""The simulator's pages. A page is a function of its address: copy it, and it shows the same."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.engine import BELIEFS, Endless, State, WhatIfError, WhatIfText, place_of
from trialrun.lab.address import KEPT_MAX, STEP_MAX, Address, read_keep, read_was, what_if_in
from trialrun.lab.canceling import canceled_at
from trialrun.lab.cost import canceling_ms, page_ms, replaying_ms, turning_ms
from trialrun.lab.drawing import drawn_in_rows
from trialrun.lab.run_view import EVENTS_SHOWN_MAX, RunView, simulate_address
from trialrun.questions import Scenario, kind_of
from trialrun.store import Activity, Outcome
from trialrun.web.http.errors import error_page, left_out
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pages import render
from trialrun.web.http.services import answers, catalog, learner
from trialrun.web.own.held import held_list
from trialrun.web.own.kept import is_gone
from trialrun.web.practice.putting import as_put
from trialrun.web.simulator.shelves import shelves_of
from trialrun.web.stories import story_of
from trialrun.web.way_back import to_lesson, way_back

pages = Blueprint("simulator", __name__, url_prefix="/simulator")

ADDRESS_LENGTH_MAX = 4000
ACTIONS_SHOWN_MAX = 20
BROUGHT_MAX = 5
JOB_GONE = "This job is not kept here any more"
JOB_GONE_SAYS = (
    "It was deleted, or not used for so long that newer ones took its place, or its address was "
    "not copied as a whole. Whoever has its text can bring it again: the same text has the same "
    "address."
)
SEEN_LENGTH_MAX = 16
SAID_LENGTH_MAX = 40


@pages.get("/")
def index() -> ResponseReturnValue:
    """Shows all scenarios."""
    shelves = [
        (shelf.title, [at_first_end(story) for story in shelf.stories])
        for shelf in shelves_of(catalog())
    ]
    brought = held_list(most=BROUGHT_MAX).rows
    return render("simulator/index.html", shelves=shelves, brought=brought)


@pages.get("/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """Shows a scenario as its address varies it."""
    simulation = simulation_of(scenario_of(slug))
    simulation = with_prediction(simulation)
    return render(
        "simulator/page.html",
        "simulator/_moved.html",
        status=400 if simulation.error else 200,
        sim=simulation,
    )


@pages.get("/<slug>/frames.json")
def frames(slug: str) -> ResponseReturnValue:
    """Gives what the player plays of a story that is too long to have it in its page."""
    return jsonify(with_prediction(simulation_of(scenario_of(slug))).player())


@pages.get("/<slug>/rows/")
def rows(slug: str) -> ResponseReturnValue:
    """Gives the drawing for a narrow screen of a graph that is too large to be drawn twice."""
    scenario = scenario_of(slug)
    return render(
        "simulator/rows.html", sim=simulation_of(scenario), layout=drawn_in_rows(scenario)
    )


def with_prediction(sim: RunView) -> RunView:
    """Returns a run with what the learner predicted of this very one; without when it was another.

    A run that has come to other ends since, by another engine or story, is another one. Of an
    answer of 0.3.0 no ends were kept, and of old answers the text is dropped, or it cannot be
    read: they are shown as long as they come out as they did then.
    """
    if not learner() or not sim.address.said:
        return sim
    from trialrun.lab.run_question import question_of_run
    from trialrun.questions.contradiction import contradiction

    weigh(replaying_ms(sim.scenario, sim.address.what_if))
    question = question_of_run(sim)
    kept = answers().in_attempt(learner(), Activity.PREDICTION, sim.address.said)
    said = next((answer for answer in kept if answer.question == question.uid), None)
    if said is None:
        return sim
    predicted = (as_put(question.uid, said.put) if said.put else None) or question
    if dict(predicted.key) != dict(question.key):
        return sim
    is_known = said.is_readable and said.outcome is not Outcome.UNKNOWN
    if not is_known or not kind_of(question).fits(question, said.response):
        return replace(sim, is_prediction_lost=True)
    found = contradiction(sim.trace, kind_of(question).grade(question, said.response))
    is_so_still = (found.stop == 0) is (said.outcome is Outcome.RIGHT)
    return replace(sim, prediction=found) if is_so_still else sim


def has_scenario(slug: str) -> bool:
    """Says whether there is such a story now."""
    return story_of(slug) is not None


def scenario_of(slug: str) -> Scenario:
    """Finds a bundled story, or somebody's own job; else ends in an error page."""
    scenario = story_of(slug)
    if scenario is None:
        problems = catalog().problems_of(f"scenarios/{slug}.yaml")
        if problems:
            abort(left_out("scenario", problems))
        if is_gone(slug):
            way = (url_for("own.index"), "Bring a job")
            abort(error_page(404, JOB_GONE, JOB_GONE_SAYS, way=way))
        abort(404)
    return scenario


def path_of(scenario: Scenario) -> str:
    """Returns the address of a scenario's page."""
    return url_for("simulator.show", slug=scenario.slug)


def embedded(scenario: Scenario, lesson: str) -> RunView:
    """Returns a scenario at its start, to stand inside a lesson; what leads away leads back."""
    back = to_lesson(lesson, f"sim-{scenario.slug}")
    address = Address(path_of(scenario), back=back)
    return simulate_address(catalog(), scenario, address, is_embedded=True)


def simulation_of(scenario: Scenario) -> RunView:
    """Plays the address; where it cannot be played, the plain scenario with a sentence."""

    def played(address: Address, **more: Any) -> RunView:
        return simulate_address(catalog(), scenario, address, **more)

    return play_or_say(Address(path_of(scenario), back=read_back()), scenario, played)


def play_or_say(plain: Address, scenario: Scenario, played: Callable[..., RunView]) -> RunView:
    """Returns what the address asks for as `played` plays it; else the plain one, and why."""
    is_embedded = "embed" in request.args
    try:
        address = _canceled(read_address(plain, scenario), scenario)
        shown = played(address, autoplays="play" in request.args, is_embedded=is_embedded)
        if len(shown.trace.events) <= EVENTS_SHOWN_MAX:
            return shown
        error = (
            f"This story has {len(shown.trace.events):,} events, and a page shows "
            f"{EVENTS_SHOWN_MAX:,}. Take away some of its runs."
        )
    except (WhatIfError, Endless) as refusal:
        error = str(refusal)
    weigh(page_ms(scenario, plain))
    return played(plain, error=error, is_embedded=is_embedded)


def read_address(plain: Address, scenario: Scenario) -> Address:
    """Reads the parameters of the page asked for. Raises WhatIfError with a sentence."""
    if len(request.query_string) > ADDRESS_LENGTH_MAX:
        raise WhatIfError(
            f"The address has {len(request.query_string)} characters; at most "
            f"{ADDRESS_LENGTH_MAX} are read."
        )
    values = request.args
    step = values.get("step", "")
    if step and not (step.isascii() and step.isdigit() and len(step) <= len(str(STEP_MAX))):
        raise WhatIfError("The step in the address must be a whole number, as in step=5.")
    selected = values.get("task")
    place = place_of(scenario.world, selected) if selected else None
    if selected is not None and place is None:
        raise WhatIfError("The address selects a task that this job does not have.")
    given = what_if_in(values.to_dict(flat=False))
    if len(given.do) > ACTIONS_SHOWN_MAX:
        raise WhatIfError(
            f"{len(given.do)} actions were asked for; at most {ACTIONS_SHOWN_MAX} "
            "are shown on a page."
        )
    keeps = values.getlist("keep")
    weigh(turning_ms(scenario, sum(map(len, given)) + len(keeps)))
    what_if = scenario.read(given).text()
    address = replace(
        plain,
        what_if=what_if,
        step=int(step) if step else None,
        task=place.path if place else None,
        kept=_read_kept(scenario, keeps),
        seen=values.get("seen", "")[:SEEN_LENGTH_MAX],
        said=values.get("said", "")[:SAID_LENGTH_MAX],
        thought=thought if (thought := values.get("thought", "")) in BELIEFS else "",
        back=read_back(),
        was=_read_was(scenario, what_if),
    )
    weigh(page_ms(scenario, address))
    table = values.get("table")
    if table is not None and table not in scenario.play_text(what_if).tables:
        raise WhatIfError("The address selects a table that this story does not write.")
    return replace(address, table=table)


def _canceled(address: Address, scenario: Scenario) -> Address:
    """Cancels the run at the step that `cancel` names; the moment shown stays the one asked for."""
    text = request.args.get("cancel", "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(STEP_MAX))):
        return address
    weigh(canceling_ms(scenario, address))
    found = canceled_at(scenario, address, int(text))
    return found if address.step is None else replace(found, step=address.step)


def read_back() -> str:
    """Returns where the visitor came from, as the address says it; "" for no place of ours."""
    found = way_back(request.args.get("back", ""))
    return found.text if found else ""


def _read_was(scenario: Scenario, now: WhatIfText) -> WhatIfText | None:
    """Reads with which variation the visitor arrived; None for the one that is shown."""
    text = request.args.get("was")
    if not text:
        return None
    given = read_was(text, now)
    if len(given.do) > ACTIONS_SHOWN_MAX:
        raise WhatIfError(f"It was {len(given.do)} actions; at most {ACTIONS_SHOWN_MAX} are shown.")
    weigh(turning_ms(scenario, sum(map(len, given))))
    was = scenario.read(given).text()
    if was == now:
        return None
    weigh(replaying_ms(scenario, was))
    # Played here, where a story without an end becomes a sentence.
    scenario.play_text(was)
    return was


def _read_kept(scenario: Scenario, texts: list[str]) -> tuple[tuple[str, ...], ...]:
    if len(texts) > KEPT_MAX:
        raise WhatIfError(f"{len(texts)} futures were kept; at most {KEPT_MAX} are.")
    kept = []
    for text in texts:
        does = read_keep(text)
        if len(does) > ACTIONS_SHOWN_MAX:
            raise WhatIfError(
                f"A kept future has {len(does)} actions; {ACTIONS_SHOWN_MAX} at most."
            )
        kept.append(scenario.read(what_if_in({"do": does})).text().do)
    return tuple(dict.fromkeys(kept))


def at_first_end(scenario: Scenario) -> RunView:
    """Returns a scenario as it stands when its first run has ended: it tells stories apart best."""
    events = scenario.play_text().events
    ends = (e.q + 1 for e in events if e.kind == "run" and e.before == State.RUNNING)
    address = Address(path_of(scenario), step=next(ends, STEP_MAX))
    return simulate_address(catalog(), scenario, address)
