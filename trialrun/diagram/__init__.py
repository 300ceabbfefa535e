"""A trace as things to draw: graph, frames, timeline. Pure; knows no HTML and no browser."""

from trialrun.diagram.frames import (
    WORDS,
    Frame,
    Values,
    clock,
    dollars,
    frames_of,
    values_at,
    versions_shown,
)
from trialrun.diagram.layout import BOX_HEIGHT, BOX_WIDTH, Layout, lay_out
from trialrun.diagram.loops import PIPS_MAX, iterations_of
from trialrun.diagram.names import OPS, PLACEHOLDERS, names_of
from trialrun.diagram.runs import runs_of_events
from trialrun.diagram.timeline import WIDTH as TIMELINE_WIDTH
from trialrun.diagram.timeline import Timeline, timeline_of

__all__ = [
    "BOX_HEIGHT",
    "BOX_WIDTH",
    "OPS",
    "PIPS_MAX",
    "PLACEHOLDERS",
    "TIMELINE_WIDTH",
    "WORDS",
    "Frame",
    "Layout",
    "Timeline",
    "Values",
    "clock",
    "dollars",
    "frames_of",
    "iterations_of",
    "lay_out",
    "names_of",
    "runs_of_events",
    "timeline_of",
    "values_at",
    "versions_shown",
]
