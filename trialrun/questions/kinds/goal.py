"""The kind `goal`: turn what may be turned until the run meets the goal. A level is one.

What a try leads to is played when it is read; the response holds what came of it, so that it is
never played again by another engine.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode

from trialrun.engine import Endless, Task, Trace, WhatIfError, WhatIfText
from trialrun.questions.graph_shown import parents_of, plain_tasks, tasks_of
from trialrun.questions.kept import (
    Added,
    graph,
    listed,
    named,
    number,
    one_of,
    record,
    row,
    same,
    text,
    without_missing,
)
from trialrun.questions.kind import Form, Grade, Made, Part, Reading, Solving, Tools, Wish, grade_of
from trialrun.questions.kinds.predict import PAINTS, asked_of
from trialrun.questions.level import LEVELS, Level
from trialrun.questions.levels import met, moves, refusal
from trialrun.questions.proof import played_digest
from trialrun.questions.question import Cited, Question
from trialrun.questions.spec import QuestionSpec, Slug
from trialrun.questions.stage import Flaw, Stage, unfound

MET, MISSED = "met", "missed"
CHOSEN = "yes"
DIAL, DO, ADD = "dial", "do", "add"
"""The fields of a try. `do` has all actions, as in an address: the level's own stand in front.
`add` has only those that are added, as in the form of a question."""
WRITES = "writes"
TRIES = "tries"
"""The field of a form, and of a response, that says how many different tries were played until
this one, where that is known. Older answers have none."""


class GoalSpec(QuestionSpec):
    """A level, asked in a set. Its story is the stem, unless another is written."""

    kind: Literal["goal"]
    level: Slug
    stem: str = ""

    @property
    def is_bound(self) -> bool:
        """Says that a level proves the key."""
        return True


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be turned ((dial, its choices)) and done, and how many actions at most.

    `writes` has the table of each dial about a write, but for questions put before it was told.
    `tasks` and `ends` show the job, and the state in which each task ends as the level starts.
    """

    dials: tuple[tuple[str, tuple[str, ...]], ...]
    do: tuple[str, ...]
    places: tuple[int, ...]
    goals: tuple[str, ...]
    tasks: tuple[Task, ...]
    ends: Mapping[str, str]
    writes: Mapping[str, str]


class GoalKind:
    """A goal that the edited run must meet."""

    name = "goal"
    Spec = GoalSpec

    def flaws(self, spec: GoalSpec, stage: Stage, traces: Mapping[str, Trace]) -> Iterator[Flaw]:
        """Yields a level that there is not."""
        if spec.run or spec.runs:
            yield Flaw(("run" if spec.run else "runs",), "the level has its own run; remove this")
        if spec.level not in stage.levels:
            told = unfound("level", spec.level, stage.levels, stage.broken_levels)
            yield Flaw(("level",), *told)

    def make(self, spec: GoalSpec, stage: Stage, traces: Mapping[str, Trace]) -> Made:
        """Returns the level, and that every goal is to be met."""
        return _made_of(stage.levels[spec.level])

    def deciders(self, spec: GoalSpec, traces: Mapping[str, Any]) -> dict[str, str]:
        """Returns none: a level has a run of its own, that is tried."""
        return {}

    def wish(self, question: Question, response: Mapping[str, str]) -> Wish:
        """Returns none."""
        return ()

    def way(self, question: Question, response: Mapping[str, str], tools: Tools) -> Solving | None:
        """Returns the level's solution, which is as short as any; None where the level is gone."""
        try:
            level = tools.level(question)
        except LookupError:
            return None
        return Solving(level, level.solution, _tried(level, response.get("try", "")))

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads a try (`dial` as NAME:VALUE; `do`, or `add`), plays it, says what it meets."""
        try:
            level = tools.level(question)
        except LookupError as error:
            return Reading({}, str(error))
        text = _try_of(level, form)
        draft = {f"dial:{dial}": CHOSEN for dial in text.dial}
        added = text.do[len(level.own_do) :]
        draft |= {f"do-{place}": action for place, action in enumerate(added, 1)}
        said = refusal(level, text)
        if said:
            return Reading(draft, said)
        try:
            reached = met(level, level.scenario.play_text(text))
        except (Endless, WhatIfError) as error:
            return Reading(draft, str(error))
        if not moves(level, text):
            return Reading(draft, "Turn something, or add an action: nothing is changed yet.")
        ends = {
            id_: MET if is_met else MISSED
            for id_, is_met in zip(_goal_ids(len(reached)), reached, strict=True)
        }
        told = {"try": try_text(text), "moves": str(moves(level, text)), **_tries_told(form)}
        return Reading({**told, **ends})

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades all or nothing; `score` is the share of goals met."""
        says = question.body["goals"]
        return grade_of(
            [
                Part(id_, says[index], given, MET, "", given == MET)
                for index, id_ in enumerate(_goal_ids(len(says)))
                for given in [response.get(id_, MISSED)]
            ]
        )

    def fits(self, question: Question, response: Mapping[str, str]) -> bool:
        """Says whether each goal is met or missed, in a number of moves, at a try or an unknown."""
        ends = [response.get(id_) for id_ in _goal_ids(len(question.body["goals"]))]
        counts = (response.get("moves", ""), response.get(TRIES, "1"))
        return {MET, MISSED} >= set(ends) and all(map(_is_count, counts))

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns the level; the key is that every goal is met."""
        found: dict[str, Any] = without_missing(_BODY(body))
        _KEY(key)
        same(_goal_ids(len(found["goals"])), key)
        return found

    def show(self, question: Question, *, seed: str) -> Offer:
        """Returns what may be turned and done."""
        body = question.body
        return Offer(
            tuple((name, tuple(choices)) for name, choices in body["dials"]),
            tuple(body["do"]),
            tuple(range(1, body["do_max"] + 1)) if body["do"] else (),
            tuple(body["goals"]),
            tasks_of(body["tasks"]),
            body["ends"],
            body.get(WRITES, {}),
        )

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns the goals, and what may be turned and done."""
        names = ("level", "title", "goals", "dials", "do", "do_max", "par")
        graph = parents_of(question.body["tasks"])
        asked = {name: question.body[name] for name in names}
        return asked | {WRITES: question.body.get(WRITES, {}), "graph": graph}


# What a level may have at most; kept texts of other sizes were never put.
_MOVES_MAX = 100
_DIGITS_MAX = 3
_BODY = record(
    level=text,
    title=text,
    goals=listed(text, least=1),
    dials=listed(row(text, listed(text))),
    do=listed(text),
    do_max=number(_MOVES_MAX),
    takeaway=text,
    par=number(_MOVES_MAX),
    source=text,
    tasks=graph,
    ends=named(one_of(PAINTS)),
    writes=Added(named(text), None),
)
_KEY = named(one_of([MET]))


def question_of(level: Level, facts: Sequence[Cited]) -> Question:
    """Returns the question that a level's own page puts."""
    body, key, stem = _made_of(level)
    return Question(
        set_slug=LEVELS,
        id=level.slug,
        kind_name=KIND.name,
        lesson="",
        section="",
        stem=stem,
        code="",
        body=body,
        key=key,
        facts=tuple(facts),
        played=played_digest({"": level.scenario.play_text()}),
    )


def try_text(text: WhatIfText) -> str:
    """Writes a try as the query of an address.

    >>> try_text(WhatIfText(dial=("queue:on",), do=("run_now", "repair")))
    '?dial=queue:on&do=run_now&do=repair'
    """
    pairs = [(DIAL, dial) for dial in text.dial] + [(DO, do) for do in text.do]
    return f"?{urlencode(pairs, safe=':@,|')}" if pairs else ""


def _made_of(level: Level) -> Made:
    start = level.scenario.play_text()
    body: dict[str, Any] = {
        "level": level.slug,
        "title": level.title,
        "goals": [goal.says for goal in level.goals],
        "dials": [[name, list(choices)] for name, choices in level.may.dial],
        "do": list(level.may.do),
        "do_max": level.may.do_max,
        "takeaway": level.takeaway,
        "par": level.par,
        "source": level.source,
        "tasks": plain_tasks(start.world.job.tasks),
        "ends": {key: str(start.tasks[key].state) for key in asked_of(start)},
    }
    if writes := {name: table for name, _ in level.may.dial if (table := _table(start, name))}:
        body[WRITES] = writes
    return Made(body, dict.fromkeys(_goal_ids(len(level.goals)), MET), level.story)


def _table(start: Trace, name: str) -> str:
    """Returns where a dial about a write writes; "" for any other dial."""
    task, _, dial = name.rpartition(".")
    if not dial.startswith("write"):
        return ""
    return start.world.script[task].writes[int(dial.removeprefix("write")) - 1].table


def _goal_ids(count: int) -> list[str]:
    return [f"goal-{number}" for number in range(1, count + 1)]


def _try_of(level: Level, form: Form) -> WhatIfText:
    """Returns the try of a form. One that lacks the level's own actions is left for `refusal`."""
    dial, do, own = _filled(form, DIAL), _filled(form, DO), level.own_do
    if do and do[: len(own)] != own:
        return WhatIfText(dial=dial, do=do)
    return level.try_of(dial, do[len(own) :] or _filled(form, ADD))


def _tried(level: Level, text: str) -> WhatIfText | None:
    """Reads what `try_text` wrote; None for a try that the level does not take."""
    try:
        given = parse_qs(text.removeprefix("?"), max_num_fields=_MOVES_MAX)
    except ValueError:
        return None
    tried = WhatIfText(dial=tuple(given.get(DIAL, ())), do=tuple(given.get(DO, ())))
    return tried if any(tried) and not refusal(level, tried) else None


def _tries_told(form: Form) -> dict[str, str]:
    """Returns how many tries were played, {} where the form does not say a number above 0."""
    (told, *_) = (*_filled(form, TRIES), "")
    return {TRIES: str(int(told))} if _is_count(told) and int(told) else {}


def _is_count(told: str) -> bool:
    return told.isascii() and told.isdecimal() and len(told) <= _DIGITS_MAX


def _filled(form: Form, name: str) -> tuple[str, ...]:
    """Returns the values of a field that were not left open."""
    return tuple(text for text in form.get(name, ()) if text)


KIND = GoalKind()
