"""Looks up what a claim names in the end of a run, and says what was meant. Evaluates nothing."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from trialrun.nearest import few, meant

_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|[A-Za-z_]\w*|\d[\w.]*|[=!<>]=|&&|\|\||\S")
_NAME = re.compile(r"[A-Za-z_]\w*")
_WORDS = frozenset({"true", "false", "null", "in"})
_COMPARES = frozenset({"==", "!=", "<", ">", "<=", ">="})
_SORTS = {"tables": "a table", "tasks": "a task"}


class _Path(NamedTuple):
    """A name with what stands behind it: each step with how it was written."""

    root: str
    steps: tuple[tuple[str | int, str], ...]
    is_compared: bool


def name_flaws(claim: str, facts: Mapping[str, Any], states: Collection[str]) -> Iterator[str]:
    """Says what of a claim names nothing in the end of a run.

    Also where && or || would skip it. `states` are the words that have to be quoted.
    """
    for path in _paths(_TOKEN.findall(claim)):
        if path.root not in facts:
            yield _unknown_root(path.root, facts, states)
        elif flaw := _walk(path, facts):
            yield flaw


def values_told(claims: Iterable[str], facts: Mapping[str, Any]) -> str:
    """Says what the names of some claims are at the end of a run; "" where there are none.

    >>> values_told(['tables["a"].rows == 3', 'run == "X"'], {"tables": {"a": {"rows": 4}}})
    '`tables["a"].rows` is 4'
    """
    told: dict[str, None] = {}
    for claim in claims:
        for path in _paths(_TOKEN.findall(claim)):
            if path.root in facts and path.steps and not _walk(path, facts):
                value: Any = facts[path.root]
                for step, _ in path.steps:
                    value = value[step]
                written = path.root + "".join(text for _, text in path.steps)
                if not isinstance(value, Mapping | list):
                    told[f"`{written}` is {_shown(value)}"] = None
            elif path.root in facts and not isinstance(facts[path.root], Mapping | list):
                told[f"`{path.root}` is {_shown(facts[path.root])}"] = None
    return few(told)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _paths(tokens: list[str]) -> Iterator[_Path]:
    at = 0
    while at < len(tokens):
        token, before = tokens[at], tokens[at - 1] if at else ""
        at += 1
        called = tokens[at : at + 1] == ["("]
        if not _NAME.fullmatch(token) or before == "." or called or token in _WORDS:
            continue
        steps: list[tuple[str | int, str]] = []
        while at < len(tokens):
            match tokens[at : at + 3]:
                case [".", name, *_] if _NAME.fullmatch(name):
                    steps.append((name, f".{name}"))
                    at += 2
                case ["[", key, "]"] if key[0] in "\"'":
                    steps.append((key[1:-1], f"[{key}]"))
                    at += 3
                case ["[", number, "]"] if number.isdecimal():
                    steps.append((int(number), f"[{number}]"))
                    at += 3
                case _:
                    break
        after = tokens[at] if at < len(tokens) else ""
        is_open = after in ("[", ".")
        yield _Path(
            token, tuple(steps), not is_open and (after in _COMPARES or before in _COMPARES)
        )


def _unknown_root(root: str, facts: Mapping[str, Any], states: Collection[str]) -> str:
    if root.upper() in states:
        return f'a state is quoted; write "{root.upper()}" for {root}'
    ends = [facts] if "run" in facts else list(facts.values())
    if ends and ends[0] is not facts and root in ends[0]:
        named = " or ".join(f"{name}.{root}" for name in facts)
        return f"the question has several runs; write {named}"
    for kind, of_what in _SORTS.items():
        entry: Mapping[str, Any] = next(
            (row for end in ends for row in end.get(kind, {}).values()), {}
        )
        if root in entry:
            return f'`{root}` is told of {of_what}; write {kind}["NAME"].{root}'
    return f"there is no `{root}` in the run{_meant(root, facts)}"


def _walk(path: _Path, facts: Mapping[str, Any]) -> str:
    """Follows the steps of a path, and says where it leads nowhere."""
    value: Any = facts[path.root]
    written = path.root
    for step, text in path.steps:
        if isinstance(value, Mapping):
            if step not in value:
                return _unknown_step(written, step, value)
        elif isinstance(value, list):
            if not isinstance(step, int):
                return f"{written} is a list; write {written}[0] for its first"
            if step >= len(value):
                return f"{written} has {len(value)}, counted from 0; there is no {written}{text}"
        else:
            return f"{written} is a value by itself; remove {text} behind it"
        value, written = value[step], written + text
    if path.is_compared and isinstance(value, Mapping):
        if written.rpartition(".")[2] in _SORTS:
            return f'{written} is no value; write {written}["NAME"]., and what of it'
        fields = ", ".join(f".{name}" for name in value)
        return f"{written} is no value; write what of it: {fields}"
    return ""


def _unknown_step(written: str, step: str | int, value: Mapping[str, Any]) -> str:
    if written.rpartition(".")[2] in _SORTS:
        return f"there is no {written}[{step!r}] in the run{_meant(str(step), value)}"
    return f"{written} has no `{step}`{_meant(str(step), value)}"


def _meant(name: str, known: Iterable[str]) -> str:
    """Says which name was meant, and which there are."""
    listed = sorted(known)
    return f"{meant(name, listed) or ';'} it has {few(listed, name)}"
