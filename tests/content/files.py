"""Content of a few small files, and texts that count what is read of them. No test in here."""

from collections.abc import Mapping
from pathlib import Path

from trialrun.content.folder import Folder, Text
from trialrun.content.stamp import Stamp

FACTS = """\
facts:
  stays: {says: A commit stays., source: docs, read: 2026-11-22, sure: H}
  other: {says: Something else., source: docs, read: 2026-11-22, sure: H}
rules:
  run.created: {says: "{job} runs.", why: Somebody pressed.}
"""
GLOSSARY = """\
terms:
  commit: {term: commit, says: What stays., facts: [stays], lesson: "jobs#what-stays"}
  more: {term: more, says: Not less., facts: [ours]}
"""
OUTLINE = "lessons:\n  - {slug: jobs, title: Jobs, says: All of it.}\n"
LESSON = """\
---
title: Jobs
order: 1
minutes: 5
---

## What stays

Read this.[^stays]

:::{predict} one/what-is-left
:::

## What follows

More.
"""
SCENARIO = """\
title: One fails
summary: It fails.
order: 1
job:
  name: menu
  tasks: [{task_key: load, notebook_task: {notebook_path: /load}, environment_key: e,
           disable_auto_optimization: true}]
script: {load: {takes: 60s, writes: [{to: menu, mode: append, rows: 40}], fails: {on: all}}}
actions: [{do: run_now}]
"""
SET = """\
title: {title}
summary: One question.
order: {order}
lesson: jobs
questions:
  - id: what-is-left
    kind: choice
    section: what-stays
    stem: What is left of {title}?
    run: one-fails
    options:
      - {{says: Nothing., claim: 'tables["menu"].rows == 0', why: It failed.}}
      - {{says: All of it., claim: 'tables["menu"].rows == 40', why: It did not.}}
    facts: [stays]
"""
FACT_SET = """\
title: Facts
summary: No run.
lesson: jobs
questions:
  - id: what-is-so
    kind: choice
    stem: What is so?
    options:
      - {says: This., correct: true, why: It is.}
      - {says: That., why: It is not.}
    facts: [other]
"""

FILES = {
    "lessons/facts.yaml": FACTS,
    "lessons/outline.yaml": OUTLINE,
    "lessons/jobs.md": LESSON,
    "scenarios/one-fails.yaml": SCENARIO,
    "scenarios/unused.yaml": SCENARIO.replace("One fails", "Unused"),
    "quizzes/one.yaml": SET.format(title="One", order=1),
    "quizzes/two.yaml": SET.format(title="Two", order=2),
    "quizzes/facts.yaml": FACT_SET,
}


def write(root: Path, files: Mapping[str, str] = FILES) -> Path:
    """Writes files below a root."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


class CountedFolder(Folder):
    """A folder that notes which files are read for their text, and which for their digest."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.read_paths: list[str] = []

    def read(self, path: str, stamp: Stamp | None = None) -> Text:
        """Reads a file, and notes it."""
        self.read_paths.append(path)
        return super().read(path, stamp)

    def take_read(self) -> set[str]:
        """Returns what was read since the last time."""
        found, self.read_paths = set(self.read_paths), []
        return found
