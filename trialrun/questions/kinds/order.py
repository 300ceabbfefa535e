"""The kind `order`: put tasks into an order; any order that the job's graph allows is right.

The engine's graph decides, of the question as it was put, so nobody writes down the right orders.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from trialrun.engine import Graph, Job, Task, Trace, graph_of, isolated
from trialrun.nearest import few
from trialrun.questions.graph_shown import plain_tasks, tasks_of
from trialrun.questions.kept import Added, graph, named, record, same, text
from trialrun.questions.kind import Form, Grade, Made, NoLevel, Part, Reading, Tools, Wish, grade_of
from trialrun.questions.question import Question
from trialrun.questions.shuffle import shuffled
from trialrun.questions.spec import AnyRunSpec, Location, QuestionSpec, Text
from trialrun.questions.stage import Flaw, Stage

FIELD = "place-"
ASKED_MIN, ASKED_MAX = 3, 8


class OrderSpec(QuestionSpec):
    """The tasks of the run's job are put into an order, or those of them that `tasks` names.

    `why` adds a reason to what the graph says of a task.
    """

    kind: Literal["order"]
    run: AnyRunSpec
    tasks: tuple[Text, ...] = ()
    why: Mapping[str, Text] = Field(default_factory=dict)

    def reasons(self) -> tuple[tuple[Location, str], ...]:
        """Returns what is said of tasks."""
        return tuple((("why", key), why) for key, why in self.why.items())


@dataclass(frozen=True, slots=True)
class TasksToOrder:
    """What the templates show: tasks that get a place each; after the answer, the whole graph.

    `one_order` is one of the orders that are right. `unpainted` is what the graph's boxes show.
    """

    asked: tuple[str, ...]
    places: tuple[str, ...]
    one_order: tuple[str, ...]
    tasks: tuple[Task, ...]
    unpainted: Mapping[str, str]


class OrderKind(NoLevel):
    """An order of tasks that the graph allows."""

    name = "order"
    Spec = OrderSpec

    def flaws(self, spec: OrderSpec, stage: Stage, traces: Mapping[str, Trace]) -> Iterator[Flaw]:
        """Yields tasks that cannot be asked for, and an order in which nothing can be wrong."""
        job = traces[""].world.job
        flaws = list(_task_flaws(spec, job))
        yield from flaws
        if flaws:
            return
        asked = _asked(spec, job)
        for key in spec.why:
            if key not in asked:
                yield Flaw(("why", key), f"`{key}` is not asked for; asked are {few(asked, key)}")
        indices = [index for index, task in enumerate(job.tasks) if task.key in asked]
        if not any(graph_of(job).parents_among(indices).values()):
            at: Location = ("tasks",) if spec.tasks else ("run",)
            yield Flaw(at, "none of these tasks waits for another, so every order is right")

    def make(self, spec: OrderSpec, stage: Stage, traces: Mapping[str, Trace]) -> Made:
        """Returns the graph, and one of the orders that are right as {task key: place from 1}."""
        job = traces[""].world.job
        asked = set(_asked(spec, job))
        right = [job.tasks[i].key for i in graph_of(job).in_order() if job.tasks[i].key in asked]
        body: dict[str, Any] = {"tasks": plain_tasks(job.tasks), "why": dict(spec.why)}
        return Made(body, {key: str(place) for place, key in enumerate(right, 1)})

    def deciders(self, spec: OrderSpec, traces: Mapping[str, Any]) -> dict[str, str]:
        """Returns none: the graph decides, not the run."""
        return {}

    def wish(self, question: Question, response: Mapping[str, str]) -> Wish:
        """Returns none."""
        return ()

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads a place for each task, from fields `place-KEY`."""
        places = _places(question)
        response: dict[str, str] = {}
        for key in _in_right_order(question):
            written = [text for text in form.get(FIELD + key, ()) if text]
            if len(written) == 1 and written[0] in places:
                response[key] = written[0]
        said = list(_shared(response, places))
        said += _open(question, response) or _empty(response, places)
        if said:
            return Reading(response, f"Give each task a place of its own: {', '.join(said)}.")
        return Reading(response)

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades all or nothing; `score` is the share of tasks that stand behind their parents."""
        asked, graph = _in_right_order(question), _Asked.of(question)
        placed = [key for place in _places(question) for key in asked if response.get(key) == place]
        late = graph.misplaced(placed)
        return grade_of(
            [
                Part(
                    id=key,
                    label=key,
                    given=response[key] if key in placed else "",
                    key=question.key[key],
                    why=graph.why(key, late.get(key, ()), is_placed=key in placed),
                    is_right=key in placed and key not in late,
                )
                for key in (*placed, *(key for key in asked if key not in placed))
            ]
        )

    def fits(self, question: Question, response: Mapping[str, str]) -> bool:
        """Says whether each task asked for has a place of its own."""
        given = [response.get(key, "") for key in question.key]
        return sorted(given) == sorted(_places(question))

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns the graph; the key has the places of some of its tasks, from 1 on."""
        found: dict[str, Any] = _BODY(body)
        same((task for task, _ in found["tasks"] if task in key), key)
        if not key or sorted(key.values()) != sorted(str(n) for n in range(1, len(key) + 1)):
            raise ValueError("the key does not give each task a place of its own")
        return found

    def show(self, question: Question, *, seed: str) -> TasksToOrder:
        """Returns the tasks, shuffled, so that where they stand tells nothing."""
        tasks = tasks_of(question.body["tasks"])
        values = {f"task.{n}{part}": "" for n in range(len(tasks)) for part in _BOX}
        return TasksToOrder(
            tuple(shuffled(question.key, seed=seed)),
            tuple(_places(question)),
            tuple(_in_right_order(question)),
            tasks,
            values,
        )

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns the tasks, shuffled."""
        return {"tasks": shuffled(question.key, seed=seed)}


_BODY = record(tasks=graph, why=Added(named(text), {}))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The graph of a question by task key, and the reasons of its author."""

    keys: tuple[str, ...]
    graph: Graph
    waits_for: Mapping[str, Sequence[str]]
    reasons: Mapping[str, str]

    @classmethod
    def of(cls, question: Question) -> "_Asked":
        tasks = tasks_of(question.body["tasks"])
        graph, keys = graph_of(Job("", tasks, ())), tuple(task.key for task in tasks)
        parents = graph.parents_among([keys.index(key) for key in question.key])
        waits_for = {
            keys[task]: [keys[index] for index in first] for task, first in parents.items()
        }
        return cls(keys, graph, waits_for, question.body["why"])

    def misplaced(self, order: Sequence[str]) -> dict[str, list[str]]:
        """Returns the tasks that stand too early, with what has to come first."""
        found = self.graph.misplaced([self.keys.index(key) for key in order])
        return {self.keys[task]: [self.keys[i] for i in first] for task, first in found.items()}

    def why(self, key: str, first: Sequence[str], *, is_placed: bool) -> str:
        """Says what a task waits for among those asked for, and what of it has to come first."""
        more = f" {self.reasons[key]}" if key in self.reasons else ""
        parents = self.waits_for[key]
        if not parents:
            return f"It waits for none of these.{more}"
        direct = {self.keys[index] for index in self.graph.parents[self.keys.index(key)]}
        said = "depends on" if set(parents) <= direct else "waits for"
        said = f"It {said} {_coded(parents)}"
        if first:
            said += f": {_coded(first)} {'comes' if len(first) == 1 else 'come'} first"
        elif is_placed:
            said += f", which {'stands' if len(parents) == 1 else 'stand'} before it"
        return f"{said}.{more}"


_BOX = ("", ".word", ".attempts")


def _asked(spec: OrderSpec, job: Job) -> list[str]:
    return list(spec.tasks) or [task.key for task in job.tasks]


def _in_right_order(question: Question) -> list[str]:
    """Returns the tasks asked for in the order of the key; a kept key has them by name."""
    return sorted(question.key, key=lambda key: int(question.key[key]))


def _places(question: Question) -> list[str]:
    return [str(number) for number in range(1, len(question.key) + 1)]


def _task_flaws(spec: OrderSpec, job: Job) -> Iterator[Flaw]:
    known = [task.key for task in job.tasks]
    for index, key in enumerate(spec.tasks):
        if key not in known:
            yield Flaw(("tasks", index), f"the job has no task `{key}`; it has {few(known, key)}")
        elif key in spec.tasks[:index]:
            yield Flaw(("tasks", index), f"`{key}` is asked for twice; remove one")
    count = len(_asked(spec, job))
    if ASKED_MIN <= count <= ASKED_MAX:
        return
    if spec.tasks:
        yield Flaw(("tasks",), f"name {ASKED_MIN} to {ASKED_MAX} tasks; {count} are named")
    elif count > ASKED_MAX:
        told = f"name {ASKED_MIN} to {ASKED_MAX} of them in tasks"
        yield Flaw(("run",), f"the job has {count} tasks; {told}")
    else:
        told = f"take a job of at least {ASKED_MIN}"
        yield Flaw(("run",), f"{count} tasks make no order to ask for; {told}")


def _shared(response: Mapping[str, str], places: Sequence[str]) -> Iterator[str]:
    """Says which tasks share a place."""
    for place in places:
        keys = sorted(key for key, given in response.items() if given == place)
        if len(keys) > 1:
            yield f"{_listed(keys)} {'both' if len(keys) == 2 else 'all'} have place {place}"


def _empty(response: Mapping[str, str], places: Sequence[str]) -> list[str]:
    """Says which places no task has."""
    empty = [place for place in places if place not in response.values()]
    if not empty:
        return []
    if len(empty) == 1:
        return [f"place {empty[0]} is empty"]
    return [f"places {_listed(empty)} are empty"]


def _open(question: Question, response: Mapping[str, str]) -> list[str]:
    """Says which tasks have no place yet, by name, so that the sentence tells no order."""
    open_ = sorted(key for key in question.key if key not in response)
    return [f"{_listed(open_)} {'has' if len(open_) == 1 else 'have'} none yet"] if open_ else []


def _coded(keys: Sequence[str]) -> str:
    return _listed([f"`{key}`" for key in keys])


def _listed(words: Sequence[str]) -> str:
    """Lists words: `a`, `a and b`, `a, b and c`."""
    words = [isolated(word) for word in words]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


KIND = OrderKind()
