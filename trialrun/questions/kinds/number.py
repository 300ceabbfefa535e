"""The kind `number`: a number is typed, with its unit or without; the run says which is right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from trialrun.questions.amounts import TIME_UNITS, AmountError, amount_told, read_amount, such_as
from trialrun.questions.kept import Added, Check, text
from trialrun.questions.kinds.typed import TypedKind, told_to_author
from trialrun.questions.kinds.typed_spec import TypedSpec
from trialrun.questions.question import Question
from trialrun.questions.spec import Text
from trialrun.questions.stage import Flaw, Played, Stage

PLACES_MAX = 3
EXACT = "0"


class NumberSpec(TypedSpec):
    """A number of `unit`; what is at most `within` away is right, too.

    A value of a unit of time is in ms, one of a unit of money in cents, as claims have them.
    """

    kind: Literal["number"]
    unit: Text
    within: Text = EXACT


@dataclass(frozen=True, slots=True)
class NumberToType:
    """What the templates show: what is counted, how to write it, and the unit behind the key.

    The key of a time is written as a clock, which needs no unit. `keypad` is that of a phone.
    """

    unit: str
    hint: str
    key_unit: str
    keypad: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "NumberToType":
        """Returns it for the body of a question."""
        unit, is_time = body["unit"], body["unit"] in TIME_UNITS
        hint = f"Write a number, such as {such_as(unit)}."
        if body["within"] != EXACT:
            near = amount_told(read_amount(body["within"], unit), unit)
            hint += f" What is at most {near}{'' if is_time else f' {unit}'} away is right, too."
        return cls(unit, hint, "" if is_time else unit, "text" if is_time else "decimal")


class NumberKind(TypedKind):
    """A number that is typed."""

    name = "number"
    Spec = NumberSpec

    def flaws(self, spec: Any, stage: Stage, traces: Mapping[str, Played]) -> Iterator[Flaw]:
        """Yields what any typed answer can have, and a nearness that takes in a belief's number."""
        try:
            read_amount(spec.within, spec.unit)
        except AmountError as error:
            yield Flaw(("within",), told_to_author(error))
            return
        found = list(super().flaws(spec, stage, traces))
        yield from found
        if found or not spec.value or spec.within == EXACT:
            return
        key, exact = self._answer(spec, spec, traces), spec.model_copy(update={"within": EXACT})
        for belief in stage.beliefs_of(spec):
            given = self._believed(belief, exact, stage, key)
            if given and self.is_same(self.own_body(spec), given, key):
                told = f"what {belief} gives, {given}, would be right, too; take less"
                yield Flaw(("within",), told)
                return

    def meaning(self, body: Mapping[str, Any], text: str) -> Decimal:
        """Returns the number. Raises ValueError: a sentence."""
        return read_amount(text, body["unit"])

    def written(self, spec: NumberSpec, value: str) -> str:
        """Returns a value of the run as it is told. Raises ValueError: a sentence."""
        try:
            amount = Decimal(value)
        except InvalidOperation as error:
            raise ValueError(f"The claim gives {value}, which is no number.") from error
        rounded = round(amount, PLACES_MAX)
        if rounded != amount and spec.within == EXACT:
            raise ValueError(f"The claim gives {value}. Write within: and how near is near enough.")
        return amount_told(rounded, spec.unit)

    def is_same(self, body: Mapping[str, Any], given: str, key: str) -> bool:
        """Says whether two numbers are the same, or near enough."""
        apart = abs(self.meaning(body, given) - self.meaning(body, key))
        return apart <= self.meaning(body, body["within"])

    def as_value(self, question: Question, given: str) -> str:
        """Returns the number as a claim gives it: a time in ms, money in cents."""
        amount = self.meaning(question.body, given)
        return str(int(amount)) if amount == int(amount) else str(amount.normalize())

    def own_body(self, spec: NumberSpec) -> dict[str, Any]:
        """Returns the unit, and how near is near enough."""
        return {"unit": spec.unit, "within": spec.within}

    def show(self, question: Question, *, seed: str) -> NumberToType:
        """Returns what the field asks for."""
        return NumberToType.of(question.body)

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns what is counted, and how near is near enough."""
        return {"unit": question.body["unit"], "within": question.body["within"]}

    def kept_fields(self) -> dict[str, Check | Added]:
        """Returns the checks of unit and nearness."""
        return {"unit": text, "within": Added(text, EXACT)}

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns the body; what is near enough is a number, too."""
        found = super().kept_body(body, key)
        self.meaning(found, found["within"])
        return found


KIND = NumberKind()
