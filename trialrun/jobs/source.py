"""A job definition's text, YAML or JSON, as one tree with its places. Knows nothing of jobs."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from trialrun.jobs.json_tree import read_json
from trialrun.jobs.tree import (
    DEPTH_MAX,
    TEXT_LENGTH_MAX,
    Location,
    Unreadable,
    YamlTree,
    shown,
)

MERGE = "<<"

_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.I)
_IN_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'")
_TEMPLATE = re.compile(r"\{%|^\s*-?\s*\{\{|:\s*\{\{[-\s]*[.$]")
"""What Jinja and Go write: statements, lines that begin with braces, and .Values. A reference of
Databricks behind a key is told of by itself."""
_PLAIN_KEY = re.compile(r"[\w\-]+")
_TWICE = "`{}` is written twice; keep one of them"
_NO_FIELDS = "`<<` takes in fields; write *name of an &name that holds fields"


class Quoted(str):
    """A scalar that was written in quotes, so that "3" can be told from 3."""

    __slots__ = ()


class Place(NamedTuple):
    """Where something is written: line and column from 1, 0 for the whole text, and its path.

    `file` is "" where there is one text only.
    """

    line: int
    column: int
    path: str
    file: str = ""


@dataclass
class Source:
    """A text that was read. A location may lead through aliases and merges; a place does not."""

    tree: YamlTree
    _moved: dict[Location, Location] = field(default_factory=dict)
    _merged: dict[int, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    bad_merges: list[Location] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._moved.update(self.tree.aliases)

    def fields(self, mapping: dict[str, Any], at: Location) -> dict[str, Any]:
        """Returns a mapping with what it merges by `<<`; its own keys go first."""
        if MERGE not in mapping:
            return mapping
        known = self._merged.get(id(mapping))
        if known is None:
            # The mapping is kept with what it became, so that no other one gets its id.
            known = self._merged[id(mapping)] = (mapping, self._merge(mapping, self.written(at)))
        return known[1]

    def written(self, at: Location) -> Location:
        """Returns where a value is written: behind an alias it is the anchor's location."""
        found: Location = ()
        for step in at:
            found = (*found, step)
            # Not for ever: where a key is written twice, an alias may stand for its own place.
            for _ in range(DEPTH_MAX):
                if found not in self._moved:
                    break
                found = self._moved[found]
        return found

    def move(self, at: Location, written: Location) -> None:
        """Notes that what is looked for at one location is written at another."""
        self._moved[at] = written

    def told(self, _: Location, sentence: str) -> str:
        """Returns a sentence about a value as it may be told."""
        return sentence

    def place(self, at: Location) -> Place:
        """Returns the place of a value, or of the closest thing around it that was written."""
        found = self.written(at)
        path = path_text(found)
        while found and found not in self.tree.lines:
            found = found[:-1]
        return Place(self.tree.lines.get(found, 0), self.tree.columns.get(found, 0), path)

    def flaws(self) -> list[tuple[Location, Place, str]]:
        """Returns what is wrong with the text itself: keys written twice, merges of no fields.

        Those of merges are known once the fields around them have been asked for.
        """
        twice = [
            (at, Place(line, column, path_text(at)), _TWICE.format(shown(str(at[-1]))))
            for at, line, column in self.tree.repeated
        ]
        lost = [
            (at, Place(line, col, path_text(at)), told) for at, line, col, told in self.tree.lost
        ]
        return lost + twice + [(at, self.place(at), _NO_FIELDS) for at in self.bad_merges]

    def _merge(self, mapping: dict[str, Any], at: Location) -> dict[str, Any]:
        """Merges; recursion ends, because a text is at most 40 levels deep, aliases included."""
        own = {key: value for key, value in mapping.items() if key != MERGE}
        merged = dict(own)
        value = mapping[MERGE]
        bases = value if isinstance(value, list) else [value]
        for number, base in enumerate(bases):
            base_at = (*at, MERGE, number) if isinstance(value, list) else (*at, MERGE)
            if not isinstance(base, dict):
                self.bad_merges.append(base_at)
                continue
            origin = self.written(base_at)
            for key, inner in self.fields(base, origin).items():
                if key not in merged:
                    merged[key] = inner
                    self._moved[(*at, key)] = (*origin, key)
        return merged


def read_source(text: str) -> Source:
    """Reads YAML, or JSON as the YAML it nearly is. Raises Unreadable."""
    if len(text) > TEXT_LENGTH_MAX:
        raise Unreadable(
            0, f"the text has {len(text)} characters; at most {TEXT_LENGTH_MAX} are read"
        )
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        if tree := read_json(text, Quoted):
            return Source(tree)
        text = _yaml_of_json(text)
    from trialrun.jobs.yaml_tree import read_tree

    try:
        return Source(read_tree(text, Quoted))
    except Unreadable as error:
        if template := _template(text):
            raise template from error
        if ends := _ends_early(text):
            raise ends from error
        if _begins_a_reference(text, error):
            message = 'YAML takes {{...}} for fields; put quotes around it, as in "{{job.id}}"'
            raise Unreadable(error.line, message, error.column) from error
        raise


def _template(text: str) -> Unreadable | None:
    """Returns that a text is a template (Jinja, Go) that was not filled in yet, and where."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := _TEMPLATE.search(_IN_QUOTES.sub("", line)):
            sign = "{%" if "{%" in found[0] else "{{"
            told = "fill it in first, and paste what comes of it"
            return Unreadable(
                number, f"`{sign}` outside quotes is of a template (Jinja, Go); {told}"
            )
    return None


def _ends_early(text: str) -> Unreadable | None:
    """Returns that JSON lacks what closes it, at its end."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if text[error.pos :].strip():
            return None
        whole = text.rstrip()
        sign = "}" if whole.count("{") > whole.count("}") else "]"
        last = whole.rpartition("\n")[2]
        told = f"this JSON ends too early: a {sign} is missing at its end"
        return Unreadable(whole.count("\n") + 1, told, len(last))
    except (ValueError, RecursionError):
        return None
    return None


def path_text(at: Location) -> str:
    """Returns a location as people write it.

    >>> path_text(("tasks", 2, "depends_on", 0, "task_key"))
    'tasks[2].depends_on[0].task_key'
    """
    path = ""
    for step in at:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            path += f".{shown(step)}" if path else shown(step)
        else:
            path += f'["{shown(step)}"]'
    return path


def _begins_a_reference(text: str, error: Unreadable) -> bool:
    """Says whether the parser stumbled over the second brace of a {{...}} without quotes."""
    lines = text.splitlines()
    if not 0 < error.line <= len(lines) or error.column < 2:
        return False
    return lines[error.line - 1][error.column - 2 : error.column] == "{{"


def _yaml_of_json(text: str) -> str:
    """Mends the two things that JSON allows and YAML does not: tabs, and halves of a sign."""
    return _SURROGATES.sub(_joined, text.replace("\t", " "))


def _joined(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16)
    return f"{match[1]}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"
