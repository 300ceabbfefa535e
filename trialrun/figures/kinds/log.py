"""The kind `log`: what becomes of a Delta table's folder, write by write."""

from dataclasses import replace
from functools import partial
from typing import Any

from trialrun.figures import delta_log, delta_writes, log_told
from trialrun.figures.delta_log import DeltaEntry, DeltaFolder, DeltaRead
from trialrun.figures.delta_writes import Conflict, Transaction
from trialrun.figures.figure import FigureMoment
from trialrun.figures.kind import FigureSpec, FigureStage, PlayedFigure
from trialrun.figures.log_shown import NOTHING_LIT, Lit, log_in_words, log_shown
from trialrun.figures.log_spec import (
    AppendStep,
    AtOnceStep,
    DeleteStep,
    LogSpec,
    MergeStep,
    OptimizeStep,
    OverwriteStep,
    ReadStep,
    RestoreStep,
    VacuumStep,
    WaitStep,
    WriteStep,
    rows_of,
)
from trialrun.figures.log_told import LogSentence
from trialrun.plural import counted
from trialrun.questions import Flaw, unfound

HOURS_A_DAY = 24


class _Log:
    """The kind."""

    name = "log"
    Spec: type[FigureSpec] = LogSpec

    def play(self, spec: LogSpec, stage: FigureStage) -> PlayedFigure:
        """Plays the steps one by one, from the table's creation on."""
        return _Player(spec, stage).play()


KIND = _Log()


class _Player:
    """Plays one file: the folder as it is now, the moments so far, and what cannot be played."""

    def __init__(self, spec: LogSpec, stage: FigureStage) -> None:
        self._spec = spec
        self._stage = stage
        self._folder = delta_log.created()
        self._moments: list[FigureMoment] = []
        self._flaws: list[Flaw] = []
        self._numbered = 0
        self._at = -1

    def play(self) -> PlayedFigure:
        self._show(log_told.created_told(), Lit(entry=0))
        for number, step in enumerate(self._spec.steps):
            self._at = number
            begin = len(self._moments)
            self._step(step)
            self._add_notes(step, begin)
        return PlayedFigure(tuple(self._moments), tuple(self._flaws))

    def _step(self, step: Any) -> None:
        match step:
            case AtOnceStep():
                self._at_once(step)
            case RestoreStep():
                self._restore(step)
            case ReadStep():
                self._read(step)
            case VacuumStep():
                folder, gone = delta_log.vacuum(self._folder, lite=step.lite)
                self._folder = folder
                told = log_told.vacuumed_told(folder, gone, lite=step.lite)
                self._show(told, Lit(gone=gone))
            case WaitStep():
                self._folder = delta_log.later(self._folder, step.days * HOURS_A_DAY)
                self._show(log_told.later_told(self._folder, step.days))
            case AppendStep() | OverwriteStep() | MergeStep() | DeleteStep() | OptimizeStep():
                self._write(step)
            case _:
                self._folder = delta_log.checkpoint(self._folder)
                self._show(log_told.checkpoint_told(self._folder))

    def _write(self, step: WriteStep) -> None:
        before = self._folder
        begun = self._begun(step)
        if begun is None:
            return
        self._folder, write = begun
        fails_after = getattr(step, "fails_after", None)
        if fails_after is not None:
            self._fail(before, write, fails_after)
            return
        if write.adds:
            told = log_told.written_told(self._folder, write)
            self._show(told, Lit(files=write.adds, pending=write.adds))
        self._folder, done = delta_writes.commit(self._folder, write)
        assert isinstance(done, DeltaEntry)
        self._show(log_told.committed_told(done), Lit(entry=done.version))

    def _fail(self, before: DeltaFolder, write: Transaction, files: int) -> None:
        if files > len(write.adds):
            self._flaw(
                f"it writes {counted(len(write.adds), 'file')}; let it fail earlier", "fails_after"
            )
            return
        self._folder, left = delta_writes.cut_off(before, self._folder, files)
        if left:
            told = log_told.written_told(self._folder, write, of=left)
            self._show(told, Lit(files=left, pending=left))
        self._show(log_told.failed_told(self._folder, write, left), Lit(files=left))

    def _begun(self, step: WriteStep, by: str = "") -> tuple[DeltaFolder, Transaction] | None:
        """Writes the files of a step; None, with a flaw, where there is nothing to write."""
        folder, by = self._folder, step.by or by
        match step:
            case AppendStep() | OverwriteStep():
                rows = rows_of(step.rows, self._numbered)
                self._numbered += len(rows) if "" in step.rows else 0
                make = delta_writes.append
                if isinstance(step, OverwriteStep):
                    make = delta_writes.overwrite
                return make(folder, rows, files=step.files, by=by)
            case MergeStep():
                return delta_writes.merge(folder, tuple(step.rows.items()), by=by)
            case DeleteStep():
                known = {key for key, _ in folder.read(folder.newest).rows}
                for number, key in enumerate(step.keys):
                    if key not in known:
                        self._flaw(f"no row has the key `{key}` now", "keys", number)
                        return None
                return delta_writes.delete(folder, step.keys, by=by)
            case OptimizeStep():
                if len(folder.live(folder.newest)) > 1:
                    return delta_writes.optimize(folder, by=by)
        self._flaw("the newest version has fewer than two files; there is nothing to join")
        return None

    def _at_once(self, step: AtOnceStep) -> None:
        base = self._folder.newest
        began: list[Transaction] = []
        first = self._folder
        for number, each in enumerate(step.writes):
            if getattr(each, "fails_after", None) is not None:
                self._flaw(
                    "a write that fails stands alone; take it out of at-once",
                    "writes",
                    number,
                    "fails_after",
                )
                return
            begun = self._begun(each, f"writer {number + 1}")
            if begun is None:
                return
            self._folder, write = begun
            began.append(write)
        files = [name for name in self._folder.files if name not in first.files]
        self._show(log_told.begun_told(base, began), Lit(files=files, pending=files))
        for number, write in enumerate(began):
            waiting = [name for later in began[number + 1 :] for name in later.adds]
            self._settle(write, base, waiting)

    def _settle(self, write: Transaction, base: int, waiting: list[str]) -> None:
        """Has one of several writers commit: first, late, or not at all."""
        self._folder, done = delta_writes.commit(self._folder, write)
        if isinstance(done, Conflict):
            told = log_told.refused_told(self._folder, write, done)
            self._show(told, Lit(files=write.adds, pending=waiting))
        else:
            is_late = done.version > base + 1
            told = log_told.late_told(done, base) if is_late else log_told.committed_told(done)
            self._show(told, Lit(entry=done.version, pending=waiting))

    def _restore(self, step: RestoreStep) -> None:
        if not self._has(step.version):
            return
        if step.version == self._folder.newest:
            self._flaw(f"version {step.version} is the newest; restore an older one", "version")
            return
        self._folder, done = delta_log.restore(self._folder, step.version, step.by)
        if isinstance(done, DeltaRead):
            self._show(log_told.not_restored_told(self._folder, done))
        else:
            self._show(log_told.restored_told(done, step.version), Lit(entry=done.version))

    def _read(self, step: ReadStep) -> None:
        version = self._folder.newest if step.version is None else step.version
        if self._has(version):
            read = self._folder.read(version)
            told = log_told.read_told(read, is_newest=step.version is None)
            self._show(told, Lit(reads=read))

    def _has(self, version: int) -> bool:
        newest = self._folder.newest
        if version > newest:
            self._flaw(f"there is no version {version} yet; the newest is {newest}", "version")
        return version <= newest

    def _show(self, told: LogSentence, lit: Lit = NOTHING_LIT) -> None:
        shown = log_shown(self._folder, self._spec.table, self._spec.columns, lit)
        self._moments.append(FigureMoment(told.says, log_in_words(shown), shown, told.fact))

    def _add_notes(self, step: Any, begin: int) -> None:
        """Puts what the author adds to a step to the last of its moments."""
        if step.fact is not None and step.fact not in self._stage.facts:
            told = unfound(
                "fact", step.fact, self._stage.facts, self._stage.broken_facts,
                " in lessons/facts.yaml",
            )  # fmt: skip
            self._flaws.append(Flaw(("steps", self._at, "fact"), *told))
        if len(self._moments) > begin:
            put = partial(replace, self._moments[-1], note=step.note)
            self._moments[-1] = put(fact=step.fact) if step.fact else put()

    def _flaw(self, message: str, *at: str | int) -> None:
        self._flaws.append(Flaw(("steps", self._at, *at), message))
