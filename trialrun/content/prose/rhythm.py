"""The rhythm of a lesson: how far one reads before there is something to say or to drive. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trialrun.content.prose.passages import CODE, PROMPT, RECALL, Passage
from trialrun.plural import counted

FIRST_MAX, STRETCH_MAX = 150, 350
"""So many words until the first prompt, and between two."""
WORDS_A_MINUTE, MINUTES_A_PROMPT = 220, 1
MINUTES_MIN, MINUTES_MAX = 8, 15
OFF_MAX = 0.25
DRAFT_WORDS = 300
"""Of a lesson that has fewer words yet nobody is told how long it is."""
RHYTHM, MINUTES = "rhythm", "minutes"
"""The rules."""


class ProseFlaw(NamedTuple):
    """Something about a lesson's text that its author should know: the rule, a line from 0, what.

    A line of -1 is the front matter's `minutes`.
    """

    rule: str
    line: int
    message: str


class TextStretch(NamedTuple):
    """What is read between two prompts: where it begins, and how many words it has."""

    line: int
    words: int


def stretches(passages: Sequence[Passage]) -> list[TextStretch]:
    """Returns what is read before the first prompt, between each two, and behind the last.

    What a recall asks is no reading, and code is looked at rather than read.
    """
    found = [TextStretch(0, 0)]
    for passage in passages:
        if passage.kind == PROMPT:
            found.append(TextStretch(passage.line, 0))
        elif passage.kind != CODE and RECALL not in passage.inside:
            last = found[-1]
            found[-1] = TextStretch(last.line, last.words + passage.word_count)
    return found


def rhythm_flaws(passages: Sequence[Passage]) -> Iterator[ProseFlaw]:
    """Yields stretches that are too long without anything to drive."""
    for number, (line, words) in enumerate(stretches(passages)):
        if not number and words > FIRST_MAX:
            told = f"the first prompt comes after {counted(words, 'word')}; ask within {FIRST_MAX}"
            yield ProseFlaw(RHYTHM, line, f"{told}, by :::{{predict}}, :::{{sim}} or a figure")
        elif number and words > STRETCH_MAX:
            told = f"behind this come {counted(words, 'word')} with nothing to say or drive"
            yield ProseFlaw(
                RHYTHM,
                line,
                f"{told}; put a prediction, a run, a figure or a recall in, every 250 to "
                f"{STRETCH_MAX} words",
            )


def minutes_needed(passages: Sequence[Passage]) -> float:
    """Returns how long a lesson takes: its words, and a minute for each prompt."""
    words = sum(stretch.words for stretch in stretches(passages))
    prompts = sum(passage.kind == PROMPT for passage in passages)
    return words / WORDS_A_MINUTE + prompts * MINUTES_A_PROMPT


def minutes_flaws(minutes: int, passages: Sequence[Passage]) -> Iterator[ProseFlaw]:
    """Yields minutes of the front matter that do not fit what is there to read."""
    needed = minutes_needed(passages)
    if sum(stretch.words for stretch in stretches(passages)) < DRAFT_WORDS:
        return
    if abs(minutes - needed) > OFF_MAX * needed:
        told = f"{counted(minutes, 'minute')} for what takes about {max(round(needed), 1)}"
        how = f"{WORDS_A_MINUTE} words a minute, and one for each prompt"
        yield ProseFlaw(MINUTES, -1, f"{told} ({how}); write that, or cut")
    if not MINUTES_MIN <= minutes <= MINUTES_MAX:
        told = f"{counted(minutes, 'minute')}; make it a lesson of {MINUTES_MIN} to {MINUTES_MAX}"
        yield ProseFlaw(MINUTES, -1, told)
