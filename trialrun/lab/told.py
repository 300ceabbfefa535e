"""What is changed in a story, and what the operator does, in words. Knows no HTTP."""

import re
from collections.abc import Sequence

from trialrun.diagram import clock, occasion_told, some_of
from trialrun.engine import Failure, Slowness, isolated, unescaped

_FIX = re.compile("fix(?::([^;@]+))?")
_ENDS_FIXED = {"the fix": "the cause is fixed"}
_NAMES = {"run_now": "run now", "repair": "repair run", "cancel": "cancel the run"}
_NAMES |= {"fix": "fix the cause", "wait": "wait"}
_MISSING = {
    "missing_notebook": " because its notebook is missing",
    "missing_library": " because a library is missing",
}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def title_of(does: Sequence[str]) -> str:
    """Says what an operator does in a few words.

    >>> title_of(["fix", "repair"])
    'Fix, repair'
    """
    words = []
    for text in does:
        head, options = _parted(text)
        name = head.partition(":")[0]
        words.append({"run_now": "run now"}.get(name, name) + _for(options))
    title = ", ".join(words)
    return title[:1].upper() + title[1:]


def action_told(text: str) -> str:
    """Says an action with its target, moment and options.

    >>> action_told("repair;tasks=load")
    'Repair run: only load'
    >>> action_told("repair;tasks=load;all_failed")
    'Repair run: load, and all failed tasks as well'
    >>> action_told("cancel:load@90")
    'Cancel load at 1:30'
    """
    head, options = _parted(text)
    name, _, target = head.partition(":")
    told = _with_target(name, target, options.pop("version", ""))
    told = told[:1].upper() + told[1:] + _for(options)
    at = text.rpartition("@")[2] if "@" in text else ""
    told += f" at {clock(int(at) * 1000)}" if at.isdigit() else ""
    said = "; ".join(_options_told(options))
    return f"{told}: {said}" if said else told


def doing_told(does: Sequence[str]) -> str:
    """Says what is done in a story, by the names of the buttons; nobody pressed for its first run.

    >>> doing_told(["run_now", "fix", "repair"])
    'after the fix, Repair run'
    >>> doing_told(["run_now", "fix:load", "repair", "run_now"])
    'after load is fixed, Repair run, then Run now'
    """
    later = does[1:] if does[:1] == ["run_now"] else does
    told: list[str] = []
    fixes: list[str] = []
    for text in later:
        fix = _FIX.fullmatch(text)
        if fix:
            fixes.append(f"{isolated(fix[1])} is fixed" if fix[1] else "the fix")
            continue
        told.append(
            f"after {' and '.join(fixes)}, {action_told(text)}" if fixes else action_told(text)
        )
        fixes = []
    if fixes:
        told.append(" and ".join(_ENDS_FIXED.get(fix, fix) for fix in fixes))
    return ", then ".join(told) or "nothing is done after the first run"


def _parted(text: str) -> tuple[str, dict[str, str]]:
    """Returns an action with its target, and its options as they were meant."""
    head, *listed = text.partition("@")[0].split(";")
    # Signs of the text are escaped in names and values, so that it can be parted before it is read.
    pairs = (option.partition("=") for option in listed)
    return head, {unescaped(name): unescaped(value) for name, _, value in pairs}


def _for(options: dict[str, str]) -> str:
    return f" for {occasion_told(options['for'])}" if "for" in options else ""


def failure_told(key: str, failure: Failure, fails: str = "fails") -> str:
    """Says where and when a task fails.

    >>> failure_told("enrich", Failure(frozenset({0}), 1))
    'enrich fails after write 1, in its first execution'
    """
    place = f" after write {failure.after_write}" if failure.after_write else ""
    place = _MISSING.get(failure.kind, place)
    return f"{isolated(key)} {fails}{place}{_scope(failure.on, failure.iterations)}"


def slowness_told(key: str, slow: Slowness) -> str:
    """Says how long a task takes, and when.

    >>> slowness_told("enrich", Slowness(None, 600_000))
    'enrich takes 10:00'
    """
    return f"{isolated(key)} takes {clock(slow.takes_ms)}{_scope(slow.on, slow.iterations)}"


def _scope(on: frozenset[int] | None, iterations: frozenset[int] | None) -> str:
    said = ""
    if iterations is not None:
        numbers = [str(n + 1) for n in sorted(iterations)]
        said += f", in iteration{'' if len(numbers) == 1 else 's'} {some_of(numbers)}"
    if on is not None:
        words = [_ordinal(n + 1) for n in sorted(on)]
        said += f", in its {some_of(words)} execution{'' if len(words) == 1 else 's'}"
    return said


def _ordinal(number: int) -> str:
    """Says the place of something in a row.

    >>> _ordinal(1), _ordinal(12), _ordinal(22), _ordinal(111)
    ('first', '12th', '22nd', '111th')
    """
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    is_teen = number // 10 % 10 == 1
    return f"{number}{'th' if is_teen else _ENDINGS.get(number % 10, 'th')}"


def _with_target(name: str, target: str, version: str) -> str:
    shown = isolated(target)
    if name == "edit":
        return f"take the settings “{isolated(target.replace('_', ' '))}”"
    if name == "restore":
        return f"restore {shown}" + (f" to version {version}" if version else "")
    return f"{name} {shown}" if target else _NAMES.get(name, name)


def _options_told(options: dict[str, str]) -> list[str]:
    """Says the options of an action, which are those of the API, one by one."""
    said = []
    keys = options["tasks"].split(",") if "tasks" in options else []
    chosen = some_of(keys) or "the unsuccessful tasks"
    if "dependents" in options:
        said.append(f"{chosen} and what depends on {'it' if len(keys) == 1 else 'them'}")
    elif keys and "all_failed" in options:
        said.append(f"{chosen}, and all failed tasks as well")
    elif keys or "all_failed" in options:
        said.append(f"only {chosen}")
    if "only" in options:
        said.append(some_of([_chosen(key) for key in options["only"].split(",")]))
    numbered = {"run": "run", "id": "after repair", "token": "with the token"}
    said += [f"{word} {isolated(options[key])}" for key, word in numbered.items() if key in options]
    params = {key[2:]: value for key, value in options.items() if key.startswith("p.")}
    return said + [f"with {isolated(key)} = {isolated(value)}" for key, value in params.items()]


def _chosen(text: str) -> str:
    """Says which tasks a run-now is limited to: +t adds what is above it, t+ what is below.

    >>> _chosen("+report")
    'report and all above it'
    """
    key = isolated(text.strip("+"))
    sides = [side for side, has in (("above", text[0] == "+"), ("below", text[-1] == "+")) if has]
    return f"{key} and all {' and '.join(sides)} it" if sides else f"only {key}"
