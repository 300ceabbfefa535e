"""Binds the values in a lesson's text: as links in prose, as words where no link may be."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from trialrun.content.prose.bound import Binder, BoundValue, Unbound
from trialrun.content.readers.inlines import ASKED, VALUE, Env
from trialrun.content.readers.markdown import parser

ASSUMED_VALUE = "assumed-value"
"""The rule that a value which rests on an assumption is told as one."""

_LOOSE = re.compile(r"(?:\{\{|\{(?=\s*(?:run|deployed)\s*:))[^{}]{0,60}\}{0,2}")
_BREAKS = frozenset({"softbreak", "hardbreak"})
_SHOWN_MAX = 60


class ValueFlaw(NamedTuple):
    """Something about a value: the block that it stands in, its line there from 0, and what."""

    block: Token
    line: int
    message: str
    cause: str = ""
    rule: str = ""


def bind_values(
    tokens: Sequence[Token], binder: Binder, facts: Collection[str], env: Env
) -> Iterator[ValueFlaw]:
    """Puts values into the tokens of a lesson, and yields those that there are not.

    A value that rests on an assumption cites the `facts` behind it.
    """
    for at, token in enumerate(tokens):
        line = _Line(token, binder)
        if token.type.startswith("container_"):
            token.info = line.worded(token.info)
        elif token.type == "inline" and tokens[at - 1].type == "heading_open":
            token.content = line.worded(token.content)
            (parsed,) = parser().parseInline(token.content, env)
            token.children = parsed.children
        elif token.type == "inline":
            line.bind(facts)
        if token.type == "inline":
            line.look_for_loose()
        yield from line.flaws


class _Line:
    """One block, and what is wrong with the values in it."""

    def __init__(self, block: Token, binder: Binder) -> None:
        self.flaws: list[ValueFlaw] = []
        self._block = block
        self._binder = binder

    def worded(self, text: str, *, is_alt: bool = False) -> str:
        """Returns a text with values as words: where no link may be."""

        def word(found: re.Match[str]) -> str:
            value = self._value(found, text.count("\n", 0, found.start()))
            if value is None:
                return found[0]
            return value.plain if is_alt else value.markdown

        return ASKED.sub(word, text)

    def bind(self, facts: Collection[str]) -> None:
        """Binds the values of a line of prose."""
        children: list[Token] = []
        cited = {child.meta["fact"] for child in self._block.children or () if child.type == "fact"}
        is_in_link = False
        for child in self._block.children or ():
            children.append(child)
            is_in_link = child.type == "link_open" or (is_in_link and child.type != "link_close")
            if child.type == "image":
                child.content = self.worded(child.content, is_alt=True)
                child.children = [_text(child.content)]
            if child.type != VALUE:
                continue
            found, line = ASKED.fullmatch(child.content), self._line(child)
            value = self._value(found, line) if found else None
            if value is None:
                continue
            unsaid = [fact for fact in value.assumed if fact not in cited]
            child.meta |= {"pieces": value.pieces, "is_assumed": bool(value.assumed)}
            # A link holds no link: there a value is words alone.
            child.meta["address"] = None if is_in_link else value.address
            child.meta["step"] = value.step
            children += [_note(fact) for fact in unsaid if fact in facts]
            if unsaid:
                self._warn(line, unsaid)
            cited |= set(value.assumed)
        self._block.children = children

    def look_for_loose(self) -> None:
        """Notes braces that ask for nothing: a page would show them."""
        line = 0
        for child in self._block.children or ():
            found = _LOOSE.search(child.content) if child.type == "text" else None
            if found:
                told = (
                    f"`{found[0]}` is no value; write {{{{run: STORY | EXPR}}}} or {{{{deployed: "
                    "BUNDLE TARGET | EXPR}}, with two braces on both sides, or set it as `code`"
                )
                self.flaws.append(ValueFlaw(self._block, line, told))
            line += child.content.count("\n") + (child.type in _BREAKS)

    def _value(self, found: re.Match[str], line: int) -> BoundValue | None:
        try:
            return self._binder.value(found[1], found[2])
        except Unbound as error:
            typed = " ".join(found[0].split())
            shown = typed if len(typed) <= _SHOWN_MAX else f"{typed[:_SHOWN_MAX]}…}}}}"
            told = f"`{shown}`: {error}"
            self.flaws.append(ValueFlaw(self._block, line, told, error.cause))
            return None

    def _line(self, child: Token) -> int:
        return self._block.content.count("\n", 0, child.meta["at"][0])

    def _warn(self, line: int, facts: Sequence[str]) -> None:
        notes = " ".join(f"[^{fact}]" for fact in facts)
        told = (
            "this value rests on an assumption of ours; say so in the sentence, and cite it "
            f"behind the value: {notes}"
        )
        self.flaws.append(ValueFlaw(self._block, line, told, rule=ASSUMED_VALUE))


def _text(words: str) -> Token:
    token = Token("text", "", 0)
    token.content = words
    return token


def _note(fact: str) -> Token:
    token = Token("fact", "", 0)
    token.meta = {"fact": fact}
    return token
