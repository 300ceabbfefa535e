"""Which files an `include` pattern names. A path is relative to the bundle's root, with `/`.

Source: databricks/cli issue 4831 (read 2026-11-28): `**` reaches one folder deep, as `*` does.
"""

import re
from collections.abc import Iterable
from fnmatch import translate


def matches(pattern: str, paths: Iterable[str]) -> list[str]:
    """Returns the paths that a pattern names, in order; `*` and `?` stay inside one folder.

    >>> matches("resources/*.yml", ["resources/a.yml", "resources/b/c.yml", "a.yml"])
    ['resources/a.yml']
    """
    wanted = [_step(part) for part in _parts(pattern)]
    return sorted(
        path
        for path in paths
        if path.count("/") == len(wanted) - 1 and _fits(wanted, path.split("/"))
    )


def near(pattern: str, paths: Iterable[str]) -> list[str]:
    """Returns the paths that begin as a pattern does, as deep: what it names is among them.

    >>> near("./resources/a*.yml", ["resources/a.yml", "resources/b.yml", "x/resources/a.yml"])
    ['resources/a.yml']
    """
    parts = _parts(pattern)
    beginning = re.split(r"[*?\[]", "/".join(parts), maxsplit=1)[0]
    found = [path for path in paths if path.startswith(beginning)]
    return found if "**" in parts else [p for p in found if p.count("/") == len(parts) - 1]


def deeper(pattern: str, paths: Iterable[str]) -> list[str]:
    """Returns the paths that `**` would name if it reached any number of folders deep.

    >>> deeper("resources/**/*.yml", ["resources/a/b/c.yml", "resources/a.yml", "x.yml"])
    ['resources/a.yml', 'resources/a/b/c.yml']
    """
    parts = _parts(pattern)
    if parts.count("**") != 1:
        return []
    at = parts.index("**")
    before, behind = [_step(one) for one in parts[:at]], [_step(one) for one in parts[at + 1 :]]

    def fits(steps: list[str]) -> bool:
        rest = len(steps) - len(behind)
        return rest >= at and _fits(before, steps[:at]) and _fits(behind, steps[rest:])

    return sorted(path for path in paths if fits(path.split("/")))


def _fits(wanted: list[re.Pattern[str]], steps: list[str]) -> bool:
    pairs = zip(wanted, steps, strict=False)
    return len(wanted) == len(steps) and all(one.match(step) for one, step in pairs)


def _step(part: str) -> re.Pattern[str]:
    return re.compile(translate(part))


def leads_out(pattern: str) -> bool:
    """Says whether a pattern names something outside the bundle's folder.

    >>> leads_out("../shared/*.yml"), leads_out("/etc/x.yml"), leads_out("./a/../b.yml")
    (True, True, False)
    """
    depth = 0
    for part in pattern.replace("\\", "/").split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return is_absolute(pattern)


def is_absolute(pattern: str) -> bool:
    """Says whether a path begins at the root of a disk.

    >>> is_absolute("/etc/x.yml"), is_absolute("C:/x.yml"), is_absolute("../x.yml")
    (True, True, False)
    """
    return pattern.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", pattern) is not None


def _parts(pattern: str) -> list[str]:
    """Returns the steps of a pattern, without `.`, and with `..` gone up."""
    steps: list[str] = []
    for part in pattern.replace("\\", "/").split("/"):
        if part == "..":
            del steps[-1:]
        elif part not in ("", "."):
            steps.append(part)
    return steps
