"""Content of many questions: the bundled ones, again and again.

Each copy has scenarios and claims of its own, so that no run and no compiled claim is remembered.
"""

import shutil
from pathlib import Path
from typing import Any

import yaml

from bench.servers import ROOT


def write_questions(folder: Path, count: int) -> None:
    """Copies the bundled content, then its questions under new ids up to `count`."""
    for part in ("lessons", "scenarios", "levels", "quizzes"):
        shutil.copytree(ROOT / part, folder / part)
    sets = {file.stem: _read(file) for file in sorted((ROOT / "quizzes").glob("*.yaml"))}
    missing = count - sum(len(found["questions"]) for found in sets.values())
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
    if "follows" in question:
        copied["follows"] = f"{question['follows']}-{copy}"
    if "stem" in question:
        copied["stem"] = f"In story {copy}. {question['stem']}"
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
