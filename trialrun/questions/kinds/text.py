"""The kind `text`: a word, a name or a line is typed; how it is spelt counts for little.

Capitals, spaces, quotes, backticks and a full stop at the end tell nothing apart.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from trialrun.engine import State
from trialrun.nearest import nearest
from trialrun.questions.kept import Added, Check, listed
from trialrun.questions.kept import text as kept_text
from trialrun.questions.kinds.typed import TypedKind
from trialrun.questions.kinds.typed_spec import TypedSpec
from trialrun.questions.question import KNOWN, Question
from trialrun.questions.spec import Text

NEAR = 0.8
ALSO_MAX = 40

_QUOTES = dict.fromkeys(map(ord, "\"'`“”„‟‘’‚‛«»´"))
# A phone sets dashes where hyphens were typed.
_DASHES = {ord("—"): "--", ord("–"): "-", ord("‑"): "-", ord("−"): "-"}
_BESIDE_SIGNS = re.compile(r" ?([^\w\s]) ?")
_STATES = frozenset(map(str, State))
# What the UI calls otherwise than the API.
_AS_IN_API = {
    "succeeded": "success",
    "succeeded with failures": "success with failures",
    "timed out": "timedout",
}


class TextSpec(TypedSpec):
    """A text; `also` are other spellings of it that are right."""

    kind: Literal["text"]
    also: tuple[Text, ...] = Field((), max_length=ALSO_MAX)


class TextKind(TypedKind):
    """A text that is typed."""

    name = "text"
    Spec = TextSpec

    def meaning(self, body: Mapping[str, Any], text: str) -> str:
        """Returns a text as all its spellings have it. Raises ValueError: a sentence."""
        found = plain_form(text)
        if not found:
            raise ValueError("Write your answer in letters or digits.")
        return found

    def is_same(self, body: Mapping[str, Any], given: str, key: str) -> bool:
        """Says whether two texts are the same, or one of the spellings that are right."""
        spellings = [plain_form(each) for each in (key, *body["also"])]
        return plain_form(given) in filter(None, spellings)

    def written(self, spec: TextSpec, value: str) -> str:
        """Returns a value of the run as it is."""
        return value

    def as_value(self, question: Question, given: str) -> str:
        """Returns the known answer that was typed, as a claim gives it."""
        known = (
            k["answer"]
            for k in question.body[KNOWN]
            if plain_form(k["answer"]) == plain_form(given)
        )
        return next(known, given)

    def own_body(self, spec: TextSpec) -> dict[str, Any]:
        """Returns the spellings that are right, too."""
        return {"also": list(spec.also)}

    def kept_fields(self) -> dict[str, Check | Added]:
        """Returns the check of the spellings."""
        return {"also": Added(listed(kept_text, most=ALSO_MAX), ())}

    def near(self, body: Mapping[str, Any], given: str, key: str) -> Mapping[str, str] | None:
        """Returns the known wrong answer that was meant; None where a right one is nearer."""
        known = {plain_form(each["answer"]): each for each in body[KNOWN]}
        right = {plain_form(each) for each in (key, *body["also"])}
        found = nearest(plain_form(given), {*known, *right}, closeness=NEAR)
        if found and found[0] in right:
            return {"why": "You were near: only the spelling is another.", **_NO_BELIEF}
        return known[found[0]] if found else None


_NO_BELIEF = {"belief": "", "thought": ""}


def plain_form(text: str) -> str:
    """Returns a text without what tells no answers apart.

    >>> plain_form("`{{ tasks.load.values.rows }}`."), plain_form("UPSTREAM_FAILED")
    ('{{tasks.load.values.rows}}', 'upstream failed')
    """
    composed = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_QUOTES)
    small = " ".join(composed.casefold().split()).removesuffix(".").strip()
    if small.upper() in _STATES:
        small = small.replace("_", " ")
    small = small.replace("cancelled", "canceled")
    return _AS_IN_API.get(small) or _BESIDE_SIGNS.sub(r"\1", small)


KIND = TextKind()
