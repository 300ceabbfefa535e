"""A file as it comes from elsewhere, and whether it is taken at all. Reads nothing."""

import re
from typing import NamedTuple

from trialrun.jobs.bundle.loading import ENDINGS
from trialrun.jobs.tree import shown

PATH_LENGTH_MAX = 300
STEPS_MAX = 20
NEVER = ("__MACOSX", "__pycache__", "node_modules", "site-packages", "venv")
"""Folders that are not looked into; nor are those whose name begins with a dot."""
KEPT_BACK = r"secret|credential|passw|token|private.?key|\.env"
"""A path that reads so, in any case, is not sent unasked, and not kept unless it is read."""
HIDDEN = "in hidden folders or packages"
OTHER_KIND = "neither YAML nor JSON"
ARCHIVE = "archives in it"
TOO_LARGE = "too large"
LINK = "links"
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".whl", ".jar")


class Came(NamedTuple):
    """A file by the path it came with, and its bytes."""

    path: str
    data: bytes


class Unusable(Exception):
    """What came cannot be taken; its text is a sentence that says why, and what to do."""


def clean_path(path: str, of: str = "") -> str:
    r"""Returns a path inside the folder, with `/`; `of` is the archive it stands in.

    Raises Unusable for one that leads out of the folder, or that no system writes.

    >>> clean_path(".\\resources\\a.yml")
    'resources/a.yml'
    """
    where = f" in {shown(of)}" if of else ""
    steps = [step for step in path.strip().replace("\\", "/").split("/") if step not in ("", ".")]
    if path.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", path):
        raise Unusable(f"{shown(path)}{where} is an absolute path; {_AGAIN}")
    if ".." in steps:
        raise Unusable(f"{shown(path)}{where} leads out of the folder; {_AGAIN}")
    if len(path) > PATH_LENGTH_MAX or len(steps) > STEPS_MAX:
        raise Unusable(
            f"{shown(path)}{where} is longer than {PATH_LENGTH_MAX} signs or {STEPS_MAX} folders "
            "deep; bring the bundle's own folder only"
        )
    if not all(step.isprintable() for step in steps):
        raise Unusable(f"{shown(path)}{where} has a sign that no file name needs; rename it")
    return "/".join(steps)


_AGAIN = "pack the folder again from inside, or choose the folder itself"


def why_left(path: str) -> str:
    """Returns why a file is left out, by what it is called; "" for one that is taken.

    >>> why_left("resources/a.yml"), why_left(".git/config.yml"), why_left("src/a.py")
    ('', 'in hidden folders or packages', 'neither YAML nor JSON')
    """
    if any(step.startswith(".") or step in NEVER for step in path.split("/")):
        return HIDDEN
    if path.endswith(ENDINGS):
        return ""
    return ARCHIVE if path.lower().endswith(_ARCHIVES) else OTHER_KIND
