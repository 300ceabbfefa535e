"""The commands a person types. Each is a module with `add_parser` and `run`.

A command imports what it needs when it runs, so that each starts at once.
"""

import argparse
import os
import sys

from trialrun.cli import check, serve, simulate

COMMANDS = (check, serve, simulate)


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    parser = argparse.ArgumentParser(prog="trialrun", description="Predict, then run it.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    arguments = parser.parse_args(argv)
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
