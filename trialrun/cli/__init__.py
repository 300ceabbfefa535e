"""The commands a person types. Each is a module with `add_parser` and `run`.

A command imports what it needs when it runs, and no other command, so that each starts at once.
"""

import argparse
import os
import sys
from importlib import import_module

from trialrun.settings import SettingsError

COMMANDS = (
    "backup",
    "check",
    "flags",
    "new",
    "questions",
    "restore",
    "review",
    "serve",
    "simulate",
)


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    given = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="trialrun", description="Predict, then run it.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in given[:1] if set(given[:1]) & set(COMMANDS) else COMMANDS:
        import_module(f"{__name__}.{command}").add_parser(subparsers)
    arguments = parser.parse_args(given)
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
    except SettingsError as error:
        print(f"{error}.")
        return 1
    except BrokenPipeError:
        # Whoever read our output has seen enough, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
