"""A question as plain values for programs and readers: all of it, or as a learner meets it."""

from typing import Any

from trialrun.questions.bundle_shown import BUNDLES, bundles_shown
from trialrun.questions.graph_shown import GRAPH, parents_of
from trialrun.questions.kinds import kind_of
from trialrun.questions.question import Question

SCHEMA = 1


def told(question: Question) -> dict[str, Any]:
    """Returns all of a question: text, parts, key, reasons, facts, beliefs and runs."""
    options = question.body.get("options", ())
    reasons = {option["id"]: option["why"] for option in options}
    return {
        "uid": question.uid,
        "kind": question.kind_name,
        "lesson": question.lesson,
        "section": question.section,
        **_asked(question, question.uid),
        "options": [_option(question, option) for option in options],
        "key": dict(question.key),
        "reasons": reasons or dict(question.body.get("why", {})),
        "beliefs": {option["id"]: option["belief"] for option in options if option["belief"]},
        "facts": [
            {"id": fact.id, "says": fact.says, "source": fact.source, "known": fact.provenance}
            for fact in question.facts
        ],
        "runs": [
            {"scenario": run.scenario}
            | {name: list(texts) for name, texts in run.what_if._asdict().items() if texts}
            for run in question.runs
        ],
        "digest": question.digest,
    }


def told_blind(question: Question, *, seed: str) -> dict[str, Any]:
    """Returns a question as a learner meets it: no key, no reason, no fact, and no telling name.

    The same seed gives the same order of what is shuffled. `digest` names it in `told`, too.
    """
    seed = f"{seed}/{question.uid}"
    return {
        "digest": question.digest,
        "kind": question.kind_name,
        **_asked(question, seed),
    }


def _asked(question: Question, seed: str) -> dict[str, Any]:
    graph = question.body.get(GRAPH)
    return {
        "stem": question.stem,
        "code": question.code,
        **({"graph": parents_of(graph["tasks"])} if graph else {}),
        **_bundles(question),
        **kind_of(question).asked(question, seed=seed),
    }


def _bundles(question: Question) -> dict[str, Any]:
    """Returns the bundles that are asked about, and how each is deployed; not what comes of it."""
    shown = [
        {"title": one.title, "files": dict(one.files), "command": one.command}
        for one in bundles_shown(question)
    ]
    return {BUNDLES: shown} if shown else {}


def _option(question: Question, option: dict[str, str]) -> dict[str, Any]:
    return {
        "id": option["id"],
        "says": option["says"],
        "is_right": question.key[option["id"]] == "yes",
        "why": option["why"],
        "belief": option["belief"],
    }
