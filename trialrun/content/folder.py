"""The folders of content below a root: which files there are, and their texts. Builds nothing."""

import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from trialrun.content.kept import Kept, KeptRow
from trialrun.content.picture import PictureFile
from trialrun.content.picture_bytes import BYTES_MAX, Unshown, read_picture, too_large
from trialrun.content.stamp import Stamp
from trialrun.jobs.tree import shown
from trialrun.problem import Problem

BUNDLES = "quizzes/bundles"
INCIDENTS = "incidents"
FIGURES = "lessons/figures"
FOLDERS = {
    BUNDLES: ".yaml",
    FIGURES: ".yaml",
    "lessons": ".md",
    "scenarios": ".yaml",
    "levels": ".yaml",
    INCIDENTS: ".yaml",
    "quizzes": ".yaml",
}
PICTURES = ("lessons", "quizzes")
"""The folders in which pictures may lie, also in folders of their own."""
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
FOLDERS_MAX = 200
FACTS, OUTLINE, EXAMS = "lessons/facts.yaml", "lessons/outline.yaml", "lessons/exams.yaml"
GLOSSARY = "lessons/glossary.yaml"
PATH_SHOWN_MAX = 300
SETTLED_NS = 2_000_000_000
"""A file that was read so soon after it was written may be written again in the same instant."""

SLUG_LENGTH_MAX = 80
_SLUG = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{SLUG_LENGTH_MAX - 1}}}")
_OWN_SLUG = re.compile(r"own(-|$)")
_ENDINGS_OF_OTHERS = (".yml", ".markdown", ".txt")


class Text(NamedTuple):
    """A file that was read: its text, or why it cannot be read (then the text is "")."""

    text: str
    digest: str
    problem: Problem | None = None


New = Mapping[str, tuple[KeptRow, Any]]
"""What was built anew, by key: each with its body."""


class Texts(Protocol):
    """Where authors' texts come from: a folder, or later a store."""

    def scan(self) -> Mapping[str, Stamp]:
        """Returns the stamp of every text, by path."""

    def digest(self, path: str, stamp: Stamp) -> str:
        """Returns the digest of a text, read only where its stamp is not known."""

    def read(self, path: str) -> Text:
        """Returns a text."""

    def picture(self, path: str) -> tuple[PictureFile, bytes]:
        """Returns a picture with its bytes. Raises Unshown."""

    def problems(self, paths: Mapping[str, Stamp]) -> list[Problem]:
        """Returns what would be passed over in silence."""

    def is_settled(self, stamps: Mapping[str, Stamp]) -> bool:
        """Says whether no text can have changed since without its stamp telling."""

    def keep(self, kept: Kept, new: New, used: list[str]) -> None:
        """Keeps what was built of them, and by which stamps they are known."""


@dataclass
class Folder:
    """The content below a root. `known` are digests by path, each with the stamp it was read at."""

    root: Path
    known: dict[str, tuple[Stamp, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._kept_known = dict(self.known)

    def scan(self) -> dict[str, Stamp]:
        """Returns the stamp of every file in the folders, by its path below the root."""
        found = {}
        for folder in FOLDERS:
            for entry in _entries(self.root / folder):
                stamp = _stamp(entry)
                if stamp is not None:
                    found[f"{folder}/{entry.name}"] = stamp
        for folder in PICTURES:
            found |= self._pictures_below(folder)
        return dict(sorted(found.items()))

    def _pictures_below(self, folder: str) -> dict[str, Stamp]:
        """Returns the pictures in the folders of a folder. A link to a folder is not followed."""
        found, folders = {}, [folder]
        for count, path in enumerate(folders):
            for entry in _entries(self.root / path):
                if entry.is_dir(follow_symlinks=False) and count < FOLDERS_MAX:
                    folders.append(f"{path}/{entry.name}")
                elif path != folder and is_picture(entry.name) and (stamp := _stamp(entry)):
                    found[f"{path}/{entry.name}"] = stamp
        return found

    def digest(self, path: str, stamp: Stamp) -> str:
        """Returns a file's digest; one with a known stamp is not read."""
        known = self.known.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        if is_picture(path) and stamp.size > BYTES_MAX:
            return too_large(stamp.size)
        return self.read(path, stamp).digest

    def read(self, path: str, stamp: Stamp | None = None) -> Text:
        """Reads a file. What cannot be read is a problem."""
        try:
            body = (self.root / path).read_bytes()
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            return Text("", f"unread {message}", Problem(path, 0, message))
        digest = sha256(body).hexdigest()
        if stamp is not None and _is_settled(stamp):
            self.known[path] = (stamp, digest)
        try:
            return Text(body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), digest)
        except UnicodeDecodeError as error:
            line = body[: error.start].count(b"\n") + 1
            message = "this is not UTF-8 text; save the file as UTF-8"
            return Text("", digest, Problem(path, line, message))

    def picture(self, path: str) -> tuple[PictureFile, bytes]:
        """Reads a picture. A link that leads out of the content is none. Raises Unshown."""
        file = self.root / path
        try:
            if not file.resolve().is_relative_to(self.root.resolve()):
                raise Unshown("it is a link to a file elsewhere; put a copy here")
            with file.open("rb") as opened:
                body = opened.read(BYTES_MAX + 1)
            size = file.stat().st_size
        except OSError as error:
            raise Unshown(f"the file cannot be read: {error.strerror}") from error
        if size > BYTES_MAX:
            raise Unshown(too_large(size))
        return read_picture(path, body), body

    def is_settled(self, stamps: Mapping[str, Stamp]) -> bool:
        """Says whether every file is old: one that is young may change again unseen."""
        return all(map(_is_settled, stamps.values()))

    def keep(self, kept: Kept, new: New, used: list[str]) -> None:
        """Keeps what was built, if anything was, or if files are known by other stamps now."""
        known = dict(self.known)
        if new or self._kept_known != known:
            kept.keep(known, new, used)
            self._kept_known = known

    def problems(self, paths: Mapping[str, Stamp]) -> list[Problem]:
        """Names what would be passed over in silence: no folder, wrong endings, odd names."""
        if not (self.root / "lessons").is_dir() and not (self.root / "quizzes").is_dir():
            return [
                Problem(str(self.root), 0, "there is neither lessons/ nor quizzes/ in this folder")
            ]
        found = []
        if FACTS not in paths:
            found.append(Problem(FACTS, 0, "the file of facts and rules is missing"))
        messages = ((path, _name_problem(path)) for path in paths)
        return found + [
            Problem(shown(path, PATH_SHOWN_MAX), 0, message)
            for path, message in messages
            if message
        ]


def read_from(folder: str, paths: Iterable[str]) -> list[str]:
    """Returns the files of a folder that are read, each what its slug says, in order of name.

    >>> read_from("lessons", ["lessons/b.md", "lessons/a.md", "lessons/facts.yaml"])
    ['lessons/a.md', 'lessons/b.md']
    """
    inside = (path for path in paths if folder_of(path) == folder)
    return sorted(p for p in inside if p.endswith(FOLDERS[folder]) and not _name_problem(p))


def unread_from(folder: str, paths: Iterable[str]) -> dict[str, str]:
    """Returns the files of a folder that are not read because of their names, by what they hold.

    >>> unread_from("levels", ["levels/a.yaml", "levels/b.yml"])
    {'b': 'levels/b.yml'}
    """
    inside = (path for path in paths if folder_of(path) == folder)
    return {slug_of(path): path for path in inside if _name_problem(path)}


def folder_of(path: str) -> str:
    """Returns the folder of content that a path lies in, at any depth.

    >>> folder_of("quizzes/bundles/a.yaml"), folder_of("quizzes/img/a.png")
    ('quizzes/bundles', 'quizzes')
    """
    return next((name for name in FOLDERS if path.startswith(f"{name}/")), "")


def is_picture(path: str) -> bool:
    """Says whether a file's name is that of a picture.

    >>> is_picture("quizzes/img/graph.PNG"), is_picture("quizzes/my-set.yaml")
    (True, False)
    """
    return path.lower().endswith(PICTURE_ENDINGS)


def slug_of(path: str) -> str:
    """Returns the name of what a file holds.

    >>> slug_of("quizzes/my-set.yaml")
    'my-set'
    """
    return path.rpartition("/")[2].rpartition(".")[0]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    """Returns a file's stamp, None where it vanished meanwhile."""
    try:
        found = entry.stat()
    except OSError:
        # A link that leads nowhere is there, and whoever reads it is told so.
        return Stamp(-1, -1) if entry.is_symlink() else None
    return Stamp(found.st_size, found.st_mtime_ns)


def _is_settled(stamp: Stamp) -> bool:
    """Says whether a file was written so long ago that the next change has another stamp.

    File systems tell times in steps of some milliseconds.
    """
    return abs(time.time_ns() - stamp.mtime_ns) > SETTLED_NS


def _name_problem(path: str) -> str:
    """Says why a file is not read, "" where it is, or is none of ours."""
    folder = folder_of(path)
    name = path.removeprefix(f"{folder}/")
    stem, _, suffix = name.rpartition(".")
    ending = FOLDERS[folder]
    if f".{suffix}" in _ENDINGS_OF_OTHERS and stem:
        return f"this is not read; let its name end in {ending}"
    if f".{suffix}" != ending:
        return ""
    if not _SLUG.fullmatch(stem):
        is_long = len(stem) > SLUG_LENGTH_MAX and _SLUG.fullmatch(stem[:SLUG_LENGTH_MAX])
        told = f"at most {SLUG_LENGTH_MAX} " if is_long else ""
        return f"rename it: {told}lower-case letters, digits and dashes are taken"
    if path == "quizzes/missed.yaml":
        return "`missed` is taken by what a learner missed; rename"
    if folder == "scenarios" and _OWN_SLUG.match(stem):
        return "`own` is taken by jobs that people paste; rename"
    if folder == "scenarios" and stem.startswith("incident-"):
        return "`incident-` is taken by the stories of incidents; rename"
    return ""
