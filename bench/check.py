"""How long `check` takes over five hundred questions: the bundled ones, again and again.

Each copy has scenarios and claims of its own, so that no run and no compiled claim is remembered.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bench.figure import Figure, absolute
from bench.servers import ROOT

QUESTIONS = 500
ROUNDS = 3
TIMEOUT_S = 120


def measure() -> list[Figure]:
    """Times the command as a process of its own, which must prove all five hundred."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write_questions(folder)
        seconds = median(_check(folder) for _ in range(ROUNDS))
    return [absolute(f"check of {QUESTIONS} questions", seconds, "s", at_most=5)]


def _check(folder: Path) -> float:
    command = [sys.executable, "-m", "trialrun", "check", str(folder)]
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if done.returncode or f"with {QUESTIONS} proven questions" not in done.stdout:
        raise RuntimeError(f"check does not prove {QUESTIONS} questions:\n{done.stdout[-2000:]}")
    return seconds


def _write_questions(folder: Path) -> None:
    """Copies the bundled content, then its questions under new ids up to QUESTIONS."""
    for part in ("lessons", "scenarios", "levels", "quizzes"):
        shutil.copytree(ROOT / part, folder / part)
    sets = {file.stem: _read(file) for file in sorted((ROOT / "quizzes").glob("*.yaml"))}
    missing = QUESTIONS - sum(len(found["questions"]) for found in sets.values())
    copy = 0
    while missing > 0:
        copy += 1
        for file in (ROOT / "scenarios").glob("*.yaml"):
            shutil.copy(file, folder / "scenarios" / f"{file.stem}-{copy}.yaml")
        for slug, found in sets.items():
            questions = [_copied(question, copy) for question in found["questions"][:missing]]
            missing -= len(questions)
            if questions:
                text = yaml.safe_dump(found | {"questions": questions}, allow_unicode=True)
                (folder / "quizzes" / f"{slug}-{copy}.yaml").write_text(text, encoding="utf-8")


def _copied(question: dict[str, Any], copy: int) -> dict[str, Any]:
    copied = question | {"id": f"{question['id']}-{copy}"}
    if "run" in question:
        copied["run"] = _run_of_copy(question["run"], copy)
    if "runs" in question:
        copied["runs"] = {name: _run_of_copy(run, copy) for name, run in question["runs"].items()}
    if "options" in question:
        copied["options"] = [_option_of_copy(option, copy) for option in question["options"]]
    return copied


def _run_of_copy(run: Any, copy: int) -> Any:
    if isinstance(run, str):
        return f"{run}-{copy}"
    return run | {"scenario": f"{run['scenario']}-{copy}"}


def _option_of_copy(option: dict[str, Any], copy: int) -> dict[str, Any]:
    if "claim" not in option:
        return option
    return option | {"claim": f"({option['claim']}) && {copy} > 0"}


def _read(file: Path) -> dict[str, Any]:
    # BaseLoader, as the product reads it: `no` stays text.
    found: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return found
