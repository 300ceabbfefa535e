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
    parts = _parts(pattern)
    wanted = [re.compile(translate(part)) for part in parts]
    found = []
    for path in paths:
        steps = path.split("/")
        if len(steps) == len(parts) and all(
            one.match(step) for one, step in zip(wanted, steps, strict=True)
        ):
            found.append(path)
    return sorted(found)


def deeper(pattern: str, paths: Iterable[str]) -> list[str]:
    """Returns the paths that `**` would name if it reached any number of folders deep.

    >>> deeper("resources/**/*.yml", ["resources/a/b/c.yml", "resources/a.yml", "x.yml"])
    ['resources/a.yml', 'resources/a/b/c.yml']
    """
    if "**" not in pattern:
        return []
    signs = {"**": "(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]"}
    tokens = re.split(r"(\*\*/?|\*|\?)", "/".join(_parts(pattern)))
    wanted = "".join(signs.get(token.rstrip("/"), re.escape(token)) for token in tokens)
    return sorted(path for path in paths if re.fullmatch(wanted, path))


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
