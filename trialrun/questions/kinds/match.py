"""The kind `match`: each item on the left gets one of the sides on the right.

Several items may share a side, and a side may fit none. Each pair is proven: by what the run
gives, by a claim that holds, or by facts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from trialrun.plural import counted
from trialrun.questions.alike import alike
from trialrun.questions.beside import shown_beside
from trialrun.questions.kept import (
    Added,
    flag,
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
from trialrun.questions.kinds.pairs import (
    SIDES_MAX,
    MatchSpec,
    foreseen_pairs,
    id_of,
    item_flaws,
    pairs_of,
)
from trialrun.questions.question import KNOWN, PROOF, Question
from trialrun.questions.shuffle import shuffled
from trialrun.questions.stage import Flaw, Played, Stage

FIELD = "side-"
SHORT_MAX = 15


@dataclass(frozen=True, slots=True)
class ToMatch:
    """What the templates show: items as (id, text), and sides as (id, letter, text).

    Where all sides are short a field has room for their words on a phone, too; else for letters.
    """

    items: tuple[tuple[str, str], ...]
    sides: tuple[tuple[str, str, str], ...]

    @property
    def is_short(self) -> bool:
        """Says whether the words of each side fit into a field."""
        return all(len(says.replace("`", "")) <= SHORT_MAX for _, _, says in self.sides)


class MatchKind(NoLevel):
    """Pairs of items and sides."""

    name = "match"
    Spec = MatchSpec

    def flaws(self, spec: MatchSpec, stage: Stage, traces: Mapping[str, Played]) -> Iterator[Flaw]:
        """Yields pairs without a proof, and sides that nobody can tell apart."""
        flaws = [
            flaw
            for index, item in enumerate(spec.items)
            for flaw in item_flaws(("items", index), item, spec, traces)
        ]
        yield from flaws
        sides, at = spec.right, ("sides",) if spec.sides else ("items",)
        for place, earlier in alike(sides, stage.look):
            yield Flaw(at, f"the sides “{sides[earlier]}” and “{sides[place]}” read alike")
        for index, text_ in enumerate(spec.offers):
            if text_ in [item.fits for item in spec.items]:
                yield Flaw(("offers", index), "this fits an item, so it is offered; remove it")
        if not 2 <= len(sides) <= SIDES_MAX:
            yield Flaw(at, f"{counted(len(sides), 'side')} to pick from; take 2 to {SIDES_MAX}")
        elif not flaws and len(set(pairs_of(spec, traces).values())) == 1:
            yield Flaw(("items",), "all items fit one side, so nothing is to be told apart")

    def make(self, spec: MatchSpec, stage: Stage, traces: Mapping[str, Played]) -> Made:
        """Returns items and sides with what beliefs would pair, and {item id: side id}."""
        key = pairs_of(spec, traces)
        is_so = {side.says: side.is_ for side in spec.sides}
        body = {
            "items": [{"id": id_of(item.says), "says": item.says} for item in spec.items],
            "why": {id_of(item.says): item.why for item in spec.items},
            "sides": [
                {"id": id_of(says), "says": says, "is": is_so.get(says, "")} for says in spec.right
            ],
            "in_order": not spec.shuffle,
            KNOWN: foreseen_pairs(spec, stage, traces, key),
            **(shown_beside(spec, stage, traces, graph=spec.graph)),
        }
        return Made(body, key)

    def deciders(self, spec: MatchSpec, traces: Mapping[str, Any]) -> dict[str, str]:
        """Returns what decides each item."""
        found = {id_of(item.says): item.value or item.claim for item in spec.items}
        return {id_: claim for id_, claim in found.items() if claim}

    def wish(self, question: Question, response: Mapping[str, str]) -> Wish:
        """Returns that each value is what its side says; () where claims decide, not values."""
        claims = question.body[PROOF]["claims"]
        is_so = {side["id"]: side["is"] for side in question.body["sides"]}
        return tuple((claims[item], is_so[side]) for item, side in response.items() if is_so[side])

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads a side for each item, from fields `side-ID`."""
        sides = {side["id"] for side in question.body["sides"]}
        response = {}
        for id_ in question.key:
            given = [each for each in form.get(FIELD + id_, ()) if each]
            if len(given) == 1 and given[0] in sides:
                response[id_] = given[0]
        left = len(question.key) - len(response)
        if left:
            told = "one is" if left == 1 else f"{left} are"
            return Reading(response, f"Give each of them a side: {told} still open.")
        return Reading(response)

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades all or nothing; `score` is the share of pairs that are right."""
        says = {side["id"]: side["says"] for side in question.body["sides"]}
        known = {(k["item"], k["side"]): k for k in question.body[KNOWN]}
        parts = []
        for item in question.body["items"]:
            id_ = item["id"]
            given, key = response.get(id_, ""), question.key[id_]
            found = known.get((id_, given)) if given != key else None
            parts.append(
                Part(
                    id_,
                    item["says"],
                    says.get(given, ""),
                    says[key],
                    question.body["why"].get(id_, ""),
                    given == key,
                    found["thought"] if found else "",
                    found["belief"] if found else "",
                )
            )
        return grade_of(parts)

    def fits(self, question: Question, response: Mapping[str, str]) -> bool:
        """Says whether each item has one of the sides."""
        sides = {side["id"] for side in question.body["sides"]}
        return set(response) == set(question.key) and set(response.values()) <= sides

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns items and sides; the key gives each item one of the sides."""
        found: dict[str, Any] = _BODY(body)
        sides = [side["id"] for side in found["sides"]]
        same((item["id"] for item in found["items"]), key)
        if len(set(sides)) < len(sides) or not set(key.values()) <= set(sides):
            raise ValueError("the key gives an item a side that there is not")
        return without_missing(found)

    def show(self, question: Question, *, seed: str) -> ToMatch:
        """Returns items and sides, shuffled unless the author's order counts."""
        items = {item["id"]: item["says"] for item in question.body["items"]}
        sides = {side["id"]: side["says"] for side in question.body["sides"]}
        is_fixed = question.body["in_order"]
        left = list(items) if is_fixed else shuffled(items, seed=seed)
        right = list(sides) if is_fixed else shuffled(sides, seed=f"{seed}/sides")
        lettered = zip(right, ascii_uppercase, strict=False)
        return ToMatch(
            tuple((id_, items[id_]) for id_ in left),
            tuple((id_, letter, sides[id_]) for id_, letter in lettered),
        )

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns items and sides, in an order of the seed."""
        show = self.show(question, seed=seed)
        return {
            "items": [{"id": id_, "says": says} for id_, says in show.items],
            "sides": [{"id": id_, "says": says} for id_, _, says in show.sides],
        }


_ITEM = record(id=text, says=text)
_SIDE = record(id=text, says=text, **{"is": Added(text, "")})
_BODY = record(
    items=listed(_ITEM, least=1),
    why=named(text),
    sides=listed(_SIDE, least=1),
    in_order=Added(flag, False),
    known=Added(listed(record(item=text, side=text, belief=text, thought=text)), ()),
    graph=shown_graph,
    bundles=shown_bundles,
)

KIND = MatchKind()
