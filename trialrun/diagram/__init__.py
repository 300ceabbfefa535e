"""A trace as things to draw: graph, frames, timeline. Pure; knows no HTML and no browser.

A name is imported when it is first used: a command that tells an end in words draws nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trialrun.diagram.durations import clock, spelled_clock, time_taken
    from trialrun.diagram.ending import ending_told, some_of, surplus_said
    from trialrun.diagram.folded import fold
    from trialrun.diagram.frames import (
        WORDS,
        Frame,
        Values,
        dollars,
        frames_of,
        values_at,
        versions_shown,
    )
    from trialrun.diagram.layout import BOX_HEIGHT, BOX_WIDTH, Layout, lay_out
    from trialrun.diagram.loops import PIPS_MAX, iterations_of
    from trialrun.diagram.names import OPS, PLACEHOLDERS, RUN_IF_WORDS, names_of
    from trialrun.diagram.receipts import Parameter, Receipt, received
    from trialrun.diagram.rows import lay_in_rows
    from trialrun.diagram.runs import occasion_told, occasions_told, runs_of_events
    from trialrun.diagram.surplus import surplus_of_tasks, surplus_told
    from trialrun.diagram.timeline import WIDTH as TIMELINE_WIDTH
    from trialrun.diagram.timeline import Timeline, timeline_of

__all__ = [
    "BOX_HEIGHT",
    "BOX_WIDTH",
    "OPS",
    "PIPS_MAX",
    "PLACEHOLDERS",
    "RUN_IF_WORDS",
    "TIMELINE_WIDTH",
    "WORDS",
    "Frame",
    "Layout",
    "Parameter",
    "Receipt",
    "Timeline",
    "Values",
    "clock",
    "dollars",
    "ending_told",
    "fold",
    "frames_of",
    "iterations_of",
    "lay_in_rows",
    "lay_out",
    "names_of",
    "occasion_told",
    "occasions_told",
    "received",
    "runs_of_events",
    "some_of",
    "spelled_clock",
    "surplus_of_tasks",
    "surplus_said",
    "surplus_told",
    "time_taken",
    "timeline_of",
    "values_at",
    "versions_shown",
]

_HOMES = {
    "durations": ("clock", "spelled_clock", "time_taken"),
    "ending": ("ending_told", "some_of", "surplus_said"),
    "folded": ("fold",),
    "frames": ("WORDS", "Frame", "Values", "dollars", "frames_of",
               "values_at", "versions_shown"),
    "layout": ("BOX_HEIGHT", "BOX_WIDTH", "Layout", "lay_out"),
    "loops": ("PIPS_MAX", "iterations_of"),
    "names": ("OPS", "PLACEHOLDERS", "RUN_IF_WORDS", "names_of"),
    "receipts": ("Parameter", "Receipt", "received"),
    "rows": ("lay_in_rows",),
    "runs": ("occasion_told", "occasions_told", "runs_of_events"),
    "surplus": ("surplus_of_tasks", "surplus_told"),
    "timeline": ("TIMELINE_WIDTH", "Timeline", "timeline_of"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    written = "WIDTH" if name == "TIMELINE_WIDTH" else name
    return getattr(import_module(f"{__name__}.{home}"), written)
