"""The kind `stream`: what becomes of a stream, its checkpoint and its table, batch by batch."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from trialrun.figures import stream as model
from trialrun.figures import stream_told
from trialrun.figures.figure import FigureMoment
from trialrun.figures.kind import FigureSpec, FigureStage, PlayedFigure
from trialrun.figures.log_spec import rows_of
from trialrun.figures.log_told import LogSentence
from trialrun.figures.stream import Stream, StreamFile, TriggerKind
from trialrun.figures.stream_counts import Counting, minute_of
from trialrun.figures.stream_runs import BatchPart, BatchStep, DriverLost, batches
from trialrun.figures.stream_shown import NOTHING_NEW, StreamLit, stream_in_words, stream_shown
from trialrun.figures.stream_spec import (
    ArriveStep,
    DeleteCheckpointStep,
    DiesAt,
    FullRefreshStep,
    MinutesStep,
    SourceDeletesStep,
    StartStep,
    StreamSpec,
    is_time,
    unplayable,
)
from trialrun.questions import Flaw, unfound

MOMENTS_MAX = 120

Written: TypeAlias = Mapping[str, Mapping[str, str]]
"""Files as an author writes them: {name: {key: value}}."""


class _Stream:
    """The kind."""

    name = "stream"
    Spec: type[FigureSpec] = StreamSpec

    def play(self, spec: StreamSpec, stage: FigureStage) -> PlayedFigure:
        """Plays the steps one by one, from a stream that was never started."""
        why = unplayable(spec)
        if why:
            return PlayedFigure((), (Flaw(("count",), why),))
        return _Player(spec, stage).play()


KIND = _Stream()


class _Player:
    """Plays one file: the stream as it is now, the moments so far, and what cannot be played."""

    def __init__(self, spec: StreamSpec, stage: FigureStage) -> None:
        self._spec = spec
        self._stage = stage
        count = spec.count
        counting = Counting(count.window, count.delay, count.mode) if count else None
        self._stream = Stream(spec.sink, counting, app=spec.app)
        self._moments: list[FigureMoment] = []
        self._flaws: list[Flaw] = []
        self._minute = minute_of(spec.starts)
        self._status = "waiting"
        self._trigger = TriggerKind(spec.trigger)
        self._files_max = spec.files_per_batch
        self._brief = False
        self._numbered = 0
        self._at = -1
        self._written = LogSentence("")

    def play(self) -> PlayedFigure:
        self._show(stream_told.ready_told(self._spec.source, self._spec.table))
        for number, step in enumerate(self._spec.steps):
            self._at = number
            begin = len(self._moments)
            self._step(step)
            self._add_notes(step, begin)
            if len(self._moments) > MOMENTS_MAX:
                self._flaw(f"it has more than {MOMENTS_MAX} moments by here; make it shorter")
                break
        return PlayedFigure(tuple(self._moments), tuple(self._flaws))

    @property
    def _is_up(self) -> bool:
        return self._status == "running"

    def _step(self, step: Any) -> None:
        match step:
            case ArriveStep():
                self._arrive(step.files, "files")
                self._show(stream_told.arrived_told(list(step.files)), StreamLit(tuple(step.files)))
                if self._is_up and self._trigger is TriggerKind.DEFAULT:
                    self._run(step.dies)
                elif self._is_up:
                    told = stream_told.waits_told(self._minute, self._tick)
                    self._show(told)
            case StartStep():
                self._start(step)
            case MinutesStep():
                self._wait(step)
            case DeleteCheckpointStep():
                self._delete_checkpoint(step)
            case FullRefreshStep():
                self._refresh()
            case SourceDeletesStep():
                self._source_deletes(step)
            case _:
                self._stop()
        dies = getattr(step, "dies", None)
        if dies and self._status != "lost":
            self._flaw(f"batch {dies.batch} does not come so far in this step", "dies")

    def _arrive(self, files: Written, field: str) -> None:
        """Brings files into the source; their names and the keys of their rows are new."""
        known = {file.name for file in self._stream.files}
        keys = {key for file in self._stream.files for key, _ in file.rows}
        for name, written in files.items():
            rows = rows_of(written, self._numbered)
            self._numbered += len(rows) if "" in written else 0
            if name in known:
                self._flaw("a file of this name was there before; name another", field, name)
            for key, value in rows:
                if key in keys:
                    self._flaw(
                        f"a row `{key}` was there before; give each its own key", field, name
                    )
                if self._stream.counting is not None and not is_time(value):
                    self._flaw(f'`{key}` needs its time of the day, as in "9:05"', field, name)
                    return
            keys |= {key for key, _ in rows}
            self._stream = model.arrived(self._stream, [StreamFile(name, rows)])

    def _start(self, step: StartStep) -> None:
        if self._is_up:
            self._flaw("the stream is running already; stop it first")
            return
        self._trigger = TriggerKind(step.trigger or self._spec.trigger)
        self._files_max = step.files_per_batch or self._spec.files_per_batch
        self._brief = step.brief
        self._stream = model.started(self._stream)
        self._status = "running"
        told = stream_told.started_told(
            self._stream, self._trigger, self._files_max, len(self._stream.files)
        )
        self._show(told)
        self._run(step.dies, late=step.meanwhile)

    def _run(
        self, dies: DiesAt | None, *, late: Written | None = None, is_quiet: bool = False
    ) -> None:
        """Makes the batches that are to be made now; `late` files arrive when one is on its way."""
        up_to, made = len(self._stream.files), 0
        lost = DriverLost(dies.batch, BatchPart(dies.after)) if dies else None
        is_one = self._trigger is TriggerKind.PROCESSING_TIME
        steps = batches(
            self._stream, files_max=self._files_max, up_to=up_to, lost=lost, is_one=is_one
        )
        for each in steps:
            made += each.part is BatchPart.DONE
            self._tell(each)
            if late:
                self._arrive(late, "meanwhile")
                told = stream_told.meanwhile_told(list(late), each.entry.batch)
                self._show(told, StreamLit(tuple(late)))
                late = None
            if each.part is BatchPart.LOST:
                self._status = "lost"
                self._show(stream_told.lost_told(each.entry, has_written=each.is_taken))
                return
        if self._trigger is TriggerKind.AVAILABLE_NOW:
            self._status = "ended"
            self._show(stream_told.ended_told(made))
        elif self._trigger is TriggerKind.DEFAULT and len(self._stream.files) > up_to:
            self._run(dies)
        elif not made and not is_quiet:
            self._show(stream_told.idle_told(self._trigger, self._minute, self._tick))

    @property
    def _tick(self) -> int:
        return model.next_tick(self._minute, self._spec.interval)

    def _tell(self, each: BatchStep) -> None:
        """Goes on to a part of a batch, and shows it, or, where that is wanted, the whole batch."""
        before = self._counts
        # What arrived while batches are made is in no step of theirs.
        self._stream = replace(each.stream, files=self._stream.files)
        changed = {at for at, count in self._counts.items() if before.get(at) != count}
        entry, batch = each.entry, each.batch
        if each.part is BatchPart.WRITTEN:
            told = stream_told.written_told(self._stream, entry, batch, is_taken=each.is_taken)
            self._written = told
            lit = StreamLit(wrote=entry.batch if each.is_taken else -1)
        elif each.part is BatchPart.NOTED:
            told, lit = stream_told.noted_told(self._stream, entry), StreamLit(entry="offsets")
        elif self._brief:
            told = stream_told.whole_batch_told(self._stream, entry, self._written)
            lit = StreamLit(entry="both", wrote=entry.batch, windows=changed)
        else:
            told = stream_told.done_told(self._stream, entry)
            lit = StreamLit(entry="commits", windows=changed)
        if each.part is not BatchPart.LOST and (each.part is BatchPart.DONE or not self._brief):
            self._show(told, lit)

    @property
    def _counts(self) -> Mapping[int, int]:
        return self._stream.checkpoint.counts if self._stream.checkpoint else {}

    def _wait(self, step: MinutesStep) -> None:
        """Lets minutes go by; with `processingTime` a batch begins in each interval."""
        end, begin = self._minute + step.minutes, len(self._moments)
        while self._is_up and self._trigger is TriggerKind.PROCESSING_TIME and self._tick <= end:
            self._minute = self._tick
            self._run(step.dies, is_quiet=True)
        if not self._is_up:
            if self._minute < end and begin == len(self._moments):
                self._show_later(end)
            return
        if self._minute < end or begin == len(self._moments):
            self._minute = end
            self._show(stream_told.idle_told(self._trigger, end, self._tick))

    def _show_later(self, minute: int) -> None:
        self._minute = minute
        self._show(stream_told.later_told(minute))

    def _delete_checkpoint(self, step: DeleteCheckpointStep) -> None:
        if not self._may_forget():
            return
        self._stream = model.checkpoint_deleted(self._stream, step.app or "")
        self._show(stream_told.forgotten_told(self._stream, step.app))

    def _refresh(self) -> None:
        if self._may_forget():
            told = stream_told.refreshed_told(self._stream)
            self._stream = model.fully_refreshed(self._stream)
            self._show(told)

    def _may_forget(self) -> bool:
        may = self._stream.checkpoint is not None and not self._is_up
        if not may:
            self._flaw("there is no checkpoint to delete, or the stream is running; stop it first")
        return may

    def _source_deletes(self, step: SourceDeletesStep) -> None:
        gone = self._stream.gone
        checkpoint = self._stream.checkpoint
        read = checkpoint.offsets[checkpoint.done - 1].end if checkpoint and checkpoint.done else 0
        if gone + step.files > read:
            self._flaw(f"only files that were read can go; {read - gone} are there", "files")
            return
        names = [file.name for file in self._stream.files[gone : gone + step.files]]
        self._stream = model.source_deletes(self._stream, step.files)
        self._show(stream_told.source_deleted_told(names))

    def _stop(self) -> None:
        if not self._is_up:
            self._flaw("the stream is not running")
            return
        self._status = "stopped"
        self._show(stream_told.stopped_told())

    def _show(self, told: LogSentence, lit: StreamLit = NOTHING_NEW) -> None:
        shown = stream_shown(
            self._stream,
            names=(self._spec.source, self._spec.table),
            columns=self._spec.columns,
            minute=self._minute,
            status=self._status,
            lit=lit,
        )
        self._moments.append(FigureMoment(told.says, stream_in_words(shown), shown, told.fact))

    def _add_notes(self, step: Any, begin: int) -> None:
        """Puts what the author adds to a step to the last of its moments."""
        if step.fact is not None and step.fact not in self._stage.facts:
            told = unfound(
                "fact", step.fact, self._stage.facts, self._stage.broken_facts,
                " in lessons/facts.yaml",
            )  # fmt: skip
            self._flaws.append(Flaw(("steps", self._at, "fact"), *told))
        if len(self._moments) > begin:
            last = self._moments[-1]
            self._moments[-1] = replace(last, note=step.note, fact=step.fact or last.fact)

    def _flaw(self, message: str, *at: str | int) -> None:
        self._flaws.append(Flaw(("steps", self._at, *at), message))
