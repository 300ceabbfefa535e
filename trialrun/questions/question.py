"""A question as it is put: plain values, with its executed key. Knows no files and no store.

Whoever reads, grades or shows a question needs nothing else: not the file it came from, not the
run that proved it. So a question that was put can be kept, and shown as it stood that day.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from trialrun.engine import WhatIfText, canonical_json
from trialrun.questions.graph_shown import GRAPH

DIGEST_LENGTH = 32
SAID_LENGTH = 12
KNOWN = "known"
"""The part of a body that holds wrong answers that are known, and what is said of each."""
REPLAY = "replay"
"""The part of a body by which what follows from a wrong answer is judged. It asks nothing.

It is no part of what is equal for equal questions: it came later, and decides no outcome.
"""
SUPPOSED = "supposed"
"""The part of a body that holds what a belief or a near story would have made of a prediction.

It asks nothing, too.
"""
PROOF = "proof"
"""The part of a body that holds which step of which run decides what, and the claims that did."""
KEPT_PARTS = 4
"""What of a what-if is always kept with a question; what is said of tasks is where it is."""


class Cited(NamedTuple):
    """A fact as a question cites it."""

    id: str
    says: str
    source: str
    url: str
    provenance: str
    is_gradable: bool


class PlayedRun(NamedTuple):
    """A run that proves a key: its scenario, how it is varied, and what it goes by."""

    title: str
    scenario: str
    what_if: WhatIfText


@dataclass(frozen=True)
class Question:
    """A proven question. `body` is what its kind shows; `key` is {part id: right value}.

    `played` tells which runs, rules and engine the key came from; equal if they are equal.
    """

    set_slug: str
    id: str
    kind_name: str
    lesson: str
    section: str
    stem: str
    code: str
    body: Mapping[str, Any]
    key: Mapping[str, str]
    runs: tuple[PlayedRun, ...] = ()
    facts: tuple[Cited, ...] = ()
    played: str = ""

    @property
    def uid(self) -> str:
        """Returns its name among all questions."""
        return f"{self.set_slug}/{self.id}"

    @cached_property
    def digest(self) -> str:
        """Returns what is equal for equal questions: text, key, scenario, rules and engine.

        What its facts say is left out: that they were read again makes no other question. So is
        what only helps to show an answer.
        """
        return digest_of_written(self._written)

    @cached_property
    def said(self) -> str:
        """Returns what is equal as long as a learner would see the same (`says_the_same`)."""
        seen = {name: getattr(self, name) for name in _SEEN}
        return sha256(canonical_json(seen).encode()).hexdigest()[:SAID_LENGTH]

    @cached_property
    def text(self) -> str:
        """Returns it as JSON, to be kept; `read_question` reads it.

        Keys stay in their order: tasks are asked for in that of the graph.
        """
        return json.dumps(self._written, ensure_ascii=False, separators=(",", ":"))

    @property
    def _written(self) -> dict[str, Any]:
        """Returns its fields. A run of a set says nothing of tasks, for its story does that."""
        runs = [
            (run.title, run.scenario, run.what_if[: None if run.what_if.deed else KEPT_PARTS])
            for run in self.runs
        ]
        return asdict(self) | {"runs": runs}

    def as_kept(self, digest: str, body: Mapping[str, Any]) -> "Question":
        """Returns it as it was kept under a digest, with its body as this version has it.

        It goes by that digest, whatever was added to questions since.
        """
        found = replace(self, body=body)
        vars(found)["digest"] = digest
        return found

    def says_the_same(self, other: "Question") -> bool:
        """Says whether a learner would read the same: words, parts and key.

        The graph beside options is left out, and what is said of wrong answers: they ask nothing.
        """
        return self._asks == other._asks and all(
            getattr(self, name) == getattr(other, name) for name in _SEEN
        )

    @property
    def _asks(self) -> dict[str, Any]:
        return {name: part for name, part in self.body.items() if name not in _UNASKED}


_CAME_LATER = frozenset({REPLAY, SUPPOSED, PROOF})
_UNASKED = frozenset({GRAPH, KNOWN}) | _CAME_LATER
_SEEN = ("kind_name", "stem", "code", "key")


def digest_of_written(written: Mapping[str, Any]) -> str:
    """Returns the digest of a question by its fields as they are written."""
    fields = dict(written)
    if "facts" in fields:
        fields["facts"] = [fact[0] for fact in fields["facts"]]
    if isinstance(fields.get("body"), dict):
        fields["body"] = {n: part for n, part in fields["body"].items() if n not in _CAME_LATER}
    return sha256(canonical_json(fields).encode()).hexdigest()[:DIGEST_LENGTH]


def read_question(text: str) -> Question:
    """Reads a question that was kept, but for its body, which is its kind's to look at.

    Fields that a later version added may be missing. Raises ValueError for a text that is none.
    """
    # Imported here: a question that is only shown was read long ago.
    from trialrun.questions import kept

    try:
        found = kept.question(json.loads(text))
    except RecursionError as error:
        raise ValueError("this is no kept question: it is too deep") from error
    except ValueError as error:
        raise ValueError(f"this is no kept question: {error}") from error
    found["runs"] = tuple(
        PlayedRun(title, scenario, WhatIfText(*map(tuple, what_if)))
        for title, scenario, what_if in found["runs"]
    )
    found["facts"] = tuple(Cited(*fact) for fact in found["facts"])
    return Question(**found)
