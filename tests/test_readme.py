"""The example of the README runs, and the modules that ARCHITECTURE names are there."""

import re

import pytest

from app import ROOT

README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def test_the_engine_of_the_readme_is_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(block, {})

    assert "SUCCESS\n" == capsys.readouterr().out


ROOMS = "cli|web|lab|store|content|practice|jobs|questions|diagram|engine"


NAMED = re.compile(rf"(?<![\w/])(?:trialrun/)?((?:{ROOMS})(?:/[a-z_]+)+)\b")
"""A module by its way below trialrun/; what begins with a slash is an address."""


@pytest.mark.parametrize("name", sorted(set(NAMED.findall(ARCHITECTURE))))
def test_every_room_of_the_architecture_is_there(name: str) -> None:
    path = ROOT / "trialrun" / name

    assert path.with_suffix(".py").is_file() or path.is_dir()
