"""Holds the catalog of now, and swaps it for another when a file has changed. One a process.

Whoever asks gets a whole catalog and keeps it to the end of its request. The files are looked at
once a second at most, by whoever asks then: no thread runs while nobody comes.
"""

import logging
import time
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import Protocol

from trialrun.content.build import Built, build
from trialrun.content.catalog import Catalog
from trialrun.content.folder import Folder, Texts
from trialrun.content.kept import Kept, code_signature

LOOK_EVERY_S = 1.0
"""What is written is seen by the first request that begins two seconds later."""
FEW_FILES, WAIT_S = 50, 1.0
"""A change of so few files is waited for; a larger one is built while the old catalog serves."""

log = logging.getLogger("trialrun")


class CatalogSource(Protocol):
    """Where pages get the catalog of a request from."""

    def current(self) -> Catalog:
        """Returns the catalog of now."""


class FixedShelf:
    """A shelf whose catalog stays: what a test puts there."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def current(self) -> Catalog:
        """Returns the catalog."""
        return self.catalog


class Shelf:
    """The catalog of a folder that may change. Every method may be called from any thread."""

    def __init__(self, texts: Texts, kept: Kept) -> None:
        self._texts = texts
        self._kept = kept
        self._built: Built = build(texts, kept)
        self._seen = self._built.stamps
        self._is_settled = texts.is_settled(self._seen)
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

    def _look_at_files(self) -> None:
        if not self._is_building:
            stamps = self._texts.scan()
            changed = dict(stamps.items() ^ self._seen.items())
            if changed or not self._is_settled:
                self._seen, self._is_settled = stamps, self._texts.is_settled(stamps)
                self._start(len(changed))
        self._looked_s = time.monotonic()

    def _start(self, changed: int) -> None:
        wait_s = WAIT_S if changed <= FEW_FILES else 0.0
        with self._changed:
            self._is_building = True
            self._deadline_s = time.monotonic() + wait_s
        Thread(target=self._build, name="content", daemon=True).start()

    def _build(self) -> None:
        try:
            self._built = build(self._texts, self._kept, self._built)
            # What changed while it was being built is seen at the next look.
            self._seen = self._built.stamps
            for problem in self._built.catalog.problems:
                log.warning("content left out: %s", problem)
        except Exception:
            log.exception("the content could not be built anew; what was there goes on serving")
        finally:
            with self._changed:
                self._is_building = False
                self._changed.notify_all()


def open_shelf(root: Path, derived: Path | None) -> Shelf:
    """Opens the content below a root, with what was proven before from a derived file."""
    kept = Kept(derived, f"{code_signature()} {root}")
    shelf = Shelf(Folder(root, kept.stamps()), kept)
    for problem in shelf.current().problems:
        log.warning("content left out: %s", problem)
    return shelf
