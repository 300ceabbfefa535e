"""What is installed: the locks agree with the pins that people read, and have digests of all."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from app import ROOT
from tools.audit import told
from tools.sbom import VENDORED, vendored

PARTS = ("", "-dev", "-tools", "-spark")
MACHINES = [
    {"python_version": python, "python_full_version": f"{python}.1"} | machine
    for python in ("3.11", "3.12", "3.13")
    for machine in (
        {"sys_platform": "linux", "platform_machine": "x86_64"},
        {"sys_platform": "linux", "platform_machine": "aarch64"},
        {"sys_platform": "darwin", "platform_machine": "x86_64"},
        {"sys_platform": "darwin", "platform_machine": "arm64"},
    )
]
ENTRY = re.compile(
    r"(\S+==[\w.!+]+(?: ; [^\\]+)?) \\\n((?:    --hash=sha256:[0-9a-f]{64}[ \\]*\n)+)"
)
COMMENT = re.compile(r"^ *#.*\n", re.MULTILINE)

by_part = pytest.mark.parametrize("part", PARTS)


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock file, taken apart: what it pins, by name, and what is no pin with digests."""

    entries: dict[str, Requirement]
    direct: set[str]
    digests: dict[str, set[str]]
    rest: str


def lock_of(text: str) -> Lock:
    entries, digests, direct = {}, {}, set()
    for pinned, hashes in ENTRY.findall(COMMENT.sub("", text)):
        found = Requirement(pinned)
        entries[found.name] = found
        digests[found.name] = set(re.findall(r"sha256:(\w+)", hashes))
    name = ""
    for line in text.splitlines():
        name = line.split("==")[0] if re.match(r"[a-z]", line) else name
        if re.match(r"^    # (via|  ) +-r requirements", line):
            direct.add(name)
    return Lock(entries, direct, digests, ENTRY.sub("", COMMENT.sub("", text)))


def locked(part: str) -> Lock:
    return lock_of((ROOT / f"requirements{part}.lock").read_text("utf-8"))


def pins_in(path: Path) -> dict[str, Requirement]:
    """Returns the direct pins of a requirements file, and of those that it names."""
    found: dict[str, Requirement] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("-r "):
            found |= pins_in(path.parent / line[3:])
        elif line and not line.startswith("#"):
            pin = Requirement(line)
            found[re.sub(r"[-_.]+", "-", pin.name).lower()] = pin
    return found


def differences(pins: dict[str, Requirement], lock: Lock) -> list[str]:
    """Says where pins and a lock differ, on any machine that is meant."""
    said = [f"{name} is not locked" for name in pins.keys() - lock.entries.keys()]
    said += [f"{name} is pinned no more" for name in lock.direct - pins.keys()]
    for name in pins.keys() & lock.entries.keys():
        pin, entry = pins[name], lock.entries[name]
        if pin.specifier != entry.specifier:
            said.append(f"{name} is pinned {pin.specifier} and locked {entry.specifier}")
        for machine in MACHINES:
            if is_for(pin, machine) != is_for(entry, machine):
                said.append(f"{name} differs on {machine}")
    return sorted(said)


def is_for(pin: Requirement, machine: dict[str, str]) -> bool:
    return pin.marker is None or pin.marker.evaluate(machine)


@by_part
def test_the_lock_is_that_of_the_pins(part: str) -> None:
    pins = pins_in(ROOT / f"requirements{part}.txt")

    assert [] == differences(pins, locked(part)), "run: make lock"
    assert [] == [name for name, pin in pins.items() if not str(pin.specifier).startswith("==")]


@by_part
def test_everything_locked_has_digests_and_no_place(part: str) -> None:
    lock = locked(part)
    text = (ROOT / f"requirements{part}.lock").read_text("utf-8")

    assert "" == lock.rest.strip()
    assert all(lock.digests.values())
    assert len(lock.entries) > len(pins_in(ROOT / f"requirements{part}.txt"))
    assert [] == re.findall(r"\S*(?:://|--(?!hash=)|/tmp|/home|\\\w)\S*", text)


def test_what_is_tested_is_what_is_run() -> None:
    run, tested = locked(""), locked("-dev")
    for name, entry in run.entries.items():
        assert (entry.specifier, run.digests[name]) == (
            tested.entries[name].specifier,
            tested.digests[name],
        )
        for machine in MACHINES:
            assert is_for(entry, machine) is is_for(tested.entries[name], machine), name


PINS = {"flask": Requirement("flask==3.1.3"), "pyyaml": Requirement("pyyaml==6.0.4")}
HASH = f"    --hash=sha256:{'a' * 64}\n    # via -r requirements.txt\n"


@pytest.mark.parametrize(
    ("text", "noticed"),
    [
        ("flask==3.1.3 \\\n{}pyyaml==6.0.4 \\\n{}", []),
        ("flask==3.1.3 \\\n{}", ["pyyaml is not locked"]),
        ("flask==3.1.2 \\\n{}pyyaml==6.0.4 \\\n{}", ["flask is pinned ==3.1.3 and locked ==3.1.2"]),
        ("flask==3.1.3 \\\n{}pyyaml==6.0.4 \\\n{}six==1.0 \\\n{}", ["six is pinned no more"]),
    ],
)
def test_a_difference_is_noticed(text: str, noticed: list[str]) -> None:
    assert noticed == differences(PINS, lock_of(text.replace("{}", HASH)))


def test_a_marker_that_differs_is_noticed() -> None:
    text = f"flask==3.1.3 ; sys_platform == 'linux' \\\n{HASH}pyyaml==6.0.4 \\\n{HASH}"

    assert 6 == len(differences(PINS, lock_of(text)))


@pytest.mark.parametrize("odd", ["six==1.0\n", "--index-url https://a.example/\n", "-e .\n"])
def test_what_has_no_digest_is_noticed(odd: str) -> None:
    assert odd == lock_of(f"flask==3.1.3 \\\n{HASH}{odd}").rest


def test_only_locks_are_installed() -> None:
    made = (ROOT / "Makefile").read_text("utf-8")
    installed = re.findall(r"\.ci/venv \S+ (\S+)", made)

    assert [f"requirements{part}.lock" for part in PARTS] == installed
    assert "--require-hashes" in (ROOT / ".ci/venv").read_text("utf-8")


def test_the_sbom_has_every_vendored_file() -> None:
    found = vendored(VENDORED.read_text("utf-8"))
    digests = {
        file["name"]: file["hashes"][0]["content"]
        for part in found
        for file in part.get("components", ())
    }
    files = [path for path in VENDORED.parent.rglob("*") if path.suffix not in {"", ".md"}]

    assert digests == {
        path.relative_to(VENDORED.parent).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    assert {
        "pkg:npm/htmx.org",
        "pkg:npm/%40fontsource-variable/source-sans-3",
        "pkg:npm/%40fontsource-variable/jetbrains-mono",
        "pkg:npm/lucide-static",
    } == {part["purl"].rpartition("@")[0] for part in found}


FAULT = {"id": "PYSEC-1", "fix_versions": ["2"]}


@pytest.mark.parametrize(
    ("packages", "ends", "says"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "no fault is known"),
        ([{"name": "a", "version": "1", "vulns": [FAULT]}], 1, "a 1: PYSEC-1, mended in 2"),
        ([{"name": "a", "skip_reason": "not found"}], 3, "nothing was looked at"),
        (
            [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "?"}],
            0,
            "and not b",
        ),
    ],
    ids=["clean", "faults", "nothing known", "some not known"],
)
def test_an_audit_says_what_was_looked_at(packages, ends: int, says: str) -> None:
    code, sentence = told({"dependencies": packages})

    assert ends == code
    assert says in sentence
