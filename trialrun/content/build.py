"""Builds a catalog from texts and from what was built before; only what has changed is read.

A file is built again when its own text has changed, or anything that it looked up in others.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from trialrun.content.catalog import Catalog, Shelved
from trialrun.content.course import Outline, QuestionSet
from trialrun.content.fact import Facts
from trialrun.content.folder import FACTS, OUTLINE, Folder, Texts, read_from, slug_of
from trialrun.content.kept import Kept, Record
from trialrun.content.parts import FileValue, reader_of
from trialrun.content.stamp import Stamp
from trialrun.content.watched import Looked, Space
from trialrun.problem import Problem

log = logging.getLogger("trialrun")

NO_FACTS = Facts(facts={}, rules={})


class BuiltFile:
    """A built file: what it looked up, its head and problems at once, its body when asked for."""

    def __init__(self, key: str, digest: str, record: Record, find: Callable[[], Any]) -> None:
        self.key = key
        self.digest = digest
        self.looked = record.looked
        self.head, self.problems = record.head
        self._find: Callable[[], Any] | None = find
        self._body: Any = None
        self._lock = Lock()

    def body(self) -> Any:
        """Returns what the file holds, the same value each time."""
        with self._lock:
            if self._find is not None:
                self._body = self._find()
                self._find = None
            return self._body


@dataclass(frozen=True, slots=True)
class Built:
    """A catalog with the parts it was made of, by path, and the stamps of all files."""

    catalog: Catalog
    parts: Mapping[str, BuiltFile]
    stamps: Mapping[str, Stamp]


def load_catalog(root: Path, kept: Kept | None = None) -> Catalog:
    """Reads the folders of content below a root. Never raises for what they hold."""
    kept = kept or Kept(None)
    return build(Folder(root, kept.stamps()), kept).catalog


def build(texts: Texts, kept: Kept, before: Built | None = None) -> Built:
    """Builds the catalog of some texts; what has not changed is taken from before, or as kept."""
    return _Build(texts, kept, before).all()


class _Build:
    """One build, folder by folder: each may look up what those before it hold."""

    def __init__(self, texts: Texts, kept: Kept, before: Built | None) -> None:
        self._texts = texts
        self._kept = kept
        self._before = before.parts if before else {}
        self._records = kept.records()
        self._stamps = texts.scan()
        self._spaces: dict[str, Space[Any]] = {}
        self._parts: dict[str, BuiltFile] = {}
        self._new: dict[str, tuple[Record, Any]] = {}

    def all(self) -> Built:
        facts: Facts = self._head(FACTS) or NO_FACTS
        outline: tuple[Outline, ...] = self._head(OUTLINE) or ()
        self._add_facts(facts)
        self._folder("scenarios")
        self._folder("levels")
        self._add_outline(outline)
        self._folder("lessons")
        self._folder("quizzes")
        catalog = Catalog(
            outline=outline,
            lessons=self._shelved("lessons"),
            scenarios=self._shelved("scenarios"),
            levels=self._shelved("levels"),
            sets={slug: _set(slug, part) for slug, part in self._in_order("quizzes").items()},
            facts=facts.facts,
            rules=facts.rules,
            problems=tuple(sorted(self._problems(outline))),
        )
        self._texts.keep(self._kept, self._new, [part.key for part in self._parts.values()])
        self._records, self._new = {}, {}
        return Built(catalog, self._parts, self._stamps)

    def _head(self, path: str) -> Any:
        return self._part(path).head if path in self._stamps else None

    def _add_facts(self, facts: Facts) -> None:
        assumed = facts.assumed_rules
        self._add("facts", {id_: _digest(f) for id_, f in facts.facts.items()}, facts.facts.get)
        self._add("rules", {id_: _digest(r) for id_, r in facts.rules.items()}, facts.rules.get)
        self._add("assumed", {"": _digest(assumed)}, lambda _: assumed)

    def _add_outline(self, outline: tuple[Outline, ...]) -> None:
        known = {entry.slug: "coming" for entry in outline}
        known |= {slug_of(path): "written" for path in read_from("lessons", self._stamps)}
        self._add("outline", known, lambda slug: known[slug] == "written")

    def _folder(self, folder: str) -> None:
        """Builds the files of a folder; the next folders may look them up."""
        parts = {slug_of(path): self._part(path) for path in read_from(folder, self._stamps)}
        sound = {slug: part for slug, part in parts.items() if part.head is not None}
        heads = {slug: part.head or {} for slug, part in parts.items()}
        self._add(folder, {s: part.digest for s, part in sound.items()}, lambda s: sound[s].body())
        self._add(f"{folder} written", dict.fromkeys(parts, "written"), lambda _: True)
        sections = {slug: _digest(head.get("sections")) for slug, head in heads.items()}
        self._add(f"{folder} sections", sections, lambda slug: heads[slug].get("sections"))

    def _add(self, name: str, digests: Mapping[str, str], find: Callable[[str], Any]) -> None:
        self._spaces[name] = Space(name, digests, find)

    def _holds(self, looked: Looked) -> bool:
        """Says whether everything that was looked up is still as it was."""
        return all(
            name in self._spaces and self._spaces[name].digest(key) == digest
            for (name, key), digest in looked.items()
        )

    def _part(self, path: str) -> BuiltFile:
        digest = self._texts.digest(path, self._stamps[path])
        key = f"{path} {digest}"
        part = self._before.get(path)
        if part is None or part.key != key or not self._holds(part.looked):
            part = self._from_kept(path, key, digest) or self._read(path, key, digest)
        self._parts[path] = part
        return part

    def _from_kept(self, path: str, key: str, digest: str) -> BuiltFile | None:
        record = self._records.get(key)
        if record is None or not self._holds(record.looked):
            return None
        return BuiltFile(key, digest, record, partial(self._body, path, key, digest))

    def _body(self, path: str, key: str, digest: str) -> Any:
        """Returns a body that was kept; where it was thrown away, reads the file again."""
        try:
            return self._kept.body(key)
        except LookupError:
            return self._read(path, key, digest).body()

    def _read(self, path: str, key: str, digest: str) -> BuiltFile:
        looked: Looked = {}
        text = self._texts.read(path)
        if text.problem is not None:
            return BuiltFile(key, digest, Record({}, (None, (text.problem,))), lambda: None)
        spaces = {name: space.watched(looked) for name, space in self._spaces.items()}
        made = _guarded(path, text.text, spaces)
        record = Record(looked, (made.head, made.problems))
        self._new[key] = (record, made.body)
        return BuiltFile(key, digest, record, lambda: made.body)

    def _in_order(self, folder: str) -> dict[str, BuiltFile]:
        """Returns a folder's parts that are not left out, by the authors' order, then by slug."""
        parts = {slug_of(path): self._parts[path] for path in read_from(folder, self._stamps)}
        found = {slug: part for slug, part in parts.items() if part.head is not None}
        return dict(sorted(found.items(), key=lambda item: (item[1].head["order"], item[0])))

    def _shelved(self, folder: str) -> Shelved[Any]:
        return Shelved({slug: part.body for slug, part in self._in_order(folder).items()})

    def _problems(self, outline: tuple[Outline, ...]) -> list[Problem]:
        problems = self._texts.problems(self._stamps)
        for part in self._parts.values():
            problems += part.problems
        listed = {entry.slug for entry in outline}
        ids = {slug: part.head["ids"] for slug, part in self._in_order("quizzes").items()}
        broken = {problem.path for problem in problems}
        for path in read_from("lessons", self._stamps):
            if slug_of(path) not in listed:
                message = "no line of lessons/outline.yaml lists it; add one"
                problems.append(Problem(path, 0, message))
            asks = (self._parts[path].head or {}).get("asks", {})
            problems += _prompt_problems(path, asks, ids, broken)
        return problems


def _set(slug: str, part: BuiltFile) -> QuestionSet:
    head = part.head

    def find(id_: str) -> Any:
        return (part.body() or {}).get(id_)

    questions = Shelved({id_: partial(find, id_) for id_ in head["ids"]})
    return QuestionSet(
        slug,
        head["title"],
        head["summary"],
        head["order"],
        head["lesson"],
        head["objectives"],
        questions,
    )


def _prompt_problems(
    path: str, asks: Mapping[str, int], ids: Mapping[str, tuple[str, ...]], broken: set[str]
) -> list[Problem]:
    """Names prompts whose question is not there; the reader goes past such a prompt."""
    found = []
    for uid, line in asks.items():
        set_slug, _, question_id = uid.partition("/")
        if question_id in ids.get(set_slug, ()):
            continue
        file = f"quizzes/{set_slug}.yaml"
        message = f"there is no proven question `{uid}` in quizzes/"
        if file in broken:
            message = f"the question `{uid}` has a mistake of its own; see {file}"
        found.append(Problem(path, line, message))
    return found


def _guarded(path: str, text: str, spaces: Mapping[str, Any]) -> FileValue:
    """Reads one file. Whatever an author wrote, the app starts: a bug of ours is named as one."""
    try:
        return reader_of(path)(path, text, spaces)
    except Exception as error:
        log.exception("reading %s", path)
        message = f"our reader broke off ({type(error).__name__}: {error}); please report this file"
        return FileValue(None, None, (Problem(path, 0, message),))


def _digest(value: Any) -> str:
    text = repr(sorted(value) if isinstance(value, frozenset) else value)
    return sha256(text.encode()).hexdigest()[:16]
