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
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_JPEG_MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
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
    if body[12:16] != b"IHDR" or len(body) < 33:
        raise Unshown(_CUT)
    names: set[bytes] = set()
    at = 8
    while b"IEND" not in names:
        name = body[at + 4 : at + 8]
        if name == b"acTL" and b"IDAT" not in names:
            raise Unshown(_MOVES)
        names.add(name)
        at += 12 + int.from_bytes(body[at : at + 4], "big")
        if at > len(body):
            raise Unshown(_CUT)
    if b"IDAT" not in names:
        raise Unshown(_CUT)
    width, height = struct.unpack(">II", body[16:24])
    return width, height


def _gif(body: bytes) -> tuple[int, int]:
    if len(body) < 14:
        raise Unshown(_CUT)
    frames = 0
    at = 13 + _gif_colours(body[10])
    while (block := body[at : at + 1]) != b";":
        if block == b"\x21":
            at = _behind_gif_data(body, at + 2)
        elif block == b"\x2c" and len(body) > at + 10:
            frames += 1
            at = _behind_gif_data(body, at + 11 + _gif_colours(body[at + 9]))
        else:
            raise Unshown(_CUT)
    if frames != 1:
        raise Unshown(_MOVES if frames else _CUT)
    width, height = struct.unpack("<HH", body[6:10])
    return width, height


def _gif_colours(flags: int) -> int:
    """Returns how many bytes a table of colours has."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _behind_gif_data(body: bytes, at: int) -> int:
    """Returns where the blocks end that begin here, each with its length before it."""
    while at < len(body) and body[at]:
        at += body[at] + 1
    return at + 1


def _webp(body: bytes) -> tuple[int, int]:
    if len(body) < 30 or len(body) < int.from_bytes(body[4:8], "little") + 8:
        raise Unshown(_CUT)
    kind = body[12:16]
    if kind == b"VP8 " and body[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and body[20] == 0x2F:
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind != b"VP8X":
        raise Unshown(_CUT)
    if body[20] & 0x02:
        raise Unshown(_MOVES)
    if not {b"VP8 ", b"VP8L"} & set(_webp_names(body)):
        raise Unshown(_CUT)
    return int.from_bytes(body[24:27], "little") + 1, int.from_bytes(body[27:30], "little") + 1


def _webp_names(body: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(body):
        yield body[at : at + 4]
        length = int.from_bytes(body[at + 4 : at + 8], "little")
        at += 8 + length + length % 2


def _jpeg(body: bytes) -> tuple[int, int]:
    """Returns the size as it is shown: a camera may say that the picture is to be turned.

    What an editor keeps behind the end does not count.
    """
    is_turned, size, markers = False, b"", set()
    for marker, segment in _jpeg_segments(body):
        markers.add(marker)
        if marker == 0xE1:
            is_turned = is_turned or _orientation(segment) > 4
        if marker in _JPEG_SIZES and not size:
            size = segment[1:5]
    if len(size) < 4 or not {_JPEG_SCAN, _JPEG_END} <= markers:
        raise Unshown(_CUT)
    height, width = struct.unpack(">HH", size)
    return (height, width) if is_turned else (width, height)


def _jpeg_segments(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yields the markers of a JPEG up to its end, each with what it holds."""
    at = 2
    # Behind a scan come its bytes, in which a marker is found by its first byte.
    while found := _JPEG_MARKER.search(body, at):
        marker, at = found[1][0], found.end()
        if marker == _JPEG_END:
            yield marker, b""
            return
        length = max(int.from_bytes(body[at : at + 2], "big"), 2)
        yield marker, body[at + 2 : at + length]
        at += length


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
