"""What the README and ARCHITECTURE promise is there."""

import re

import pytest

from app import ROOT

README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def test_the_engine_of_the_readme_is_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(block, {})

    assert "SUCCESS\n" == capsys.readouterr().out


@pytest.mark.parametrize(
    "target",
    sorted(set(re.findall(r"(?:^ +|`|PORT.* )make ([a-z]+)", ARCHITECTURE, re.M))),
)
def test_every_make_command_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


ROOMS = "cli|web|lab|store|content|practice|jobs|questions|diagram|engine"


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(rf"\b((?:{ROOMS})(?:/[a-z_]+)+)\b", ARCHITECTURE)))
)
def test_every_room_of_the_architecture_is_there(name: str) -> None:
    path = ROOT / "trialrun" / name

    assert path.with_suffix(".py").is_file() or path.is_dir()
