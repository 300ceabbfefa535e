"""Figure files: read by their kind and played; every mistake at its line."""

import pytest

from trialrun.content.readers.figures import read_figure

PATH = "lessons/figures/mine.yaml"
FIGURE = """\
kind: log
title: Mine
summary: What is committed.
table: menu
steps:
  - {do: append, rows: {soup: "6"}, fact: mine}
  - {do: restore, version: 0}
"""


def read(text=FIGURE, **more):
    return read_figure(PATH, "mine", text, facts=["mine"], scenarios={}, **more)


def test_a_figure_is_played():
    figure, problems = read()

    assert [] == problems
    assert ("mine", PATH, "log", "Mine", 4) == (
        figure.slug, figure.path, figure.kind_name, figure.title, len(figure.moments)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("kind: log", "kind: logs", ["1: there is no kind of figure `logs`; did you mean `log`?"]),
        ("kind: log\n", "", ["1: `kind` is missing; add kind: log"]),
        ("kind: log", "kind: [log]", ["1: this must be one word: log"]),
        ("do: restore", "do: restor", ["7: do `restor` is unknown; did you mean `restore`?"]),
        ("do: restore, ", "", ["7: `do` is missing; add do: append, at-once"]),
        (
            "version: 0",
            "versio: 0",
            ["7: there is no field `versio` here; did you mean `version`?"],
        ),
        (
            'rows: {soup: "6"}',
            "rows: many",
            ["6: write how many rows, 1 to 500, or the rows as key: value"],
        ),
        ("rows: {soup: ", "rows: {'': ", ["6: a row has a key; write it before the colon"]),
        ("version: 0", "version: 7", ["7: there is no version 7 yet; the newest is 1"]),
        (
            "fact: mine",
            "fact: mien",
            ["6: there is no fact `mien` in lessons/facts.yaml; did you mean `mine`?"],
        ),
        (
            "title: Mine",
            "titel: Mine",
            ["2: there is no field `titel` here; did you mean `title`?"],
        ),
        (
            "summary: What is committed.",
            "summary: What <sup>is</sup> committed.",
            ["3: `<sup>is</sup>` is shown as it stands"],
        ),
        (
            "version: 0}",
            "version: 7}\n  - {do: read, version: 8}\n  - {do: delete, keys: [tea]}",
            [
                "7: there is no version 7 yet",
                "8: there is no version 8 yet",
                "9: no row has the key `tea` now",
            ],
        ),
    ],
)
def test_a_mistake_is_named_at_its_line(old, new, problems):
    figure, found = read(FIGURE.replace(old, new, 1))

    assert figure is None
    assert len(problems) == len(found)
    for expected, problem in zip(problems, found, strict=True):
        assert f"{problem.line}: {problem.message}".startswith(expected)


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "kind: log\n", "steps: 3\nkind: log\n"])
def test_odd_files_have_problems(text):
    figure, problems = read(text)

    assert figure is None
    assert problems


def test_a_broken_fact_is_told_where_its_mistake_is():
    text = FIGURE.replace("fact: mine", "fact: ill")
    (problem,) = read(text, broken_facts={"ill": "lessons/facts.yaml:3"})[1]

    assert "lessons/facts.yaml:3" == problem.cause
