"""Reads `{{run: STORY | EXPR}}` and `{{deployed: BUNDLE TARGET | EXPR}}`: what is asked of what.

Such a bar would part the cells of a table: it stands as another sign while Markdown is read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it.token import Token

from trialrun.content.readers.inlines import ASKED, every_token
from trialrun.engine import WhatIfText
from trialrun.nearest import meant
from trialrun.questions.spec import BundleSpec

RUN, DEPLOYED = "run", "deployed"
PARTS_MAX = 40

_BAR, _AS_BAR = "|", "\uffff"
"""The second is no character: it stands in no text that anybody types."""
_FORMS = {
    RUN: "{{run: STORY | EXPR}}",
    DEPLOYED: "{{deployed: BUNDLE TARGET | EXPR}}",
}
_WHAT_IF = ("fail", "slow", "dial", "do")
_OF_BUNDLES = ("var", "env", "user")
_EITHER_OR = re.compile(r"\|\|")


class AskError(ValueError):
    """What is written between the braces asks for nothing; its text says why in a sentence."""


class ValueAsked(NamedTuple):
    """What is asked: of a story and a what-if, or of a bundle; EXPR, and the unit or "".

    `target` and `given` are of a bundle: the target, and what stands beside it in the command.
    """

    kind: str
    name: str
    claim: str
    unit: str = ""
    what_if: WhatIfText = WhatIfText()
    bundle: BundleSpec | None = None


def barred(text: str) -> str:
    """Returns a text of Markdown in which no bar of such a value parts anything."""
    return ASKED.sub(lambda found: found[0].replace(_BAR, _AS_BAR), text)


def unbarred(tokens: Sequence[Token]) -> None:
    """Puts the bars back, wherever they came to stand: code keeps what was typed."""
    for block in tokens:
        for token in (block, *every_token(block.children or ())):
            token.content = token.content.replace(_AS_BAR, _BAR)
            token.info = token.info.replace(_AS_BAR, _BAR)
            for name, value in token.attrs.items():
                if isinstance(value, str):
                    token.attrs[name] = value.replace(_AS_BAR, _BAR).replace("%EF%BF%BF", "%7C")


def read_asked(kind: str, text: str) -> ValueAsked:
    """Reads what stands behind the colon. Raises AskError.

    >>> read_asked("run", ' one-fails?do=fix&do=repair | tables["t"].rows | rows ')[1:4]
    ('one-fails', 'tables["t"].rows', 'rows')
    """
    # A bar that is doubled is CEL's “or”.
    parts = [part.replace("\0", "||").strip() for part in _EITHER_OR.sub("\0", text).split(_BAR)]
    if not 2 <= len(parts) <= 3 or not parts[0] or not parts[1]:
        raise AskError(f"write {_FORMS[kind]}, and a unit behind another bar if you want one")
    name, _, query = parts[0].partition("?")
    unit = parts[2] if len(parts) == 3 else ""
    if kind == RUN:
        values = _values(query, _WHAT_IF)
        what_if = WhatIfText(**{field: tuple(found) for field, found in values.items()})
        return ValueAsked(kind, name.strip(), parts[1], unit, what_if)
    bundle, _, target = " ".join(name.split()).partition(" ")
    return ValueAsked(kind, bundle, parts[1], unit, bundle=_bundle(bundle, target, query))


def _values(query: str, known: Sequence[str]) -> dict[str, list[str]]:
    """Returns the values of an address by name."""
    found: dict[str, list[str]] = {}
    parts = [part for part in query.split("&") if part.strip()]
    if len(parts) > PARTS_MAX:
        raise AskError(f"this changes {len(parts)} things; at most {PARTS_MAX}")
    for part in parts:
        name, is_given, value = part.strip().partition("=")
        if name not in known:
            hint = meant(name, known) or f"; write {', '.join(known)}, as in ?{known[0]}=…"
            raise AskError(f"`{name}` is nothing that can be said here{hint}")
        if not is_given or not value:
            raise AskError(f"`{part.strip()}` says nothing; write {name}=…")
        found.setdefault(name, []).append(unquote(value))
    return found


def _bundle(bundle: str, target: str, query: str) -> BundleSpec:
    if not bundle or " " in target:
        raise AskError(f"write {_FORMS[DEPLOYED]}: one bundle, and one of its targets or none")
    values = _values(query, _OF_BUNDLES)
    return BundleSpec.model_construct(
        bundle=bundle,
        target=target,
        var=_pairs("var", values.get("var", ())),
        environment=_pairs("env", values.get("env", ())),
        user=values.get("user", [""])[-1],
    )


def _pairs(field: str, texts: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for text in texts:
        name, is_given, value = text.partition("=")
        if not is_given:
            raise AskError(f"`{field}={text}` gives no value; write {field}={name}=VALUE")
        found[name] = value
    return found
