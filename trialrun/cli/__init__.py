"""The commands a person types. Each is a module with `add_parser` and `run`.

A command imports what it needs when it runs, so that each starts at once.
"""

import argparse

from trialrun.cli import check, serve

COMMANDS = (check, serve)


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    parser = argparse.ArgumentParser(prog="trialrun", description="Predict, then run it.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))
