"""What a task's name says it is for. A guess, so what rests on it is never an error.

A name counts only where all of its words say the same: `drop_temp_tables` cleans up, and
`report_failed_payments`, `send_error_corrections` or `drop_temp_outliers` may be the work itself.
"""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_PARTS_MAX = 40


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_JOINED = {
    ("clean", "up"): "cleanup", ("tear", "down"): "teardown", ("shut", "down"): "shutdown",
    ("on", "exit"): "finally",
}  # fmt: skip
_CLEAN_UPS = _set("cleanup teardown finally")
_ENDS = _set("shutdown stop terminate release unlock")
_DROPS = _set("drop delete remove")
_TEMPORARY = _set("temp tmp temporary scratch staging")
_HELD = _set("cluster clusters lock locks resources environment infra infrastructure session")
_AROUND = _set("all any the a and of for in on if when upon about after final job task run")
_AROUND |= _set("pipeline workflow etl load nightly daily team ops oncall owner admin")
_THINGS = _set("table tables view views file files folder folders dir data schema volume")
_TELLS = _set("notify notification alert email mail slack teams send")
_NOTICES = _TELLS | _set("alerts emails mails message messages notifications notice to by via")
_FAILURE = _set("failure failures failed fail fails error errors")
_WHEN = _set("on if when upon")
_FAILURE_ITSELF = _set("failure failures error errors")


def words_in(key: str) -> list[str]:
    """Returns the words of a task key, in small letters.

    >>> words_in("drop_tempTables-2")
    ['drop', 'temp', 'tables', '2']
    """
    return [word.lower() for word in _WORD.findall(key)[:_PARTS_MAX]]


def is_clean_up(key: str) -> bool:
    """Says whether a task is, by its name, there to clean up, or to tell of failures.

    >>> is_clean_up("clean_up_staging"), is_clean_up("notify_failure"), is_clean_up("clean_orders")
    (True, True, False)
    """
    return _cleans(_joined(words_in(key))) or tells_failures(key)


def tells_failures(key: str) -> bool:
    """Says whether a task is, by its name, there to tell of failures.

    The word for a failure comes last, or directly behind the verb.

    >>> tells_failures("alert_on_error"), tells_failures("send_failed_payments")
    (True, False)
    """
    verb, *rest = words_in(key) or [""]
    if verb in _WHEN:
        return rest[:1] != [] and rest[0] in _FAILURE
    if verb not in _TELLS or not rest:
        return False
    if rest[-1] in _FAILURE:
        return set(rest[:-1]) <= _AROUND | _NOTICES
    return rest[0] in _FAILURE_ITSELF and rest[1] in _NOTICES


def _joined(words: Sequence[str]) -> list[str]:
    """Returns words without numbers, those that are written apart as one."""
    found: list[str] = []
    for word in words:
        pair = _JOINED.get((found[-1], word)) if found else None
        if pair:
            found[-1] = pair
        elif not word.isdigit():
            found.append(word)
    return found


def _cleans(words: list[str]) -> bool:
    if not words:
        return False
    if words[0] in _DROPS:
        return _are_all(words[1:], _TEMPORARY)
    if words[0] in _ENDS:
        return _are_all(words[1:], _HELD)
    rest = [word for word in words if word not in _CLEAN_UPS]
    if len(rest) == len(words):
        return False
    return set(rest) <= _AROUND or _are_all(rest, _TEMPORARY | _HELD)


def _are_all(words: list[str], sure: frozenset[str]) -> bool:
    """Says whether a word is among the sure ones, and none is of something else."""
    return not sure.isdisjoint(words) and set(words) <= sure | _AROUND | _THINGS
