"""A bundle's files to one configuration, before a target is chosen.

Facts: bundle-files, bundle-resource-keys.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from trialrun.jobs.bundle import globs
from trialrun.jobs.bundle.decisions import DEPLOYS, Decisions, KeysWithin
from trialrun.jobs.bundle.located import Located, Origin, nodes_of
from trialrun.jobs.bundle.merging import is_null, merged
from trialrun.jobs.bundle.notes import Notes, WhyRefused, whole
from trialrun.jobs.source import Source
from trialrun.jobs.tree import NODES_MAX, Unreadable, shown
from trialrun.nearest import few

ROOT_NAMES = ("databricks.yml", "databricks.yaml", "bundle.yml", "bundle.yaml")
FILES_MAX = 500
PATTERNS_MAX = 100
NAMED_MAX = 3
COMPARED_MAX = 20_000
"""How many files all patterns may be compared with, beside those that begin otherwise."""
SUREST = "Surest is what `databricks bundle validate -o json` prints"
_MISPLACED = "`include` stands under `bundle`, where it is not read; move it to the top"
ENDINGS = (".yml", ".yaml", ".json")


class Files(Protocol):
    """The files of a folder, by paths relative to it, with `/`."""

    def names(self) -> Sequence[str]:
        """Returns the paths of those that an `include` may name."""

    def source(self, name: str) -> Source:
        """Returns what a file holds. Raises Unreadable, also where there is no such file."""


class Loaded(NamedTuple):
    """The merged configuration, the root's file name, and the files that were read.

    `is_whole` says whether all that it includes was there to be read.
    """

    root: Located
    name: str
    read: tuple[str, ...]
    is_whole: bool


def root_of(names: Sequence[str]) -> list[str]:
    """Returns which of some paths may be the root of a bundle: one is right, two are a mistake."""
    return [name for name in ROOT_NAMES if name in names]


def load(files: Files, name: str, notes: Notes, how: Decisions = DEPLOYS) -> Loaded | None:
    """Reads the root file and what it includes, and merges them; None when the root is no YAML."""
    root = _read(files, name, notes)
    if root is None:
        return None
    owners: dict[str, tuple[str, Located]] = {}
    _claim_keys(root, owners, notes, how)
    read = [name]
    whole_tree, left = root, NODES_MAX - _size(root)
    included, is_whole = ([], True) if is_validated(root) else _included(files, root, name, notes)
    for path in included:
        if path in read:
            continue
        if len(read) >= FILES_MAX:
            notes.error(root.origin, f"more than {FILES_MAX} files are included; the rest is left")
            break
        part = _read(files, path, notes)
        if part is None:
            is_whole = False
            continue
        left -= _size(part)
        if left < 0:
            notes.error(
                whole(path), f"the files hold more than {NODES_MAX:,} values; the rest is left out"
            )
            break
        read.append(path)
        if (stray := part.find("include")) is not None:
            notes.leave_out(stray.origin, f"`include` counts in {name} only; it is left out here")
        _claim_keys(part, owners, notes, how)
        whole_tree = merged(whole_tree, part, notes, how=how)
    return Loaded(whole_tree, name, tuple(read), is_whole)


def is_validated(root: Located) -> bool:
    """Says whether a root is what `databricks bundle validate -o json` printed.

    There includes, references, target and mode have been worked in already.
    """
    declared = root.find("targets")
    has_targets = declared is not None and not is_null(declared)
    return root.find("bundle", "target") is not None and not has_targets


def _read(files: Files, path: str, notes: Notes) -> Located | None:
    try:
        source = files.source(path)
    except Unreadable as error:
        origin = whole(path)._replace(line=error.line, column=error.column)
        notes.error(origin, " ".join(error.message.split()))
        return None
    node = nodes_of(path, source)
    for at, place, sentence in source.flaws():
        notes.error(Origin(path, at, place.line, place.column), sentence)
    if not isinstance(node.value, dict):
        notes.error(node.origin, "this must be fields, written as key: value")
        return None
    return node


def _included(files: Files, root: Located, name: str, notes: Notes) -> tuple[list[str], bool]:
    """Returns the files that the root includes: by pattern as written, each pattern sorted.

    And whether that is all: not where a file that is named is not there, or lies outside.
    """
    listed = root.find("include")
    if listed is None:
        if (lost := root.find("bundle", "include")) is not None:
            notes.error(lost.origin, _MISPLACED)
        return [], lost is None
    if not isinstance(listed.value, list):
        notes.error(listed.origin, "`include` must be a list of paths, each behind a dash")
        return [], False
    names = [path for path in files.names() if path != name]
    found: list[str] = []
    is_whole, left = True, COMPARED_MAX
    if len(listed.value) > PATTERNS_MAX:
        notes.error(listed.origin, f"more than {PATTERNS_MAX} patterns; the rest is not read")
    for one in listed.value[:PATTERNS_MAX]:
        pattern = one.text
        if globs.leads_out(pattern):
            is_whole = False
            notes.error(one.origin, f"`{shown(pattern)}` {_outside(pattern)}")
            continue
        near = globs.near(pattern, names)
        left -= len(near)
        if left < 0:
            notes.error(one.origin, "here are too many files for so many patterns; name each file")
            return found, False
        matched = _named(one, near, notes)
        # A name without a wildcard means a file; Databricks refuses a bundle that lacks it.
        is_whole = is_whole and bool(matched or set(pattern) & set("*?["))
        found += matched
    return found, is_whole


def _outside(pattern: str) -> str:
    """Says what is wrong with a pattern that leads out. Facts: bundle-include-paths."""
    if globs.is_absolute(pattern):
        return "is no relative path, and Databricks refuses it; write it from the bundle's folder"
    return (
        "leads out of the bundle's folder. Databricks reads what it names, and here nothing "
        f"outside of the folder is read: move it in. {SUREST}"
    )


def _named(pattern: Located, names: Sequence[str], notes: Notes) -> list[str]:
    """Returns the files that a pattern names; notes what it does not reach, and what is no YAML."""
    matched = globs.matches(pattern.text, names)
    missed = sorted(set(globs.deeper(pattern.text, names)) - set(matched))
    if missed:
        notes.leave_out(
            pattern.origin,
            f"`**` reaches one folder deep, so {few(map(shown, missed), most=NAMED_MAX)} is left "
            "out; write a pattern for each depth",
        )
    elif not matched:
        notes.leave_out(pattern.origin, f"no file is named by `{shown(pattern.text)}`")
    for path in matched:
        if not path.endswith(ENDINGS):
            notes.error(pattern.origin, f"{shown(path)} is neither YAML nor JSON")
    return [path for path in matched if path.endswith(ENDINGS)]


def _claim_keys(
    part: Located, owners: dict[str, tuple[str, Located]], notes: Notes, how: Decisions
) -> None:
    """Notes resource keys that are used twice: over all files and kinds a key is one thing."""
    for kind, resources in part.under("resources").items():
        for key, resource in resources.fields.items():
            is_shared = how.keys_within is KeysWithin.FILE or (
                how.keys_within is KeysWithin.KIND and owners.get(key, (kind,))[0] != kind
            )
            if key not in owners or is_shared:
                owners[key] = (kind, resource)
                continue
            known_kind, known = owners[key]
            # Named at the job of the two: what cannot be deployed is that job.
            one, other, of = (resource, known, known_kind)
            if kind != "jobs" and known_kind == "jobs":
                one, other, of = (known, resource, kind)
            where = f"line {other.origin.line} of {other.origin.file or 'this text'}"
            notes.error(
                one.origin,
                f"`{shown(key)}` is the key of one of the {shown(of)}, too ({where}); every "
                "resource needs a key of its own",
                WhyRefused.SAME_KEY,
            )


def _size(node: Located) -> int:
    return sum(1 for _ in node.walk())
