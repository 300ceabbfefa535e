"""Several files at once: as the bundle whose root is among them, else each for itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trialrun.jobs import JobFile, read_bundle, read_jobs_of
from trialrun.jobs.bundle import DeployOptions, root_of
from trialrun.jobs.bundle.loading import ROOT_NAMES
from trialrun.jobs.documents import is_bundle
from trialrun.jobs.packed import Packed
from trialrun.jobs.reading import JobRead
from trialrun.jobs.source import Source, read_source
from trialrun.jobs.tree import Unreadable, shown
from trialrun.nearest import few, nearest
from trialrun.problem import Problem

FILES_MAX = 500
NAMED_MAX = 5
ASSUMED_ROOT = "(no root)"
_OF_JOBS = frozenset({"tasks", "settings", "new_settings", "jobs"})
NO_ROOT = (
    "there is no databricks.yml among these files, so targets, variables and presets are not known "
    "here; bring the root file, too"
)
NO_JOB = "none of these files is the root of a bundle (databricks.yml), and none defines a job"


@dataclass(frozen=True, slots=True)
class Several:
    """What files come to. `roots` are those one may choose, `root` is the one that was read.

    `read` are the files whose text counts; without a root, those that define a job.
    """

    file: JobFile
    roots: tuple[str, ...]
    root: str
    read: frozenset[str]


class FilesInMemory:
    """Files by path, each parsed once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._read: dict[str, Source | Unreadable] = {}
        self.asked: set[str] = set()

    def names(self) -> Sequence[str]:
        """Returns their paths."""
        return sorted(self._texts)

    def source(self, name: str) -> Source:
        """Parses one. Raises Unreadable."""
        self.asked.add(name)
        if name not in self._texts:
            raise Unreadable(0, "there is no such file")
        if name not in self._read:
            try:
                self._read[name] = read_source(self._texts[name])
            except Unreadable as error:
                self._read[name] = error
        found = self._read[name]
        if isinstance(found, Unreadable):
            raise found
        return found


def roots_in(paths: Iterable[str]) -> tuple[str, ...]:
    """Returns the paths of root files: those that lie least deep first.

    >>> roots_in(["x/databricks.yml", "databricks.yml", "x/a.yml"])
    ('databricks.yml', 'x/databricks.yml')
    """
    found = {path for path in paths if path.rpartition("/")[2] in ROOT_NAMES}
    return tuple(sorted(found, key=lambda path: (path.count("/"), path)))


def read_several(packed: Packed, options: DeployOptions | None = None) -> Several:
    """Reads the files of a packed text; `options` go before what is chosen in it. Never raises."""
    texts = packed.texts
    wrong = list(_flaws(packed))
    if len(texts) > FILES_MAX:
        wrong.insert(0, Problem("", 0, f"there are {len(texts):,} files; {FILES_MAX} are read"))
        texts = dict(list(texts.items())[:FILES_MAX])
    roots = roots_in(texts)
    found = _of_root(packed, texts, roots, options or DeployOptions()) if roots else _apart(texts)
    return replace(found, file=replace(found.file, general=[*wrong, *found.file.general]))


def _flaws(packed: Packed) -> Iterable[Problem]:
    if packed.stray:
        says = "this stands in no file; write a line like `# ==> databricks.yml <==` above it"
        yield Problem("", packed.stray, says)
    for one in packed.twice:
        says = f"{shown(one.path)} is there twice; the first is read: take one of them out"
        yield Problem("", one.above, says)
    if packed.chosen.root and packed.chosen.root not in packed.texts:
        close = nearest(packed.chosen.root, packed.texts)
        hint = f"; did you mean `{shown(close[0])}`?" if close else ""
        says = f"there is no file `{shown(packed.chosen.root)}` to be the root{hint}"
        yield Problem("", 1, says)


def _of_root(
    packed: Packed, texts: Mapping[str, str], roots: tuple[str, ...], said: DeployOptions
) -> Several:
    root = packed.chosen.root if packed.chosen.root in texts else roots[0]
    folder, slash, name = root.rpartition("/")
    inside = {
        path.removeprefix(folder + slash): text
        for path, text in texts.items()
        if path.startswith(folder + slash)
    }
    files = FilesInMemory(inside)
    values = {**packed.chosen.values, **said.given.options}
    target = said.target or packed.chosen.target
    options = DeployOptions(target, replace(said.given, options=values))
    file = read_bundle(files, name, options).moved(folder)
    wrong = [] if len(here := root_of(list(inside))) == 1 else [_two_roots(root, here)]
    noted = [_other_roots(root, others)] if (others := _elsewhere(roots, folder)) else []
    file = replace(file, noted=[*noted, *file.noted], general=[*wrong, *file.general])
    asked = frozenset(folder + slash + path for path in files.asked)
    return Several(file, roots, root, asked & frozenset(texts))


def _elsewhere(roots: Sequence[str], folder: str) -> list[str]:
    return [one for one in roots if one.rpartition("/")[0] != folder]


def _two_roots(root: str, here: Sequence[str]) -> Problem:
    listed = " and ".join(here)
    return Problem(root, 0, f"a bundle has one root file, and here are {listed}; keep one of them")


def _other_roots(root: str, others: Sequence[str]) -> Problem:
    listed = few(map(shown, others), most=NAMED_MAX)
    return Problem("", 0, f"{shown(root)} is read as the root; others are there, too: {listed}")


def _apart(texts: Mapping[str, str]) -> Several:
    """Reads files without a root: parts of a bundle together, all else as if it were pasted."""
    files = FilesInMemory(texts)
    parts: list[str] = []
    others: list[str] = []
    unread: list[Problem] = []
    for path in texts:
        try:
            source = files.source(path)
        except Unreadable as error:
            unread.append(Problem(path, error.line, " ".join(error.message.split())))
            continue
        (parts if is_bundle(source) else others).append(path)
    found = [(path, read_jobs_of(path, files.source(path))) for path in others]
    found = [(path, file) for path, file in found if file.worlds or _means_jobs(files, path)]
    if len(parts) > 1 and not _share_keys(files, parts):
        found.append(("", _together(files, parts)))
    else:
        found += [(path, read_bundle(_Some(files, []), path, DeployOptions())) for path in parts]
    general = [problem for _, file in found for problem in file.general] + unread
    if not any(file.jobs for _, file in found):
        general.insert(0, Problem("", 0, NO_JOB))
    noted = [Problem("", 0, NO_ROOT)] if parts else []
    noted += [problem for _, file in found for problem in file.noted]
    read = {path for path, file in found if path} | set(parts)
    file = JobFile("bundle" if parts else "", _all_jobs(found), general, noted)
    return Several(file, (), "", frozenset(read))


def _means_jobs(files: FilesInMemory, path: str) -> bool:
    """Says whether a file was meant to define jobs: among others there is much that was not."""
    value = files.source(path).tree.value
    return isinstance(value, list) or bool(_OF_JOBS & set(value if isinstance(value, dict) else ()))


def _all_jobs(found: Sequence[tuple[str, JobFile]]) -> dict[str, JobRead]:
    """Returns the jobs of all files; a key that several use is told apart by its file."""
    jobs: dict[str, JobRead] = {}
    for path, file in found:
        for key, job in file.jobs.items():
            jobs[f"{path}: {key}" if key in jobs else key] = job
    return jobs


def _share_keys(files: FilesInMemory, parts: Sequence[str]) -> bool:
    """Says whether two files name a job by the same key: then they are no parts of one bundle."""
    seen: set[str] = set()
    for path in parts:
        value = files.source(path).tree.value
        for key in ("resources", "jobs"):
            value = value.get(key) if isinstance(value, dict) else None
        keys = set(value) if isinstance(value, dict) else set()
        if seen & keys:
            return True
        seen |= keys
    return False


class _Some:
    """Some of several files, and a root that stands for the one that is missing."""

    def __init__(self, files: FilesInMemory, paths: Sequence[str], root: str = "") -> None:
        self._files, self._paths, self._root = files, paths, root

    def names(self) -> Sequence[str]:
        return self._paths

    def source(self, name: str) -> Source:
        return read_source(self._root) if name == ASSUMED_ROOT else self._files.source(name)


def _together(files: FilesInMemory, parts: Sequence[str]) -> JobFile:
    """Reads parts of a bundle as their root would: all of them are included."""
    globs = sorted({"*/" * path.count("/") + "*." + path.rpartition(".")[2] for path in parts})
    root = "include:\n" + "".join(f"- '{glob}'\n" for glob in globs)
    return read_bundle(_Some(files, parts, root), ASSUMED_ROOT, DeployOptions())
