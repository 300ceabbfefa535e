"""What was typed into the form of what tasks do, as texts of an address, or as sentences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from trialrun.engine import WhatIfError, WhatIfText, Write
from trialrun.engine.whatif.deeds import EVERY, NOTHING
from trialrun.engine.whatif.deeds_read import DEEDS_MAX, read_deeds
from trialrun.lab.deed_fields import (
    EMPTY,
    IF,
    LOOP,
    WRITES_ASKED_MAX,
    AskedWork,
    WriteLine,
    works_of,
)
from trialrun.lab.deed_words import COMPUTE_WORDS
from trialrun.questions import Scenario

_BETWEEN_DIGITS = str.maketrans("", "", ",  _'’")
"""What people put between the digits of a number."""
ROWS_DIGITS_MAX = 12
"""A number that is longer is what is wrong with its line; else it is the table."""
_SET = ":set."


class TypedDeed(NamedTuple):
    """A text of an address, and the name of the field that it came from."""

    text: str
    field: str


def typed_in(
    scenario: Scenario, typed: Mapping[str, str], kept: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Returns what is said of a story's tasks, and what is wrong with it, by field.

    `kept` are texts about tasks that were not asked about.
    """
    found = [*_typed(works_of(scenario.world), typed)]
    errors: dict[str, str] = {}
    # So many that none is read are not looked at one by one.
    for deed in found if len(found) <= DEEDS_MAX else ():
        try:
            read_deeds(scenario.world, (deed.text,))
        except WhatIfError as error:
            errors.setdefault(deed.field, str(error))
    texts = (*(deed.text for deed in found), *kept)
    if errors:
        return texts, errors
    try:
        return scenario.read(WhatIfText(deed=texts)).text().deed, {}
    except WhatIfError as error:
        return texts, {"": str(error)}


def _typed(works: Sequence[AskedWork], typed: Mapping[str, str]) -> Iterator[TypedDeed]:
    mode, rows = typed.get(f"{EVERY}:mode0", ""), _number(typed.get(f"{EVERY}:rows0", ""))
    if mode or rows:
        text = NOTHING if mode == NOTHING else f":{mode}:{rows}"
        yield TypedDeed(f"writes:{EVERY}={text}", f"{EVERY}:mode0")
    yield from _one(typed, "takes", EVERY, "takes")
    values: dict[str, list[str]] = {}
    for name in typed:
        if _SET in name:
            values.setdefault(name.partition(_SET)[0], []).append(name)
    for work in works:
        if work.sort == IF:
            yield from _one(typed, "outcome", work.path, "outcome")
        elif work.sort == LOOP:
            yield from _one(typed, "elements", work.path, "elements")
        else:
            writes = work.world.script[work.key].writes
            yield from _writes(work, writes, typed)
            yield from _sets(work, typed, values.get(work.path, ()))
            yield from _one(typed, "takes", work.path, "takes")
    for kind in COMPUTE_WORDS:
        if value := typed.get(f"starts:{kind}", ""):
            yield TypedDeed(f"starts:{kind}={value}", f"starts:{kind}")


def _one(typed: Mapping[str, str], sort: str, path: str, name: str) -> Iterator[TypedDeed]:
    if value := typed.get(f"{path}:{name}", ""):
        value = _number(value) if sort == "elements" else value
        yield TypedDeed(f"{sort}:{path}={value}", f"{path}:{name}")


def _writes(
    work: AskedWork, writes: Sequence[Write], typed: Mapping[str, str]
) -> Iterator[TypedDeed]:
    """Yields the writes of a task: where one of several is said, all of them are."""
    lines = [_line(work.path, at, typed) for at in range(WRITES_ASKED_MAX)]
    if all(line == EMPTY for line in lines):
        return
    usual = [(str(write.mode), write.table, str(write.rows)) for write in writes]
    count = max(len(usual), *(at + 1 for at, line in enumerate(lines) if line != EMPTY))
    said = [
        at
        for at in range(count)
        if lines[at][0] != NOTHING and (at < len(usual) or lines[at] != EMPTY)
    ]
    if not said:
        yield TypedDeed(f"writes:{work.path}={NOTHING}", f"{work.path}:mode0")
    for at in said:
        mode, table, rows = lines[at]
        if count > 1 and at < len(usual):
            mode, table, rows = (new or old for new, old in zip(lines[at], usual[at], strict=True))
        wrong = "table" if not rows or (rows.isdigit() and len(rows) <= ROWS_DIGITS_MAX) else "rows"
        yield TypedDeed(f"writes:{work.path}={table}:{mode}:{rows}", f"{work.path}:{wrong}{at}")


def _line(path: str, at: int, typed: Mapping[str, str]) -> WriteLine:
    mode, table, rows = (typed.get(f"{path}:{name}{at}", "") for name in ("mode", "table", "rows"))
    return mode, table, _number(rows)


def _sets(work: AskedWork, typed: Mapping[str, str], names: Sequence[str]) -> Iterator[TypedDeed]:
    if typed.get(f"{work.path}:others") == NOTHING:
        yield TypedDeed(f"sets:{work.path}={NOTHING}", f"{work.path}:others")
    for name in names:
        key = name.partition(_SET)[2]
        yield TypedDeed(f"sets:{work.path}.{key}={typed[name]}", name)
    key, value = typed.get(f"{work.path}:key", ""), typed.get(f"{work.path}:value", "")
    if key or value:
        yield TypedDeed(f"sets:{work.path}.{key}={value}", f"{work.path}:key")


def _number(text: str) -> str:
    return text.translate(_BETWEEN_DIGITS)
