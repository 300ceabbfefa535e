"""Reads figures: the file names its kind, the kind has the model and plays it."""

from collections.abc import Collection, Mapping

from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.figures import (
    FIGURE_KINDS,
    Figure,
    FigureStage,
    figure_kind,
)
from trialrun.jobs.tree import shown
from trialrun.nearest import offered
from trialrun.problem import Problem
from trialrun.questions import NONE_BROKEN, Places, Scenario


def read_figure(
    path: str,
    slug: str,
    text: str,
    *,
    facts: Collection[str],
    scenarios: Mapping[str, Scenario],
    broken_facts: Places = NONE_BROKEN,
    broken_scenarios: Places = NONE_BROKEN,
) -> tuple[Figure | None, list[Problem]]:
    """Reads a figure and plays it. What has a mistake is none; all mistakes are named."""
    source = YamlText(path, text)
    name = _kind_of(source)
    if not name:
        return None, source.problems
    read_texts(source)
    kind = figure_kind(name)
    spec = source.validate(kind.Spec)
    if spec is None:
        return None, source.problems
    stage = FigureStage(facts, broken_facts, scenarios, broken_scenarios)
    played = kind.play(spec, stage)
    source.problems += [
        source.problem(flaw.at, flaw.message, cause=flaw.cause) for flaw in played.flaws
    ]
    if source.problems:
        return None, source.problems
    return Figure(slug, path, name, spec.title, spec.summary, played.moments), []


def _kind_of(source: YamlText) -> str:
    """Returns the kind that a file names; "" with a problem where it names none of ours."""
    if source.tree is None:
        return ""
    if not isinstance(source.tree, dict):
        source.add_problem((), "this must be fields, written as key: value")
        return ""
    name = source.tree.get("kind")
    if isinstance(name, str) and name in FIGURE_KINDS:
        return name
    if name is None:
        told = f"`kind` is missing; add kind: {', '.join(FIGURE_KINDS)}"
        source.add_problem((), told)
    elif not isinstance(name, str):
        source.add_problem(("kind",), f"this must be one word: {', '.join(FIGURE_KINDS)}")
    else:
        told = f"there is no kind of figure `{shown(name)}`{offered(name, FIGURE_KINDS)}"
        source.add_problem(("kind",), told)
    return ""
