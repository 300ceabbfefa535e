"""Files that somebody brought, many or in a zip, to the one text that holds them. Reads no disk.

What is kept of them is what the bundle reads, and what looks like a part of it; all else is
counted, and not kept.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from trialrun.jobs.bundle import globs
from trialrun.jobs.bundle.loading import PATTERNS_MAX, load
from trialrun.jobs.bundle.located import nodes_of
from trialrun.jobs.bundle.notes import Notes
from trialrun.jobs.packed import Packed, PackedFile, pack
from trialrun.jobs.several import FILES_MAX, FilesInMemory, roots_in
from trialrun.jobs.source import Source, read_source
from trialrun.jobs.tree import Unreadable, shown
from trialrun.lab.came import ARCHIVE, KEPT_BACK, TOO_LARGE, Came, Unusable, clean_path, why_left
from trialrun.lab.unzipping import FILE_BYTES_MAX, is_zip, unzip
from trialrun.nearest import few
from trialrun.plural import counted

NAMED_MAX = 5
ROOTS_MAX = 20
COMPARED_MAX = 20_000
"""How many files the patterns of all roots look at; the first root sees all."""
NOT_TEXT = "The file is not UTF-8 text. Save it as UTF-8 and choose it again."
SUREST = "or paste what `databricks bundle validate -o json` prints"
BRING = f"Bring the folder that databricks.yml is in, {SUREST}."
TOLD_BYTES = 16_000
"""What may stand above the files about them."""
_TARS = (".tar", ".tar.gz", ".tgz", ".7z", ".rar")
_PART = re.compile(
    r"^\"?(?:resources|targets|variables|bundle|tasks|settings|new_settings|jobs)\"?[ \t]*:"
    r"|^[ \t{]*\"(?:resources|tasks|settings|new_settings|jobs)\"[ \t]*:",
    re.MULTILINE,
)
"""What a part of a bundle, or a job, has at the begin of a line."""
_RESOURCES = re.compile(r"^(?:resources[ \t]*:|[ \t{]*\"resources\"[ \t]*:)", re.MULTILINE)
"""What a file has that a root could include, and does not: it may be put right in the text."""
_SECRET = re.compile(KEPT_BACK, re.IGNORECASE)


@dataclass
class _Found:
    """The texts by path, what is no text, and what was left out, by why."""

    texts: dict[str, str] = field(default_factory=dict)
    not_text: set[str] = field(default_factory=set)
    left: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)


def text_of(came: Sequence[Came], bytes_max: int) -> str:
    """Returns the text of one file, or the packed text of several. Raises Unusable."""
    if len(came) == 1 and not is_zip(*came[0]):
        _refuse_other_archives(came[0].path)
        return _decoded(came[0].data)
    found = _Found()
    for path, data in _files(came, found.left):
        _take(found, path, data)
    if not found.texts:
        raise Unusable(_nothing(came, found.left))
    _strip_top(found)
    roots = roots_in(found.texts)[:ROOTS_MAX]
    is_flat = not any("/" in path for path in found.texts)
    if len(roots) == 1 and is_flat and len(found.texts) <= FILES_MAX:
        _place(found, roots[0])
    read = _read_by(found, roots)
    if wrong := sorted(read & found.not_text):
        raise Unusable(f"{shown(wrong[0])} is not UTF-8 text; save it as UTF-8 and bring it again")
    files = _fitting(found, read, bytes_max)
    _tell_left(found)
    return pack(Packed(tuple(files), told=tuple(found.told)))


def _files(came: Sequence[Came], left: Counter[str]) -> Iterable[Came]:
    zips = [path for path, data in came if is_zip(path, data)]
    if len(zips) > 1:
        raise Unusable(
            f"There are {len(zips)} zips, {_listed(zips)}; bring one at a time, or the folder"
        )
    for path, data in came:
        if is_zip(path, data):
            files, left_in = unzip(path.rpartition("/")[2] or "this zip", data)
            left += left_in
            yield from files
            continue
        _refuse_other_archives(path)
        cleaned = clean_path(path)
        why = why_left(cleaned) or (TOO_LARGE if len(data) > FILE_BYTES_MAX else "")
        if why:
            left[why] += 1
        else:
            yield Came(cleaned, data)


def _refuse_other_archives(path: str) -> None:
    if path.lower().endswith(_TARS):
        raise Unusable(f"{shown(path)} is no zip; bring a zip, or the folder itself")


def _take(found: _Found, path: str, data: bytes) -> None:
    try:
        text = _decoded(data)
    except Unusable:
        text = ""
        found.not_text.add(path)
    if path in found.texts:
        if found.texts[path] == text:
            return
        raise Unusable(
            f"{shown(path)} is there twice, and not the same; take one of them out, or bring the "
            "folder, which tells them apart"
        )
    found.texts[path] = text


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(NOT_TEXT) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _nothing(came: Sequence[Came], left: Counter[str]) -> str:
    many = counted(left.total() or len(came), "file")
    if left[TOO_LARGE]:
        return (
            f"Of {many} no YAML or JSON can be read: {left[TOO_LARGE]} too large, of more than "
            f"{FILE_BYTES_MAX:,} bytes. {BRING}"
        )
    if left[ARCHIVE]:
        return f"There is no YAML or JSON among {many}, but another archive: unpack that one first"
    return f"There is no YAML or JSON among {many}. {BRING}"


def _strip_top(found: _Found) -> None:
    """Takes away the folders that all files lie in: the name of a repository says nothing here."""
    paths = [path.split("/") for path in found.texts]
    same = 0
    while all(len(steps) > same + 1 for steps in paths) and (
        len({steps[same] for steps in paths}) == 1
    ):
        same += 1
    found.texts = {
        "/".join(steps[same:]): text
        for steps, text in zip(paths, found.texts.values(), strict=True)
    }
    found.not_text = {"/".join(path.split("/")[same:]) for path in found.not_text}
    folded = Counter(path.casefold() for path in found.texts)
    alike = [path for path in found.texts if folded[path.casefold()] > 1]
    if alike:
        found.told.append(f"Differ in case only, so other systems keep one: {_listed(alike)}.")


def _place(found: _Found, root: str) -> None:
    """Puts files that came without folders where the include patterns of the root name them."""
    patterns = _patterns(found.texts[root])
    placed: dict[str, str] = {}
    assumed: dict[str, list[str]] = {}
    fit = {root}.union(*(globs.matches(pattern, found.texts) for pattern in patterns))
    for path, text in found.texts.items():
        folders = [] if path in fit else [_folder(pattern, path) for pattern in patterns]
        folder = next((one for one in folders if one), "")
        if folder:
            assumed.setdefault(folder, []).append(path)
        placed[folder + path] = text
        if path in found.not_text:
            found.not_text = found.not_text - {path} | {folder + path}
    found.texts = placed
    for folder, paths in assumed.items():
        found.told.append(f"Assumed: {_listed(paths)} in {folder}, where an include looks.")


def _patterns(root: str) -> list[str]:
    try:
        listed = nodes_of("", read_source(root)).find("include")
    except Unreadable:
        return []
    value = listed.value if listed is not None and isinstance(listed.value, list) else []
    named = [one.text for one in value[:PATTERNS_MAX] if one.text]
    return [pattern for pattern in named if not globs.leads_out(pattern)]


def _folder(pattern: str, name: str) -> str:
    """Returns the folder that a pattern looks into for a file of that name, "" for none."""
    steps = [step for step in pattern.split("/") if step not in ("", ".")]
    if not steps or ".." in steps or not fnmatchcase(name, steps[-1]):
        return ""
    return "".join(("_" if set(step) & set("*?[") else step) + "/" for step in steps[:-1])


class _RootsOnly(FilesInMemory):
    """Files of which the root alone is read: enough to know which others it names."""

    def source(self, name: str) -> Source:
        """Parses a root; any other file is asked for, and empty."""
        if self.asked:
            self.asked.add(name)
            return read_source("{}")
        return super().source(name)


def _read_by(found: _Found, roots: Sequence[str]) -> set[str]:
    """Returns the files that the roots read, themselves among them."""
    read: set[str] = set()
    left = COMPARED_MAX
    for root in roots:
        folder, slash, name = root.rpartition("/")
        before = folder + slash
        inside = {p.removeprefix(before): t for p, t in found.texts.items() if p.startswith(before)}
        left -= len(inside)
        if left < 0 and read:
            break
        files = _RootsOnly(inside)
        load(files, name, Notes())
        read |= {before + path for path in files.asked}
    return read


def _fitting(found: _Found, read: set[str], bytes_max: int) -> list[PackedFile]:
    """Returns what is kept: all that is read, and as much as fits of what looks like a part."""
    part = _RESOURCES if read else _PART
    parts = [
        path
        for path, text in found.texts.items()
        if path not in read and part.search(text) and not _SECRET.search(path)
    ]
    files: list[PackedFile] = []
    beside: list[str] = []
    size = TOLD_BYTES
    for path in [*sorted(read), *sorted(parts)]:
        one = PackedFile(path, found.texts[path])
        size_of_it = len(pack(Packed((one,))).encode())
        if size + size_of_it > bytes_max or len(files) >= FILES_MAX:
            if path in read:
                raise Unusable(_too_much(found.texts, read, bytes_max - TOLD_BYTES))
            beside.append(path)
            continue
        size += size_of_it
        files.append(one)
    others = [*beside, *sorted(found.texts.keys() - read - set(parts))]
    if others:
        why = "no include names them" if read else "no job is in them"
        found.told.append(f"Left out, as {why}: {_listed(others)}.")
    if not files:
        raise Unusable(
            f"There is no bundle and no job among {counted(len(found.texts), 'file')}. {BRING}"
        )
    return files


def _too_much(texts: Mapping[str, str], read: set[str], bytes_max: int) -> str:
    sizes = sorted(((len(texts[path].encode()), path) for path in read), reverse=True)
    largest = ", ".join(f"{shown(path)} ({size:,} bytes)" for size, path in sizes[:3])
    whole = sum(size for size, _ in sizes)
    return (
        f"The bundle reads {counted(len(read), 'file')} with {whole:,} bytes; at most {FILES_MAX} "
        f"files and {bytes_max:,} bytes can be kept. The largest: {largest}. Take some out of "
        f"`include`, {SUREST}"
    )


def _tell_left(found: _Found) -> None:
    if found.left:
        parts = [f"{count} {why}" for why, count in sorted(found.left.items())]
        found.told.append(f"Left out: {', '.join(parts)}.")


def _listed(paths: Sequence[str]) -> str:
    return few(map(shown, paths), most=NAMED_MAX)
