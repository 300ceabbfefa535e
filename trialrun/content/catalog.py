"""Loads all content from its folders into one value. What is broken is left out and named."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from trialrun.content.course import Lesson, Outline, QuestionSet
from trialrun.content.fact import Fact, Facts, RuleText
from trialrun.content.narration import narrate
from trialrun.content.readers.facts import read_facts
from trialrun.content.readers.lessons import read_lesson
from trialrun.content.readers.levels import read_level
from trialrun.content.readers.outline import read_outline
from trialrun.content.readers.question_sets import read_question_set
from trialrun.content.readers.scenarios import read_scenario
from trialrun.engine import BELIEFS, Event, Trace
from trialrun.problem import Problem
from trialrun.questions import TIERS, Cited, Level, Question, Scenario, Stage

Placed = TypeVar("Placed", Lesson, Scenario, QuestionSet)
Value = TypeVar("Value")

FOLDERS = {"lessons": ".md", "scenarios": ".yaml", "levels": ".yaml", "quizzes": ".yaml"}
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_OWN_SLUG = re.compile(r"own(-|$)")

log = logging.getLogger("trialrun")


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that can be read, played and asked, each by its slug, and what is broken."""

    outline: tuple[Outline, ...]
    lessons: Mapping[str, Lesson]
    scenarios: Mapping[str, Scenario]
    levels: Mapping[str, Level]
    sets: Mapping[str, QuestionSet]
    facts: Mapping[str, Fact]
    rules: Mapping[str, RuleText]
    problems: tuple[Problem, ...]
    _level_questions: dict[str, Question] = field(default_factory=dict)

    def question(self, uid: str) -> Question | None:
        """Finds a question by set-slug/question-id."""
        set_slug, _, question_id = uid.partition("/")
        found = self.sets.get(set_slug)
        return found.questions.get(question_id) if found else None

    def has_question(self, uid: str) -> bool:
        """Says whether there is such a question, without having it read."""
        set_slug, _, question_id = uid.partition("/")
        found = self.sets.get(set_slug)
        return found is not None and question_id in found.questions

    def level_question(self, slug: str) -> Question:
        """Returns the question that a level's own page puts. Raises KeyError for no level."""
        from trialrun.questions.kinds.goal import question_of

        level = self.levels[slug]
        if slug not in self._level_questions:
            cited = [self.facts[fact].cited(fact) for fact in level.facts if fact in self.facts]
            self._level_questions[slug] = question_of(level, cited)
        return self._level_questions[slug]

    def narrate(self, trace: Trace, event: Event) -> str:
        """Says an event in the words of its rule."""
        return narrate(self.rules, trace, event)

    def problems_of(self, path: str) -> tuple[Problem, ...]:
        """Returns what is wrong with one file."""
        return tuple(problem for problem in self.problems if problem.path == path)


def load_catalog(root: Path) -> Catalog:
    """Reads the folders of content below a root. Never raises for what they hold."""
    problems: list[Problem] = []
    facts = _facts(root, problems)
    problems += _folder_problems(root)
    written: dict[str, Scenario | None] = {}
    for path, slug, text in _texts(root, "scenarios/*.yaml", problems):
        written[slug], found = _guarded(path, read_scenario, path, slug, text)
        problems += found
    scenarios = {slug: scenario for slug, scenario in written.items() if scenario}
    outline, lessons = _lessons(root, facts, frozenset(written), problems)
    levels = _levels(root, facts, problems)
    stage = Stage(
        scenarios=scenarios,
        facts=_cited(facts),
        beliefs={slug: belief.rules for slug, belief in BELIEFS.items()},
        broken=frozenset(written) - set(scenarios),
        assumed=facts.assumed_rules,
        levels=levels,
        narrate=partial(narrate, facts.rules),
    )
    sets = _sets(root, stage, lessons, problems)
    _check_prompts(root, lessons, sets, problems)
    return Catalog(
        outline=outline,
        lessons=_in_order(lessons),
        scenarios=_in_order(scenarios),
        levels=levels,
        sets=_in_order(sets),
        facts=facts.facts,
        rules=facts.rules,
        problems=tuple(sorted(problems)),
    )


def _in_order(found: dict[str, Placed]) -> dict[str, Placed]:
    """Sorts by the authors' `order`, then by slug."""
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


def _facts(root: Path, problems: list[Problem]) -> Facts:
    for path, _, text in _texts(root, "lessons/facts.yaml", problems):
        facts, found = _guarded(path, read_facts, path, text)
        problems += found
        if facts is not None:
            return facts
    return Facts(facts={}, rules={})


def _cited(facts: Facts) -> dict[str, Cited]:
    return {id_: fact.cited(id_) for id_, fact in facts.facts.items()}


def _levels(root: Path, facts: Facts, problems: list[Problem]) -> dict[str, Level]:
    levels = {}
    for path, slug, text in _texts(root, "levels/*.yaml", problems):
        level, found = _guarded(
            path, read_level, path, slug, text, facts=_cited(facts), assumed=facts.assumed_rules
        )
        problems += found
        if level:
            levels[slug] = level
    places = {slug: (TIERS.index(level.tier), level.order) for slug, level in levels.items()}
    return dict(sorted(levels.items(), key=lambda item: (places[item[0]], item[0])))


def _lessons(
    root: Path, facts: Facts, scenarios: frozenset[str], problems: list[Problem]
) -> tuple[tuple[Outline, ...], dict[str, Lesson]]:
    outline: tuple[Outline, ...] = ()
    for path, _, text in _texts(root, "lessons/outline.yaml", problems):
        entries, found = _guarded(path, read_outline, path, text)
        problems += found
        outline = entries or ()
    texts = list(_texts(root, "lessons/*.md", problems))
    known = {entry.slug: False for entry in outline} | {slug: True for _, slug, _ in texts}
    lessons = {}
    for path, slug, text in texts:
        lesson, found = _guarded(
            path,
            read_lesson,
            path,
            slug,
            text,
            facts=facts.facts,
            scenarios=scenarios,
            outline=known,
        )
        problems += found
        if slug not in {entry.slug for entry in outline}:
            problems.append(Problem(path, 0, "no line of lessons/outline.yaml lists it; add one"))
        if lesson:
            lessons[slug] = lesson
    return outline, lessons


def _sets(
    root: Path,
    stage: Stage,
    lessons: Mapping[str, Lesson],
    problems: list[Problem],
) -> dict[str, QuestionSet]:
    # A lesson that is there but broken has no sections to hold a question against.
    sections: dict[str, frozenset[str] | None] = {
        file.stem: None for file in root.glob("lessons/*.md")
    }
    sections |= {slug: lesson.sections for slug, lesson in lessons.items()}
    sets = {}
    for path, slug, text in _texts(root, "quizzes/*.yaml", problems):
        question_set, found = _guarded(
            path, read_question_set, path, slug, text, stage=stage, sections=sections
        )
        problems += found
        if question_set:
            sets[slug] = question_set
    return sets


def _check_prompts(
    root: Path,
    lessons: Mapping[str, Lesson],
    sets: Mapping[str, QuestionSet],
    problems: list[Problem],
) -> None:
    """Names prompts whose question is not there; the reader goes past such a prompt."""
    for lesson in lessons.values():
        for uid, line in lesson.asks_lines.items():
            set_slug, _, question_id = uid.partition("/")
            if set_slug in sets and question_id in sets[set_slug].questions:
                continue
            path = f"quizzes/{set_slug}.yaml"
            if any(problem.path == path for problem in problems):
                message = f"the question `{uid}` has a mistake of its own; see {path}"
            else:
                message = f"there is no proven question `{uid}` in quizzes/"
            problems.append(Problem(lesson.path, line, message))


def _folder_problems(root: Path) -> list[Problem]:
    """Names what would be passed over in silence: no folder, wrong endings, names no link takes."""
    if not (root / "lessons").is_dir() and not (root / "quizzes").is_dir():
        return [Problem(str(root), 0, "there is neither lessons/ nor quizzes/ in this folder")]
    found = []
    if not (root / "lessons/facts.yaml").is_file():
        found.append(Problem("lessons/facts.yaml", 0, "the file of facts and rules is missing"))
    for folder, ending in FOLDERS.items():
        for file in sorted((root / folder).glob("*")):
            path = file.relative_to(root).as_posix()
            if file.suffix in (".yml", ".markdown", ".txt"):
                found.append(Problem(path, 0, f"this is not read; let its name end in {ending}"))
            elif file.suffix == ending and not _SLUG.fullmatch(file.stem):
                found.append(
                    Problem(path, 0, "rename it: lower-case letters, digits and dashes are taken")
                )
            elif path == "quizzes/missed.yaml":
                found.append(Problem(path, 0, "`missed` is taken by what a learner missed; rename"))
            elif folder == "scenarios" and _OWN_SLUG.match(file.stem):
                found.append(Problem(path, 0, "`own` is taken by jobs that people paste; rename"))
    return found


def _guarded(
    path: str, read: Callable[..., tuple[Value | None, list[Problem]]], *args: Any, **named: Any
) -> tuple[Value | None, list[Problem]]:
    """Reads one file. Whatever an author wrote, the app starts: a bug of ours is named as one."""
    try:
        return read(*args, **named)
    except Exception as error:
        log.exception("reading %s", path)
        message = f"our reader broke off ({type(error).__name__}: {error}); please report this file"
        return None, [Problem(path, 0, message)]


def _texts(root: Path, pattern: str, problems: list[Problem]) -> list[tuple[str, str, str]]:
    """Returns (path below root, slug, text) of the matching files, in order of name."""
    found = []
    for file in sorted(root.glob(pattern)):
        path = file.relative_to(root).as_posix()
        try:
            found.append((path, file.stem, file.read_text(encoding="utf-8")))
        except UnicodeDecodeError as error:
            line = file.read_bytes()[: error.start].count(b"\n") + 1
            problems.append(Problem(path, line, "this is not UTF-8 text; save the file as UTF-8"))
        except OSError as error:
            problems.append(Problem(path, 0, f"the file cannot be read: {error.strerror}"))
    return found
