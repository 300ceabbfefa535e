"""Zips of strangers: what is YAML or JSON comes out, anything else is a sentence, soon."""

import io
import struct
import tracemalloc
import zipfile
from collections import Counter
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.proving import PROVES
from trialrun.lab.came import Unusable
from trialrun.lab.unzipping import (
    ENTRIES_MAX,
    FILE_BYTES_MAX,
    UNPACKED_BYTES_MAX,
    Unzipped,
    unzip,
)

SECONDS_MAX = 2
BYTES_MAX = 60_000_000
DEFLATED = zipfile.ZIP_DEFLATED


def zip_of(files: dict[str, bytes], *, method: int = DEFLATED, **attributes: int) -> bytes:
    """Returns a zip of files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            for attribute, value in attributes.items():
                setattr(entry, attribute, value)
            archive.writestr(entry, data)
    return packed.getvalue()


def patched(data: bytes, at: int, value: int, size: str = "<H") -> bytes:
    """Returns a zip of one member with a number changed in its local and central header."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", at), (b"PK\x01\x02", at + 2)):
        struct.pack_into(size, changed, data.index(signature) + offset, value)
    return bytes(changed)


def soon(data: bytes) -> Unzipped | str:
    """Unzips within bounds of time and memory; returns the sentence of a refusal."""
    tracemalloc.start()
    started = process_time()
    try:
        return unzip("x.zip", data)
    except Unusable as error:
        return str(error)
    finally:
        assert process_time() - started < SECONDS_MAX * 4  # tracemalloc slows it down
        assert tracemalloc.get_traced_memory()[1] < BYTES_MAX
        tracemalloc.stop()


def test_yaml_and_json_come_out_and_the_rest_is_counted():
    found = unzip(
        "x.zip",
        zip_of(
            {
                "r/databricks.yml": b"a: 1",
                "r/b.json": b"{}",
                "r/src/a.py": b"",
                "r/.git/x.yml": b"",
                "r/node_modules/p/package.json": b"",
                "r/inner.zip": b"",
                "__MACOSX/r/._b.json": b"",
                "r/big.json": b" " * (FILE_BYTES_MAX + 1),
            }
        ),
    )

    assert {"r/databricks.yml": b"a: 1", "r/b.json": b"{}"} == dict(found.files)
    assert {
        "neither YAML nor JSON": 1,
        "in hidden folders or packages": 3,
        "archives in it": 1,
        "too large": 1,
    } == found.left


def test_names_are_read_as_they_were_meant():
    plain = zip_of({"ü.yml": b""}, flag_bits=0)
    unmarked = plain.replace(struct.pack("<H", 0x800), struct.pack("<H", 0))
    windows = zip_of({"r/a.yml": b""}).replace(b"r/a.yml", b"r\\a.yml")

    assert ["ü.yml"] == [path for path, _ in unzip("x.zip", unmarked).files]
    assert ["r/a.yml"] == [path for path, _ in unzip("x.zip", windows).files]


ONE = zip_of({"a.yml": b"a: 1"})
MANY = {f"d/{n}.yml": b"" for n in range(ENTRIES_MAX + 1)}
REFUSED = [
    pytest.param(b"", "is no zip archive", id="nothing"),
    pytest.param(b"hello", "is no zip archive", id="no zip"),
    pytest.param(ONE[:-30], "is cut off or damaged", id="cut off"),
    pytest.param(b"PK\x03\x04" + b"\0" * 200, "is cut off or damaged", id="a begin only"),
    pytest.param(zip_of({"../a.yml": b""}), "../a.yml in x.zip leads out of", id="traversal"),
    pytest.param(zip_of({"a/..\\..\\b.txt": b""}), "leads out of the folder", id="by backslash"),
    pytest.param(zip_of({"/etc/a.yml": b""}), "is an absolute path", id="absolute"),
    pytest.param(zip_of({"C:\\a.yml": b""}), "is an absolute path", id="a drive"),
    pytest.param(zip_of({"a/" * 30 + "b.yml": b""}), "20 folders deep", id="deep"),
    pytest.param(zip_of({"a" * 400 + ".yml": b""}), "is longer than 300 signs", id="long"),
    pytest.param(zip_of({"a\x1b[2Jb.yml": b""}), "has a sign that no file name", id="escape"),
    pytest.param(zip_of({"a\nb.yml": b""}), "has a sign that no file name needs", id="line end"),
    pytest.param(patched(ONE, 6, 1), "a.yml in x.zip is encrypted", id="encrypted"),
    pytest.param(patched(ONE, 8, 99), "a method that is not read", id="unknown method"),
    pytest.param(
        zip_of({"a.yml": b"a"}, method=zipfile.ZIP_LZMA), "a method that is not read", id="lzma"
    ),
    pytest.param(patched(ONE, 14, 7, "<I"), "a.yml in x.zip is damaged", id="wrong checksum"),
    pytest.param(zip_of(MANY, method=zipfile.ZIP_STORED), "more than 10,000 entries", id="many"),
    pytest.param(
        zip_of({f"{n}.yml": b" " * FILE_BYTES_MAX for n in range(20)}),
        f"unpacks to more than {UNPACKED_BYTES_MAX:,} bytes",
        id="20 MB of blanks",
    ),
]


@pytest.mark.parametrize(("data", "says"), REFUSED)
def test_a_bad_archive_is_refused_in_a_sentence_and_soon(data, says):
    told = soon(data)

    assert isinstance(told, str), told
    assert says in told
    assert told.isprintable()


def test_10_000_entries_are_read_soon():
    names = {f"d/{n}.py": b"" for n in range(ENTRIES_MAX - 1)} | {"databricks.yml": b"a: 1"}
    found = soon(zip_of(names, method=zipfile.ZIP_STORED))

    assert isinstance(found, Unzipped)
    assert ENTRIES_MAX - 1 == found.left.total()


def test_a_bomb_that_says_so_is_left_out_and_not_unpacked():
    found = soon(zip_of({"a.yml": b"\0" * 50_000_000, "b.yml": b"b: 1"}))

    assert (1, ["b.yml"]) == (found.left["too large"], [path for path, _ in found.files])


def test_a_bomb_that_hides_its_size_goes_no_further_than_a_file_may():
    found = soon(patched(zip_of({"a.yml": b"\0" * 50_000_000}), 22, 10, "<I"))

    assert isinstance(found, str) or 0 == len(found.files)


def test_links_are_not_followed():
    found = unzip("x.zip", zip_of({"a.yml": b"/etc/passwd"}, external_attr=0o120777 << 16))

    assert (1, ()) == (found.left["links"], found.files)


def test_json_beyond_the_bound_is_left_out_and_yaml_comes_first():
    data = {f"{n}.json": b" " * FILE_BYTES_MAX for n in range(20)} | {"z.yml": b"z: 1"}
    found = unzip("x.zip", zip_of(data))

    assert "z.yml" == found.files[0].path
    assert (7, 13) == (len(found.files) - 1, found.left["JSON files beyond 8 MB"])


SEEDS = [
    ONE,
    zip_of({"r/a.yml": b"a: 1\n" * 40, "r/b.json": b"{}", "r/": b""}),
    zip_of({"a.yml": b"x" * 3000}, method=zipfile.ZIP_STORED),
]


@settings(max_examples=20_000 if PROVES else 200)
@given(st.data())
def test_whatever_comes_is_files_or_a_sentence(data):
    archive = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(archive) - 1))
        archive[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
        archive = archive or bytearray(b"PK")
    try:
        found, said = unzip("x.zip", bytes(archive)), ""
    except Unusable as error:
        found, said = Unzipped((), Counter()), str(error)

    assert said.isprintable()
    assert all(len(one.data) <= FILE_BYTES_MAX for one in found.files)
    assert not any(".." in path.split("/") or path.startswith("/") for path, _ in found.files)
