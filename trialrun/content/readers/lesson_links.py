"""The links of a lesson: to other lessons, to sections of theirs, and to its own."""

import re
from collections.abc import Collection, Iterator, Mapping

from markdown_it.token import Token

from trialrun.content.readers.lesson_tokens import PAGE_IDS, mark_as_coming
from trialrun.nearest import meant

_LESSON_LINK = re.compile(r"^(?:/lessons/(?P<lesson>[a-z0-9-]+)/?)?(?:#(?P<section>.*))?$")


class LessonLinks:
    """Looks at the links of one lesson. `outline` maps each lesson to whether it is there.

    `links` are the lines of those to a section of another lesson, by SLUG#SECTION.
    """

    def __init__(self, slug: str, outline: Mapping[str, bool]) -> None:
        self.links: dict[str, int] = {}
        self._slug = slug
        self._outline = outline
        self._inside: list[tuple[Token, str]] = []

    def look_at(self, line: Token, child: Token, at: int) -> Iterator[str]:
        """Yields what is wrong with what stands in a line, if it is a link to a lesson."""
        match = _LESSON_LINK.match(str(child.attrs.get("href", "")))
        if child.type != "link_open" or match is None:
            return
        slug, section = match["lesson"] or self._slug, match["section"]
        if match["lesson"]:
            yield from self._lesson(line, child, slug)
        if slug == self._slug and section:
            self._inside.append((line, section))
        elif section and self._outline.get(slug):
            self.links.setdefault(f"{slug}#{section}", at)

    def _lesson(self, line: Token, link: Token, slug: str) -> Iterator[str]:
        if slug not in self._outline:
            hint = meant(slug, self._outline) or "; add it to lessons/outline.yaml first"
            yield f"there is no lesson `{slug}`{hint}"
        elif not self._outline[slug]:
            mark_as_coming(line, link)

    def without_end(self, ids: Collection[str]) -> Iterator[tuple[Token, str]]:
        """Yields links to sections of this lesson that there are not; a later step may have them.

        `ids` are those of its text; the page around it has some, too.
        """
        for line, section in self._inside:
            if section not in PAGE_IDS and section not in ids:
                hint = meant(section, [id_ for id_ in ids if not id_.startswith("fact-")])
                yield line, f"there is no section `{section}` in this lesson{hint}"
