"""What a picture is, told by its bytes: kind and size, or why it is not shown. Decodes none."""

import re
import struct
from collections.abc import Iterator
from hashlib import sha256

from trialrun.content.picture import PictureFile

BYTES_MAX = 1_000_000
SIDE_MAX, PIXELS_MAX = 6_000, 16_000_000
"""A phone holds four bytes for each pixel."""
TAKEN = "PNG, JPEG, WebP or GIF"

_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_GIF_FRAME = re.compile(rb"\x00\x21\xf9\x04.{4}\x00[\x2c\x21]", re.DOTALL)
_SVG = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!DOCTYPE svg|<!--|<svg)", re.IGNORECASE)

_MOVES = "it moves by itself, and nobody can stop it; save one picture of it"
_CUT = "the file is cut off or damaged; save it anew"


class Unshown(ValueError):
    """A file that is not shown as a picture; its text says why, and what to do."""


def read_picture(path: str, body: bytes) -> PictureFile:
    """Returns what a picture is. Raises Unshown. What its name ends in does not count."""
    if len(body) > BYTES_MAX:
        raise Unshown(too_large(len(body)))
    media_type, width, height = _measured(body)
    if not width or not height:
        raise Unshown(_CUT)
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        raise Unshown(
            f"it is {width} x {height} pixels; at most {SIDE_MAX} a side and "
            f"{PIXELS_MAX // 1_000_000} million in all are shown, so make it smaller"
        )
    return PictureFile(path, sha256(body).hexdigest(), media_type, width, height)


def too_large(size: int) -> str:
    """Says that a file has too many bytes."""
    return f"the file has {size:,} bytes; at most {BYTES_MAX:,} are sent, so make it smaller"


def _measured(body: bytes) -> tuple[str, int, int]:
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", *_png(body)
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", *_jpeg(body)
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif", *_gif(body)
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "image/webp", *_webp(body)
    if not body:
        raise Unshown("the file is empty; save the picture anew")
    if _SVG.match(body):
        raise Unshown("SVG is not shown, since it may hold scripts; export it as PNG")
    raise Unshown(f"this is no picture that is shown; save it as {TAKEN}")


def _png(body: bytes) -> tuple[int, int]:
    if body[12:16] != b"IHDR" or len(body) < 33 or b"IEND" not in body[33:]:
        raise Unshown(_CUT)
    if b"acTL" in body[33 : body.find(b"IDAT")]:
        raise Unshown(_MOVES)
    width, height = struct.unpack(">II", body[16:24])
    return width, height


def _gif(body: bytes) -> tuple[int, int]:
    if len(body) < 14 or not body.rstrip(b"\0").endswith(b";"):
        raise Unshown(_CUT)
    if len(_GIF_FRAME.findall(body)) > 1:
        raise Unshown(_MOVES)
    width, height = struct.unpack("<HH", body[6:10])
    return width, height


def _webp(body: bytes) -> tuple[int, int]:
    if len(body) < 30 or len(body) < int.from_bytes(body[4:8], "little") + 8:
        raise Unshown(_CUT)
    kind = body[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", body[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind != b"VP8X":
        raise Unshown(_CUT)
    if body[20] & 0x02:
        raise Unshown(_MOVES)
    return int.from_bytes(body[24:27], "little") + 1, int.from_bytes(body[27:30], "little") + 1


def _jpeg(body: bytes) -> tuple[int, int]:
    """Returns the size as it is shown: a camera may say that the picture is to be turned."""
    if b"\xff\xd9" not in body[-1024:]:
        raise Unshown(_CUT)
    is_turned = False
    for marker, segment in _jpeg_segments(body):
        if marker == 0xE1:
            is_turned = is_turned or _orientation(segment) > 4
        if marker in _JPEG_SIZES and len(segment) >= 5:
            height, width = struct.unpack(">HH", segment[1:5])
            return (height, width) if is_turned else (width, height)
    raise Unshown(_CUT)


def _jpeg_segments(body: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 4 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(body[at + 2 : at + 4], "big")
        yield marker, body[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)


def _orientation(segment: bytes) -> int:
    """Returns how EXIF says that a picture is turned: over 4, its sides are exchanged."""
    tiff = segment[6:]
    if not segment.startswith(b"Exif\0\0") or len(tiff) < 8:
        return 1
    order = "<" if tiff.startswith(b"II") else ">"
    (start,) = struct.unpack(f"{order}I", tiff[4:8])
    count = tiff[start : start + 2]
    if len(count) < 2:
        return 1
    for index in range(struct.unpack(f"{order}H", count)[0]):
        entry = tiff[start + 2 + 12 * index : start + 14 + 12 * index]
        if len(entry) == 12 and struct.unpack(f"{order}H", entry[:2])[0] == 0x0112:
            turned: int = struct.unpack(f"{order}H", entry[8:10])[0]
            return turned
    return 1
