"""A lesson's text as passages in their order: what each says, and what speaks for it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from trialrun.content.readers.inlines import VALUE, every_token
from trialrun.content.readers.lesson_tokens import embed_of
from trialrun.content.readers.markdown import ASIDES, FOLDS, fold_title

HEADING, TITLE, PARAGRAPH, ITEM, ROW, CODE = "heading", "title", "paragraph", "item", "row", "code"
PROMPT, RECALL = "prompt", "recall"
OURS = "ours"
"""The note behind a sentence that is the author's own view, and claims nothing of Databricks."""
_BREAKS = frozenset({"softbreak", "hardbreak"})
_LINKED = ("/lessons/", "/words/", "/levels/", "/practice/", "#")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a lesson: `kind` is one of those above, `line` counts from 0 in the body.

    `words` are what is read; `is_bound` says that a note or a value stands in it, `is_ours` that
    its author calls it a view. `inside` are the boxes around it, from the outermost in; of a prompt
    `says` is its name: predict, sim and their like. `strong` are the words that are set strong.
    """

    kind: str
    line: int
    says: str = ""
    is_bound: bool = False
    is_ours: bool = False
    leads_on: bool = False
    inside: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()

    @property
    def word_count(self) -> int:
        """Returns how many words are read here."""
        return len(self.says.split())


def passages_of(tokens: Sequence[Token]) -> list[Passage]:
    """Returns the passages of a lesson, its values bound."""
    return list(_joined(_passages(tokens)))


def _passages(tokens: Sequence[Token]) -> Iterator[Passage]:
    inside: list[str] = []
    blocks: list[str] = []
    for token in tokens:
        name, _ = embed_of(token)
        line = token.map[0] if token.map else 0
        if name is not None:
            if token.nesting > 0:
                yield Passage(PROMPT, line, name)
        elif token.type.startswith("container_"):
            yield from _box(token, inside, line)
        elif token.type in ("fence", "code_block"):
            yield Passage(CODE, line, token.content, inside=tuple(inside))
        elif token.type == "inline":
            yield _passage(token, _kind(blocks), line, tuple(inside))
        elif token.nesting > 0:
            blocks.append(token.type)
        elif token.nesting < 0 and blocks:
            blocks.pop()


def _box(token: Token, inside: list[str], line: int) -> Iterator[Passage]:
    """Follows a box that opens or closes, and yields its title."""
    if token.nesting < 0:
        inside.pop()
        return
    name = next(n for n in (*ASIDES, *FOLDS) if token.type == f"container_{n}_open")
    if name == RECALL:
        yield Passage(PROMPT, line, RECALL)
    inside.append(name)
    if title := fold_title(token, name):
        yield Passage(TITLE, line, title, inside=tuple(inside))


def _kind(blocks: Sequence[str]) -> str:
    if "heading_open" in blocks or "thead_open" in blocks:
        return HEADING
    if "tr_open" in blocks:
        return ROW
    return ITEM if "list_item_open" in blocks else PARAGRAPH


def _passage(block: Token, kind: str, line: int, inside: tuple[str, ...]) -> Passage:
    children = block.children or []
    notes = {child.meta["fact"] for child in children if child.type == "fact"}
    links = [str(child.attrs.get("href", "")) for child in children if child.type == "link_open"]
    return Passage(
        kind,
        line,
        "".join(_words(children)),
        is_bound=bool(notes - {OURS}) or any(child.type == VALUE for child in children),
        is_ours=OURS in notes,
        leads_on=any(link.startswith(_LINKED) for link in links),
        inside=inside,
        strong=tuple(_strong(children)),
    )


def _strong(children: Sequence[Token]) -> Iterator[str]:
    opened = None
    for at, child in enumerate(children):
        if child.type == "strong_open":
            opened = at
        elif child.type == "strong_close" and opened is not None:
            yield "".join(_words(children[opened:at]))


def _words(children: Sequence[Token]) -> Iterator[str]:
    for child in every_token(children):
        if child.type == VALUE:
            yield "".join(text for text, _ in child.meta.get("pieces", ()))
        elif child.type == "code_inline":
            yield f"`{child.content}`"
        elif child.type == "text":
            yield child.content
        elif child.type in _BREAKS:
            yield " "


def _joined(passages: Iterator[Passage]) -> Iterator[Passage]:
    """Puts the cells of a row together."""
    row: Passage | None = None
    for passage in passages:
        is_same = row is not None and passage.kind == ROW and passage.line == row.line
        if row is not None and is_same:
            row = replace(
                row,
                says=f"{row.says} | {passage.says}",
                is_bound=row.is_bound or passage.is_bound,
                is_ours=row.is_ours or passage.is_ours,
                leads_on=row.leads_on or passage.leads_on,
            )
            continue
        if row is not None:
            yield row
        row = passage if passage.kind == ROW else None
        if row is None:
            yield passage
    if row is not None:
        yield row
