"""Which code builds: what was built by another is built anew."""

import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

TRIALRUN = Path(__file__).resolve().parents[1]
BUILDERS = ("content", "diagram", "engine", "figures", "jobs", "questions")
"""The rooms whose code decides what is built; another code builds something else."""


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
