"""YAML text to plain values with the line of each: every scalar stays text. Never recurses.

Built from the parser's events, not its nodes: composing nodes recurses, and libyaml's composer
crashes the process on a text that is nested deeply enough.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

NODES_MAX = 100_000
DEPTH_MAX = 40

# libyaml reads several times as fast, and not every machine's wheel has it.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Location = tuple[str | int, ...]


class Unreadable(Exception):
    """The text cannot be read on from here. `line` counts from 1, 0 for the whole text."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass
class _Open:
    """A list or mapping that is being read: `key` waits for its value, None for the next key."""

    value: Any
    at: Location
    anchor: str | None
    nodes_before: int
    key: str | None = None
    height: int = 1


@dataclass
class YamlTree:
    """What a text holds. `lines` maps locations to lines; `mistakes` are (line, sentence)."""

    value: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    mistakes: list[tuple[int, str]] = field(default_factory=list)


def read_tree(text: str) -> YamlTree:
    """Reads one YAML document. Raises Unreadable."""
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = (error.problem or error.context or "it cannot be read").strip()
        raise Unreadable(
            min(mark.line, text.rstrip().count("\n")) + 1 if mark else 0,
            f"this is not YAML: {what}. Check the indentation, quotes and colons around here",
        ) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise Unreadable(0, f"this is not YAML text: {error}") from error
    if not reader.has_value:
        raise Unreadable(1, "the file is empty; write its fields as key: value")
    return reader.tree


class _Reader:
    """Takes events in order and fills a tree."""

    def __init__(self) -> None:
        self.tree = YamlTree()
        self.has_value = False
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int, int]] = {}
        self._nodes = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Unreadable(line, "a second document begins here (---); write one per file")
        elif isinstance(event, yaml.ScalarEvent):
            self._add(event.value, event.anchor, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, event.anchor, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], event.anchor, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            closed = self._stack.pop()
            self._raise(closed.height)
            self._remember(
                closed.anchor, closed.value, self._nodes - closed.nodes_before, closed.height
            )
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, line)

    def _alias(self, anchor: Any, line: int) -> None:
        if anchor not in self._anchors:
            raise Unreadable(line, f"*{anchor} stands for nothing above it; write &{anchor} there")
        value, nodes, height = self._anchors[anchor]
        self._raise(height)
        self._check_depth(len(self._stack) + height, line)
        # What an alias repeats counts each time: a text of 1 KB can stand for a billion values.
        self._nodes += nodes
        if isinstance(value, str):
            self._add(value, None, line)
        else:
            self._count(line)
            self._place(value, line)

    def _open(self, value: Any, anchor: str | None, line: int) -> None:
        before = self._nodes
        self._count(line)
        at = self._place(value, line)
        self._check_depth(len(at), line)
        self._stack.append(_Open(value, at, anchor, before))

    def _add(self, value: str, anchor: str | None, line: int) -> None:
        self._count(line)
        parent = self._stack[-1] if self._stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, value, line)
        else:
            self._place(value, line)
        self._remember(anchor, value, 1, 0)

    def _key(self, parent: _Open, key: str, line: int) -> None:
        if key in parent.value:
            self.tree.mistakes.append((line, f"`{key}` is written twice; keep one of them"))
        parent.key = key
        self.tree.lines.setdefault((*parent.at, key), line)

    def _place(self, value: Any, line: int) -> Location:
        """Puts a value where it belongs and returns its location."""
        if not self._stack:
            self.tree.value, self.has_value = value, True
            self.tree.lines[()] = line
            return ()
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            at: Location = (*parent.at, len(parent.value))
            parent.value.append(value)
            self.tree.lines[at] = line
            return at
        if parent.key is None:
            raise Unreadable(line, "a key must be plain text; write key: value")
        at = (*parent.at, parent.key)
        parent.value[parent.key] = value
        parent.key = None
        return at

    def _remember(self, anchor: str | None, value: Any, nodes: int, height: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, nodes, height)

    def _raise(self, height: int) -> None:
        """Tells the value that is open how high what was put into it is."""
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, height + 1)

    def _check_depth(self, depth: int, line: int) -> None:
        if depth > DEPTH_MAX:
            message = f"this is nested too deeply; at most {DEPTH_MAX} levels are read"
            raise Unreadable(line, message)

    def _count(self, line: int) -> None:
        self._nodes += 1
        if self._nodes > NODES_MAX:
            raise Unreadable(line, f"more than {NODES_MAX} values stand here; split the text up")
