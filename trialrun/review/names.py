"""What a task's name says it is for. A guess, so what rests on it is never an error."""

import re
from itertools import pairwise

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_PARTS_MAX = 40

_CLEAN_UPS = frozenset({"cleanup", "teardown", "shutdown", "unlock", "finally", "terminate"})
_CLEAN_UP_PAIRS = frozenset(
    {
        ("clean", "up"), ("tear", "down"), ("shut", "down"), ("drop", "temp"), ("drop", "tmp"),
        ("delete", "temp"), ("delete", "tmp"), ("remove", "temp"), ("remove", "tmp"),
        ("release", "lock"), ("stop", "cluster"), ("on", "exit"),
    }
)  # fmt: skip
_TELLS = frozenset(
    {"notify", "notification", "alert", "email", "mail", "slack", "teams", "page", "report",
     "handle", "handler", "on", "send", "if", "log", "post"}
)  # fmt: skip
_FAILURE = frozenset({"failure", "failures", "failed", "fail", "error", "errors"})


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
    words = words_in(key)
    pairs = pairwise(words)
    return (
        not _CLEAN_UPS.isdisjoint(words)
        or any(pair in _CLEAN_UP_PAIRS for pair in pairs)
        or tells_failures(key)
    )


def tells_failures(key: str) -> bool:
    """Says whether a task is, by its name, there to tell of failures.

    >>> tells_failures("alert_on_error"), tells_failures("load_error_log_table")
    (True, False)
    """
    words = words_in(key)
    return bool(words) and words[0] in _TELLS and not _FAILURE.isdisjoint(words)
