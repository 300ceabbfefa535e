"""What `choice` and `choices` share: options that are picked or left, and a key by claims."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from pydantic import Field

from trialrun.engine import Endless, Trace, WhatIfError
from trialrun.nearest import few
from trialrun.questions.beside import shown_beside
from trialrun.questions.claim_names import values_told
from trialrun.questions.claims import ClaimError, holds
from trialrun.questions.kept import (
    Added,
    flag,
    listed,
    named,
    one_of,
    record,
    same,
    shown_bundles,
    shown_graph,
    text,
    without_missing,
)
from trialrun.questions.kind import Form, Grade, Made, NoLevel, Part, Reading, Tools, Wish, grade_of
from trialrun.questions.question import PROOF, Question
from trialrun.questions.shuffle import shuffled
from trialrun.questions.spec import AskedSpec, Location, QuestionSpec, Slug, Strict, Text
from trialrun.questions.stage import Flaw, Played, Stage, world_facts
from trialrun.questions.thoughts import thought_behind

PICKED, LEFT = "yes", "no"
FIELD = "option"
BELIEFS_SHOWN = 4
EVENTS_TRIED_MAX = 500
"""Each belief of the engine plays a story once more; so long it may be."""


class Option(Strict):
    """One option: what it says, why it is right or wrong, and what proves it."""

    says: Text
    why: Text
    claim: Text | None = None
    belief: Slug | None = None
    correct: bool = False

    @cached_property
    def id(self) -> str:
        """Returns a name that tells neither its place in the file nor whether it is right."""
        return sha256(self.says.encode()).hexdigest()[:10]


class OptionsSpec(AskedSpec):
    """A question with options; a kind says how many there are.

    The graph of its run is shown beside them, unless `graph` says that it would tell.
    """

    options: tuple[Option, ...] = Field(min_length=2, max_length=8)
    shuffle: bool = True
    graph: bool = True

    def parts(self) -> tuple[tuple[Location, str], ...]:
        """Returns what the options say."""
        return tuple((("options", i, "says"), option.says) for i, option in enumerate(self.options))

    def reasons(self) -> tuple[tuple[Location, str], ...]:
        """Returns why each option holds, or does not."""
        return tuple((("options", i, "why"), option.why) for i, option in enumerate(self.options))

    def claims(self) -> tuple[tuple[Location, str], ...]:
        """Returns what proves the options."""
        return tuple(
            (("options", i, "claim"), option.claim)
            for i, option in enumerate(self.options)
            if option.claim
        )

    def beliefs(self) -> tuple[tuple[Location, str], ...]:
        """Returns the thoughts behind the options."""
        return tuple(
            (("options", i, "belief"), option.belief)
            for i, option in enumerate(self.options)
            if option.belief
        )

    def unbelieving(self) -> "OptionsSpec":
        """Returns it with options that name no belief."""
        options = tuple(option.model_copy(update={"belief": None}) for option in self.options)
        return self.model_copy(update={"options": options})


class OptionsKind(NoLevel):
    """What the kinds with options do alike."""

    name: str
    Spec: type[QuestionSpec]

    def flaws(
        self, spec: OptionsSpec, stage: Stage, traces: Mapping[str, Played]
    ) -> Iterator[Flaw]:
        """Yields options that have no proof, or prove the wrong thing."""
        option_flaws = [
            flaw
            for index, option in enumerate(spec.options)
            for flaw in _option_flaws(spec, index, option, stage, traces)
        ]
        yield from option_flaws
        if not option_flaws:
            key = _key(spec, traces)
            right = [at for at, option in enumerate(spec.options, 1) if key[option.id] == PICKED]
            gave = values_told([claim for _, claim in spec.claims()], world_facts(traces))
            for flaw in self.count_flaws(right, len(spec.options)):
                yield replace(flaw, message=flaw.message + (gave and f". The run gave: {gave}"))

    def count_flaws(self, right: Sequence[int], options: int) -> Iterator[Flaw]:
        """Yields a flaw when the options that are right, from 1, do not suit the kind."""
        raise NotImplementedError

    def make(self, spec: OptionsSpec, stage: Stage, traces: Mapping[str, Played]) -> Made:
        """Returns the options, each with the belief behind it, and {option id: PICKED or LEFT}."""
        options = [
            {
                "id": option.id,
                "says": option.says,
                "why": option.why,
                "belief": option.belief or "",
                "thought": thought_behind(
                    option.belief, spec.run_specs(), stage, traces, option.claim
                )
                if option.belief
                else "",
            }
            for option in spec.options
        ]
        shown = shown_beside(spec, stage, traces, graph=spec.graph)
        body = {"options": options, "in_order": not spec.shuffle, **shown}
        return Made(body, _key(spec, traces))

    def deciders(self, spec: OptionsSpec, traces: Mapping[str, Any]) -> dict[str, str]:
        """Returns the claim of each option."""
        return {option.id: option.claim for option in spec.options if option.claim}

    def wish(self, question: Question, response: Mapping[str, str]) -> Wish:
        """Returns the claims of what was picked: they would have to be true."""
        claims = question.body[PROOF]["claims"]
        return tuple((claims[id_], "true") for id_, said in response.items() if said == PICKED)

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads the picked option ids from the form's `option` fields."""
        picked = list(dict.fromkeys(form.get(FIELD, ())))
        if not picked:
            return Reading({}, "Pick an answer first, then send it.")
        if not set(picked) <= set(question.key):
            known = dict.fromkeys((option for option in picked if option in question.key), PICKED)
            return Reading(known, "That option is not part of this question. Pick one shown here.")
        return Reading(dict.fromkeys(picked, PICKED))

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades all or nothing; `score` is the share of options judged rightly."""
        parts = []
        for option in question.body["options"]:
            given, key = response.get(option["id"], LEFT), question.key[option["id"]]
            is_thought = given == PICKED != key
            parts.append(
                Part(
                    option["id"],
                    option["says"],
                    given,
                    key,
                    option["why"],
                    given == key,
                    option["thought"] if is_thought else "",
                    option["belief"] if is_thought else "",
                )
            )
        return grade_of(parts)

    def fits(self, question: Question, response: Mapping[str, str]) -> bool:
        """Says whether options of the question are picked or left, and nothing else."""
        is_known = response.keys() <= question.key.keys()
        return is_known and PICKED in response.values() and {PICKED, LEFT} >= set(response.values())

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns the options; the key says of each whether it is to be picked."""
        found: dict[str, Any] = _BODY(body)
        _KEY(key)
        same([option["id"] for option in found["options"]], key)
        return without_missing(found)

    def show(self, question: Question, *, seed: str) -> list[dict[str, str]]:
        """Returns the options as they are shown: shuffled, unless the author's order counts."""
        if question.body["in_order"]:
            return list(question.body["options"])
        by_id = {option["id"]: option for option in question.body["options"]}
        return [by_id[id_] for id_ in shuffled(by_id, seed=seed)]

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns how many are to be picked, and what the options say, in an order of the seed."""
        options = [{"id": o["id"], "says": o["says"]} for o in self.show(question, seed=seed)]
        return {"pick": list(question.key.values()).count(PICKED), "options": options}


_BODY = record(
    options=listed(
        record(id=text, says=text, why=text, belief=Added(text, ""), thought=Added(text, "")),
        least=1,
    ),
    in_order=Added(flag, False),
    graph=shown_graph,
    bundles=shown_bundles,
)
_KEY = named(one_of((PICKED, LEFT)))


def _key(spec: OptionsSpec, traces: Mapping[str, Played]) -> dict[str, str]:
    facts = world_facts(traces)
    return {
        option.id: PICKED if _is_right(option, facts if traces else None) else LEFT
        for option in spec.options
    }


def _is_right(option: Option, facts: Mapping[str, Any] | None) -> bool:
    if facts is None or option.claim is None:
        return option.correct
    return holds(option.claim, facts)


def _option_flaws(
    spec: OptionsSpec, index: int, option: Option, stage: Stage, traces: Mapping[str, Played]
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
    if option.belief in stage.beliefs_of(spec):
        yield from _belief_flaws(spec, at, option, is_true, stage)


def _belief_flaws(
    spec: OptionsSpec, at: tuple[str | int, ...], option: Option, is_true: bool, stage: Stage
) -> Iterator[Flaw]:
    assert option.belief is not None
    assert option.claim is not None
    if is_true:
        yield Flaw((*at, "belief"), "this option holds in the real run, so it shows no belief")
        return
    believed = stage.traces(spec.run_specs(), stage.beliefs_of(spec)[option.belief])
    try:
        is_believed = holds(option.claim, world_facts(believed))
    except ClaimError as error:
        yield Flaw((*at, "claim"), f"in the run of {option.belief}: {error}")
        return
    if not is_believed:
        gave = values_told([option.claim], world_facts(believed))
        yield Flaw(
            (*at, "claim"),
            f"somebody who holds {option.belief} would not pick this: the claim is false in that "
            f"belief's run, too; {_instead(spec, option.claim, stage, believed)}"
            + (f". That run gave: {gave}" if gave else ""),
        )


def _instead(spec: OptionsSpec, claim: str, stage: Stage, played: Mapping[str, Played]) -> str:
    """Says which beliefs would pick an option, or what else to do; of a long story not which."""
    events = sum(len(trace.rows) for trace in played.values() if isinstance(trace, Trace))
    fitting = []
    for belief, rules in stage.beliefs_of(spec).items() if events <= EVENTS_TRIED_MAX else ():
        try:
            if holds(claim, world_facts(stage.traces(spec.run_specs(), rules))):
                fitting.append(belief)
        except (ClaimError, Endless, WhatIfError, LookupError):
            continue
    one_of = "" if len(fitting) == 1 else "one of "
    named = f"name {one_of}{few(fitting, most=BELIEFS_SHOWN)}" if fitting else "leave belief out"
    return f"{named}, or claim what that run gives"
