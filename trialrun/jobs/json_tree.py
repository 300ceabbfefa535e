"""JSON text to the tree that the YAML reader would make of it, without PyYAML. Never recurses.

It reads what is plain JSON in plain signs and gives up on the rest: the YAML reader takes it, or
says what is wrong and where. Measured: PyYAML takes 8 ms to import.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from trialrun.jobs.tree import DEPTH_MAX, NODES_MAX, Location, YamlTree

KEY_LENGTH_MAX = 1000
"""YAML refuses keys that are a little longer."""

_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:("(?:[^"\\\n\t]|\\.)*+")|([{}\[\],:])'
    r"|(true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?))"
)
_STRING, _SIGN = 1, 2


class _GivesUp(Exception):
    """A text that is for the YAML reader."""


class _Token(NamedTuple):
    """A sign, a string in its quotes, or another scalar, and where it begins, from 1."""

    text: str
    kind: int
    line: int
    column: int


def read_json(text: str, quoted: type[str]) -> YamlTree | None:
    """Reads a text that is one JSON object or list. None: the YAML reader has to.

    >>> tree = read_json('{"a": [1, "b"]}', str)
    >>> tree.value, tree.columns[("a", 1)], read_json("{a: 1}", str)
    ({'a': ['1', 'b']}, 11, None)
    """
    # A break of a line that YAML knows and JSON does not would move all places behind it.
    if not text.replace("\r\n", "").replace("\n", "").replace("\t", "").isprintable():
        return None
    try:
        return _Reader(quoted).read(_tokens(text))
    except (_GivesUp, ValueError):
        return None


def _tokens(text: str) -> Iterator[_Token]:
    end, line, line_start = 0, 1, 0
    while match := _TOKEN.match(text, end):
        kind = match.lastindex or 0
        begin = match.start(kind)
        breaks = text.count("\n", end, begin)
        if breaks:
            line, line_start = line + breaks, text.rindex("\n", end, begin) + 1
        yield _Token(match[kind], kind, line, begin - line_start + 1)
        end = match.end()
    if text[end:].strip(" \t\r\n"):
        raise _GivesUp


class _Open:
    """A list or mapping that is being read."""

    __slots__ = ("at", "key", "value")

    def __init__(self, value: Any, at: Location) -> None:
        self.value, self.at = value, at
        self.key: str | None = None


class _Reader:
    """Takes tokens in order and fills a tree."""

    def __init__(self, quoted: type[str]) -> None:
        self._tree = YamlTree()
        self._quoted = quoted
        self._stack: list[_Open] = []
        self._nodes = 0

    def read(self, tokens: Iterator[_Token]) -> YamlTree:
        self._value(next(tokens, None))
        while self._stack:
            parent, token = self._stack[-1], next(tokens, None)
            if token is None:
                raise _GivesUp
            if token.kind == _SIGN and token.text == ("]" if _is_list(parent) else "}"):
                self._stack.pop()
                continue
            if parent.value:
                if token.text != ",":
                    raise _GivesUp
                token = next(tokens, None)
            if not _is_list(parent):
                token = self._key(parent, token, tokens)
            self._value(token)
        if next(tokens, None) is not None:
            raise _GivesUp
        return self._tree

    def _key(self, parent: _Open, token: _Token | None, tokens: Iterator[_Token]) -> _Token | None:
        """Takes a key and its colon; returns the first token of its value."""
        if token is None or token.kind != _STRING or len(token.text) > KEY_LENGTH_MAX:
            raise _GivesUp
        colon = next(tokens, None)
        if colon is None or colon.text != ":" or colon.line != token.line:
            raise _GivesUp
        key = self._scalar(token)
        if key in parent.value:
            raise _GivesUp
        parent.key = key
        self._mark((*parent.at, key), token)
        return next(tokens, None)

    def _value(self, token: _Token | None) -> None:
        if token is None:
            raise _GivesUp
        if token.kind != _SIGN:
            self._place(self._scalar(token), token)
            return
        if token.text not in ("{", "["):
            raise _GivesUp
        self._count()
        value: Any = {} if token.text == "{" else []
        at = self._place(value, token)
        if len(at) > DEPTH_MAX:
            raise _GivesUp
        self._stack.append(_Open(value, at))

    def _place(self, value: Any, token: _Token) -> Location:
        """Puts a value where it belongs and returns its location."""
        if not self._stack:
            self._tree.value = value
            self._mark((), token)
            return ()
        parent = self._stack[-1]
        if parent.key is not None:
            at: Location = (*parent.at, parent.key)
            parent.value[parent.key], parent.key = value, None
            return at
        at = (*parent.at, len(parent.value))
        parent.value.append(value)
        self._mark(at, token)
        return at

    def _scalar(self, token: _Token) -> str:
        self._count()
        if token.kind != _STRING:
            return token.text
        if "\\" not in token.text:
            return self._quoted(token.text[1:-1])
        text = json.loads(token.text)
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise _GivesUp
        return self._quoted(text)

    def _mark(self, at: Location, token: _Token) -> None:
        self._tree.lines[at] = token.line
        self._tree.columns[at] = token.column

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > NODES_MAX:
            raise _GivesUp


def _is_list(parent: _Open) -> bool:
    return isinstance(parent.value, list)
