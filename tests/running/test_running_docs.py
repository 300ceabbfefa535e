"""docs/running.md names every setting there is, and the units of systemd are well written."""

import re
import shutil
import subprocess

import pytest

from tests.build import ROOT

TEXT = (ROOT / "docs/running.md").read_text("utf-8")
UNITS = sorted((ROOT / "docs/running").glob("*.service")) + sorted(
    (ROOT / "docs/running").glob("*.timer")
)
NOT_HERE = re.compile(r".*: Command /opt/trialrun/\S+ is not executable: No such file or directory")


def test_every_setting_is_told_and_no_other():
    code = (ROOT / "trialrun/settings.py").read_text("utf-8")
    read = set(re.findall(r'text\("([A-Z_]+)"\)', code)) | {"HOST", "PORT"}
    table = TEXT.partition("## Settings")[2].partition("\n## ")[0]
    told = {name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in _names(row)}

    assert read == told


def test_the_units_set_nothing_that_is_not_there():
    table = {name for row in re.findall(r"^\| (`.*?) \|", TEXT, re.M) for name in _names(row)}
    for unit in UNITS:
        assert set(re.findall(r"^Environment=([A-Z_]+)=", unit.read_text(), re.M)) <= table


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_understood_by_systemd(unit, tmp_path):
    for other in UNITS:
        shutil.copy(other, tmp_path / other.name)
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    told = [line for line in found.stderr.splitlines() if unit.stem in line]
    assert [] == [line for line in told if not NOT_HERE.fullmatch(line)]


def _names(row: str) -> list[str]:
    return re.findall(r"`([A-Z_]+)`", row)
