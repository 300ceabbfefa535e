"""Which code builds: what was built by another is built anew."""

import re
import sys
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

TRIALRUN = Path(__file__).resolve().parents[1]
BUILDERS = ("content", "diagram", "engine", "figures", "jobs", "questions")
"""The rooms whose code decides what is built; another code builds something else."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def code_signature() -> str:
    """Returns what changes when the code that builds does: by the text of its files.

    Not by their stamps: an image or a copy may give every file one and the same time.
    """
    digest = sha256(repr(sys.version_info[:3]).encode())
    files = [
        TRIALRUN / "__init__.py",
        TRIALRUN / "problem.py",
        TRIALRUN / "nearest.py",
        TRIALRUN.parent / "requirements.lock",
    ]
    for room in BUILDERS:
        files += sorted((TRIALRUN / room).rglob("*.py")) + sorted((TRIALRUN / room).glob("*.json"))
    for file in files:
        with suppress(OSError):
            digest.update(f"{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def cited_by_code(facts: Collection[str]) -> set[str]:
    """Returns those of some facts that the code names: what it decides goes by them."""
    found: set[str] = set()
    for file in TRIALRUN.rglob("*.py"):
        found.update(_ID.findall(file.read_text("utf-8")))
    return found.intersection(facts)
