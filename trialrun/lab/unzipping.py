"""The YAML and JSON files of a zip that a stranger made: bounded, whatever it says of itself.

Nothing is written anywhere. A member is unpacked piece by piece, and never further than it may be
long; what its header says of its size is only believed where that spares the work.
"""

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from stat import S_ISLNK
from typing import NamedTuple

from trialrun.jobs.tree import shown
from trialrun.lab.came import LINK, TOO_LARGE, Came, Unusable, clean_path, why_left

ENTRIES_MAX = 10_000
FILE_BYTES_MAX = 1_000_000
UNPACKED_BYTES_MAX = 8_000_000
"""Of all members together; those of a whole repository have 1 MB."""
SPARED = "JSON files beyond 8 MB"
_ENTRY = b"PK\x01\x02"
_BEGINS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_TAKEN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError,
    NotImplementedError, RuntimeError, ValueError, OSError, OverflowError, IndexError,
)  # fmt: skip


class Unzipped(NamedTuple):
    """The files of an archive that are taken, and how many are not, by why."""

    files: tuple[Came, ...]
    left: Counter[str]


def is_zip(name: str, data: bytes) -> bool:
    r"""Says whether a file is a zip, or means to be one.

    >>> is_zip("a.zip", b""), is_zip("a", b"PK\x03\x04..."), is_zip("a.yml", b"a: 1")
    (True, True, False)
    """
    return name.lower().endswith(".zip") or data.startswith(_BEGINS)


def unzip(name: str, data: bytes) -> Unzipped:
    """Returns the YAML and JSON files of an archive. Raises Unusable."""
    # Each entry of its table begins so: they are counted before a value is made for each.
    if data.count(_ENTRY) > ENTRIES_MAX:
        raise Unusable(
            f"{shown(name)} has more than {ENTRIES_MAX:,} entries; "
            "zip the bundle's own folder only, or choose the folder"
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            wanted, left = _wanted(name, archive)
            return Unzipped(tuple(_read(name, archive, wanted, left)), left)
    except _BROKEN as error:
        raise Unusable(f"{shown(name)} {_broken(data)}; make it again and bring that") from error


def _broken(data: bytes) -> str:
    if not data.startswith(_BEGINS):
        return "is no zip archive"
    return "is cut off or damaged: its table of contents cannot be read"


def _wanted(
    name: str, archive: zipfile.ZipFile
) -> tuple[list[tuple[str, zipfile.ZipInfo]], Counter[str]]:
    """Returns the members to be read by path, YAML before JSON, and what is left out."""
    wanted, left = [], Counter[str]()
    for entry in archive.infolist():
        path = clean_path(_name_of(entry), name)
        if entry.is_dir() or not path:
            continue
        why = LINK if S_ISLNK(entry.external_attr >> 16) else why_left(path)
        if not why and entry.file_size > FILE_BYTES_MAX:
            why = TOO_LARGE
        if why:
            left[why] += 1
        else:
            wanted.append((path, entry))
    wanted.sort(key=lambda one: (one[0].endswith(".json"), one[1].file_size))
    return wanted, left


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Returns a member's name; what is not marked as UTF-8 may still be."""
    name = entry.orig_filename
    if entry.flag_bits & _UTF_8:
        return name
    try:
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


def _read(
    name: str,
    archive: zipfile.ZipFile,
    wanted: list[tuple[str, zipfile.ZipInfo]],
    left: Counter[str],
) -> Iterator[Came]:
    unpacked = 0
    for path, entry in wanted:
        where = f"{shown(path)} in {shown(name)}"
        if entry.flag_bits & _ENCRYPTED:
            raise Unusable(f"{where} is encrypted; make the zip again without a password")
        if entry.compress_type not in _TAKEN:
            raise Unusable(f"{where} is packed by a method that is not read; make a plain zip")
        if path.endswith(".json") and unpacked + entry.file_size > UNPACKED_BYTES_MAX:
            left[SPARED] += 1
            continue
        try:
            with archive.open(entry) as member:
                data = member.read(FILE_BYTES_MAX + 1)
        except _BROKEN as error:
            raise Unusable(f"{where} is damaged; make the zip again") from error
        unpacked += len(data)
        if unpacked > UNPACKED_BYTES_MAX:
            raise Unusable(
                f"{shown(name)} unpacks to more than {UNPACKED_BYTES_MAX:,} bytes of YAML and "
                "JSON; zip the bundle's own folder only"
            )
        if len(data) > FILE_BYTES_MAX:
            left[TOO_LARGE] += 1
        else:
            yield Came(path, data)
