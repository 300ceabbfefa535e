"""A trace as things to draw: graph, frames, timeline. Pure; knows no HTML and no browser."""

from trialrun.diagram.frames import (
    PIPS_MAX,
    WORDS,
    Frame,
    Values,
    clock,
    dollars,
    frames_of,
    iterations_of,
    runs_of_events,
    values_at,
    versions_shown,
)
from trialrun.diagram.layout import BOX_HEIGHT, BOX_WIDTH, Layout, lay_out
from trialrun.diagram.names import OPS, PLACEHOLDERS, names_of
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
