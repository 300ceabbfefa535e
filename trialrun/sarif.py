"""Logs in SARIF 2.1.0, which code scanning of GitHub and others reads. Knows no finding of ours."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from trialrun import __version__

SARIF_VERSION = "2.1.0"
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_log(
    name: str,
    *,
    home: str,
    rules: Sequence[dict[str, Any]],
    results: Sequence[dict[str, Any]],
    unread: Iterable[str] = (),
) -> dict[str, Any]:
    """Returns the log of one run of a tool of ours. `unread` says what could not be looked at."""
    told = [{"level": "error", "message": {"text": text}} for text in unread]
    return {
        "$schema": SARIF_SCHEMA,
        "version": SARIF_VERSION,
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Trial Run",
                        "version": __version__,
                        "informationUri": home,
                        "rules": list(rules),
                    }
                },
                "automationDetails": {"id": name},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {"executionSuccessful": not told, "toolExecutionNotifications": told}
                ],
                "results": list(results),
            }
        ],
    }


def rule_of(id_: str, title: str, help_: str, level: str, *, text: str = "") -> dict[str, Any]:
    """Returns a rule: what is looked for, under an id that stays. `text` is longer help."""
    return {
        "id": id_,
        "name": "".join(word.capitalize() for word in id_.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": help_},
        "help": {"text": text or help_},
        "defaultConfiguration": {"level": level},
    }


def place_of(file: str, line: int = 0, column: int = 0) -> dict[str, Any]:
    """Returns where something stands; 0 for what is not known."""
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(file)}}
    if line:
        place["region"] = {"startLine": line} | ({"startColumn": column} if column else {})
    return place
