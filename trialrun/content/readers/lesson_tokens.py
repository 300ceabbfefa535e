"""What a lesson's text is made of: front matter, embeds, containers, titles, facts."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from trialrun.content.course import ONWARD
from trialrun.content.readers.inlines import Env, env_of
from trialrun.content.readers.markdown import EMBEDS, FOLDS, fold_title, parser, slugify

PAGE_IDS = frozenset(
    f"main contents sources sources-title alerts question question-title question-keys {ONWARD} "
    "onward-title".split()
)
OPENS_NOTHING = (
    "opens nothing; write ::: with anchor, lock, trap, dial, recall or answer, or :::{sim}, "
    ":::{figure}, :::{deploy} or :::{predict}"
)
SORTS = {"sim": "scenario", "figure": "figure", "deploy": "bundle"}
"""What is embedded by which name."""
_NOTE_ID = re.compile(r"(fact-ref|value)-\d+")


def is_of_page(slug: str, facts: Collection[str]) -> bool:
    """Says whether an id is taken by the page around a lesson, or by its notes."""
    is_note = slug.startswith("fact-") and slug.removeprefix("fact-") in facts
    return slug in PAGE_IDS or is_note or bool(_NOTE_ID.fullmatch(slug))


class Outer(NamedTuple):
    """A container around something: its name, its line from 0, and whether it was left open."""

    name: str
    line: int
    is_open: bool


def outer_of(tokens: Sequence[Token], lines: Sequence[str]) -> dict[int, Outer]:
    """Returns the container that each container stands in, by the id of its token."""
    opened: list[Outer] = []
    found: dict[int, Outer] = {}
    for token in tokens:
        if not token.type.startswith("container_"):
            continue
        if token.nesting < 0:
            opened.pop()
            continue
        if opened:
            found[id(token)] = opened[-1]
        first = token.map[0] if token.map else 0
        opened.append(Outer(_name(token), first, not _is_closed(token, lines)))
    return found


def left_open(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[tuple[Token, str]]:
    """Yields containers that no line closes, with how they were opened."""
    for token in tokens:
        is_container = token.type.startswith("container_") and token.nesting > 0
        if is_container and not _is_closed(token, lines):
            name = _name(token)
            yield token, name if name.startswith("{") else f" {name}"


def _name(token: Token) -> str:
    return token.info.strip().partition(" ")[0]


def _is_closed(token: Token, lines: Sequence[str]) -> bool:
    end = token.map[1] if token.map else len(lines)
    return end < len(lines) and lines[end].strip(" >").startswith(":::")


def embed_of(token: Token) -> tuple[str | None, str]:
    """Returns the name and the target of what is embedded here, None where nothing is."""
    for name in EMBEDS:
        if token.type in (f"container_{name}_open", f"container_{name}_close"):
            words = token.info.split()
            return name, words[1] if len(words) > 1 else ""
    return None, ""


def split_front(text: str) -> tuple[str | None, str, int]:
    """Parts front matter from body; the front keeps its line numbers, the body has an offset."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return None, text, 0
    for index, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return "\n" + "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 1
    return None, text, 0


def asks_of(text: str) -> dict[str, int]:
    """Returns the questions that a lesson asks, whole or not, each with its line."""
    _, body, offset = split_front(text)
    found: dict[str, int] = {}
    for token in parser().parse(body, env_of(body)):
        name, target = embed_of(token)
        if name == "predict" and token.nesting > 0 and token.map:
            found[target] = token.map[0] + 1 + offset
    return found


def titled(tokens: list[Token]) -> Iterator[tuple[str, str, Token]]:
    """Yields what has an id: (id, title, token) of headings, dials and answers."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            title = tokens[index + 1].content
            yield slugify(title), title, token
        for name in FOLDS:
            if token.type == f"container_{name}_open":
                title = fold_title(token, name)
                yield slugify(title), title, token


def ids_of(tokens: Sequence[Token], env: Env) -> set[str]:
    """Returns what a link finds besides sections: embeds, prompts, values, facts."""
    embeds = [embed_of(token) for token in tokens]
    ids = {f"{name}-{at}" for name, at in embeds if name in SORTS}
    ids |= {f"q-{target.replace('/', '-')}" for name, target in embeds if name == "predict"}
    ids |= {f"value-{number + 1}" for number in range(env.get("values", 0))}
    return ids | {f"fact-{fact}" for fact in env.get("facts", {})}


def fact_ids(token: Token) -> Iterator[str]:
    """Yields the facts that a line cites."""
    for child in token.children or ():
        if child.type == "fact":
            yield child.meta["fact"]


def mark_as_coming(token: Token, link: Token) -> None:
    """Turns a link to a lesson that is not written yet into a marked word."""
    assert token.children is not None
    start = token.children.index(link)
    end = next(
        index
        for index in range(start, len(token.children))
        if token.children[index].type == "link_close"
    )
    opening, closing = Token("html_inline", "", 0), Token("html_inline", "", 0)
    opening.content = '<span class="coming">'
    closing.content = '<span class="coming__mark">coming</span></span>'
    token.children[start], token.children[end] = opening, closing
