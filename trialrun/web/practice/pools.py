"""Of which questions a round may ask: all, or those of a lesson, an objective or a belief."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from trialrun.content import Catalog
from trialrun.questions.known import THOUGHTS
from trialrun.web.http.services import catalog

ROUND = "round."
"""What the slug of a round's go begins with; no set's does, for no set has a dot in its name."""
MIXED, LESSON, OBJECTIVE, BELIEF = "mixed", "lesson", "objective", "belief"
MIXED_SLUG = f"{ROUND}{MIXED}"
MIXED_TITLE = "A mixed round"


@dataclass(frozen=True, slots=True)
class Pool:
    """Questions that rounds choose from; `of` is what their address says."""

    of: str
    title: str
    uids: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Returns what a go at it goes by."""
        return f"{ROUND}{self.of}"


@dataclass(frozen=True, slots=True)
class PoolsOfExam:
    """The objectives of an exam that questions serve."""

    exam: str
    guide: str
    pools: tuple[Pool, ...]


def mixed() -> Pool:
    """Returns all questions of all sets."""
    found = catalog().sets.values()
    return Pool(MIXED, MIXED_TITLE, tuple(uid for each in found for uid in each.uids))


def read_pool(of: str) -> Pool | None:
    """Returns the pool that an address names; None for none that has a question today."""
    if of == MIXED:
        return mixed()
    sort, _, name = of.partition(".")
    if sort == LESSON:
        return next((pool for pool in by_lesson() if pool.of == of), None)
    if sort == OBJECTIVE:
        found = (pool for exam in by_exam() for pool in exam.pools)
        return next((pool for pool in found if pool.of == of), None)
    return next((pool for pool in by_belief() if pool.of == of), None) if name else None


def pool_of_slug(slug: str) -> Pool | None:
    """Returns the pool of a go by its slug; None where it is no round's."""
    return read_pool(slug.removeprefix(ROUND)) if slug.startswith(ROUND) else None


def is_of_more(slug: str) -> bool:
    """Says whether a go by this slug is at no set of its own: at one question, or a round."""
    return "/" in slug or slug.startswith(ROUND)


def by_lesson() -> Iterator[Pool]:
    """Yields a pool for each lesson that decides questions."""
    deciding: dict[str, list[str]] = {}
    for found in catalog().sets.values():
        for id_ in found.questions:
            deciding.setdefault(found.lesson_of(id_), []).append(f"{found.slug}/{id_}")
    for lesson in catalog().lessons.values():
        if uids := tuple(deciding.get(lesson.slug, ())):
            yield Pool(f"{LESSON}.{lesson.slug}", lesson.title, uids)


def by_exam() -> Iterator[PoolsOfExam]:
    """Yields the objectives that questions are tagged with, by their exams."""
    serving: dict[str, list[str]] = {}
    for found in catalog().sets.values():
        for id_, tags in found.tags.items():
            for objective in tags.objectives:
                serving.setdefault(objective, []).append(f"{found.slug}/{id_}")
    has_question = catalog().has_question
    for exam_id, exam in catalog().exams.exams.items():
        pools = [
            Pool(
                f"{OBJECTIVE}.{exam_id}.{name}",
                f"{says[:1].upper()}{says[1:]}",
                tuple(filter(has_question, serving.get(f"{exam_id}/{name}", ()))),
            )
            for name, says in exam.objectives.items()
        ]
        if served := tuple(pool for pool in pools if pool.uids):
            yield PoolsOfExam(exam.name, exam.guide, served)


def by_belief() -> Iterator[Pool]:
    """Yields a pool for each belief behind a wrong answer of some question."""
    behind = _behind.get(catalog())
    if behind is None:
        behind = _behind[catalog()] = _uids_by_belief(catalog())
    for id_, belief in THOUGHTS.items():
        if id_ in behind:
            yield Pool(f"{BELIEF}.{id_}", "“{}”".format(belief.says.replace("`", "")), behind[id_])


def _uids_by_belief(found: Catalog) -> Mapping[str, tuple[str, ...]]:
    """Returns which questions have a wrong answer out of which belief. Reads all of them."""
    behind: dict[str, list[str]] = {}
    for each in found.sets.values():
        for uid in each.uids:
            question = found.question(uid)
            for belief in dict.fromkeys(_beliefs_in(question.body)) if question else ():
                behind.setdefault(belief, []).append(uid)
    return {belief: tuple(uids) for belief, uids in behind.items()}


def _beliefs_in(body: object) -> Iterator[str]:
    """Yields what parts of a body name as the belief behind them, whatever its kind."""
    waiting: list[Any] = [body]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            named = part.get("belief")
            if isinstance(named, str) and named:
                yield named
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part


_behind: WeakKeyDictionary[Catalog, Mapping[str, tuple[str, ...]]] = WeakKeyDictionary()
"""Of each content, found when it is first asked for."""
