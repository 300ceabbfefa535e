"""`backup`: copies the database to a file while the app runs, and proves the copy."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from trialrun.settings import Settings

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

KEY = """\
The key that signs the cookies is not in it. Keep a copy of
{key}, too (or of SECRET_KEY, if you set that):
restored without it, each browser that comes back is a new learner."""


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "backup", help="copy all answers to a file, also while the app runs"
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--replace", action="store_true", help="replace FILE if it is there")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes FILE; returns 1 with a sentence when there is no whole copy in it."""
    from trialrun.store import StoreError
    from trialrun.store.backup import back_up

    settings = Settings.from_environment()
    try:
        back_up(settings.database, arguments.file.absolute(), may_replace=arguments.replace)
    except StoreError as error:
        print(error)
        return 1
    print(f"{arguments.file} holds all answers until now, and was proven.")
    print(KEY.format(key=settings.data / "secret_key"))
    return 0
