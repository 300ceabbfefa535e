"""The options of `simulate` that say what tasks do, and the scenario file that keeps it."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trialrun.cli.input import Input, Unplayable

if TYPE_CHECKING:
    from trialrun.engine import Action, World
    from trialrun.engine.whatif.deeds import Deeds
    from trialrun.jobs.around import Around

OPTIONS = {
    "writes": ("TASK=WRITE", "what a task writes, e.g. load=silver.menu:overwrite:500"),
    "sets": ("TASK.KEY=VALUE", "a task value that a task sets, e.g. load.count=7"),
    "outcome": ("TASK=OUTCOME", "how an If/else comes out, e.g. check=false"),
    "elements": ("TASK=COUNT", "how many elements a For each has, e.g. loop=12"),
    "takes": ("TASK=TIME", "how long a task takes, e.g. load=90s"),
    "starts": ("COMPUTE=TIME", "how long compute takes to come up, e.g. job_cluster=5m"),
}


def add_deeds(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    for name, (metavar, told) in OPTIONS.items():
        parser.add_argument(
            f"--{name}", metavar=metavar, action="append", default=[], help=f"{told}; see below"
        )
    parser.add_argument(
        "--save-scenario", metavar="FILE", help="write the story as a scenario file, too"
    )


def deeds_of(arguments: argparse.Namespace) -> list[str]:
    """Returns what was said of tasks, as a what-if has it."""
    return [f"{name}:{text}" for name in OPTIONS for text in getattr(arguments, name)]


def told_of(given: Input, deeds: "Deeds") -> Iterator[str]:
    """Yields what is to be known about the job, but for what was said of it."""
    from trialrun.jobs.made_up import made_up_told, notes_left

    for warning in notes_left(given.warnings, given.world.job, deeds):
        yield f"warning: {warning}"
    if given.is_made_up and deeds.texts():
        yield f"note: {made_up_told(given.world, deeds)}"


def save(
    file: str, name: str, world: "World", actions: "Sequence[Action]", around: "Around | None"
) -> None:
    """Writes a story as a scenario file. Raises Unplayable, and Unsaved: a ValueError."""
    from trialrun.content.scenario_text import scenario_text
    from trialrun.jobs.around import ALONE

    text = scenario_text(name, world, actions, around or ALONE)
    try:
        with Path(file).open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise Unplayable(f"{file}: is there already; name another file, or remove it") from error
    except OSError as error:
        raise Unplayable(f"{file}: cannot be written: {error.strerror}") from error
