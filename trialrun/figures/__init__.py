"""Figures: pictures of a lesson that are played, not drawn. Each is a row of moments.

A kind reads what an author wrote and plays a small model of its own, which the engine does not
have. Pure: reads no file. Who only shows a figure does not pay for what plays it.
"""

from typing import TYPE_CHECKING

from trialrun.lazy import lazily

if TYPE_CHECKING:
    from trialrun.figures.figure import Figure, FigureMoment
    from trialrun.figures.kind import FigureKind, FigureSpec, FigureStage, PlayedFigure
    from trialrun.figures.kinds import FIGURE_KINDS, figure_kind, figure_model

__all__ = [
    "FIGURE_KINDS",
    "Figure",
    "FigureKind",
    "FigureMoment",
    "FigureSpec",
    "FigureStage",
    "PlayedFigure",
    "figure_kind",
    "figure_model",
]

_HOMES = {
    "Figure": "figure",
    "FigureMoment": "figure",
    "FigureKind": "kind",
    "FigureSpec": "kind",
    "FigureStage": "kind",
    "PlayedFigure": "kind",
    "FIGURE_KINDS": "kinds",
    "figure_kind": "kinds",
    "figure_model": "kinds",
}
__getattr__ = lazily(__name__, _HOMES)
