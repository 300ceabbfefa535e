"""Questions whose keys are executed. One module a kind; `KINDS` is the registry.

Pure: takes what authors wrote and scenarios, gives proven questions or flaws.
"""

from collections.abc import Iterator

from trialrun.questions.choice import CHOICE, CHOICES, LEFT, PICKED
from trialrun.questions.claims import ClaimError, holds
from trialrun.questions.level_proof import level_flaws, par_flaws
from trialrun.questions.levels import (
    TIERS,
    Goal,
    Level,
    May,
    Wrong,
    met,
    moves,
    refusal,
    search,
    solves,
    tries,
)
from trialrun.questions.predict import FIELD_PREFIX, PAINTS, PREDICT
from trialrun.questions.question import (
    Flaw,
    Grade,
    Kind,
    Part,
    Question,
    Reading,
    Stage,
    common_flaws,
)
from trialrun.questions.scenario import PLAIN, Scenario
from trialrun.questions.spec import (
    ORDER_LAST,
    QuestionSetSpec,
    QuestionSpec,
    RunSpec,
    Slug,
    Strict,
    Text,
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (CHOICE, CHOICES, PREDICT)}


def kind_of(spec: QuestionSpec) -> Kind:
    """Returns the kind that an author's question is of."""
    return next(kind for kind in KINDS.values() if isinstance(spec, kind.Spec))


def flaws_of(spec: QuestionSpec, stage: Stage) -> Iterator[Flaw]:
    """Yields everything wrong with a question; nothing when its key is proven."""
    flaws = list(common_flaws(spec, stage))
    yield from flaws
    if not flaws:
        yield from kind_of(spec).flaws(spec, stage, stage.traces(spec.run_specs()))


def prove(spec: QuestionSpec, stage: Stage, *, set_slug: str, lesson: str) -> Question:
    """Plays a flawless question's runs and returns it with its key."""
    kind = kind_of(spec)
    traces = stage.traces(spec.run_specs())
    return Question(set_slug, lesson, spec, kind, kind.prove(spec, stage, traces), traces)


__all__ = [
    "FIELD_PREFIX",
    "KINDS",
    "LEFT",
    "ORDER_LAST",
    "PAINTS",
    "PICKED",
    "PLAIN",
    "TIERS",
    "ClaimError",
    "Flaw",
    "Goal",
    "Grade",
    "Kind",
    "Level",
    "May",
    "Part",
    "Question",
    "QuestionSetSpec",
    "QuestionSpec",
    "Reading",
    "RunSpec",
    "Scenario",
    "Slug",
    "Stage",
    "Strict",
    "Text",
    "Wrong",
    "flaws_of",
    "holds",
    "kind_of",
    "level_flaws",
    "met",
    "moves",
    "par_flaws",
    "prove",
    "refusal",
    "search",
    "solves",
    "tries",
]
