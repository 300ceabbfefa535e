"""Reads question sets and has every key proven by running it."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from trialrun.content.course import QuestionSet
from trialrun.content.exam import Tags
from trialrun.content.readers.sketch import Sketch, sketch
from trialrun.content.readers.tags import NO_OBJECTIVES, Objectives, leave_out_of_set, tags_of
from trialrun.content.readers.texts import NO_PICTURES, Beside, Pictures, places_in, read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.jobs.yaml_tree import Location
from trialrun.nearest import meant, offered
from trialrun.problem import Problem
from trialrun.questions import (
    NONE_BROKEN,
    Flaw,
    Places,
    Question,
    QuestionSpec,
    Stage,
    circle,
    flaws_of,
    prove,
    question_reader,
    question_set_model,
    questions_of,
    style_flaws,
    unfound,
)
from trialrun.questions.named import SLUG, name_flaw
from trialrun.questions.stage import names_in


def read_question_set(
    path: str,
    slug: str,
    text: str,
    *,
    stage: Stage,
    sections: Mapping[str, frozenset[str] | None],
    broken_lessons: Places = NONE_BROKEN,
    pictures: Pictures = NO_PICTURES,
    objectives: Objectives = NO_OBJECTIVES,
    coming: Container[str] = (),
) -> tuple[QuestionSet | None, list[Problem]]:
    """Reads a set and proves its keys. A question with a flaw is left out, the others stay.

    `sections` are the section ids of each lesson that is written, None where they are unknown;
    `broken_lessons` those that are not read. `objectives` are those that a question may be tagged
    with; of one with a wrong tag only the tag is left out. `coming` lessons are not written.
    A question that names a lesson of its own goes by that one's sections.
    """
    source = YamlText(path, text)
    ill = read_texts(source, Beside(path, pictures))
    flawed = places_in(ill, "questions")
    leave_out_of_set(source)
    spec, left = source.validate_but(question_set_model(), "questions")
    sound = dict(zip(left["questions"], questions_of(spec), strict=True)) if spec else {}
    lessons = _lessons_named(source)
    source.problems += _unfound_lessons(source, lessons, sections, broken_lessons, coming)
    questions: dict[str, Question] = {}
    tags: dict[str, Tags] = {}
    places: dict[str, tuple[int, int]] = {}
    follows = _followed(source)
    seen: set[str] = set()
    for index in range(source.count("questions")):
        question = sound.get(index)
        decides = lessons.get(("questions", index, "lesson")) or lessons.get(("lesson",), "")
        flaws = _flaws(source, index, question, stage, seen, sections.get(decides))
        flaws += _follow_problems(source, index, follows, is_shuffled=not spec or spec.shuffle)
        source.problems += flaws
        if question is not None:
            seen.add(question.id)
            tags[question.id] = tags_of(source, index, question, objectives)
            if not flaws and spec and index not in flawed:
                proven = prove(question, stage, set_slug=slug, lesson=decides)
                style = _style_problems(source, index, question, proven, stage)
                source.problems += style
                if all(problem.is_warning for problem in style):
                    questions[question.id] = proven
                    places[question.id] = source.place(("questions", index, "id"))
    if not questions or spec is None:
        return None, source.problems
    found = QuestionSet(slug, spec.title, spec.summary, spec.order, spec.lesson, questions)
    found = replace(
        found,
        is_shuffled=spec.shuffle,
        follows={id_: of for id_, of in follows.items() if of},
        tags={id_: tags[id_] for id_ in questions if any(tags[id_])},
        places=places,
        lessons={id_: each.lesson for id_, each in questions.items() if each.lesson != spec.lesson},
    )
    return found, source.problems


def specs_in(path: str, text: str) -> dict[str, QuestionSpec]:
    """Returns the questions of a set as they are written, by id: those that can be read."""
    source = YamlText(path, text)
    leave_out_of_set(source)
    spec, _ = source.validate_but(question_set_model(), "questions")
    return {question.id: question for question in questions_of(spec)} if spec else {}


def ids_written(text: str) -> tuple[str, ...] | None:
    """Returns the ids in a set, proven or not; None if unreadable.

    "" stands for one that cannot be told: it is missing, wrong, or written twice.
    """
    tree = YamlText("", text).tree
    entries = tree.get("questions") if isinstance(tree, dict) else None
    if not isinstance(entries, list):
        return None
    written = [str(entry.get("id", "")) if isinstance(entry, dict) else "" for entry in entries]
    known = {id_ for id_ in written if not name_flaw(id_, SLUG)}
    is_told = len(known) == len(written)
    return (*sorted(known), *([] if is_told else [""]))


def _lessons_named(source: YamlText) -> dict[Location, str]:
    """Returns the lessons that the set and its questions name, each by where."""
    tree = source.tree if isinstance(source.tree, dict) else {}
    entries = tree["questions"] if source.count("questions") else ()
    named: dict[Location, object] = {("lesson",): tree.get("lesson")}
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            named["questions", index, "lesson"] = entry.get("lesson")
    return {at: lesson for at, lesson in named.items() if isinstance(lesson, str)}


def _unfound_lessons(
    source: YamlText,
    named: Mapping[Location, str],
    sections: Mapping[str, frozenset[str] | None],
    broken: Places,
    coming: Container[str],
) -> list[Problem]:
    """Returns which of the lessons that are named there are not."""
    problems = []
    for at, lesson in named.items():
        if lesson not in sections and lesson not in coming:
            told, cause = unfound("lesson", lesson, sections, broken)
            problems.append(source.problem(at, told, cause=cause))
    return problems


def _flaws(
    source: YamlText,
    index: int,
    question: QuestionSpec | None,
    stage: Stage,
    seen: set[str],
    sections: frozenset[str] | None,
) -> list[Problem]:
    """Returns what is wrong with a question; of one that cannot be read, what is certain of it."""
    at = ("questions", index)
    found = Sketch(question, frozenset())
    if question is None:
        written = source.tree["questions"][index]
        found = sketch(written, question_reader().validate_python)
        source.add_mistakes(found.more, question_set_model(), at)
        question = found.model
    if question is None:
        return []
    flaws = list(_place_flaws(question, seen, sections))
    flaws += [
        replace(flaw, message=f"{question.id}: {flaw.message}")
        for flaw in flaws_of(question, stage)
    ]
    return [
        source.problem((*at, *flaw.at), flaw.message, cause=flaw.cause)
        for flaw in flaws
        if found.is_certain(flaw.at) and (flaw.at != ("options",) or found.is_certain(("kind",)))
    ]


def _style_problems(
    source: YamlText, index: int, spec: QuestionSpec, question: Question, stage: Stage
) -> list[Problem]:
    """Returns what is wrong with the words of a proven question."""
    traces = stage.traces(spec.run_specs())
    names = {name for played in traces.values() for name in names_in(played)}
    return [
        replace(
            source.problem(("questions", index, *flaw.at), f"{spec.id}: {flaw.message}"),
            rule=flaw.rule,
            is_warning=flaw.is_warning,
        )
        for flaw in style_flaws(spec, question, sorted(names))
    ]


def _followed(source: YamlText) -> dict[str, str]:
    """Returns {id: the id that it follows, or ""} of all questions, sound or not, in order."""
    entries = source.tree["questions"] if source.count("questions") else ()
    return {
        str(entry.get("id")): str(entry.get("follows", ""))
        for entry in entries
        if isinstance(entry, dict)
    }


def _follow_problems(
    source: YamlText, index: int, follows: Mapping[str, str], *, is_shuffled: bool
) -> list[Problem]:
    """Returns what is wrong with the question that one says it follows."""
    entry, at = source.tree["questions"][index], ("questions", index, "follows")
    id_ = str(entry.get("id")) if isinstance(entry, dict) else ""
    of, ids = follows.get(id_, ""), list(follows)
    if not of:
        return []
    way = circle(id_, {one: other for one, other in follows.items() if other})
    if of not in follows:
        message = f"there is no question `{of}` in this set{meant(of, ids)}"
    elif of == id_:
        message = "a question does not follow itself; name another, or remove this line"
    elif way and id_ == min(way, key=ids.index):
        message = f"these follow each other: {', '.join(way)}; one has to come first"
    elif way:
        return []
    elif not is_shuffled and ids.index(of) > ids.index(id_):
        message = f"with shuffle: no, questions keep the order of the file; put it behind `{of}`"
    else:
        return []
    return [source.problem(at, message)]


def _place_flaws(
    question: QuestionSpec, seen: set[str], sections: frozenset[str] | None
) -> Iterator[Flaw]:
    """Yields what is wrong with where a question stands and what it points to."""
    if question.id in seen:
        yield Flaw(("id",), f"`{question.id}` is used twice; rename one")
    if question.section and sections is not None and question.section not in sections:
        yield Flaw(
            ("section",),
            f"the lesson has no section `{question.section}`{offered(question.section, sections)}",
        )
