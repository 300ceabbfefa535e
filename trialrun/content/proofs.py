"""What is proven beside the build and is dear: kept by digest, so that a second look is cheap.

It is told what was proven of by its text: the same text and the same code prove the same.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from trialrun.content.code import code_signature
from trialrun.content.kept import Kept, KeptRow, Record, row_of

DIGEST_LENGTH = 32


class Proven(NamedTuple):
    """What was proven, and when: seconds since 1970."""

    value: Any
    at_s: int


class Proofs:
    """Values by the name of what is proven and the digest of what it was proven of.

    `now_s` is kept with what is proven now.
    """

    def __init__(self, file: Path | None, *, now_s: int) -> None:
        self._now_s = now_s
        self._kept = Kept(file, f"proofs {code_signature()}")
        self._new: dict[str, tuple[KeptRow, Any]] = {}
        self._used: list[str] = []

    def kept(self, name: str, text: str) -> Proven | None:
        """Returns what is kept of a name and a text; None where it was not proven yet."""
        return self._found(self._row(name, text)[0])

    def _found(self, row: str) -> Proven | None:
        try:
            value, at_s = self._kept.body(row)
        except (LookupError, TypeError, ValueError):
            return None
        return Proven(value, at_s)

    def of(self, name: str, text: str, prove: Callable[[], Any]) -> Any:
        """Returns what is kept of a name and a text, or proves it. It has to be plain values."""
        row, digest = self._row(name, text)
        self._used.append(row)
        if found := self._found(row):
            return found.value
        value = prove()
        record = KeptRow(row, name, digest, 0, Record({}, (None, (), None)))
        self._new[row] = record, (value, self._now_s)
        return value

    def close(self) -> None:
        """Keeps what was proven anew, and lets the file go."""
        if self._new:
            self._kept.keep({}, self._new, self._used)
        self._kept.close()

    def _row(self, name: str, text: str) -> tuple[str, str]:
        digest = sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]
        return row_of(name, digest, {}), digest
