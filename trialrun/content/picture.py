"""A picture beside a set or a lesson. Its address tells its digest and size. Reads no file."""

import re
from dataclasses import dataclass

DIGEST_LENGTH = 16
_ADDRESS = re.compile(
    r"/pictures/([0-9a-f]{16})/(\d{1,5})x(\d{1,5})/((?:[A-Za-z0-9._-]+/)+[A-Za-z0-9._-]+)"
)
_IN_TEXT = re.compile(_ADDRESS.pattern)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture that may be shown. `path` is below the content's root; sizes are in pixels."""

    path: str
    digest: str
    media_type: str
    width: int
    height: int

    @property
    def address(self) -> str:
        """Returns where it is served: another address for other bytes."""
        size = f"{self.width}x{self.height}"
        return f"/pictures/{self.digest[:DIGEST_LENGTH]}/{size}/{self.path}"


def is_of_pictures(address: str) -> bool:
    """Says whether this is the address of a picture of ours."""
    return _ADDRESS.fullmatch(address) is not None


def size_in(address: str) -> tuple[int, int]:
    """Returns width and height, as a picture's address tells them.

    >>> size_in("/pictures/0123456789abcdef/640x480/quizzes/graph.png")
    (640, 480)
    """
    match = _ADDRESS.fullmatch(address)
    assert match is not None
    return int(match[2]), int(match[3])


def addresses_in(text: str) -> list[tuple[str, str, str]]:
    """Returns (address, path, first signs of the digest) of the pictures that a text shows."""
    return [(match[0], match[4], match[1]) for match in _IN_TEXT.finditer(text)]
