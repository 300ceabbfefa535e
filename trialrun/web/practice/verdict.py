"""What a learner sees after an answer: each part with its reason, the run behind it, the belief."""

from dataclasses import dataclass

from trialrun.content import Catalog, Fact
from trialrun.engine import BELIEFS, Trace, first_parting
from trialrun.lab.address import Address
from trialrun.lab.narration import narrate
from trialrun.questions import Part, Question, RunSpec, Stage
from trialrun.web.practice.answering import Asked


@dataclass(frozen=True, slots=True)
class Explained:
    """A graded part with everything that explains it. `thought` is the belief behind it."""

    part: Part
    executed: str
    thought: str
    parting: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run that proves the key, and the address that plays it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of an answer, explained."""

    outcome: str
    title: str
    parts: list[Explained]
    runs: list[Run]
    facts: list[tuple[str, Fact]]
    again_url: str


TITLES = {"right": "Right", "wrong": "Not this time", "skipped": "Skipped: here is what happens"}


def verdict_of(content: Catalog, asked: Asked) -> Verdict:
    """Explains an answered question. The caller has checked that it is answered."""
    assert asked.answer is not None
    assert asked.grade is not None
    question = asked.question
    order = {part_id: place for place, part_id in enumerate(asked.options)}
    parts = asked.grade.parts
    if question.kind.name != "predict":
        parts = tuple(sorted(parts, key=lambda part: order[part.id]))
    section = f"#{question.spec.section}" if question.spec.section else ""
    return Verdict(
        outcome=str(asked.answer.outcome),
        title=TITLES[asked.answer.outcome],
        parts=[_explained(content, question, part) for part in parts],
        runs=[_run(content, name, spec) for name, spec in question.spec.run_specs().items()],
        facts=[(id_, content.facts[id_]) for id_ in question.spec.facts if id_ in content.facts],
        again_url=f"/lessons/{question.lesson}/{section}",
    )


def _explained(content: Catalog, question: Question, part: Part) -> Explained:
    executed = thought = parting = ""
    if question.kind.name == "predict":
        executed = _last_word(content, question.traces[""], part.id)
    belief_id = next(
        (option.belief for option in getattr(question.spec, "options", ()) if option.id == part.id),
        None,
    )
    if belief_id is not None:
        thought = BELIEFS[belief_id].says
        parting = _parting(content, question, belief_id)
    return Explained(part, executed, thought, parting)


def _last_word(content: Catalog, trace: Trace, key: str) -> str:
    """Says the event that decided how a task ended."""
    events = [e for e in trace.own_events("task") if trace.keys[e.task] == key]
    return narrate(content, trace, events[-1]) if events else ""


def _parting(content: Catalog, question: Question, belief_id: str) -> str:
    """Says the first event in which a belief's run leaves the real one."""
    stage = Stage(content.scenarios, {}, {})
    specs = question.spec.run_specs()
    believed = stage.traces(specs, BELIEFS[belief_id].rules)
    for name, trace in question.traces.items():
        told, thought = first_parting(trace, believed[name])
        if told is None and thought is None:
            continue
        expected = narrate(content, believed[name], thought) if thought else "nothing more happens."
        really = narrate(content, trace, told) if told else "nothing of the kind happens."
        return f"Then this would come next: {expected} In the run: {really}"
    return ""


def _run(content: Catalog, name: str, spec: RunSpec) -> Run:
    address = Address(f"/simulator/{spec.scenario}/", spec.what_if)
    title = content.scenarios[spec.scenario].title
    return Run("this case" if any(spec.what_if) else title, address.url())
