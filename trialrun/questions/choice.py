"""The kinds `choice` and `choices`: pick the option, or all the options, that hold."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trialrun.engine import Trace
from trialrun.questions.claims import ClaimError, holds
from trialrun.questions.question import (
    Flaw,
    Grade,
    Part,
    Question,
    Reading,
    Stage,
    world_facts,
)
from trialrun.questions.spec import ChoiceSpec, ChoicesSpec, Option, QuestionSpec

PICKED, LEFT = "yes", "no"
FIELD = "option"

AnyChoice = ChoiceSpec | ChoicesSpec


class _Options:
    """What the two kinds share: a key by claims or by facts, options picked or left."""

    name: str
    Spec: type[QuestionSpec]

    def prove(self, spec: AnyChoice, stage: Stage, traces: Mapping[str, Trace]) -> dict[str, str]:
        """Returns {option id: PICKED or LEFT}."""
        facts = world_facts(traces)
        return {
            option.id: PICKED if _is_right(option, facts if traces else None) else LEFT
            for option in spec.options
        }

    def flaws(self, spec: AnyChoice, stage: Stage, traces: Mapping[str, Trace]) -> Iterator[Flaw]:
        """Yields options that say the same, have no proof, or prove the wrong thing."""
        if len({option.id for option in spec.options}) < len(spec.options):
            yield Flaw(("options",), "two options say the same; reword or remove one")
        option_flaws = [
            flaw
            for index, option in enumerate(spec.options)
            for flaw in _option_flaws(spec, index, option, stage, traces)
        ]
        yield from option_flaws
        if not option_flaws:
            right = sum(value == PICKED for value in self.prove(spec, stage, traces).values())
            yield from self.count_flaws(right, len(spec.options))

    def count_flaws(self, right: int, options: int) -> Iterator[Flaw]:
        """Yields a flaw when the number of right options does not suit the kind."""
        raise NotImplementedError

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades all or nothing; `score` is the share of options judged rightly."""
        spec: Any = question.spec
        parts = tuple(
            Part(
                option.id,
                option.says,
                response.get(option.id, LEFT),
                question.key[option.id],
                option.why,
            )
            for option in spec.options
        )
        right = sum(part.is_right for part in parts)
        return Grade(right == len(parts), right / len(parts), parts)

    def read(self, question: Question, form: Mapping[str, Sequence[str]]) -> Reading:
        """Reads the picked option ids from the form's `option` fields."""
        picked = list(dict.fromkeys(form.get(FIELD, ())))
        if not picked:
            return Reading({}, "Pick an answer first, then send it.")
        if not set(picked) <= set(question.key):
            known = dict.fromkeys((option for option in picked if option in question.key), PICKED)
            return Reading(known, "That option is not part of this question. Pick one shown here.")
        return Reading(dict.fromkeys(picked, PICKED))


class Choice(_Options):
    """One option holds."""

    name = "choice"
    Spec = ChoiceSpec

    def read(self, question: Question, form: Mapping[str, Sequence[str]]) -> Reading:
        """Reads the one picked option."""
        reading = super().read(question, form)
        if len(reading.response) > 1:
            return Reading({}, "Only one answer holds here. Pick one option.")
        return reading

    def count_flaws(self, right: int, options: int) -> Iterator[Flaw]:
        """Yields a flaw unless exactly one option is right."""
        if right != 1:
            yield Flaw(("options",), f"{right} options hold in the run; exactly one must")


class Choices(_Options):
    """All options that hold, and no other."""

    name = "choices"
    Spec = ChoicesSpec

    def count_flaws(self, right: int, options: int) -> Iterator[Flaw]:
        """Yields a flaw when no option is right, or all are."""
        if not 0 < right < options:
            yield Flaw(("options",), f"{right} of {options} options hold; some must, but not all")


def _is_right(option: Option, facts: Mapping[str, Any] | None) -> bool:
    if facts is None or option.claim is None:
        return option.correct
    return holds(option.claim, facts)


def _option_flaws(
    spec: AnyChoice, index: int, option: Option, stage: Stage, traces: Mapping[str, Trace]
) -> Iterator[Flaw]:
    at = ("options", index)
    if not traces:
        if option.claim is not None:
            yield Flaw((*at, "claim"), "a claim needs a run; add run: SCENARIO to the question")
        if option.belief is not None:
            yield Flaw((*at, "belief"), "a belief needs a run; add run: SCENARIO to the question")
        return
    if option.correct:
        yield Flaw((*at, "correct"), "the run decides what is correct; remove this line")
    if option.claim is None:
        yield Flaw(at, "the question is about a run, so the option needs a claim: CEL")
        return
    try:
        is_true = holds(option.claim, world_facts(traces))
    except ClaimError as error:
        yield Flaw((*at, "claim"), str(error))
        return
    if option.belief is not None:
        yield from _belief_flaws(spec, at, option, is_true, stage)


def _belief_flaws(
    spec: AnyChoice, at: tuple[str | int, ...], option: Option, is_true: bool, stage: Stage
) -> Iterator[Flaw]:
    assert option.belief is not None
    assert option.claim is not None
    if option.belief not in stage.beliefs:
        known = ", ".join(sorted(stage.beliefs))
        yield Flaw((*at, "belief"), f"there is no belief {option.belief!r}; write one of {known}")
        return
    if is_true:
        yield Flaw((*at, "belief"), "this option holds in the real run, so it shows no belief")
        return
    believed = stage.traces(spec.run_specs(), stage.beliefs[option.belief])
    try:
        is_believed = holds(option.claim, world_facts(believed))
    except ClaimError as error:
        yield Flaw((*at, "claim"), f"in the run of {option.belief}: {error}")
        return
    if not is_believed:
        yield Flaw(
            (*at, "claim"),
            f"somebody who holds {option.belief} would not pick this: "
            "the claim is false in that belief's run, too",
        )


CHOICE = Choice()
CHOICES = Choices()
