"""Wrong answers to questions of each kind, near the right one. No test in here."""

from collections.abc import Iterator, Mapping

from tests.families.drawn import right_to
from trialrun.questions import Question
from trialrun.questions.kinds.predict import PAINTS

Answer = Mapping[str, str]


def near_misses(question: Question) -> Iterator[Answer]:
    """Yields answers in which one thing is not so, whatever the kind."""
    yield from _BY_KIND[question.kind_name](question, right_to(question))


def _options(question: Question, right: Answer) -> Iterator[Answer]:
    """One right option left for one that does not hold."""
    wrong = [id_ for id_, said in question.key.items() if said == "no"]
    for dropped in right:
        kept = {id_: said for id_, said in right.items() if id_ != dropped}
        yield from ({**kept, other: "yes"} for other in wrong)


def _number(question: Question, right: Answer) -> Iterator[Answer]:
    yield {"answer": "987,654" if ":" not in right["answer"] else "16:27:41"}
    yield from ({"answer": each["answer"]} for each in question.body["known"])


def _text(question: Question, right: Answer) -> Iterator[Answer]:
    yield {"answer": f"{right['answer']} and more"}
    yield from ({"answer": each["answer"]} for each in question.body["known"])


def _match(question: Question, right: Answer) -> Iterator[Answer]:
    for item, side in right.items():
        for other in question.body["sides"]:
            if other["id"] != side:
                yield {**right, item: other["id"]}


def _order(question: Question, right: Answer) -> Iterator[Answer]:
    """From the end to the beginning: what waits for another stands before it."""
    places = len(right)
    yield {task: str(places + 1 - int(place)) for task, place in right.items()}


def _predict(question: Question, right: Answer) -> Iterator[Answer]:
    for part, said in right.items():
        if said in ("yes", "no"):
            yield {**right, part: "no" if said == "yes" else "yes"}
        elif said.isdecimal():
            yield {**right, part: str(int(said) + 1)}
        elif part == "run:end":
            yield {**right, part: "FAILED" if said != "FAILED" else "SUCCESS"}
        else:
            yield from ({**right, part: state} for state in PAINTS if state != said)


_BY_KIND = {
    "choice": _options,
    "choices": _options,
    "number": _number,
    "text": _text,
    "match": _match,
    "order": _order,
    "predict": _predict,
}
