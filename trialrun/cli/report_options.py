"""The options of commands that report: as what, and from which severity on they fail."""

import argparse

FAIL_ON = ("error", "warning", "never")
"""The severities that `--fail-on` takes, the worst first."""


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """Adds --json, --sarif and --fail-on."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print it as JSON, schema 1")
    form.add_argument("--sarif", action="store_true", help="print it as SARIF 2.1.0")
    parser.add_argument(
        "--fail-on", choices=FAIL_ON, default="error",
        help="from which severity on it ends with 1 (default: error)",
    )  # fmt: skip
