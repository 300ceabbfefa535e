"""What the README and ARCHITECTURE promise is there."""

import re
import shutil
from pathlib import Path

import pytest

from app import ROOT
from trialrun.content import load_catalog, par_problems

README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def test_the_engine_of_the_readme_is_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(block, {})

    assert "SUCCESS\n" == capsys.readouterr().out


def test_the_question_set_and_the_level_of_the_readme_are_proven(tmp_path: Path) -> None:
    for folder in ("lessons", "scenarios", "quizzes", "levels"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    question_set, level = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "quizzes/my-set.yaml").write_text(question_set)
    (tmp_path / "levels/my-level.yaml").write_text(level)
    catalog = load_catalog(tmp_path)

    assert () == catalog.problems
    assert ["what-is-left"] == list(catalog.sets["my-set"].questions)
    assert [] == par_problems(catalog.levels["my-level"])


@pytest.mark.parametrize(
    "target",
    sorted(set(re.findall(r"(?:^ +|`|PORT.* )make ([a-z]+)", README + ARCHITECTURE, re.M))),
)
def test_every_make_command_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", re.findall(r"\]\(((?!http)[^)]+)\)", README))
def test_every_file_the_readme_links_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize(
    "name",
    sorted(
        set(re.findall(r"\b((?:web|engine|questions|content|diagram)/[a-z_]+)\b", ARCHITECTURE))
    ),
)
def test_every_room_of_the_architecture_is_there(name: str) -> None:
    path = ROOT / "trialrun" / name

    assert path.with_suffix(".py").is_file() or path.is_dir()
