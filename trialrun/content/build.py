"""Builds a catalog from texts and from what was built before; only what has changed is read.

A file is built again when its own text has changed, or anything that it looked up in others.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from trialrun.content.built import Built, BuiltFile, question_set_of
from trialrun.content.catalog import Catalog, Shelved
from trialrun.content.course import Course
from trialrun.content.exam import Exams
from trialrun.content.fact import Facts
from trialrun.content.folder import (
    BUNDLES,
    EXAMS,
    FACTS,
    FIGURES,
    GLOSSARY,
    INCIDENTS,
    OUTLINE,
    Folder,
    Texts,
    is_picture,
    read_from,
    slug_of,
    unread_from,
)
from trialrun.content.glossary import Glossary
from trialrun.content.kept import Kept, KeptRow, Record, row_of
from trialrun.content.parts import FileValue, reader_of
from trialrun.content.picture import PictureFile
from trialrun.content.picture_bytes import Unshown
from trialrun.content.sections import section_problems, taught_problems
from trialrun.content.together import listing_problems, prompt_problems, told_once
from trialrun.content.watched import Looked, Space, digest_of
from trialrun.problem import EVERY, Problem

log = logging.getLogger("trialrun")

NO_FACTS = Facts(facts={}, rules={}, broken={EVERY: FACTS})


def load_catalog(root: Path, kept: Kept | None = None) -> Catalog:
    """Reads the folders of content below a root. Never raises for what they hold."""
    kept = kept or Kept(None)
    built = build(Folder(root, kept.stamps()), kept)
    built.keep()
    return built.catalog


def build(texts: Texts, kept: Kept, before: Built | None = None) -> Built:
    """Builds the catalog of some texts; what has not changed is taken from before, or as kept.

    What is built lets go of the one before: nothing of it holds this build.
    """
    return _Build(texts, kept, before).all()


class _Build:
    """One build, folder by folder: each may look up what those before it hold."""

    def __init__(self, texts: Texts, kept: Kept, before: Built | None) -> None:
        self._texts = texts
        self._kept = kept
        self._before = before.parts if before else {}
        self._last_good = dict(before.last_good) if before else {}
        self._rows = _by_text(kept.rows()) if before is None else None
        self._rescue = _Rescue(texts)
        self._stamps = texts.scan()
        # Now, not when all is built: a long build would make old of what was young at the look.
        self._is_settled = texts.is_settled(self._stamps)
        self._spaces: dict[str, Space[Any]] = {}
        self._parts: dict[str, BuiltFile] = {}
        self._new: dict[str, tuple[KeptRow, Any]] = {}

    def all(self) -> Built:
        facts: Facts = self._head(FACTS) or NO_FACTS
        course: Course = self._head(OUTLINE) or Course()
        exams: Exams = self._head(EXAMS) or Exams()
        self._add_facts(facts)
        pictures = self._add_pictures()
        self._folder("scenarios")
        self._folder(FIGURES)
        self._folder("levels")
        self._folder(INCIDENTS)
        self._folder(BUNDLES)
        self._add_outline(course)
        glossary = self._add_glossary()
        self._folder("lessons")
        self._add_exams(exams)
        self._folder("quizzes")
        told = told_once(self._problems(course, glossary))
        catalog = Catalog(
            outline=course.lessons,
            lessons=self._shelved("lessons"),
            scenarios=self._shelved("scenarios"),
            figures=self._shelved(FIGURES),
            levels=self._shelved("levels"),
            incidents=self._shelved(INCIDENTS),
            sets={
                slug: question_set_of(slug, part)
                for slug, part in self._in_order("quizzes").items()
            },
            facts=facts.facts,
            rules=facts.rules,
            exams=exams,
            glossary=glossary.terms,
            problems=tuple(p for p in told if not p.is_warning),
            bundles=Shelved({slug: p.body for slug, p in self._sound(BUNDLES).items()}),
            warnings=tuple(p for p in told if p.is_warning),
            first_question=course.first_question,
            pictures=pictures,
            picture=self._texts.picture,
        )
        used = [part.row for part in self._parts.values()]
        keep = partial(self._texts.keep, self._kept, self._new, used)
        return Built(catalog, self._parts, self._stamps, self._is_settled, self._last_good, keep)

    def _head(self, path: str) -> Any:
        """Returns what others look up; while its file, or an entry, is broken, as it last was.

        One mistyped line must not take every lesson and question away from those who learn. Nor
        must an editor that removes the facts before it writes them; the others may be missing.
        """
        if path != FACTS and path not in self._stamps:
            return None
        part = self._part(path) if path in self._stamps else None
        before = self._last_good.get(path)
        if part is not None and part.head is not None:
            self._last_good[path] = part.head.healed(before) if before else part.head
        return self._last_good.get(path)

    def _add_facts(self, facts: Facts) -> None:
        assumed = facts.assumed_rules
        self._add("facts", {id_: digest_of(f) for id_, f in facts.facts.items()}, facts.facts.get)
        self._add("rules", {id_: digest_of(r) for id_, r in facts.rules.items()}, facts.rules.get)
        self._add("facts broken", facts.broken, facts.broken.get)
        self._add("assumed", {"": digest_of(assumed)}, lambda _: assumed)

    def _add_pictures(self) -> dict[str, str]:
        """Lets sets and lessons look up the pictures beside them. Returns their digests by path."""
        stamps = self._stamps
        digests = {p: self._texts.digest(p, stamps[p]) for p in stamps if is_picture(p)}
        self._add("pictures", digests, self._picture)
        return digests

    def _picture(self, path: str) -> PictureFile | str:
        try:
            return self._texts.picture(path)[0]
        except Unshown as error:
            return str(error)

    def _add_outline(self, course: Course) -> None:
        known = {entry.slug: "coming" for entry in course.lessons}
        known |= dict.fromkeys(course.broken, "coming")
        known |= {slug_of(path): "written" for path in read_from("lessons", self._stamps)}
        self._add("outline", known, lambda slug: known[slug] == "written")

    def _add_glossary(self) -> Glossary:
        """Lets lessons look up words: all by which a term is found, and each term by its id."""
        found: Glossary | None = self._head(GLOSSARY)
        glossary = found or Glossary()
        names = ("forms", "known", "former") if found else ()
        digests = {name: digest_of(getattr(glossary, name)) for name in names}
        self._add("glossary", digests, partial(getattr, glossary))
        terms = glossary.terms
        self._add("terms", {id_: digest_of(t) for id_, t in terms.items()}, terms.get)
        return glossary

    def _add_exams(self, exams: Exams) -> None:
        # What an objective says is looked up when it is shown: new words make no set anew.
        self._add("objectives", dict.fromkeys(exams.objectives, "known"), str)
        self._add("exams broken", exams.broken, exams.broken.__getitem__)

    def _folder(self, folder: str) -> None:
        """Builds the files of a folder; the next folders may look them up."""
        parts = {slug_of(path): self._part(path) for path in read_from(folder, self._stamps)}
        sound = {slug: part for slug, part in parts.items() if part.head is not None}
        heads = {slug: part.head or {} for slug, part in parts.items()}
        self._add(folder, {s: part.digest for s, part in sound.items()}, lambda s: sound[s].body())
        paths = read_from(folder, self._stamps)
        written = unread_from(folder, self._stamps) | {slug_of(path): path for path in paths}
        self._add(f"{folder} written", written, written.__getitem__)
        sections = {slug: digest_of(head.get("sections")) for slug, head in heads.items()}
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
        part = self._before.get(path)
        if part is None or part.digest != digest or not self._holds(part.looked):
            part = self._from_kept(path, digest) or self._read(path)
        self._parts[path] = part
        return part

    def _from_kept(self, path: str, digest: str) -> BuiltFile | None:
        rows = _by_text(self._kept.rows(path)) if self._rows is None else self._rows
        for kept in rows.get((path, digest), ()):
            if self._holds(kept.record.looked):
                find = partial(_body, self._kept, self._rescue, path, kept)
                return BuiltFile(digest, kept.row, kept.record, find)
        return None

    def _read(self, path: str) -> BuiltFile:
        """Builds a file from its text as it is now: it goes by that text's digest, no other."""
        looked: Looked = {}
        text = self._texts.read(path)
        if text.problem is not None:
            record = Record({}, (None, (text.problem,), None))
            return BuiltFile(text.digest, "", record, lambda: None)
        spaces = {name: space.watched(looked) for name, space in self._spaces.items()}
        made = _guarded(path, text.text, spaces)
        record = Record(looked, (made.head, made.problems, made.aside))
        row = row_of(path, text.digest, looked)
        self._new[row] = KeptRow(row, path, text.digest, 0, record), made.body
        return BuiltFile(text.digest, row, record, lambda: made.body)

    def _sound(self, folder: str) -> dict[str, BuiltFile]:
        parts = {slug_of(path): self._parts[path] for path in read_from(folder, self._stamps)}
        return {slug: part for slug, part in parts.items() if part.head is not None}

    def _in_order(self, folder: str) -> dict[str, BuiltFile]:
        found = self._sound(folder)
        return dict(sorted(found.items(), key=lambda item: (item[1].head["order"], item[0])))

    def _shelved(self, folder: str) -> Shelved[Any]:
        return Shelved({slug: part.body for slug, part in self._in_order(folder).items()})

    def _problems(self, course: Course, glossary: Glossary) -> list[Problem]:
        problems = self._texts.problems(self._stamps)
        for part in self._parts.values():
            problems += part.problems
        sets = {slug_of(p): self._parts[p].aside for p in read_from("quizzes", self._stamps)}
        outline = self._parts.get(OUTLINE)
        is_read = outline is None or outline.head is not None
        for path in read_from("lessons", self._stamps):
            problems += listing_problems(path, course, is_read=is_read)
            problems += prompt_problems(path, self._parts[path].aside or {}, sets)
        heads = {slug: p.head or {} for slug, p in self._in_order("lessons").items()}
        problems += [*section_problems(heads), *taught_problems(glossary, heads)]
        if course.first_question:
            problems += prompt_problems(OUTLINE, {course.first_question: course.asks_line}, sets)
        return problems


def _by_text(rows: Iterable[KeptRow]) -> dict[tuple[str, str], list[KeptRow]]:
    found: dict[tuple[str, str], list[KeptRow]] = {}
    for row in rows:
        found.setdefault((row.path, row.digest), []).append(row)
    return found


class _Rescue:
    """Builds everything anew, once, for bodies that were thrown away under a running app."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._lock = Lock()
        self._built: Built | None = None

    def body(self, path: str, kept: KeptRow) -> Any:
        """Returns the body of a file that is still as it was; None for another."""
        with self._lock:
            if self._built is None:
                self._built = build(self._texts, Kept(None))
        part = self._built.parts.get(path)
        return part.body() if part is not None and part.row == kept.row else None


def _body(kept: Kept, rescue: _Rescue, path: str, row: KeptRow) -> Any:
    try:
        return kept.body(row.row)
    except LookupError:
        return rescue.body(path, row)


def _guarded(path: str, text: str, spaces: Mapping[str, Any]) -> FileValue:
    """Reads one file. Whatever an author wrote, the app starts: a bug of ours is named as one."""
    try:
        return reader_of(path)(path, text, spaces)
    except Exception as error:
        log.exception("reading %s", path)
        message = f"our reader broke off ({type(error).__name__}: {error}); please report this file"
        return FileValue(None, None, (Problem(path, 0, message),))
