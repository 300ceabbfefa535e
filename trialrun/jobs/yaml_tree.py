"""YAML text to plain values with the line of each: every scalar stays text. Never recurses.

Built from the parser's events, not its nodes: composing nodes recurses, and libyaml's composer
crashes the process on a text that is nested deeply enough.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from trialrun.jobs.tree import (
    DEPTH_MAX,
    NODES_MAX,
    TEXT_LENGTH_MAX,
    Location,
    Unreadable,
    YamlTree,
    shown,
)
from trialrun.jobs.yaml_slips import UNREAD, Slip, control_slip, slip_of

__all__ = ["TEXT_LENGTH_MAX", "Location", "Unreadable", "YamlTree", "read_tree", "shown"]

# libyaml reads several times as fast, and not every machine's wheel has it.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass
class _Open:
    """A list or mapping that is being read: `key` waits for its value, None for the next key."""

    value: Any
    at: Location
    anchor: str | None
    nodes_before: int
    key: str | None = None
    height: int = 1


_TOO_DEEP = f"this is nested too deeply; at most {DEPTH_MAX} levels are read"
_TOO_DEEP_FOR_C = "exceeded maximum nesting depth"
"""What libyaml says of a thousand levels, from 0.2.6 on, before it gives the first of them."""


class _Anchored(NamedTuple):
    """What an alias stands for: a value, how many values it holds, its height and location."""

    value: Any
    nodes: int
    height: int
    at: Location


def read_tree(text: str, quoted: type[str] = str) -> YamlTree:
    """Reads one YAML document. Scalars in quotes become `quoted`. Raises Unreadable."""
    reader = _Reader(quoted)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and error.problem == _TOO_DEEP_FOR_C:
            raise _unreadable(mark, _TOO_DEEP) from error
        slip = slip_of(text, error)
        told = f"this is not YAML: {slip.message}; {UNREAD}"
        raise Unreadable(slip.line, told, slip.column) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        slip = control_slip(text) or Slip(0, 0, "some of its signs are no text; save it as UTF-8")
        told = f"this is not YAML text: {slip.message}; {UNREAD}"
        raise Unreadable(slip.line, told, slip.column) from error
    if not reader.has_value:
        raise Unreadable(1, "the file is empty; write its fields as key: value")
    return reader.tree


class _Reader:
    """Takes events in order and fills a tree."""

    def __init__(self, quoted: type[str]) -> None:
        self.tree = YamlTree()
        self.has_value = False
        self._quoted = quoted
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._nodes = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        mark = event.start_mark
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _unreadable(mark, "a second document begins here (---); write one per file")
        elif isinstance(event, yaml.ScalarEvent):
            value = self._quoted(event.value) if event.style else event.value
            if event.tag and event.tag.startswith("!"):
                told = f"`{shown(event.tag)}` is no text without quotes; put the text in quotes"
                around = self._stack[-1].at if self._stack else ()
                self.tree.lost.append((around, mark.line + 1, mark.column + 1, told))
            self._add(value, event.anchor, mark)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, event.anchor, mark)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], event.anchor, mark)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            closed = self._stack.pop()
            self._raise(closed.height)
            if closed.anchor is not None:
                nodes = self._nodes - closed.nodes_before
                self._anchors[closed.anchor] = _Anchored(
                    closed.value, nodes, closed.height, closed.at
                )
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, mark)

    def _alias(self, anchor: Any, mark: Any) -> None:
        if anchor not in self._anchors:
            name = shown(anchor)
            raise _unreadable(mark, f"*{name} stands for nothing above it; write &{name} there")
        value, nodes, height, origin = self._anchors[anchor]
        self._raise(height)
        self._check_depth(len(self._stack) + height, mark)
        # What an alias repeats counts each time: a text of 1 KB can stand for a billion values.
        self._nodes += nodes
        if isinstance(value, str):
            self._add(value, None, mark)
        else:
            self._count(mark)
            self.tree.aliases[self._place(value, mark)] = origin

    def _open(self, value: Any, anchor: str | None, mark: Any) -> None:
        before = self._nodes
        self._count(mark)
        at = self._place(value, mark)
        self._check_depth(len(at), mark)
        self._stack.append(_Open(value, at, anchor, before))

    def _add(self, value: str, anchor: str | None, mark: Any) -> None:
        self._count(mark)
        parent = self._stack[-1] if self._stack else None
        at: Location = ()
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, value, mark)
        else:
            at = self._place(value, mark)
        if anchor is not None:
            self._anchors[anchor] = _Anchored(value, 1, 0, at)

    def _key(self, parent: _Open, key: str, mark: Any) -> None:
        at = (*parent.at, key)
        if key in parent.value:
            self.tree.repeated.append((at, mark.line + 1, mark.column + 1))
        parent.key = key
        if at not in self.tree.lines:
            self._mark(at, mark)

    def _place(self, value: Any, mark: Any) -> Location:
        """Puts a value where it belongs and returns its location."""
        if not self._stack:
            self.tree.value, self.has_value = value, True
            self._mark((), mark)
            return ()
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            at: Location = (*parent.at, len(parent.value))
            parent.value.append(value)
            self._mark(at, mark)
            return at
        if parent.key is None:
            raise _unreadable(mark, "a key must be plain text; write key: value")
        at = (*parent.at, parent.key)
        parent.value[parent.key] = value
        parent.key = None
        return at

    def _mark(self, at: Location, mark: Any) -> None:
        self.tree.lines[at] = mark.line + 1
        self.tree.columns[at] = mark.column + 1

    def _raise(self, height: int) -> None:
        """Tells the value that is open how high what was put into it is."""
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, height + 1)

    def _check_depth(self, depth: int, mark: Any) -> None:
        if depth > DEPTH_MAX:
            raise _unreadable(mark, _TOO_DEEP)

    def _count(self, mark: Any) -> None:
        self._nodes += 1
        if self._nodes > NODES_MAX:
            raise _unreadable(mark, _TOO_MANY)


_TOO_MANY = (
    f"more than {NODES_MAX:,} values stand here, those that an alias (*) repeats counted each "
    "time; split the text up"
)


def _unreadable(mark: Any, message: str) -> Unreadable:
    return Unreadable(mark.line + 1, message, mark.column + 1)
