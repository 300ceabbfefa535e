"""What was typed into the form of what tasks do, as texts of an address, or as sentences."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from trialrun.engine import WhatIfError, WhatIfText, Write
from trialrun.engine.job.quoted import quoted
from trialrun.engine.job.world import SECONDS_MAX
from trialrun.engine.whatif.deeds import EVERY, NOTHING, duration_ms, why_unread
from trialrun.engine.whatif.deeds_read import DEEDS_MAX, ELEMENTS_MAX, ROWS_MAX, read_deeds
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
_SET = ":set."


class TypedDeed(NamedTuple):
    """A text of an address, the name of the field that it came from, and what is wrong there."""

    text: str
    field: str
    wrong: str = ""


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
        if deed.wrong:
            errors.setdefault(deed.field, deed.wrong)
            continue
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
        yield TypedDeed(f"writes:{EVERY}={text}", *_rows_field(EVERY, 0, rows, "mode"))
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
            yield TypedDeed(f"starts:{kind}={value}", f"starts:{kind}", _no_time(value))


def _one(typed: Mapping[str, str], sort: str, path: str, name: str) -> Iterator[TypedDeed]:
    if value := typed.get(f"{path}:{name}", ""):
        wrong = ""
        if sort == "elements":
            value = _number(value)
            wrong = _no_count(value, ELEMENTS_MAX)
        elif sort == "takes":
            wrong = _no_time(value)
        yield TypedDeed(f"{sort}:{path}={value}", f"{path}:{name}", wrong)


def _no_time(text: str) -> str:
    ms = duration_ms(text)
    if ms is not None and ms <= SECONDS_MAX * 1000:
        return ""
    return f"“{quoted(text)}” is no time here: write 1:30, 90s, 5m or 2h, at most 30 days."


def _no_count(text: str, most: int) -> str:
    if re.fullmatch("[0-9]{1,13}", text) and int(text) <= most:
        return ""
    return f"“{quoted(text)}” is no number from 0 to {most:,}: write it in digits."


def _no_value(text: str) -> str:
    why = why_unread(text)
    return f"“{quoted(text)}”: {why}." if why else ""


def _rows_field(path: str, at: int, rows: str, else_: str) -> tuple[str, str]:
    """Returns the field that is wrong if a write is, and what is wrong with its rows."""
    wrong = _no_count(rows, ROWS_MAX) if rows else ""
    return f"{path}:{'rows' if wrong else else_}{at}", wrong


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
        text = f"writes:{work.path}={table}:{mode}:{rows}"
        yield TypedDeed(text, *_rows_field(work.path, at, rows, "table"))


def _line(path: str, at: int, typed: Mapping[str, str]) -> WriteLine:
    mode, table, rows = (typed.get(f"{path}:{name}{at}", "") for name in ("mode", "table", "rows"))
    return mode, table, _number(rows)


def _sets(work: AskedWork, typed: Mapping[str, str], names: Sequence[str]) -> Iterator[TypedDeed]:
    if typed.get(f"{work.path}:others") == NOTHING:
        yield TypedDeed(f"sets:{work.path}={NOTHING}", f"{work.path}:others")
    for name in names:
        key = name.partition(_SET)[2]
        yield TypedDeed(f"sets:{work.path}.{key}={typed[name]}", name, _no_value(typed[name]))
    key, value = typed.get(f"{work.path}:key", ""), typed.get(f"{work.path}:value", "")
    if key or value:
        wrong = _no_value(value) if key else ""
        at = f"{work.path}:{'value' if wrong else 'key'}"
        yield TypedDeed(f"sets:{work.path}.{key}={value}", at, wrong)


def _number(text: str) -> str:
    return text.translate(_BETWEEN_DIGITS)
