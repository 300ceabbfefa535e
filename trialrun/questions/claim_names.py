"""Looks up what a claim names in the end of a run, and says what was meant. Evaluates nothing."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from trialrun.nearest import few, meant
from trialrun.questions.claimed import Unsure

_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|[A-Za-z_]\w*|\d[\w.]*|[=!<>]=|&&|\|\||\S")
_NAME = re.compile(r"[A-Za-z_]\w*")
_WORDS = frozenset({"true", "false", "null", "in"})
_COMPARES = frozenset({"==", "!=", "<", ">", "<=", ">="})
_QUOTES = ('"', "'")
_SORTS = {"tables": "a table", "tasks": "a task", "jobs": "a job", "pipelines": "a pipeline"}


class NamePath(NamedTuple):
    """A name with what stands behind it: each step with how it was written.

    `against` are the texts and numbers, as written, that it is compared with; `elements` those
    that are looked for in it, or stand in a list that it is compared with.
    """

    root: str
    steps: tuple[tuple[str | int, str], ...]
    is_compared: bool
    against: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """Returns it as the author wrote it."""
        return self.root + "".join(text for _, text in self.steps)

    @property
    def way(self) -> tuple[str | int, ...]:
        """Returns the way to what it names."""
        return (self.root, *(step for step, _ in self.steps))


class Mentioned(NamedTuple):
    """The paths of a claim, and its quoted texts that are compared with none of them."""

    paths: tuple[NamePath, ...]
    loose: tuple[str, ...]


def name_flaws(claim: str, facts: Mapping[str, Any], states: Collection[str]) -> Iterator[str]:
    """Says what of a claim names nothing in the end of a run.

    Also where && or || would skip it. `states` are the words that have to be quoted.
    """
    for path in named_in(claim).paths:
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
        for path in named_in(claim).paths:
            if path.root in facts and not _walk(path, facts):
                value = value_of(path, facts)
                if not isinstance(value, Mapping | list):
                    told[f"`{path.written}` is {_shown(value)}"] = None
    return few(told)


def value_of(path: NamePath, facts: Mapping[str, Any]) -> Any:
    """Returns what a path without flaws names."""
    value: Any = facts
    for step in path.way:
        value = value[step]
    return value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


@lru_cache(maxsize=4096)
def named_in(claim: str) -> Mentioned:
    """Returns what a claim names."""
    tokens = _TOKEN.findall(claim)
    used: set[int] = set()
    paths = tuple(_paths(tokens, used))
    loose = [t for at, t in enumerate(tokens) if t[0] in _QUOTES and at not in used]
    return Mentioned(paths, tuple(text[1:-1] for text in loose))


def _paths(tokens: list[str], used: set[int]) -> Iterator[NamePath]:
    """Yields the paths; `used` gets the places of the texts that belong to one."""
    at = 0
    while at < len(tokens):
        token, before, begin = tokens[at], tokens[at - 1] if at else "", at
        at += 1
        called = tokens[at : at + 1] == ["("]
        if not _NAME.fullmatch(token) or before == "." or called or token in _WORDS:
            continue
        steps: list[tuple[str | int, str]] = []
        at = _steps(tokens, at, steps, used)
        after = tokens[at] if at < len(tokens) else ""
        is_open = after in ("[", ".")
        against = [] if is_open else list(_against(tokens, begin, at))
        elements = [] if is_open else list(_elements(tokens, begin, at))
        used.update(against, elements)
        yield NamePath(
            token,
            tuple(steps),
            not is_open and (after in _COMPARES or before in _COMPARES),
            tuple(tokens[place] for place in against),
            tuple(tokens[place] for place in elements),
        )


def _steps(tokens: list[str], at: int, steps: list[tuple[str | int, str]], used: set[int]) -> int:
    """Reads what stands behind a name; returns the place behind that."""
    while at < len(tokens):
        match tokens[at : at + 3]:
            case [".", name, *_] if _NAME.fullmatch(name):
                steps.append((name, f".{name}"))
                at += 2
            case ["[", key, "]"] if key[0] in _QUOTES:
                steps.append((key[1:-1], f"[{key}]"))
                used.add(at + 1)
                at += 3
            case ["[", number, "]"] if number.isdecimal():
                steps.append((int(number), f"[{number}]"))
                at += 3
            case _:
                break
    return at


def _against(tokens: list[str], begin: int, end: int) -> Iterator[int]:
    """Yields the places of the texts and numbers that what stands from `begin` to `end` is held to.

    On either side of a sign that compares, or in a list that it is in.
    """
    before, after = tokens[max(begin - 2, 0) : begin], tokens[end : end + 2]
    if len(before) == 2 and _is_literal(before[0]) and before[1] in _COMPARES:
        yield begin - 2
    if len(after) < 2:
        return
    if after[0] in _COMPARES:
        place = end + 1 + (after[1] == "-")
        if place < len(tokens) and _is_literal(tokens[place]):
            yield place
    elif after == ["in", "["]:
        yield from _listed(tokens, end + 2)


def _elements(tokens: list[str], begin: int, end: int) -> Iterator[int]:
    """Yields the places of what is looked for in what stands there, or is in a list beside it."""
    if tokens[max(begin - 1, 0)] == "in" and begin > 1 and _is_literal(tokens[begin - 2]):
        yield begin - 2
    if len(tokens) > end + 1 and tokens[end] in _COMPARES and tokens[end + 1] == "[":
        yield from _listed(tokens, end + 2)


def _listed(tokens: list[str], begin: int) -> Iterator[int]:
    """Yields the places of the texts and numbers of a list, from behind its bracket on."""
    for place in range(begin, len(tokens)):
        if tokens[place] == "]":
            return
        if _is_literal(tokens[place]):
            yield place


def _is_literal(token: str) -> bool:
    return token[0] in _QUOTES or token[0].isdecimal()


def _unknown_root(root: str, facts: Mapping[str, Any], states: Collection[str]) -> str:
    if root.upper() in states:
        return f'a state is quoted; write "{root.upper()}" for {root}'
    is_one = "run" in facts or "why_refused" in facts
    ends = [facts] if is_one else list(facts.values())
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


def _walk(path: NamePath, facts: Mapping[str, Any]) -> str:
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
    if isinstance(value, Unsure):
        return value.says
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
