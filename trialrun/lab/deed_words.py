"""What is said of tasks, in words. Knows no address."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from trialrun.diagram import clock
from trialrun.engine import isolated
from trialrun.engine.whatif.deeds import EVERY, Deeds, Wrote
from trialrun.plural import counted

TOLD_MAX = 4
"""Of more only the number is told: the page of what tasks do has them all."""
MODE_WORDS = {
    "append": "append",
    "overwrite": "overwrite",
    "merge": "merge",
    "idempotent": "idempotent append",
}
COMPUTE_WORDS = {
    "job_cluster": "a job cluster",
    "job_cluster_pool": "a job cluster from a pool",
    "all_purpose": "an all-purpose cluster",
    "serverless": "serverless compute",
    "serverless_standard": "serverless compute in standard mode",
    "sql_warehouse": "a SQL warehouse",
}

_T = TypeVar("_T")


def compute_label(kind: str) -> str:
    """Names a kind of compute beside a field.

    >>> compute_label("all_purpose"), compute_label("serverless")
    ('All-purpose cluster', 'Serverless compute')
    """
    words = COMPUTE_WORDS[kind].removeprefix("an ").removeprefix("a ")
    return words[0].upper() + words[1:]


def deeds_told(deeds: Deeds) -> list[str]:
    """Says what is said of tasks, in short where that is much.

    >>> deeds_told(Deeds(outcomes=(("check", "false"),), takes=(("load", 90_000),)))
    ['check comes out false', 'load takes 1:30']
    """
    told = [*_told(deeds)]
    if len(told) <= TOLD_MAX:
        return told
    by = (deeds.writes, deeds.sets, deeds.outcomes, deeds.elements, deeds.takes)
    named = {pair[0] for each in by for pair in each} - {EVERY}
    general = [*_told(Deeds(_of_every(deeds.writes), takes=_of_every(deeds.takes)))]
    if not named:
        return [*general, *_starts(deeds)]
    is_one = len(named) == 1
    return [*general, f"it is said what {counted(len(named), 'task')} {'does' if is_one else 'do'}"]


def _of_every(by_path: Sequence[tuple[str, _T]]) -> tuple[tuple[str, _T], ...]:
    return tuple(pair for pair in by_path if pair[0] == EVERY)


def _told(deeds: Deeds) -> Iterator[str]:
    for path, writes in deeds.writes:
        who, verb = ("all tasks", "write") if path == EVERY else (isolated(path), "writes")
        yield f"{who} {verb} {', then '.join(map(_wrote, writes)) or 'nothing'}"
    for path, values in deeds.sets:
        for key, json_text in values:
            value = f"{isolated(key)} = {isolated(_short(json_text))}" if key else "nothing else"
            yield f"{isolated(path)} sets {value}"
    for path, outcome in deeds.outcomes:
        yield f"{isolated(path)} comes out {outcome}"
    for path, count in deeds.elements:
        yield f"{isolated(path)} has {counted(count, 'element')}"
    for path, ms in deeds.takes:
        who, verb = ("all tasks", "take") if path == EVERY else (isolated(path), "takes")
        yield f"{who} {verb} {_time(ms)}"
    yield from _starts(deeds)


def _starts(deeds: Deeds) -> Iterator[str]:
    for kind, ms in deeds.starts:
        yield f"{COMPUTE_WORDS[kind]} takes {_time(ms)} to come up"


def _wrote(write: Wrote) -> str:
    """Says a write, of which parts may be left as they were.

    >>> from trialrun.engine import WriteMode
    >>> _wrote(Wrote("silver.menu", WriteMode.MERGE, 5)), _wrote(Wrote(mode=WriteMode.APPEND))
    ('5 rows to silver.menu (merge)', 'in mode append')
    """
    rows = "" if write.rows is None else counted(write.rows, "row")
    table = f"to {isolated(write.table)}" if write.table else ""
    mode = f"({MODE_WORDS[write.mode]})" if write.mode else ""
    if not rows and not table:
        mode = f"in mode {MODE_WORDS[write.mode]}" if write.mode else "as it was"
    return " ".join(filter(None, (rows, table, mode)))


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _time(ms: int) -> str:
    return clock(ms) if ms % 1000 == 0 else f"{ms / 1000:g} s"
