"""A trace as things to draw: graph, frames, timeline. Pure; knows no HTML and no browser."""

from trialrun.diagram.frames import WORDS, Frame, Values, clock, dollars, frames_of, values_at
from trialrun.diagram.layout import BOX_HEIGHT, BOX_WIDTH, Layout, lay_out
from trialrun.diagram.names import OPS, PLACEHOLDERS, names_of
from trialrun.diagram.timeline import WIDTH as TIMELINE_WIDTH
from trialrun.diagram.timeline import Timeline, timeline_of

__all__ = [
    "BOX_HEIGHT",
    "BOX_WIDTH",
    "OPS",
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
    "lay_out",
    "names_of",
    "timeline_of",
    "values_at",
]
