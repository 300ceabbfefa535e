"""What each belief's runs give, set by set, for the page for authors: kept, or played behind it.

No page waits for it, and none has to stay open. One thread plays what is missing, question by
question. It plays only while no heavy page is made, and rests for longer than it plays, so that
others hardly notice. What it has found of a set is kept at once.
"""

import logging
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from time import monotonic, sleep, time

from trialrun.content import Catalog
from trialrun.content.coverage import PlainApart, apart_each, proof_of
from trialrun.content.folder import Folder
from trialrun.content.proofs import Proofs, Proven
from trialrun.web.http.heavy import HeavySlot

REST = 3
"""So many times as long as it has played it rests."""
BUSY_S = 0.05
"""So long it waits where a heavy page is made."""

log = logging.getLogger("trialrun")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the sets of a catalog; `waiting` are those not played yet.

    `since_ms` is when the oldest was played; None where nothing is known.
    """

    apart: Mapping[str, PlainApart]
    waiting: tuple[str, ...]
    since_ms: int | None


class BeliefRuns:
    """The proofs of a folder of content. Every method may be called from any thread.

    What was found last of each set is remembered, too: a data folder may take nothing.
    """

    def __init__(self, content: Path, proofs: Path) -> None:
        self._folder, self._file = Folder(content), proofs
        self._found: dict[str, tuple[str, Proven]] = {}
        self._lock = Lock()
        self._catalog: Catalog
        self._thread: Thread | None = None

    @property
    def is_working(self) -> bool:
        """Says whether what is missing is being played."""
        return self._thread is not None

    def known(self, catalog: Catalog) -> Known:
        """Returns what is known, at once."""
        found: dict[str, Proven] = {}
        with closing(self._proofs()) as proofs:
            for slug in catalog.sets:
                if proof := self._known(catalog, slug, proofs):
                    found[slug] = proof
        return Known(
            {slug: proof.value for slug, proof in found.items()},
            tuple(slug for slug in catalog.sets if slug not in found),
            min((proof.at_s * 1000 for proof in found.values()), default=None),
        )

    def work_on(self, catalog: Catalog, slot: HeavySlot) -> None:
        """Has what is missing of a catalog played. Whoever works already goes on with this one."""
        with self._lock:
            self._catalog = catalog
            if self._thread is not None:
                return
            self._thread = Thread(target=self._work, args=(slot,), name="beliefs", daemon=True)
            try:
                self._thread.start()
            except RuntimeError:
                log.exception("no thread can be started to play what beliefs give")
                self._thread = None

    def wait(self) -> None:
        """Waits until nobody works any more."""
        if (thread := self._thread) is not None:
            thread.join()

    def _work(self, slot: HeavySlot) -> None:
        tried: set[tuple[str, str]] = set()
        try:
            while taken := self._take(tried):
                self._play(*taken, slot)
        except Exception:
            log.exception("what beliefs give could not be played")
            self._thread = None

    def _take(self, tried: set[tuple[str, str]]) -> tuple[Catalog, str] | None:
        """Returns a set to play, none twice. Where there is none, nobody works any more."""
        with self._lock, closing(self._proofs()) as proofs:
            catalog = self._catalog
            for slug in catalog.sets:
                key = proof_of(catalog, slug, self._text(slug))
                if key not in tried and self._known(catalog, slug, proofs) is None:
                    tried.add(key)
                    return catalog, slug
            self._thread = None
            return None

    def _play(self, catalog: Catalog, slug: str, slot: HeavySlot) -> None:
        """Plays the questions of a set, and keeps what was found."""
        text = self._text(slug)
        found: PlainApart = {}
        pieces = apart_each(catalog, slug, text)
        while True:
            while not slot.take_if_free():
                sleep(BUSY_S)
            started_s = monotonic()
            try:
                piece = next(pieces, None)
            finally:
                slot.give_back()
            if piece is None:
                break
            found |= [piece]
            sleep(REST * (monotonic() - started_s))
        if not _is_whole(catalog, slug, found):
            return
        name, of = proof_of(catalog, slug, text)
        with closing(self._proofs()) as proofs:
            proofs.of(name, of, lambda: found)
        self._found[slug] = of, Proven(found, int(time()))

    def _known(self, catalog: Catalog, slug: str, proofs: Proofs) -> Proven | None:
        name, of = proof_of(catalog, slug, self._text(slug))
        if self._found.get(slug, ("",))[0] != of and (kept := proofs.kept(name, of)):
            self._found[slug] = of, kept
        known, proof = self._found.get(slug, ("", None))
        return proof if proof and known == of and _is_whole(catalog, slug, proof.value) else None

    def _text(self, slug: str) -> str:
        return self._folder.read(f"quizzes/{slug}.yaml").text

    def _proofs(self) -> Proofs:
        return Proofs(self._file, now_s=int(time()))


def _is_whole(catalog: Catalog, slug: str, apart: PlainApart) -> bool:
    """Says whether each question of the catalog is there: the file may be newer than it is."""
    return apart.keys() == catalog.sets[slug].questions.keys()
