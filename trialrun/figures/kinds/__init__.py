"""The registry of kinds of figures, and the model of a file that is made of them.

A kind is a module here that ends in `KIND = ...`, the template figures/<kind>.html and a test file.
It is imported when a figure of it is read; to show one takes the template alone.
"""

from functools import cache, reduce
from importlib import import_module
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any

from trialrun.figures.kind import FigureKind

if TYPE_CHECKING:
    from pydantic import BaseModel

FIGURE_KINDS = ("log", "stream", "calendar", "cdc", "run-page")


def figure_kind(name: str) -> FigureKind:
    """Returns a kind by its name. Raises KeyError for none of ours."""
    if name not in FIGURE_KINDS:
        raise KeyError(name)
    kind: FigureKind = import_module(f"{__name__}.{name.replace('-', '_')}").KIND
    return kind


@cache
def figure_model() -> "type[BaseModel]":
    """Returns the model of a file in lessons/figures/: it is of any kind there is."""
    from pydantic import Field, RootModel

    specs = [figure_kind(name).Spec for name in FIGURE_KINDS]
    union: Any = reduce(or_, specs)
    if len(specs) > 1:
        union = Annotated[union, Field(discriminator="kind")]
    return RootModel[union]
