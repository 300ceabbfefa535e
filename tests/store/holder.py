"""Another process that holds the database's write lock. No test in here."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.build import ROOT

HOLDER = """
import sys
from trialrun.sqlite import sqlite3
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute(f"BEGIN {sys.argv[2]}")
print("held", flush=True)
sys.stdin.readline()
"""


@contextmanager
def held(file: Path, mode: str = "IMMEDIATE") -> Iterator[None]:
    """Holds the lock until the block is left."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file), mode],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert "held\n" == holder.stdout.readline()
    try:
        yield
    finally:
        holder.communicate("\n")
