"""Loads all content from its folders into one value. What is broken is left out and named."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from trialrun.content.facts import Fact, FactsSpec, RuleText, read_facts
from trialrun.content.lessons import Lesson, Outline, read_lesson
from trialrun.content.outline import read_outline
from trialrun.content.question_sets import QuestionSet, read_question_set
from trialrun.content.scenarios import read_scenario
from trialrun.engine import BELIEFS
from trialrun.problem import Problem
from trialrun.questions import Question, Scenario, Stage

Placed = TypeVar("Placed", Lesson, Scenario, QuestionSet)


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that can be read, played and asked, each by its slug, and what is broken."""

    outline: tuple[Outline, ...]
    lessons: Mapping[str, Lesson]
    scenarios: Mapping[str, Scenario]
    sets: Mapping[str, QuestionSet]
    facts: Mapping[str, Fact]
    rules: Mapping[str, RuleText]
    problems: tuple[Problem, ...]

    def question(self, uid: str) -> Question | None:
        """Finds a question by set-slug/question-id."""
        set_slug, _, question_id = uid.partition("/")
        found = self.sets.get(set_slug)
        return found.questions.get(question_id) if found else None

    def problems_of(self, path: str) -> tuple[Problem, ...]:
        """Returns what is wrong with one file."""
        return tuple(problem for problem in self.problems if problem.path == path)


def load_catalog(root: Path) -> Catalog:
    """Reads lessons/, scenarios/ and quizzes/ below a folder. Never raises for their content."""
    problems: list[Problem] = []
    facts = _facts(root, problems)
    scenarios = {}
    for path, slug, text in _texts(root, "scenarios/*.yaml", problems):
        scenario, found = read_scenario(path, slug, text)
        problems += found
        if scenario:
            scenarios[slug] = scenario
    outline, lessons = _lessons(root, facts, frozenset(scenarios), problems)
    sets = _sets(root, facts, scenarios, lessons, problems)
    _drop_lessons_without_questions(lessons, sets, problems)
    return Catalog(
        outline=outline,
        lessons=_in_order(lessons),
        scenarios=_in_order(scenarios),
        sets=_in_order(sets),
        facts=facts.facts,
        rules=facts.rules,
        problems=tuple(sorted(problems)),
    )


def _in_order(found: dict[str, Placed]) -> dict[str, Placed]:
    """Sorts by the authors' `order`, then by slug."""
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


def _facts(root: Path, problems: list[Problem]) -> FactsSpec:
    for path, _, text in _texts(root, "lessons/facts.yaml", problems):
        facts, found = read_facts(path, text)
        problems += found
        if facts is not None:
            return facts
    return FactsSpec(facts={}, rules={})


def _lessons(
    root: Path, facts: FactsSpec, scenarios: frozenset[str], problems: list[Problem]
) -> tuple[tuple[Outline, ...], dict[str, Lesson]]:
    outline: tuple[Outline, ...] = ()
    for path, _, text in _texts(root, "lessons/outline.yaml", problems):
        outline, found = read_outline(path, text)
        problems += found
    texts = list(_texts(root, "lessons/*.md", problems))
    known = {entry.slug: False for entry in outline} | {slug: True for _, slug, _ in texts}
    lessons = {}
    for path, slug, text in texts:
        lesson, found = read_lesson(
            path, slug, text, facts=facts.facts, scenarios=scenarios, outline=known
        )
        problems += found
        if lesson:
            lessons[slug] = lesson
    return outline, lessons


def _sets(
    root: Path,
    facts: FactsSpec,
    scenarios: Mapping[str, Scenario],
    lessons: Mapping[str, Lesson],
    problems: list[Problem],
) -> dict[str, QuestionSet]:
    stage = Stage(
        scenarios=scenarios,
        facts={slug: fact.is_gradable for slug, fact in facts.facts.items()},
        beliefs={slug: belief.rules for slug, belief in BELIEFS.items()},
    )
    sections = {slug: lesson.sections for slug, lesson in lessons.items()}
    sets = {}
    for path, slug, text in _texts(root, "quizzes/*.yaml", problems):
        question_set, found = read_question_set(path, slug, text, stage=stage, sections=sections)
        problems += found
        if question_set:
            sets[slug] = question_set
    return sets


def _drop_lessons_without_questions(
    lessons: dict[str, Lesson], sets: Mapping[str, QuestionSet], problems: list[Problem]
) -> None:
    """A lesson that asks a question nobody can prove would never open its next step."""
    uids = {
        question.uid
        for question_set in sets.values()
        for question in question_set.questions.values()
    }
    for lesson in list(lessons.values()):
        for uid, line in lesson.asks_lines.items():
            if uid not in uids:
                problems.append(
                    Problem(lesson.path, line, f"there is no proven question `{uid}` in quizzes/")
                )
                lessons.pop(lesson.slug, None)


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
