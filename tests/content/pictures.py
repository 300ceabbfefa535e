"""Small pictures, written by hand. No test in here."""

import struct
import zlib


def a_chunk(name: bytes, body: bytes = b"") -> bytes:
    """Returns a part of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def a_png(
    width: int = 3,
    height: int = 2,
    *,
    grey: int = 128,
    extra: bytes = b"",
    has_picture: bool = True,
) -> bytes:
    """Returns a PNG in one grey."""
    rows = (b"\0" + bytes([grey]) * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + a_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + extra
        + (a_chunk(b"IDAT", zlib.compress(rows)) if has_picture else b"")
        + a_chunk(b"IEND")
    )


def a_jpeg(width: int = 3, height: int = 2, *, turned: int = 0, order: str = "<") -> bytes:
    """Returns what tells the size of a JPEG, and how EXIF has it turned; no picture follows."""
    exif = b""
    if turned:
        head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
        entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
        body = b"Exif\0\0" + head + struct.pack(f"{order}H", 1) + entry + b"\0\0\0\0"
        exif = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    size = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    frame = b"\xff\xc2" + struct.pack(">H", len(size) + 2) + size
    return (
        b"\xff\xd8" + exif + b"\xff\xdb\0\3\0" + frame + b"\xff\xda\0\2" + b"\0" * 9 + b"\xff\xd9"
    )


GIF_CONTROL = b"\x21\xf9\x04\0\0\0\0\0"
GIF_FRAME = b"\x2c" + b"\0" * 9 + b"\2\2\x44\1\0"


def a_gif(
    width: int = 3,
    height: int = 2,
    *,
    frames: int = 1,
    frame: bytes = GIF_CONTROL + GIF_FRAME,
    last_colour: int = 0,
) -> bytes:
    """Returns the frame of a GIF, so many times."""
    head = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0" * 5
    return head + bytes([last_colour]) + frame * frames + b";"


def a_webp(
    kind: bytes = b"VP8X",
    width: int = 3,
    height: int = 2,
    *,
    moves: bool = False,
    has_picture: bool = True,
) -> bytes:
    """Returns the head of a WebP of one of its three kinds."""
    if kind == b"VP8 ":
        body = b"\0\0\0\x9d\1\x2a" + struct.pack("<HH", width, height)
    elif kind == b"VP8L":
        body = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0" * 5
    else:
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        body = bytes([2 if moves else 0, 0, 0, 0]) + sides
    chunk = kind + struct.pack("<I", len(body)) + body
    if kind == b"VP8X" and has_picture:
        chunk += b"ALPH\1\0\0\0\0\0" + b"VP8 \2\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk
