"""Reads the bundles that questions are about: one file each, with one text or several in it."""

from trialrun.jobs.bundle import root_of
from trialrun.jobs.packed import is_packed, unpack
from trialrun.jobs.source import read_source
from trialrun.jobs.tree import Unreadable
from trialrun.nearest import few
from trialrun.problem import Problem
from trialrun.questions import ROOT, AskedBundle
from trialrun.questions.spec import BUNDLE_LENGTH_MAX

FILES_MAX = 10
_CHOSEN = "say the target and the variables in the question, not above the files"


def read_bundle_file(path: str, text: str) -> tuple[AskedBundle | None, list[Problem]]:
    """Reads a bundle: its root file alone, or several, each behind a line `# ==> PATH <==`."""
    if len(text) > BUNDLE_LENGTH_MAX:
        told = f"the file has {len(text):,} characters; at most {BUNDLE_LENGTH_MAX:,} are read"
        return None, [Problem(path, 0, told)]
    if not is_packed(text):
        files, above, flaw = [(ROOT, text)], [0], ""
    else:
        packed = unpack(text)
        files = [(one.path, one.text) for one in packed.files]
        above = [one.above for one in packed.files]
        flaw = _packed_flaw([name for name, _ in files])
        if packed.chosen.target or packed.chosen.values or packed.chosen.root:
            flaw = _CHOSEN
    problems = [Problem(path, 0, flaw)] if flaw else []
    for (name, content), lines in zip(files, above, strict=True):
        try:
            read_source(content)
        except Unreadable as error:
            line = lines + error.line if error.line else 0
            problems.append(Problem(path, line, f"{name}: {' '.join(error.message.split())}"))
    if problems:
        return None, problems
    root = next(iter(root_of([name for name, _ in files])), ROOT)
    return AskedBundle(tuple(files), root), []


def _packed_flaw(names: list[str]) -> str:
    """Says what is wrong with the files of a bundle, "" where nothing is."""
    if len(names) > FILES_MAX:
        return f"there are {len(names)} files; a question shows at most {FILES_MAX}"
    if twice := [name for name in names if names.count(name) > 1]:
        return f"the path {twice[0]} is there twice; rename one"
    if len(root_of(names)) != 1:
        return f"one file must be called {ROOT}; there are {few(names)}"
    return ""
