"""Links from one lesson to a section of another. Knows what was built, reads no text."""

from collections.abc import Iterator, Mapping
from typing import Any

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
