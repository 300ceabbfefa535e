"""Holds the catalog of now, and swaps it for another when a file has changed. One a process.

Whoever asks gets a whole catalog and keeps it to the end of its request. The files are looked at
once a second at most, by whoever asks then: no thread runs while nobody comes.
"""

import logging
import time
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import Protocol

from trialrun.content.build import build
from trialrun.content.built import Built
from trialrun.content.catalog import Catalog
from trialrun.content.code import code_signature
from trialrun.content.folder import Folder, Texts
from trialrun.content.kept import Kept

LOOK_EVERY_S = 1.0
"""What is written is seen by the first request that begins two seconds later."""
FEW_FILES, WAIT_S = 50, 1.0
"""A change of so few files is waited for; a larger one is built while the old catalog serves."""
REST_S = 5.0
"""So long a build that failed is not tried again."""

log = logging.getLogger("trialrun")


class CatalogSource(Protocol):
    """Where pages get the catalog of a request from."""

    def current(self) -> Catalog:
        """Returns the catalog of now."""

    def close(self) -> None:
        """Lets go of what is open."""


class FixedShelf:
    """A shelf whose catalog stays: what a test puts there."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def current(self) -> Catalog:
        """Returns the catalog."""
        return self.catalog

    def close(self) -> None:
        """Has nothing to let go of."""


class Shelf:
    """The catalog of a folder that may change. Every method may be called from any thread."""

    def __init__(self, texts: Texts, kept: Kept) -> None:
        self._texts = texts
        self._kept = kept
        self._built: Built = build(texts, kept)
        self._built.keep()
        self._is_settled = self._built.is_settled
        self._rest_until_s = 0.0
        self._looked_s = time.monotonic()
        self._look = Lock()
        self._changed = Condition()
        self._is_building = False
        self._deadline_s = 0.0

    def current(self) -> Catalog:
        """Returns the catalog of now, after a look at the files if the last is a second ago."""
        if time.monotonic() - self._looked_s >= LOOK_EVERY_S:
            with self._look:
                if time.monotonic() - self._looked_s >= LOOK_EVERY_S:
                    self._look_at_files()
        if self._is_building:
            with self._changed:
                left_s = self._deadline_s - time.monotonic()
                if left_s > 0:
                    self._changed.wait_for(lambda: not self._is_building, left_s)
        return self._built.catalog

    def close(self) -> None:
        """Lets go of the derived file; a page that comes later opens it again."""
        self._kept.close()

    def _look_at_files(self) -> None:
        now_s = time.monotonic()
        self._looked_s = now_s
        if self._is_building or now_s < self._rest_until_s:
            return
        stamps = self._texts.scan()
        changed = dict(stamps.items() ^ self._built.stamps.items())
        if changed or not self._is_settled:
            self._start(len(changed))

    def _start(self, changed: int) -> None:
        wait_s = WAIT_S if changed <= FEW_FILES else 0.0
        with self._changed:
            self._is_building = True
            self._deadline_s = time.monotonic() + wait_s
        try:
            Thread(target=self._build, name="content", daemon=True).start()
        except RuntimeError:
            log.exception("no thread can be started to build the content anew")
            self._rest()

    def _build(self) -> None:
        try:
            built = build(self._texts, self._kept, self._built)
        except Exception:
            log.exception("the content could not be built anew; what was there goes on serving")
            self._rest()
            return
        is_new = built.catalog.problems != self._built.catalog.problems
        if self._has_changed(built):
            self._built = built
        self._is_settled = built.is_settled
        with self._changed:
            self._is_building = False
            self._changed.notify_all()
        if is_new:
            for problem in built.catalog.problems:
                log.warning("content left out: %s", problem)
        built.keep()

    def _has_changed(self, built: Built) -> bool:
        """Says whether anything was built anew: a file that was only touched changes nothing."""
        before = self._built.parts
        return (
            built.stamps != self._built.stamps
            or built.parts.keys() != before.keys()
            or any(part is not before[path] for path, part in built.parts.items())
        )

    def _rest(self) -> None:
        """Ends a build that failed. It is tried again, after a while."""
        with self._changed:
            self._rest_until_s = time.monotonic() + REST_S
            self._is_building = False
            self._changed.notify_all()


def open_shelf(root: Path, derived: Path | None) -> Shelf:
    """Opens the content below a root, with what was proven before from a derived file."""
    kept = Kept(derived, f"{code_signature()} {root}")
    shelf = Shelf(Folder(root, kept.stamps()), kept)
    for problem in shelf.current().problems:
        log.warning("content left out: %s", problem)
    return shelf
