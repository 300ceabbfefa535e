"""Rhythm: how much is read before there is something to say, and how long a lesson takes."""

import pytest

from tests.content.prose.reading import passages
from trialrun.content.prose.rhythm import minutes_flaws, rhythm_flaws, stretches

PREDICT = "\n\n:::{predict} a/b\n:::\n\n"
SIM = "\n\n:::{sim} a\n:::\n\n"


def words(count: int) -> str:
    return "word " * count


RHYTHMS = [
    ("the most", words(150) + PREDICT + words(350) + SIM + words(350), []),
    ("a late first prompt", words(151) + PREDICT, [0]),
    ("none at all", words(151), [0]),
    ("a long stretch", words(9) + PREDICT + words(351) + SIM, [2]),
    ("a long end", words(9) + PREDICT + SIM + words(351), [7]),
    ("two", words(151) + PREDICT + words(351), [0, 2]),
    ("code", words(100) + "\n\n```\n" + words(100) + "\n```" + PREDICT, []),
    (
        "a recall, which is a prompt",
        words(9)
        + PREDICT
        + words(300)
        + "\n\n::: recall\n"
        + words(400)
        + "\n:::\n\n"
        + words(300),
        [],
    ),
    ("folds, which are read", PREDICT + "::: dial T\n" + words(350) + "\n:::\n", [2]),
]


@pytest.mark.parametrize(
    ("body", "lines"), [row[1:] for row in RHYTHMS], ids=[row[0] for row in RHYTHMS]
)
def test_too_long_a_stretch_is_named_at_the_prompt_before_it(body, lines):
    found = list(rhythm_flaws(passages(body)))

    assert lines == [flaw.line for flaw in found]
    assert {"rhythm"} >= {flaw.rule for flaw in found}


def test_the_number_of_words_is_told():
    first, second = rhythm_flaws(passages(words(151) + PREDICT + words(1351)))

    assert "the first prompt comes after 151 words; ask within 150" in first.message
    assert "behind this come 1,351 words with nothing to say or drive; put" in second.message


MINUTES = [
    (8, 1760, 0, []),
    (10, 1760, 0, []),
    (11, 1760, 0, ["11 minutes for what takes about 8"]),
    (8, 1760, 3, ["8 minutes for what takes about 11"]),
    (11, 1760, 3, []),
    (7, 1540, 0, ["7 minutes; make it a lesson of 8 to 15"]),
    (16, 3520, 0, ["16 minutes; make it a lesson of 8 to 15"]),
    (20, 1760, 0, ["20 minutes for what takes about 8", "20 minutes; make it a lesson of 8 to"]),
    (1, 299, 0, []),
]


@pytest.mark.parametrize(("minutes", "count", "prompts", "told"), MINUTES)
def test_minutes_go_by_words_and_prompts(minutes, count, prompts, told):
    found = list(minutes_flaws(minutes, passages(words(count) + SIM * prompts)))

    assert len(told) == len(found)
    for says, flaw in zip(told, found, strict=True):
        assert flaw.message.startswith(says)
        assert -1 == flaw.line


def test_a_stretch_begins_at_its_prompt():
    assert [(0, 3), (2, 2), (7, 0)] == stretches(passages(words(3) + PREDICT + words(2) + SIM))
