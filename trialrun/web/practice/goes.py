"""Goes at a set, as they are listed, and where one is made again."""

from flask import request, url_for

from trialrun.families.on_job import QUIZ
from trialrun.families.registry import DRILL
from trialrun.lab.own_job import writable
from trialrun.web.http.services import attempts, catalog, learner
from trialrun.web.practice.history import history
from trialrun.web.practice.pools import is_of_more, pool_of_slug
from trialrun.web.practice.progress import MISSED, Progress, right_again
from trialrun.web.stories import story_of

GOES_SHOWN = 10
"""So many earlier goes at a set are listed on a page."""


def goes_of(slug: str) -> tuple[list[Progress], int | None]:
    """Returns the goes of this page, and before which `seq` there are more; None for no more."""
    if not learner():
        return [], None
    asked = request.args.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 16 else None
    found = attempts().of_set(learner(), slug, count=GOES_SHOWN + 1, before=before)
    again = right_again(found)
    shown = [Progress(attempt, again.get(attempt.id, 0)) for attempt in found[:GOES_SHOWN]]
    return shown, shown[-1].attempt.seq if len(found) > GOES_SHOWN else None


def unfinished_of(goes: list[Progress]) -> Progress | None:
    """Returns the newest go, if questions are open in it: the one to go on with first."""
    if "before" in request.args:
        return None
    return next((progress for progress in goes[:1] if progress.open_number), None)


def sets_gone() -> list[tuple[str, str, int]]:
    """Returns the sets that are not there any more: slug, title, and how many goes at each."""
    tried = attempts().sets_tried(learner()) if learner() else {}
    return [
        (slug, writable(title or f"“{slug}”"), count)
        for slug, (title, count) in tried.items()
        if slug not in ("", MISSED, *catalog().sets) and not is_of_more(slug)
    ]


def repeat_url(slug: str) -> str:
    """Returns where an attempt can be made again; "" when nothing of it can be put any more."""
    set_slug, _, question_id = slug.partition("/")
    if set_slug == QUIZ and question_id:
        return url_for("quiz.start", slug=question_id) if story_of(question_id) else ""
    if set_slug == DRILL and question_id:
        return ""
    if question_id:
        if not catalog().has_question(slug):
            return ""
        return url_for("practice.start_question", slug=set_slug, question_id=question_id)
    pool = pool_of_slug(slug)
    if pool:
        return url_for("rounds.start", of=pool.of) if pool.uids else ""
    may_start = history().missed_count > 0 if slug == MISSED else slug in catalog().sets
    return url_for("practice.start", slug=slug) if may_start else ""


def set_url(slug: str) -> str:
    """Returns the page of the set that a go at one question belongs to; "" for other goes."""
    set_slug, _, question_id = slug.partition("/")
    is_there = question_id and set_slug in catalog().sets
    return url_for("practice.show_set", slug=set_slug) if is_there else ""
