"""Reads lessons: Markdown in steps. A predict prompt ends a step; what follows waits for it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markdown_it.token import Token

from trialrun.content.course import Block, Lesson, Step
from trialrun.content.fact import Fact
from trialrun.content.picture import PictureFile
from trialrun.content.prose.asked import barred, unbarred
from trialrun.content.prose.bound import Binder, ValueSources
from trialrun.content.prose.in_text import bind_values
from trialrun.content.prose.looked import prose_warnings
from trialrun.content.prose.passages import OURS, Passage, passages_of
from trialrun.content.readers.inlines import env_of
from trialrun.content.readers.lesson_ends import Broken, LessonSpec, end_flaws
from trialrun.content.readers.lesson_links import LessonLinks
from trialrun.content.readers.lesson_tokens import (
    OPENS_NOTHING,
    PAGE_IDS,
    SORTS,
    Outer,
    embed_of,
    fact_ids,
    ids_of,
    is_of_page,
    left_open,
    outer_of,
    split_front,
    titled,
)
from trialrun.content.readers.lesson_words import LessonWords
from trialrun.content.readers.lines import seen
from trialrun.content.readers.markdown import ASIDES, FOLDS, fold_title, parser, title_line
from trialrun.content.readers.recalls import blocks_of
from trialrun.content.readers.texts import (
    NO_PICTURES,
    Beside,
    Pictures,
    fence_flaws,
    inline_flaws,
    places_in,
    read_texts,
)
from trialrun.content.readers.yaml_text import YamlText
from trialrun.problem import Problem
from trialrun.questions import unfound

_FENCE = re.compile(r"^:::+\s*\S")


def read_lesson(
    path: str,
    slug: str,
    text: str,
    *,
    facts: Mapping[str, Fact],
    scenarios: Collection[str],
    stories: ValueSources,
    levels: Collection[str],
    outline: Mapping[str, bool],
    figures: Collection[str] = (),
    bundles: Collection[str] = (),
    pictures: Pictures = NO_PICTURES,
    words: LessonWords | None = None,
    broken: Broken | None = None,
) -> tuple[Lesson | None, list[Problem]]:
    """Reads a lesson. `outline` maps each lesson of the course to whether it is there.

    `scenarios`, `levels`, `figures`, `bundles` are those that are written; `stories` those without
    a mistake. What the lesson uses and is `broken` is named, and passed over: the lesson stays.
    """
    front, body, offset = split_front(text)
    if front is None:
        return None, [
            Problem(path, 1, "start with front matter: ---, title: …, order: …, minutes: …, ---")
        ]
    source = YamlText(path, front)
    flawed = read_texts(source)
    spec, left = source.validate_but(LessonSpec, "objectives")
    beside = Beside(path, pictures)
    words = words or LessonWords()
    embeds = {"scenario": scenarios, "figure": figures, "bundle": bundles}
    reader = _Reader(
        path, slug, offset, facts, embeds, outline, beside, broken or {}, stories, words
    )
    steps = reader.steps(body)
    found = list(reader.problems)
    if spec is not None:
        flaws = end_flaws(spec, scenarios, stories.stories, levels, broken or {})
        found += [source.problem((at,), says, cause=cause) for at, says, cause in flaws]
        line, _ = source.place(("minutes",))
        found += prose_warnings(
            path, reader.passages, words, minutes=spec.minutes, minutes_line=line, offset=offset
        )
    problems = [*source.problems, *found]
    is_whole = all(problem.cause or problem.is_warning for problem in found)
    is_whole = is_whole and not reader.lacks_value
    if spec is None or not is_whole or any(at[0] != "objectives" for at in flawed):
        return None, problems
    wrong = places_in(flawed, "objectives")
    objectives = zip(left["objectives"], spec.objectives, strict=True)
    lesson = Lesson(
        slug,
        path,
        spec.title,
        spec.order,
        spec.minutes,
        tuple(says for place, says in objectives if place not in wrong),
        steps,
        {id_: number for id_, number in reader.env.get("facts", {}).items() if id_ in facts},
        reader.asks_lines,
        spec.level or "",
        spec.compare or "",
        tuple(sorted(reader.ids | PAGE_IDS)),
        reader.links.links,
        reader.terms,
    )
    return lesson, problems


class _Reader:
    """Renders the body of one lesson step by step and collects what is wrong with it."""

    def __init__(
        self,
        path: str,
        slug: str,
        offset: int,
        facts: Mapping[str, Fact],
        embeds: Mapping[str, Collection[str]],
        outline: Mapping[str, bool],
        beside: Beside,
        broken: Broken,
        stories: ValueSources,
        words: LessonWords,
    ) -> None:
        self.problems: list[Problem] = []
        self.env: dict[str, Any] = {}
        self.asks_lines: dict[str, int] = {}
        self._path = path
        self._slug = slug
        self._offset = offset
        self._facts = facts
        self._embeds = embeds
        self._beside = beside
        self._broken = broken
        self._binder = Binder(stories)
        self._words = words
        self.terms: tuple[str, ...] = ()
        self.lacks_value = False
        self.passages: list[Passage] = []
        self._seen_sections: set[str] = set()
        self.ids: frozenset[str] = frozenset()
        self.links = LessonLinks(slug, outline)
        self._outer: dict[int, Outer] = {}
        self._embedded: set[tuple[str, str]] = set()

    def steps(self, body: str) -> tuple[Step, ...]:
        self.env |= env_of(body) | {"back": self._slug}
        tokens = parser().parse(barred(body), self.env)
        unbarred(tokens)
        self._bind(tokens)
        self.passages = passages_of(tokens)
        self._check(tokens)
        self.terms = self._words.mark(tokens)
        self._outer = outer_of(tokens, body.split("\n"))
        for token, opened in left_open(tokens, body.split("\n")):
            self._add(token, f"`:::{opened}` is not closed; write ::: on a line behind it")
        steps: list[Step] = []
        blocks: list[Block] = []
        pending: list[Token] = []
        step_tokens: list[Token] = []
        asks: str | None = None
        for token in tokens:
            name, target = embed_of(token)
            if name is None:
                pending.append(token)
                step_tokens.append(token)
                continue
            self._flush(pending, blocks)
            if token.nesting > 0:
                self._check_embed(name, target, token)
                asks = target if name == "predict" else asks
                if name in SORTS:
                    blocks.append(Block(name, target))
            elif name == "predict":
                steps.append(self._step(blocks, asks, step_tokens))
                blocks, step_tokens, asks = [], [], None
        self._flush(pending, blocks)
        steps.append(self._step(blocks, None, step_tokens))
        self._check_links_inside(tokens)
        return tuple(steps)

    def _flush(self, pending: list[Token], blocks: list[Block]) -> None:
        blocks += blocks_of(pending, self.env)
        pending.clear()

    def _step(self, blocks: list[Block], asks: str | None, tokens: list[Token]) -> Step:
        sections = []
        for slug, title, token in titled(tokens):
            if is_of_page(slug, self._facts):
                self._add(token, f"“{title}” is a name of the page's own; word it differently")
            if slug in self._seen_sections:
                self._add(token, f"two headings read “{title}”; word one of them differently")
            self._seen_sections.add(slug)
            if token.type != "container_answer_open":
                sections.append((slug, title))
        lines = (token.meta.get("title", token) for token in tokens)
        facts = dict.fromkeys(fact for line in lines for fact in fact_ids(line))
        return Step(tuple(blocks), asks, tuple(sections), tuple(facts))

    def _bind(self, tokens: list[Token]) -> None:
        """Puts the values of runs into the text. One that there is not leaves out the lesson."""
        for flaw in bind_values(tokens, self._binder, self._facts, self.env):
            line, rule = self._line(flaw.block) + flaw.line, flaw.rule
            self.lacks_value = self.lacks_value or not rule
            found = Problem(self._path, line, flaw.message, flaw.cause)
            self.problems.append(replace(found, rule=rule, is_warning=bool(rule)))

    def _check(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.type == "inline":
                self._check_inline(token, self._beside)
            if token.type == "fence":
                for flaw in fence_flaws(token):
                    self._add(token, flaw.message)
            for name in (*ASIDES, *FOLDS):
                if token.type == f"container_{name}_open":
                    self._check_title(token, name)

    def _check_title(self, token: Token, name: str) -> None:
        title = fold_title(token, name)
        line = title_line(token, name, self.env)
        line.map = token.map
        self._check_inline(line, None)
        if title and not seen(title).exact:
            self._add(token, "nothing of this text can be seen; write some words")
        if name in FOLDS and not title:
            self._add(token, f"what is this about? Write a title: ::: {name} The title")

    def _check_inline(self, token: Token, beside: Beside | None) -> None:
        if _FENCE.match(token.content):
            self._add(token, f"`{token.content.splitlines()[0][:60]}` {OPENS_NOTHING}")
        for flaw in inline_flaws(token, beside):
            line = self._line(token) + flaw.line
            self.problems.append(Problem(self._path, line, flaw.message))
        for fact in fact_ids(token):
            if fact not in self._facts and fact != OURS:
                self._add_unfound(token, "fact", fact, self._facts, " in lessons/facts.yaml")
        # A footnote to a fact with a mistake of its own would lead nowhere.
        ill = set(fact_ids(token)) - self._facts.keys()
        token.children = [c for c in token.children or () if c.meta.get("fact") not in ill]
        for child in token.children or ():
            if child.type == "image":
                found = self._beside.find(str(child.attrs.get("src", "")))
                child.attrs["src"] = found.address if isinstance(found, PictureFile) else ""
            for message in self.links.look_at(token, child, self._line(token)):
                self._add(token, message)

    def _check_links_inside(self, tokens: Sequence[Token]) -> None:
        """Names links to what is in no step of this lesson."""
        self.ids = frozenset(self._seen_sections | ids_of(tokens, self.env))
        for token, message in self.links.without_end(self.ids):
            self._add(token, message)

    def _check_embed(self, name: str, target: str, token: Token) -> None:
        sort = SORTS.get(name, "")
        known = self._embeds.get(sort, {target})
        if target in self._broken.get(sort, {}) or target not in known:
            self._add_unfound(token, sort, target, known)
        if (name, target) in self._embedded:
            self._add(token, f":::{{{name}}} {target} stands above already; keep one of them")
        self._embedded.add((name, target))
        outer = self._outer.get(id(token))
        if outer is not None and not outer.is_open:
            line = outer.line + 1 + self._offset
            told = f"the ::: {outer.name} of line {line}; close that with ::: before it"
            self._add(token, f":::{{{name}}} stands inside {told}")
        elif token.level and outer is None:
            self._add(token, f":::{{{name}}} stands at the left, not inside a list or a quote")
        if name == "predict":
            self.asks_lines[target] = self._line(token)

    def _line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + 1 + self._offset

    def _add(self, token: Token, message: str, cause: str = "") -> None:
        self.problems.append(Problem(self._path, self._line(token), message, cause))

    def _add_unfound(
        self, token: Token, sort: str, name: str, known: Collection[str], beside: str = ""
    ) -> None:
        told = unfound(sort, name, known, self._broken.get(sort, {}), beside)
        self._add(token, *told)
