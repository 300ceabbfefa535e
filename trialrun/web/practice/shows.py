"""What shows an answer: the run at the step that decides, both worlds, what would make it right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for

from trialrun.engine import BELIEFS, WhatIfText
from trialrun.lab.address import Address
from trialrun.lab.level_way import moves_told, why_missed
from trialrun.lab.stretches import StretchEnded, names_of_runs, stretches_behind
from trialrun.questions import Grade, PlayedRun, Question, Scenario, kind_of, moves
from trialrun.questions.question import PROOF
from trialrun.store import Answer, Outcome
from trialrun.web.http.services import catalog
from trialrun.web.practice.putting import LevelTools, question_now
from trialrun.web.stories import story_of

URL_LENGTH_MAX = 1_500
BACK = "_back"
GO = "_go"
"""The parameters of that page that say where to go back to, and in which go it was answered.

The others are an answer's parts.
"""


@dataclass(frozen=True, slots=True)
class RunLink:
    """A run that proves the key, and the address that plays it."""

    title: str
    address: Address

    @property
    def url(self) -> str:
        """Returns where it is played."""
        return self.address.url()


@dataclass(frozen=True, slots=True)
class WayShown:
    """How the goal of a question is reached, in words, and what was tried.

    `moves` are () where the learner has found a way that is as short. Nothing is linked where
    today's level is another one. `why_not` is what the author says of what was tried.
    """

    moves: tuple[str, ...]
    reaches: RunLink | None
    tried: RunLink | None
    why_not: str

    def leading_back(self, back: str) -> "WayShown":
        """Returns it with links that lead back to a place."""
        links = {"reaches": self.reaches, "tried": self.tried}
        shown = _back({name: link for name, link in links.items() if link}, back)
        return replace(self, reaches=shown.get("reaches"), tried=shown.get("tried"))


@dataclass(frozen=True, slots=True)
class Shows:
    """What shows the parts of an answer, by part; `change_url` is where the rest is worked out.

    `steps` lead to the run at the event that decides, `worlds` to it beside the world of the belief
    behind what was said; `way` is how a goal is reached, where one was asked for.
    """

    steps: Mapping[str, RunLink]
    worlds: Mapping[str, RunLink]
    change_url: str = ""
    way: WayShown | None = None

    def leading_back(self, back: str) -> "Shows":
        """Returns it with runs that lead back to a place."""
        url = f"{self.change_url}&{BACK}={back}" if self.change_url else ""
        steps, worlds = _back(self.steps, back), _back(self.worlds, back)
        return Shows(steps, worlds, url, self.way.leading_back(back) if self.way else None)


NOTHING = Shows({}, {})


def _back(links: Mapping[str, RunLink], back: str) -> dict[str, RunLink]:
    return {
        part: replace(link, address=replace(link.address, back=back))
        for part, link in links.items()
    }


def shows_of(question: Question, grade: Grade, answer: Answer, *, is_known: bool) -> Shows:
    """Returns what shows an answer, which `is_known` where it was given to this very question.

    Runs and levels that are not there any more are not linked.
    """
    today = question_now(question.uid)
    proven = today if today is not None and today.digest == question.digest else question
    steps: Mapping[str, list[int]] = proven.body.get(PROOF, {}).get("steps", {})
    runs = [run if story_of(run.scenario) else None for run in question.runs]
    found, worlds = {}, {}
    for part in grade.parts:
        place, step = steps.get(part.id, (0, 0))
        run = runs[place] if place < len(runs) else None
        if run is None:
            continue
        if step:
            found[part.id] = RunLink(run.title, Address(_path(run), run.what_if, step=step))
        if part.belief_id in BELIEFS:
            there = Address(f"{_path(run)}compare/", run.what_if, thought=part.belief_id)
            worlds[part.id] = RunLink(run.title, there)
    response = answer.response if is_known else {}
    is_wrong = is_known and answer.outcome is Outcome.WRONG
    is_ours = proven is catalog().question(question.uid)
    changes = _change_url(proven, response, answer.attempt) if is_wrong and is_ours else ""
    way = _way_shown(question, response, is_right=answer.outcome is Outcome.RIGHT)
    return Shows(found, worlds, changes, way)


def stretches_of_run(
    question: Question, place: int, ends: Mapping[str, str] | None = None
) -> list[StretchEnded]:
    """Returns the runs and repairs of one of the stories behind a question, for its template.

    `ends` are those that the question has kept; where it kept none, it has to be today's.
    """
    if ends is None:
        today = question_now(question.uid)
        if today is None or today.digest != question.digest:
            return []
    return stretches_behind(question, _stories(question), place, ends or {})


def run_names(question: Question) -> list[str]:
    """Names the runs behind a question so that no two are alike."""
    return names_of_runs(question, _stories(question))


def _stories(question: Question) -> list[Scenario | None]:
    return [story_of(run.scenario) for run in question.runs]


def _path(run: PlayedRun) -> str:
    return f"/simulator/{run.scenario}/"


def _change_url(question: Question, response: Mapping[str, str], go: str) -> str:
    """Returns where it is worked out what would have made an answer right; "" for nowhere."""
    if len(question.runs) != 1 or not story_of(question.runs[0].scenario):
        return ""
    if PROOF not in question.body or not kind_of(question).wish(question, response):
        return ""
    path = url_for("changes.show", slug=question.set_slug, question_id=question.id)
    url = f"{path}?{urlencode({**response, GO: go})}"
    return url if len(url) <= URL_LENGTH_MAX else ""


def _way_shown(
    question: Question, response: Mapping[str, str], *, is_right: bool
) -> WayShown | None:
    """Returns the way to the goal of a question, for an answer that is kept; None without one."""
    way = kind_of(question).way(question, response, LevelTools())
    if way is None:
        return None
    level, tried = way.level, way.tried
    today = catalog().levels.get(level.slug)
    is_there = today is not None and today.source == level.source

    def link(text: WhatIfText) -> RunLink | None:
        path = url_for("levels.show", slug=level.slug)
        return RunLink(level.title, Address(path, text)) if is_there else None

    is_found = is_right and tried is not None and moves(level, tried) <= level.par
    return WayShown(
        () if is_found else moves_told(level, way.reaches),
        None if is_found else link(way.reaches),
        link(tried) if tried else None,
        why_missed(level, tried) if tried and not is_right else "",
    )
