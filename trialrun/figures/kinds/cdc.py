"""The kind `cdc`: what AUTO CDC makes of changes that arrive in any order."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trialrun.figures.cdc import CdcChange, CdcTarget
from trialrun.figures.cdc_shown import CdcShown, cdc_in_words, changes_shown, rows_shown
from trialrun.figures.figure import FigureMoment
from trialrun.figures.kind import FigureSpec, FigureStage, PlayedFigure
from trialrun.questions import Flaw, Slug, Strict, unfound

CHANGES_MAX = 20

_Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class ChangeSpec(Strict):
    """A change, in the order of arrival. `delete` takes the place of a value."""

    key: _Short
    value: _Short | None = None
    delete: bool = False
    at: _Short
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    fact: Slug | None = None


class CdcSpec(FigureSpec):
    """A figure of the kind `cdc`."""

    kind: Literal["cdc"]
    source: _Short
    target: _Short
    columns: tuple[_Short, _Short]
    sequence_by: _Short
    changes: Annotated[tuple[ChangeSpec, ...], Field(min_length=1, max_length=CHANGES_MAX)]


class _Cdc:
    """The kind."""

    name = "cdc"
    Spec: type[FigureSpec] = CdcSpec

    def play(self, spec: CdcSpec, stage: FigureStage) -> PlayedFigure:
        """Plays the changes one by one, in the order of their arrival."""
        flaws = tuple(_flaws(spec, stage))
        if flaws:
            return PlayedFigure((), flaws)
        changes = tuple(CdcChange(c.key, c.value or "", c.at, c.delete) for c in spec.changes)
        before, target = CdcTarget(), CdcTarget()
        moments = [_moment(spec, changes, 0, before, target)]
        for number in range(1, len(changes) + 1):
            before, target = target, target.told(changes[number - 1])
            moments.append(_moment(spec, changes, number, before, target))
        return PlayedFigure(tuple(moments))


KIND = _Cdc()


def _flaws(spec: CdcSpec, stage: FigureStage) -> list[Flaw]:
    found = []
    for number, change in enumerate(spec.changes):
        if change.delete == (change.value is not None):
            told = "a change has a value, or is a delete; write `value`, or delete: yes"
            found.append(Flaw(("changes", number), told))
        if change.fact is not None and change.fact not in stage.facts:
            known = (change.fact, stage.facts, stage.broken_facts)
            told_of = unfound("fact", *known, " in lessons/facts.yaml")
            found.append(Flaw(("changes", number, "fact"), *told_of))
    return found


def _moment(
    spec: CdcSpec,
    changes: tuple[CdcChange, ...],
    number: int,
    before: CdcTarget,
    target: CdcTarget,
) -> FigureMoment:
    shown = CdcShown(
        spec.source,
        spec.target,
        spec.columns,
        spec.sequence_by,
        changes_shown(changes, number),
        rows_shown(target.current(), before.current()),
        rows_shown(target.history(), before.history()),
        target.deleted(),
    )
    if not number:
        says = (
            f"Changes are to arrive in `{spec.source}`, in an order of their own. AUTO CDC goes by "
            f"`{spec.sequence_by}`."
        )
        return FigureMoment(says, cdc_in_words(target), shown, "auto-cdc")
    written = spec.changes[number - 1]
    says, fact = _told(changes[number - 1], before)
    return FigureMoment(says, cdc_in_words(target), shown, written.fact or fact, note=written.note)


def _told(change: CdcChange, before: CdcTarget) -> tuple[str, str]:
    """Says what a change does to both types, and by which fact."""
    what = "a delete" if change.is_delete else f"“{change.value}”"
    says = f"{what[0].upper()}{what[1:]} of {change.at} arrives for {change.key}."
    newest = before.newest(change.key)
    if before.knows(change):
        return f"{says} It has arrived before, and changes nothing.", "auto-cdc"
    if newest is None:
        more = "there is no row of that key" if change.is_delete else "a new row for both types"
        return f"{says} It is the first of that key: {more}.", "auto-cdc"
    if change.at < newest.at:
        if newest.is_delete:
            says += f" The row was deleted on {newest.at}: for type 1 it stays deleted."
            fact = "auto-cdc-tombstone"
        else:
            says += f" A newer change is known, of {newest.at}: type 1 keeps that."
            fact = "auto-cdc"
        return f"{says} Type 2 puts it where it belongs, among the former rows.", fact
    if change.is_delete:
        says += " Type 1 has no row any more, type 2 ends the current one; a hidden mark is kept."
        return says, "auto-cdc-tombstone"
    return (
        f"{says} It is newer: type 1 writes over the row, type 2 ends it and adds another.",
        "auto-cdc-scd2",
    )
