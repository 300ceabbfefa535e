"""`restore`: puts a backup in the place of the database, also while the app runs."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trialrun.settings import Settings

if TYPE_CHECKING:
    from trialrun.store.restore import Restored

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

NO_KEY = """\
There is no {key}: where the key of the cookies is not
put back there, browsers that come back are new learners. Their earlier answers are kept."""


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "restore", help="put a backup in the place of all answers, also while the app runs"
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restores FILE; returns 1 with a sentence when the old database stays."""
    from trialrun.store import StoreError
    from trialrun.store.restore import restore
    from trialrun.web.http.keys import note_old_key

    settings, now = Settings.from_environment(), datetime.now(UTC)
    try:
        done = restore(arguments.file.absolute(), settings.database, now)
        if done.key:
            note_old_key(settings.data, done.key, now)
    except (StoreError, OSError) as error:
        print(error)
        return 1
    print(f"{settings.database} is what {arguments.file} holds.")
    _tell_of_the_old(done, settings.data)
    key = settings.data / "secret_key"
    if not key.is_file() and not os.environ.get("SECRET_KEY"):
        print(NO_KEY.format(key=key))
    return 0


def _tell_of_the_old(done: "Restored", folder: Path) -> None:
    if not done.old and not done.aside:
        print(f"There was no database in {folder} before. See that TRIALRUN_DATA names")
        print("the folder of your app. If it runs, restart it: it still has the file that is gone.")
    if done.old:
        print(f"What was there before is in {done.old}. An app that runs goes on.")
    if done.aside:
        names = ", ".join(path.name for path in done.aside)
        print(f"What was there before could not be written into. It was moved: {names}.")
        print("An app that runs takes nothing more until it is started again.")
