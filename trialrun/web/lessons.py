"""Lessons: read, predict, read on. What follows a prediction is sent only after it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.bounded import Bounded
from trialrun.content import Catalog, Fact, Lesson, Step
from trialrun.questions import Question
from trialrun.store import Activity, Answer
from trialrun.web.http.errors import error_page, left_out
from trialrun.web.http.pace import ANSWERS
from trialrun.web.http.pages import KeptPage, kept_page, render, wants_fragment
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import catalog, is_nameless
from trialrun.web.lesson_progress import ATTEMPT_PREFIX, attempt_of, kept_in, progress_in
from trialrun.web.lesson_recall import GRADES, judged, recalled
from trialrun.web.lesson_ways import arrival_at, onward_from
from trialrun.web.practice.answering import Asked, leading_back, put, put_by_form, take
from trialrun.web.practice.nameless import NO_NAME, OTHER_NAME
from trialrun.web.practice.putting import as_put, try_to_keep_put
from trialrun.web.practice.taken import taken_page
from trialrun.web.way_back import to_lesson

pages = Blueprint("lessons", __name__, url_prefix="/lessons")

PAGES_BYTES_MAX = 13_000_000
"""Rendered lessons held in memory, about 200 KB each at most."""
ANSWER_BYTES = 1_000
PageKey = tuple[str, tuple[Answer, ...], tuple[Answer, ...]]
"""A lesson's slug, the answers to its prompts, and how what was said without looking was judged."""
ASKED_NO_MORE = "The lesson has changed since you were asked, and asks this no more."


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that a reader may see: its prompt's question, as it was put to who has answered it.

    `asked` is the prompt as a page shows it, None until it is prepared for one.
    """

    number: int
    step: Step
    question: Question | None = None
    answer: Answer | None = None
    asked: Asked | None = None


@pages.get("/")
def index() -> ResponseReturnValue:
    """Shows the course."""
    content = catalog()
    written = [entry for entry in content.outline if entry.slug in content.lessons]
    coming = [entry for entry in content.outline if entry.slug not in content.lessons]
    going = {entry.slug: progress_in(content.lessons[entry.slug]) for entry in written}
    return render(
        "lessons/index.html",
        written=written,
        coming=coming,
        lessons=content.lessons,
        progress=going,
        minutes_left=sum(each.minutes_left for each in going.values()),
        at_hand=next((each for each in going.values() if not each.is_read), None),
    )


@pages.get("/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """Shows a lesson as far as the reader has opened it."""
    lesson = _lesson(slug)
    if lesson is None:
        return missing(slug)
    _keep_open_prompt(lesson)
    given = kept_in(lesson)
    steps = _open_steps(catalog(), lesson, given) if request.args else []
    arrival = arrival_at(lesson, len(steps), steps[-1].step.asks or "") if steps else None
    if arrival is None:
        return kept_page(_page(lesson.slug, given, judged(lesson)))
    context = _context(lesson, [_shown(lesson, step) for step in steps])
    return render("lessons/page.html", **context | {"arrival": arrival})


@pages.post("/<slug>/")
@at_rate(ANSWERS)
def answer(slug: str) -> ResponseReturnValue:
    """Keeps the answer to a prompt (or that it was skipped), then shows what it opens."""
    lesson = _lesson(slug)
    if lesson is None:
        return _taken_elsewhere(slug)
    if request.form.get("skip") == "all":
        return _skip_all(lesson)
    uid = request.form.get("question", "")
    steps = open_steps(lesson)
    at = next((step for step in steps if step.step.asks == uid), None)
    question = (at.question or put_by_form(uid)) if at else None
    if at is None or question is None:
        return _taken_elsewhere(slug, ahead=lesson.steps[len(steps) :])
    attempt, note = attempt_of(lesson), NO_NAME if is_nameless() else ""
    is_shown = wants_fragment() or bool(note)
    asked = take(question, attempt, activity=Activity.LESSON, may_skip=True, is_shown=is_shown)
    asked = replace(asked, note=note)
    if asked.error:
        steps = [replace(step, question=question) if step is at else step for step in steps]
        return _refused(lesson, steps, asked)
    if not is_shown:
        return redirect(url_for("lessons.show", slug=slug, _anchor=asked.dom_id), 303)
    _keep_open_prompt(lesson)
    steps = open_steps(lesson)
    if not wants_fragment():
        # Without a cookie, what a redirect leads to would be as locked as before.
        shown = [_shown(lesson, step, asked) for step in steps]
        return render("lessons/page.html", **_context(lesson, shown))
    opened = [_shown(lesson, step, asked) for step in steps if step.number >= at.number]
    return render("lessons/_opened.html", **_context(lesson, steps), opened=opened)


def _refused(lesson: Lesson, steps: list[OpenStep], asked: Asked) -> ResponseReturnValue:
    """Shows the form again, with what it held and what is wrong with it."""
    shown = [_shown(lesson, step, asked) for step in steps]
    return render(
        "lessons/page.html",
        "lessons/_ask.html",
        status=422,
        asked=asked,
        **_context(lesson, shown),
    )


def _taken_elsewhere(slug: str, *, ahead: Sequence[Step] = ()) -> ResponseReturnValue:
    """Takes an answer to a prompt that went out of the lesson since, or with it: it was put."""
    uid, digest = request.form.get("question", ""), request.form.get("put", "")
    question = as_put(uid, digest) if digest else None
    if question is None:
        abort(404)
    why, way = ASKED_NO_MORE, None
    if uid in {step.asks for step in ahead}:
        # It was put, so the lesson was open up to it: under another name.
        why = NO_NAME if is_nameless() else OTHER_NAME
        way = url_for("lessons.show", slug=slug), "Open the lesson again"
    attempt = f"{ATTEMPT_PREFIX}{slug}"
    asked = take(question, attempt, activity=Activity.LESSON, may_skip=True)
    return taken_page(asked, why, may_skip=True, way=way)


def _keep_open_prompt(lesson: Lesson) -> None:
    """Keeps the questions of a lesson's prompts as they are put on its page."""
    content = catalog()
    found = (content.question(step.asks) for step in lesson.steps if step.asks)
    try_to_keep_put([question for question in found if question is not None])


def open_steps(lesson: Lesson) -> list[OpenStep]:
    """Returns the steps up to the first prompt that is still open. Grades nothing."""
    return _open_steps(catalog(), lesson, kept_in(lesson))


def kinds_of(steps: list[OpenStep]) -> set[str]:
    """Returns which kinds of blocks steps have: some need styles of their own."""
    return {block.kind for step in steps for block in step.step.blocks}


def _page(slug: str, given: tuple[Answer, ...], said: tuple[Answer, ...]) -> KeptPage:
    """Returns a lesson's page, rendered once for this content, these answers and judgements."""
    rendered = _rendered_of.get(catalog())
    if rendered is None:
        rendered = _rendered_of.setdefault(catalog(), Bounded(PAGES_BYTES_MAX, _page_bytes))
    return rendered.get_or_make((slug, given, said), lambda: _rendered(slug, given, said))


def _page_bytes(key: PageKey, page: KeptPage) -> int:
    return len(page.body) + len(page.gzipped) + (len(key[1]) + len(key[2])) * ANSWER_BYTES


Pages = Bounded[PageKey, KeptPage]
_rendered_of: WeakKeyDictionary[Catalog, Pages] = WeakKeyDictionary()
"""The pages of each content: they go with it, and hold none that has been replaced."""


def _rendered(slug: str, given: tuple[Answer, ...], said: tuple[Answer, ...]) -> KeptPage:
    """Renders a lesson as far as these answers open it. Who gave them, and when, is not shown."""
    lesson = catalog().lessons[slug]
    shown = [_shown(lesson, step) for step in _open_steps(catalog(), lesson, given)]
    return KeptPage.of(render_template("lessons/page.html", **_context(lesson, shown, said)))


def _open_steps(content: Catalog, lesson: Lesson, given: tuple[Answer, ...]) -> list[OpenStep]:
    kept = {answer.question: answer for answer in given}
    steps = []
    for number, step in enumerate(lesson.steps):
        answer = kept.get(step.asks or "")
        question = _as_put(content, step.asks, answer) if step.asks else None
        steps.append(OpenStep(number, step, question, answer))
        if question and answer is None:
            break
    return steps


def _as_put(content: Catalog, uid: str, answer: Answer | None) -> Question | None:
    """Returns a prompt's question: as it stood when it was answered, else as it stands today."""
    kept = as_put(uid, answer.put) if answer and answer.put else None
    return kept or content.question(uid)


def _shown(lesson: Lesson, step: OpenStep, asked: Asked | None = None) -> OpenStep:
    """Prepares a step's prompt for a page; the one that is prepared already is taken as it is."""
    if step.question is None:
        return step
    if asked is None or asked.question.uid != step.question.uid:
        asked = put(step.question, attempt_of(lesson), step.answer)
    return replace(step, asked=leading_back(asked, to_lesson(lesson.slug, asked.dom_id)))


def _skip_all(lesson: Lesson) -> ResponseReturnValue:
    is_lost = is_nameless()
    for _ in lesson.steps:
        last = open_steps(lesson)[-1]
        if last.question is None or last.answer:
            break
        attempt = attempt_of(lesson)
        take(last.question, attempt, activity=Activity.LESSON, may_skip=True, is_shown=False)
    if is_lost:
        return kept_page(_page(lesson.slug, kept_in(lesson), judged(lesson)))
    return redirect(url_for("lessons.show", slug=lesson.slug), 303)


def _lesson(slug: str) -> Lesson | None:
    return catalog().lessons.get(slug)


def missing(slug: str) -> ResponseReturnValue:
    """Says of a lesson that is not there why."""
    problems = catalog().problems_of(f"lessons/{slug}.md")
    if problems:
        return left_out("lesson", problems)
    coming = next((entry for entry in catalog().outline if entry.slug == slug), None)
    if coming:
        return error_page(404, f"“{coming.title}” is coming", "It is not written yet. Meanwhile:")
    abort(404)


def facts_of(lesson: Lesson, steps: Sequence[Step]) -> list[tuple[int, str, Fact]]:
    """Returns the facts that some steps of a lesson cite, each with its number and id."""
    found = catalog().facts
    cited = dict.fromkeys(fact for step in steps for fact in step.facts)
    return sorted((lesson.facts[fact], fact, found[fact]) for fact in cited if fact in found)


def _context(
    lesson: Lesson, steps: list[OpenStep], said: tuple[Answer, ...] | None = None
) -> dict[str, Any]:
    content = catalog()
    return {
        "lesson": lesson,
        "steps": steps,
        "kinds": kinds_of(steps),
        "facts": facts_of(lesson, [step.step for step in steps]),
        "is_open": len(steps) == len(lesson.steps),
        "scenarios": content.scenarios,
        "content": content,
        "onward": onward_from(content, lesson),
        "arrival": None,
        "recalled": recalled(lesson, judged(lesson) if said is None else said),
        "grades": GRADES,
    }
