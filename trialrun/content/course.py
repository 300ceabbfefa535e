"""Lessons and question sets as values. Reads no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from trialrun.content.exam import Tags
from trialrun.questions import Question

ONWARD = "onward"
"""The id of what stands at the end of a lesson: the ways on from it."""
VALUE_ID = "value-"
"""How the ids of values of runs begin; their number stands behind it."""


@dataclass(frozen=True, slots=True)
class RecallPrompt:
    """What a reader is to say without looking, with a model answer to judge it by.

    `id` names it in its lesson. `title` and `answer` are HTML, `asks` is the title in plain words;
    `digest` is that of both, so that a judgement is known to be of another text.
    """

    id: str
    asks: str
    title: str
    answer: str
    direction: str
    digest: str


@dataclass(frozen=True, slots=True)
class RecallBox:
    """The prompts that stand together in a lesson. `title` and `intro` are HTML, "" for none."""

    title: str
    label: str
    intro: str
    prompts: tuple[RecallPrompt, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a step: html, recall, or what is embedded; `content` is the HTML, or a name.

    A recall has its prompts in `recall`.
    """

    kind: str
    content: str
    recall: RecallBox | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What is shown at once. `asks` is the uid of the question that opens the next step."""

    blocks: tuple[Block, ...]
    asks: str | None
    sections: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One line of the course: a lesson that is there, or one that is coming."""

    slug: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Course:
    """The course: its lessons in their order, and the question that a first visitor is asked.

    `asks_line` is the line that names the question; "" and 0 for none. `broken` are the lessons
    whose entry has a mistake and is left out: the number of the entry, from 0, and its place.
    """

    lessons: tuple[Outline, ...] = ()
    first_question: str = ""
    asks_line: int = 0
    broken: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def healed(self, before: "Course") -> "Course":
        """Returns it with entries that have a mistake now as they were before."""
        lessons = list(self.lessons)
        known = {entry.slug: entry for entry in before.lessons}
        for slug, (number, _) in self.broken.items():
            if slug in known:
                lessons.insert(number, known[slug])
        return replace(self, lessons=tuple(lessons))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson, rendered. `facts` maps the cited facts to their footnote numbers.

    `level` and `compare` are the level and the scenario that its end leads to; "" for none.
    `ids` are those that a link finds; `links` are its lines by the sections of other lessons, as
    in `s1-jobs#what-fails`, that it links to. `terms` are those of the
    glossary that it has.
    """

    slug: str
    path: str
    title: str
    order: int
    minutes: int
    objectives: tuple[str, ...]
    steps: tuple[Step, ...]
    facts: Mapping[str, int]
    asks_lines: Mapping[str, int]
    level: str = ""
    compare: str = ""
    ids: tuple[str, ...] = ()
    links: Mapping[str, int] = field(default_factory=dict)
    terms: tuple[str, ...] = ()

    def is_titled(self, number: int) -> bool:
        """Says whether a heading stands in a step, counted from 0, or before it."""
        return any(step.sections for step in self.steps[: number + 1])

    @property
    def sections(self) -> frozenset[str]:
        """Returns the ids that can be linked to."""
        return frozenset(slug for step in self.steps for slug, _ in step.sections)

    @property
    def recalls(self) -> dict[str, RecallPrompt]:
        """Returns what is to be said without looking, by id."""
        boxes = (block.recall for step in self.steps for block in step.blocks if block.recall)
        return {prompt.id: prompt for box in boxes for prompt in box.prompts}

    @property
    def anchors(self) -> frozenset[str]:
        """Returns all that can be come back to: sections, embeds, prompts, values, the end."""
        blocks = (b for step in self.steps for b in step.blocks if b.content and b.kind != "html")
        embeds = {f"{b.kind}-{b.content}" for b in blocks}
        asks = {f"q-{step.asks.replace('/', '-')}" for step in self.steps if step.asks}
        values = {id_ for id_ in self.ids if id_.startswith(VALUE_ID)}
        return self.sections | embeds | asks | values | {ONWARD}


@dataclass(frozen=True, eq=False)
class QuestionSet:
    """A question set with proven keys, questions by id in the author's order.

    A go keeps that order unless it `is_shuffled`; `follows` says which question comes right behind
    which other. `said` has a digest of what each says, by id, `tags` what those are tagged with
    that are, `places` the line and column of each in its file, `lessons` which one decides those
    that the set's does not: known without reading them.
    """

    slug: str
    title: str
    summary: str
    order: int
    lesson: str
    questions: Mapping[str, Question]
    is_shuffled: bool = True
    follows: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, Tags] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)

    def lesson_of(self, id_: str) -> str:
        """Returns the lesson that decides a question of it."""
        return self.lessons.get(id_, self.lesson)

    @cached_property
    def ids(self) -> frozenset[str]:
        """Returns the names of its questions within it."""
        return frozenset(self.questions)

    @cached_property
    def uids_followed(self) -> dict[str, str]:
        """Returns {uid: the uid it follows}."""
        return {f"{self.slug}/{id_}": f"{self.slug}/{of}" for id_, of in self.follows.items()}

    @property
    def uids(self) -> list[str]:
        """Returns the names of its questions among all questions, in the author's order."""
        return [f"{self.slug}/{id_}" for id_ in self.questions]
