"""The files of a text that somebody brought: as a tree, and what can be chosen about them. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from trialrun.jobs import JobFile
from trialrun.jobs.packed import NAME, Chosen, Packed
from trialrun.jobs.several import FILES_MAX, Several
from trialrun.jobs.tree import shown
from trialrun.lab.came import STEPS_MAX
from trialrun.plural import counted

VARIABLES_MAX = 100
SIGNS_MAX = 500
TOLD_SIGNS_MAX = 2_000
TOLD = ("Left out", "Assumed: ", "Differ in case only")
"""How sentences begin that `brought` puts above the files."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A folder with what is in it, or a file: whether it was read, and what is wrong in it.

    `line` is where a file begins in the text.
    """

    name: str
    path: str
    says: str
    line: int
    is_read: bool
    problems: int
    rows: "tuple[FileRow, ...]" = ()

    @property
    def found(self) -> str:
        """Returns how many problems a file has, in words; "" without one."""
        return counted(self.problems, "problem") if self.problems else ""


@dataclass(frozen=True, slots=True)
class VariableField:
    """A variable of a bundle: its value, "" where it has none, and whether it was given here."""

    name: str
    value: str
    is_given: bool


@dataclass(frozen=True, slots=True)
class BundleChoices:
    """What can be chosen of a bundle, and what is. `told` says which target that is, and why."""

    targets: tuple[str, ...]
    target: str
    told: str
    roots: tuple[str, ...]
    root: str
    asked: tuple[VariableField, ...]
    more: tuple[VariableField, ...]

    @property
    def is_any(self) -> bool:
        """Says whether there is anything to choose."""
        return len(self.targets) > 1 or len(self.roots) > 1 or bool(self.asked or self.more)


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """The files as a tree, how many there are, and what was said about them as they came."""

    rows: tuple[FileRow, ...]
    count: str
    told: tuple[str, ...]


def files_of(packed: Packed, several: Several) -> OwnFiles:
    """Returns the files of a text as a tree."""
    wrong = Counter(problem.path for problem in several.file.problems if problem.path)
    top: dict[str, object] = {}
    for one in packed.files[:FILES_MAX]:
        folder = top
        *steps, name = one.path.split("/")
        # Nobody's folders are so deep, and a page holds no more in one another.
        steps = steps if len(steps) < STEPS_MAX else ["/".join(steps)]
        for step in steps:
            inner = folder.setdefault(step + "/", {})
            folder = inner if isinstance(inner, dict) else {}
        folder[name] = FileRow(
            shown(name, SIGNS_MAX), one.path, _says(one.path, several), one.above,
            one.path in several.read, wrong[one.path],
        )  # fmt: skip
    read = sum(one.path in several.read for one in packed.files)
    count = f"{counted(len(packed.files), 'file')}, {read} of them read"
    # Among the comments may be some that people wrote for themselves.
    told = tuple(shown(one, TOLD_SIGNS_MAX) for one in packed.told if one.startswith(TOLD))
    return OwnFiles(_rows(top), count, told)


def choices_of(file: JobFile, chosen: Chosen, roots: tuple[str, ...], root: str) -> BundleChoices:
    """Returns what can be chosen of a bundle; of anything else nothing."""
    of = file.deployment
    roots, root = tuple(shown(one, SIGNS_MAX) for one in roots), shown(root, SIGNS_MAX)
    if of is None:
        return BundleChoices((), "", "", roots, root, (), ())
    given = chosen.values
    every = filter(NAME.fullmatch, dict.fromkeys((*of.variables, *given)))
    fields = [
        VariableField(
            shown(name, SIGNS_MAX),
            shown(given.get(name) or of.variables.get(name) or "", SIGNS_MAX),
            name in given,
        )
        for name in islice(every, VARIABLES_MAX)
    ]
    asked = [one for one in fields if one.is_given or of.variables.get(one.name) is None]
    more = [one for one in fields if one not in asked]
    target = shown(of.target, SIGNS_MAX) if of.target in of.targets else ""
    targets = tuple(shown(one, SIGNS_MAX) for one in of.targets)
    return BundleChoices(
        targets, target, file.target_told, roots, root, tuple(asked), tuple(more)
    )  # fmt: skip


def changed(chosen: Chosen, fields: Mapping[str, str], before: Mapping[str, str]) -> Chosen:
    """Returns what is chosen once fields are filled in; one that is as `before` is left.

    Fields are `target`, `root`, and `var:NAME`; an empty one takes a choice back.
    """
    news = {name: value for name, value in fields.items() if before.get(name) != value}
    values = dict(chosen.values)
    for name, value in news.items():
        if name.startswith("var:"):
            values.pop(name[4:], None)
            if value:
                values[name[4:]] = value
    return Chosen(news.get("target", chosen.target), values, news.get("root", chosen.root))


def _says(path: str, several: Several) -> str:
    if path == several.root:
        return "the root"
    if path in several.roots:
        return "another root"
    if path in several.read:
        return "included" if several.root else "read by itself"
    if not several.root:
        return "defines no job"
    folder = several.root.rpartition("/")[0]
    if folder and not path.startswith(folder + "/"):
        return "outside the folder of the root"
    return "not read: no include names it"


def _rows(folder: Mapping[str, object]) -> tuple[FileRow, ...]:
    """Returns folders behind files, each by name; paths are a few steps deep."""
    files = [row for row in folder.values() if isinstance(row, FileRow)]
    made = [
        _folder(name, _rows(inner)) for name, inner in folder.items() if isinstance(inner, dict)
    ]
    return (*sorted(files, key=lambda row: row.name), *sorted(made, key=lambda row: row.name))


def _folder(name: str, rows: tuple[FileRow, ...]) -> FileRow:
    name = shown(name, SIGNS_MAX)
    wrong = sum(row.problems for row in rows)
    return FileRow(name, "", "", 0, any(row.is_read for row in rows), wrong, rows)
