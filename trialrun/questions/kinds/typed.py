"""What `number` and `text` share: an answer that is typed, and a key that a run or facts give.

What every belief of the engine would have given is worked out with the key: who writes that is
told the belief.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from trialrun.engine import Endless, WhatIfError
from trialrun.questions.beside import shown_beside
from trialrun.questions.claim_names import values_told
from trialrun.questions.claims import ClaimError, holds, text_of
from trialrun.questions.kept import (
    Added,
    Check,
    listed,
    named,
    record,
    same,
    shown_bundles,
    shown_graph,
    text,
    without_missing,
)
from trialrun.questions.kind import Form, Grade, Made, NoLevel, Part, Reading, Tools, Wish, grade_of
from trialrun.questions.kinds.typed_spec import TypedSpec
from trialrun.questions.question import KNOWN, PROOF, Question
from trialrun.questions.spec import Location, QuestionSpec
from trialrun.questions.stage import Flaw, Played, Stage, world_facts
from trialrun.questions.thoughts import thought_behind

FIELD = ANSWER = "answer"
VALUE = "value"
LENGTH_MAX = 200
KNOWN_MAX = 200
"""An answer is compared with each that is known; there are as many as slips and beliefs."""


class Anticipated(NamedTuple):
    """A wrong answer with what is said to whoever gives it."""

    answer: str
    why: str = ""
    belief: str = ""
    thought: str = ""


class TypedKind(NoLevel):
    """An answer that is typed. A kind says what it means, and when two mean the same."""

    name: str
    Spec: type[QuestionSpec]

    def meaning(self, body: Mapping[str, Any], text: str) -> Any:
        """Returns what a text means, equal for equal answers. Raises ValueError: a sentence."""
        raise NotImplementedError

    def written(self, spec: Any, value: str) -> str:
        """Returns what a value of the run is as an answer. Raises ValueError: a sentence."""
        raise NotImplementedError

    def is_same(self, body: Mapping[str, Any], given: str, key: str) -> bool:
        """Says whether an answer is as good as another."""
        return bool(self.meaning(body, given) == self.meaning(body, key))

    def own_body(self, spec: Any) -> dict[str, Any]:
        """Returns what the body has for this kind alone."""
        raise NotImplementedError

    def flaws(self, spec: Any, stage: Stage, traces: Mapping[str, Played]) -> Iterator[Flaw]:
        """Yields a key that cannot be had, and slips and beliefs that would be right."""
        found = list(self._key_flaws((), spec, spec, traces))
        for index, slip in enumerate(spec.wrong):
            found += self._key_flaws(("wrong", index), slip, spec, traces)
        yield from found
        if found:
            return
        body = self.own_body(spec)
        key = self._answer(spec, spec, traces)
        for index, slip in enumerate(spec.wrong):
            given = self._answer(slip, spec, traces)
            if self.is_same(body, given, key):
                yield Flaw(("wrong", index), f"this is {given}, which is right; remove it")
        for index, belief in enumerate(spec.belief):
            if belief in stage.beliefs_of(spec) and not self._believed(belief, spec, stage, key):
                told = f"a run that goes by {belief} gives {key}, too, so it shows no such thought"
                yield Flaw(("belief", index), told)

    def _key_flaws(
        self, at: Location, asked: Any, spec: TypedSpec, traces: Mapping[str, Played]
    ) -> Iterator[Flaw]:
        proven = traces and not at
        if asked.value and asked.answer:
            yield Flaw((*at, "answer"), "write either value or answer, not both")
        elif asked.value and not traces:
            told = "a value needs a run; add run: SCENARIO to the question, or write answer:"
            yield Flaw((*at, "value"), told)
        elif not asked.value and not asked.answer:
            told = "value: and what of the run is asked for" if proven else "answer: and what it is"
            yield Flaw(at, f"write {told}")
        elif proven and asked.answer and not spec.claim:
            told = "the run proves the key; write value: for it, or add a claim: that holds"
            yield Flaw(("answer",), told)
        else:
            yield from self._unmeant(at, asked, spec, traces)

    def _unmeant(
        self, at: Location, asked: Any, spec: TypedSpec, traces: Mapping[str, Played]
    ) -> Iterator[Flaw]:
        try:
            self.meaning(self.own_body(spec), self._answer(asked, spec, traces))
        except ValueError as error:
            yield Flaw((*at, "value" if asked.value else "answer"), told_to_author(error))
        if at or not spec.claim:
            return
        if not traces or spec.value:
            told = "a claim proves an answer: about a run; remove it"
            yield Flaw(("claim",), told)
            return
        try:
            if not holds(spec.claim, world_facts(traces)):
                gave = values_told([spec.claim], world_facts(traces))
                told = "this does not hold in the run, so it proves nothing"
                yield Flaw(("claim",), told + (gave and f". The run gave: {gave}"))
        except ClaimError as error:
            yield Flaw(("claim",), str(error))

    def _answer(self, asked: Any, spec: TypedSpec, traces: Mapping[str, Played]) -> str:
        if asked.value is None:
            return str(asked.answer)
        return self.written(spec, text_of(asked.value, world_facts(traces)))

    def make(self, spec: TypedSpec, stage: Stage, traces: Mapping[str, Played]) -> Made:
        """Returns the reason and the wrong answers that are known; the key as it is written."""
        body = self.own_body(spec)
        key = self._answer(spec, spec, traces)
        known = [foreseen._asdict() for foreseen in self._foreseen(spec, stage, traces, key)]
        shown = shown_beside(spec, stage, traces, graph=spec.graph)
        why = {ANSWER: spec.why}
        return Made({**body, "why": why, KNOWN: known, **shown}, {ANSWER: key})

    def _foreseen(
        self, spec: TypedSpec, stage: Stage, traces: Mapping[str, Played], key: str
    ) -> Iterator[Anticipated]:
        """Yields slips, then what the author's beliefs give, then what any other gives."""
        body = self.own_body(spec)
        seen = {self.meaning(body, key)}
        for slip in spec.wrong:
            given = self._answer(slip, spec, traces)
            seen.add(self.meaning(body, given))
            yield Anticipated(given, slip.why)
        beliefs = stage.beliefs_of(spec) if spec.value else ()
        for belief in dict.fromkeys((*spec.belief, *beliefs)):
            given = self._believed(belief, spec, stage, key)
            if given and self.meaning(body, given) not in seen:
                seen.add(self.meaning(body, given))
                thought = thought_behind(belief, spec.run_specs(), stage, traces, spec.value)
                yield Anticipated(given, belief=belief, thought=thought)

    def _believed(self, belief: str, spec: TypedSpec, stage: Stage, key: str) -> str:
        """Returns what a run by a belief gives; "" for what would be right, or for nothing."""
        try:
            rules = stage.beliefs_of(spec)[belief]
            given = self._answer(spec, spec, stage.traces(spec.run_specs(), rules))
            return "" if self.is_same(self.own_body(spec), given, key) else given
        except (Endless, WhatIfError, ValueError):
            return ""

    def deciders(self, spec: TypedSpec, traces: Mapping[str, Any]) -> dict[str, str]:
        """Returns what of the run is asked for, or the claim that proves it."""
        if spec.value:
            return {ANSWER: spec.value, VALUE: spec.value}
        return {ANSWER: spec.claim} if spec.claim else {}

    def wish(self, question: Question, response: Mapping[str, str]) -> Wish:
        """Returns that the value is what was typed."""
        value = question.body[PROOF]["claims"].get(VALUE)
        return ((value, self.as_value(question, response[ANSWER])),) if value else ()

    def as_value(self, question: Question, given: str) -> str:
        """Returns an answer as a claim gives it."""
        raise NotImplementedError

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads what was typed. What cannot be taken stays in the form."""
        typed = [" ".join(each.split()) for each in form.get(FIELD, ()) if each.strip()]
        if not typed:
            return Reading({}, "Write your answer first, then send it.")
        given = typed[-1]
        kept = {ANSWER: given[:LENGTH_MAX]} if given.isprintable() else {}
        try:
            self.understood(question.body, given)
        except ValueError as error:
            return Reading(kept, str(error))
        return Reading(kept)

    def understood(self, body: Mapping[str, Any], given: str) -> Any:
        """Returns what a learner's text means. Raises ValueError: a sentence."""
        if len(given) > LENGTH_MAX:
            raise ValueError(f"That is too long. Write at most {LENGTH_MAX} characters.")
        if not given.isprintable():
            raise ValueError("That has signs that cannot be seen. Write it again.")
        return self.meaning(body, given)

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades what was typed; a wrong answer that is known is told what stands behind it."""
        body, given, key = question.body, response.get(ANSWER, ""), question.key[ANSWER]
        why = body["why"].get(ANSWER, "")
        if not given:
            return grade_of([Part(ANSWER, "", "", key, why, is_right=False)])
        if self.is_same(body, given, key):
            return grade_of([Part(ANSWER, "", given, key, why, is_right=True)])
        found = next((k for k in body[KNOWN] if self.is_same(body, given, k["answer"])), None)
        found = found or self.near(body, given, key)
        thought = (found["thought"] or found["why"]) if found else ""
        belief = found["belief"] if found else ""
        return grade_of([Part(ANSWER, "", given, key, why, False, thought, belief)])

    def near(self, body: Mapping[str, Any], given: str, key: str) -> Mapping[str, str] | None:
        """Returns the known answer that was meant by one that is none; None where none was."""
        return None

    def fits(self, question: Question, response: Mapping[str, str]) -> bool:
        """Says whether it is an answer as it can be typed."""
        if set(response) != {ANSWER}:
            return False
        try:
            self.understood(question.body, response[ANSWER])
        except ValueError:
            return False
        return True

    def kept_fields(self) -> dict[str, Check | Added]:
        """Returns the checks of what the body has for this kind alone."""
        raise NotImplementedError

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns the body; the key, and what is known to be wrong, are answers."""
        found: dict[str, Any] = record(**_BODY, **self.kept_fields())(body)
        same([ANSWER], key)
        for answer in (key[ANSWER], *(each["answer"] for each in found[KNOWN])):
            self.meaning(found, answer)
        return without_missing(found)

    def show(self, question: Question, *, seed: str) -> Any:
        """Returns the body: there is nothing to shuffle."""
        return question.body

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns what is asked besides the stem: nothing."""
        return {}


_BODY: dict[str, Check | Added] = {
    "why": named(text),
    KNOWN: Added(
        listed(
            record(
                answer=text,
                why=Added(text, ""),
                belief=Added(text, ""),
                thought=Added(text, ""),
            ),
            most=KNOWN_MAX,
        ),
        (),
    ),
    "graph": shown_graph,
    "bundles": shown_bundles,
}


def told_to_author(error: ValueError) -> str:
    """Puts a sentence of a page into the words of `check`."""
    if isinstance(error, ClaimError):
        return str(error)
    told = str(error).removesuffix(".")
    return told[0].lower() + told[1:].replace(". Write", "; write")
