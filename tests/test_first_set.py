"""The guide to a first set: each command is run as it stands, each file is written and proven."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import ROOT
from trialrun.cli import main

TEXT = (ROOT / "docs/first-set.md").read_text("utf-8")
STEP = re.compile(
    r"^    \.venv/bin/python -m trialrun (?P<command>[^\n]+)$"
    r"|^```yaml (?P<path>\S+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def steps() -> Iterator[re.Match[str]]:
    """Yields commands and files in the order of the guide."""
    return STEP.finditer(TEXT)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Follows the guide; returns what each command printed, in order."""
    import contextlib
    import io

    content, data = tmp_path_factory.mktemp("ferries"), tmp_path_factory.mktemp("data")
    printed: dict[str, list[str]] = {}
    for step in steps():
        if step["path"]:
            file = Path(content / step["path"])
            assert file.exists(), f"{step['path']} was not begun by `new`"
            file.write_text(step["text"], "utf-8")
            continue
        out = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
            patch.setenv("TRIALRUN_CONTENT", str(content))
            patch.setenv("TRIALRUN_DATA", str(data))
            assert 0 == main(step["command"].split()), step["command"]
        printed.setdefault(step["command"], []).append(out.getvalue())
    return printed


def test_all_commands_of_the_guide_are_run(outputs):
    named = re.findall(r"-m trialrun (\w+)", TEXT)

    assert {"new", "check", "questions"} <= {command.split()[0] for command in outputs}
    assert set(named) - {command.split()[0] for command in outputs} == {"serve"}


def test_what_new_wrote_is_proven_as_it_stands(outputs):
    assert "1 question set with 2 proven questions, 0 problems (" in outputs["check"][0]


def test_in_the_end_ten_questions_are_proven_without_a_warning(outputs):
    (line,) = outputs["check --fail-on warning"][0].splitlines()

    assert (
        "1 scenario, 0 levels, 0 incidents, 1 question set with 10 proven questions, 0 problems ("
        in line
    )


def test_of_ten_questions_the_bank_tells_figures_and_no_faults(outputs):
    """What the guide says of it: the looks, the beliefs that are found out, and no more."""
    (told,) = outputs["check --bank"]

    assert "too good" not in told
    assert "survivors" not in told
    assert "The key is the longest option in 1 of 4 questions with one key (25%).\n" in told
    assert re.search(r"^    failed-task-is-undone +3$", told, re.MULTILINE)
    assert " 0 problems (" in told.splitlines()[-1]
    assert told.splitlines()[-2] == (
        "These are figures, no faults: 10 questions may be odd by chance. From 20 on, `check` asks "
        "for more."
    )


def test_the_ten_questions_are_of_every_kind_that_a_set_has(outputs):
    (found,) = outputs["questions night-ferry --blind"]

    kinds = {"choice", "choices", "predict", "order", "number", "match"}
    assert kinds == set(re.findall(r"^\d+\. \[\w+, (\w+)\]$", found, re.MULTILINE))
