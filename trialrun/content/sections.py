"""Links to sections of lessons, from others and the glossary. Knows what was built, reads none."""

from collections.abc import Iterator, Mapping
from typing import Any

from trialrun.content.folder import GLOSSARY
from trialrun.content.glossary import Glossary
from trialrun.nearest import meant
from trialrun.problem import Problem


def section_problems(heads: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Yields links whose section is not there, of {lesson: its head}.

    A lesson that has a mistake has no head: its own mistake is named, not what it leaves open.
    """
    for slug, head in heads.items():
        for link, line in head["links"].items():
            other, _, section = link.partition("#")
            if other in heads and section not in heads[other]["ids"]:
                says = f"there is no section `{section}` in the lesson `{other}`"
                yield Problem(f"lessons/{slug}.md", line, says)


def taught_problems(
    glossary: Glossary, heads: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    """Yields terms of the glossary that are taught in a section that is not there."""
    for id_, term in glossary.terms.items():
        slug, _, section = term.lesson.partition("#")
        known = heads[slug]["ids"] if slug in heads else ()
        if section and slug in heads and section not in known:
            says = f"there is no section `{section}` in the lesson `{slug}`{meant(section, known)}"
            yield Problem(GLOSSARY, glossary.lines.get(id_, 0), says)
