"""What `check` sees over all files, and by today: dead links, terms and facts without a use."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trialrun.plural import counted
from trialrun.problem import Problem

if TYPE_CHECKING:
    from trialrun.content import Catalog
    from trialrun.content.prose.links import Ends
    from trialrun.questions import Question

UNUSED_TERM = "unused-term"
"""The rule."""
_ENTRY = re.compile(r"^  ([a-z0-9][a-z0-9-]*):", re.MULTILINE)


def dead_links_in(content: Path, catalog: "Catalog") -> Iterator[Problem]:
    """Yields the links of all texts that lead nowhere, each with its place."""
    from trialrun.content.folder import BUNDLES, Folder, is_picture
    from trialrun.content.prose.links import DEAD_LINK, dead_links

    folder, ends = Folder(content), _ends_of(catalog)
    for path in folder.scan():
        if not is_picture(path) and not path.startswith(BUNDLES):
            for line, column, message in dead_links(folder.read(path).text, ends):
                yield _warning(path, line, message, DEAD_LINK, column)


def _ends_of(catalog: "Catalog") -> "Ends":
    from trialrun.content.glossary import PARTS
    from trialrun.content.prose.links import Ends

    shelves = {
        "lessons": {entry.slug for entry in catalog.outline} | catalog.lessons.keys(),
        "levels": catalog.levels.keys(),
        "incidents": catalog.incidents.keys(),
        "practice": catalog.sets.keys(),
        "simulator": catalog.scenarios.keys(),
        "figures": catalog.figures.keys(),
        "bundles": catalog.bundles.keys(),
        "facts": catalog.facts.keys(),
    }
    uids = {uid for found in catalog.sets.values() for uid in found.uids}
    # What is still coming has no places yet, so none is missing.
    places: dict[str, Collection[str]] = {
        f"/lessons/{slug}/": lesson.ids for slug, lesson in catalog.lessons.items()
    }
    places["/words/"] = {*PARTS, *catalog.glossary}
    return Ends(shelves, uids, places)


def unused_terms(content: Path, catalog: "Catalog") -> Iterator[Problem]:
    """Yields terms that no lesson has. States and conditions are there for the simulator."""
    from trialrun.content.folder import GLOSSARY, Folder

    used = {id_ for lesson in catalog.lessons.values() for id_ in lesson.terms}
    unused = {
        id_
        for id_, term in catalog.glossary.items()
        if term.forms and id_ not in used and not term.state and not term.is_condition
    }
    text = Folder(content).read(GLOSSARY).text if unused else ""
    lines = _lines_of_entries(text)
    for id_ in sorted(unused):
        told = f"no lesson has the term `{id_}`; give it the forms that prose has, or remove it"
        yield _warning(GLOSSARY, lines.get(id_, 0), told, UNUSED_TERM)


def _lines_of_entries(text: str) -> dict[str, int]:
    return {found[1]: text.count("\n", 0, found.start()) + 1 for found in _ENTRY.finditer(text)}


def flaws_of_facts(
    content: Path, catalog: "Catalog", questions: "Sequence[Question]", today: date
) -> Iterator[Problem]:
    """Yields facts that nobody uses, and those that were read long before today."""
    from trialrun.content.code import cited_by_code
    from trialrun.content.fact_use import OLD, OLD_DAYS, UNUSED, old_facts, used_facts
    from trialrun.content.folder import FACTS, Folder

    text = Folder(content).read(FACTS).text
    lines = _lines_of_entries(text)
    unused = catalog.facts.keys() - used_facts(catalog, questions)
    for id_ in sorted(unused - cited_by_code(unused)):
        told = f"no lesson, question, level, figure or rule uses `{id_}`; teach it, or remove it"
        yield _warning(FACTS, lines.get(id_, 0), told, UNUSED)
    for id_, days in old_facts(catalog.facts, today):
        told = f"`{id_}` was read {counted(days, 'day')} ago, more than {OLD_DAYS}"
        yield _warning(FACTS, lines.get(id_, 0), f"{told}; read its source, and date it anew", OLD)


def _warning(path: str, line: int, message: str, rule: str, column: int = 0) -> Problem:
    return Problem(path, line, message, column=column, rule=rule, is_warning=True)
