"""All content as one value that never changes: what a request reads, plays and asks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from trialrun.content.course import Lesson, Outline, QuestionSet
from trialrun.content.exam import NO_TAGS, Exams, Tags
from trialrun.content.fact import Fact, RuleText
from trialrun.content.glossary import GlossaryTerm
from trialrun.content.picture import PictureFile
from trialrun.content.picture_bytes import Unshown
from trialrun.engine import Event, Trace
from trialrun.figures import Figure
from trialrun.problem import Problem
from trialrun.questions import AskedBundle, Incident, Level, Question, Scenario

Value = TypeVar("Value")


class Shelved(Mapping[str, Value], Generic[Value]):
    """Values by slug in an order of their own, each found when it is asked for.

    What cannot be had any more, since its file and what was kept of it went at once, is not there.
    """

    def __init__(self, finders: Mapping[str, Callable[[], Value | None]]) -> None:
        self._finders = dict(finders)

    def __getitem__(self, slug: str) -> Value:
        found = self._finders[slug]()
        if found is None:
            raise KeyError(slug)
        return found

    def __contains__(self, slug: object) -> bool:
        return slug in self._finders

    def __iter__(self) -> Iterator[str]:
        return iter(self._finders)

    def __len__(self) -> int:
        return len(self._finders)


def no_picture(path: str) -> tuple[PictureFile, bytes]:
    """Has none."""
    raise Unshown(f"there is no {path}")


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that can be read, played and asked, each by its slug, and what is broken.

    `problems` left something out; `warnings` are about what is served.
    `pictures` are the digests of those that are there, by path; `picture` returns one with its
    bytes, as it is now. Raises Unshown.
    """

    outline: tuple[Outline, ...]
    lessons: Mapping[str, Lesson]
    scenarios: Mapping[str, Scenario]
    levels: Mapping[str, Level]
    sets: Mapping[str, QuestionSet]
    facts: Mapping[str, Fact]
    rules: Mapping[str, RuleText]
    problems: tuple[Problem, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    picture: Callable[[str], tuple[PictureFile, bytes]] = no_picture
    first_question: str = ""
    exams: Exams = field(default_factory=Exams)
    warnings: tuple[Problem, ...] = ()
    glossary: Mapping[str, GlossaryTerm] = field(default_factory=dict)
    bundles: Mapping[str, AskedBundle] = field(default_factory=dict)
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

    def tags(self, uid: str) -> Tags:
        """Returns what a question is tagged with today, without having it read."""
        set_slug, _, question_id = uid.partition("/")
        found = self.sets.get(set_slug)
        return found.tags.get(question_id, NO_TAGS) if found else NO_TAGS

    def level_question(self, slug: str) -> Question:
        """Returns the question that a level's own page puts. Raises KeyError for no level."""
        from trialrun.questions.kinds.goal import question_of

        level = self.levels[slug]
        if slug not in self._level_questions:
            cited = [self.facts[fact].cited(fact) for fact in level.facts if fact in self.facts]
            self._level_questions[slug] = question_of(level, cited)
        return self._level_questions[slug]

    def has_picture(self, path: str, digest: str) -> bool:
        """Says whether a picture is there as it was; `digest` may be the first signs of one."""
        return self.pictures.get(path, "").startswith(digest)

    def set_about(self, facts: Iterable[str], least: int) -> QuestionSet | None:
        """Returns the set of which most questions cite some of these facts, if so many do."""
        found: Counter[str] = Counter()
        for fact in facts:
            found += self._citing[fact]
        ((slug, count), *_) = (*found.most_common(1), ("", 0))
        return self.sets.get(slug) if count >= least else None

    @cached_property
    def _citing(self) -> Mapping[str, Counter[str]]:
        """Counts, for each fact, the questions of each set that cite it. Reads all of them."""
        citing: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for slug, found in self.sets.items():
            for id_ in found.questions:
                question = found.questions.get(id_)
                for fact in question.facts if question else ():
                    citing[fact.id][slug] += 1
        return citing

    def narrate(self, trace: Trace, event: Event) -> str:
        """Says an event in the words of its rule."""
        from trialrun.content.narration import narrate

        return narrate(self.rules, trace, event)

    def problems_of(self, path: str) -> tuple[Problem, ...]:
        """Returns what is wrong with one file."""
        return tuple(problem for problem in self.problems if problem.path == path)
