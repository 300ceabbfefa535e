"""Puts the meaning of a term at its first use in a lesson. The lesson's own text stays as it is.

Not in headings, links and code, nor in what a reader is to say or to fold out as an answer; and not
where the lesson itself says what the term means.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from markdown_it.token import Token
from markupsafe import escape

from trialrun.content.glossary import Forms, GlossaryTerm
from trialrun.content.readers.lines import inline

NOTE_ID = "word."
"""How the ids of meanings begin. No id of a heading has a dot."""

_UNTOLD = frozenset({"container_recall", "container_answer"})
_FOLDED = "container_dial"
_HEADINGS = frozenset({"heading_open", "thead_open"})
_STRONG = "strong_close"
_OPEN = {"link_open": "link_close", "strong_open": _STRONG, "html_inline": "html_inline"}
"""What is passed over whole; the last one is a lesson that is coming."""
_SAYS_IT_BEHIND = re.compile(r"\s+(?:(?:is|are)\s+(?:an?|the|what|one)\b|means?\b|stands? for\b)")
_SAYS_IT_BEFORE = re.compile(r"\b(?:called|named)\s+(?:an?\s+|the\s+)?$")
_BEGINS = re.compile(r"(?:^|[.!?:]\s+)An?\s+$")
_DOES = re.compile(r"(?:\s+(?:task|trigger))?\s+[a-z]+s\b")
"""As in: A trigger says when a job wants to start. An If/else task compares two operands."""


class TermPlace(NamedTuple):
    """A term in a piece of text: where it stands there, and its id."""

    start: int
    end: int
    id: str


def found_in(text: str, forms: Forms) -> Iterator[TermPlace]:
    """Yields the terms of a text in their order; the longest form wins, also as a plural.

    A form in small letters may begin with a capital; any other is found as it is written.

    >>> list(found_in("Two task values.", (("task", "task"), ("task value", "task-value"))))
    [TermPlace(start=4, end=15, id='task-value')]
    """
    pattern, ids = _compiled(forms)
    for found in pattern.finditer(text) if pattern else ():
        said = found[0]
        id_ = ids.get(said) or ids[said[0].lower() + said[1:]]
        yield TermPlace(found.start(), found.end(), id_)


@lru_cache(maxsize=8)
def _compiled(forms: Forms) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    ids = {plural: id_ for form, id_ in forms for plural in _plurals(form)}
    ids |= dict(forms)
    patterns = [_pattern(form) for form in sorted(ids, key=len, reverse=True)]
    joined = "|".join(patterns)
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])") if ids else None, ids


def _pattern(form: str) -> str:
    first = form[0]
    if not form.islower() or first.upper() == first or len(first.upper()) > 1:
        return re.escape(form)
    return f"[{first}{first.upper()}]{re.escape(form[1:])}"


def _plurals(form: str) -> Iterator[str]:
    """Yields how a form may be written as a plural, right or wrong.

    >>> list(_plurals("policy")), list(_plurals("run"))
    (['policys', 'policyes', 'policies'], ['runs', 'runes'])
    """
    yield from (f"{form}s", f"{form}es")
    if form.endswith("y"):
        yield f"{form[:-1]}ies"


def mark_first_uses(
    tokens: Sequence[Token], forms: Forms, terms: Mapping[str, GlossaryTerm]
) -> tuple[str, ...]:
    """Marks the first use of each term that every reader sees, else the first one in a dial.

    Returns the terms that a lesson has, wherever they stand.
    """
    told: set[str] = set()
    used: set[str] = set()
    blocks = list(_blocks(tokens))
    for block in blocks:
        used |= {place.id for place in found_in(_said(block.token), forms)}
    for is_folded in (False, True):
        for block in blocks:
            if block.is_folded == is_folded and not block.is_untold:
                block.token.children = list(_marked(block, forms, terms, told))
    return tuple(sorted(used))


class _Block(NamedTuple):
    """A line of a lesson, and where it stands."""

    token: Token
    is_folded: bool
    is_untold: bool
    is_row_head: bool


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    around: list[str] = []
    cell = 0
    for token in tokens:
        cell = 0 if token.type in ("tr_open", "tr_close") else cell + (token.type == "td_open")
        if token.type == "inline":
            is_untold = any(n in _HEADINGS or n.removesuffix("_open") in _UNTOLD for n in around)
            yield _Block(token, f"{_FOLDED}_open" in around, is_untold, cell == 1)
        elif token.nesting > 0:
            around.append(token.type)
        elif token.nesting < 0 and around:
            around.pop()


def _said(block: Token) -> str:
    """Returns the words of a line, without its code."""
    children = block.children or ()
    return "".join(child.content if child.type == "text" else " " for child in children)


def _marked(
    block: _Block, forms: Forms, terms: Mapping[str, GlossaryTerm], told: set[str]
) -> Iterator[Token]:
    children = block.token.children or []
    if block.is_row_head:
        # The row says what the term means at which it begins.
        told |= {place.id for place in found_in(_said(block.token), forms) if not place.start}
    closing, strong = "", ""
    for child in children:
        if closing:
            strong += child.content if child.type == "text" and closing == _STRONG else ""
            yield child
            if child.type == closing:
                told |= {place.id for place in found_in(strong, forms) if _is_all(place, strong)}
                closing, strong = "", ""
        elif child.type in _OPEN:
            closing = _OPEN[child.type]
            yield child
        elif child.type == "text":
            yield from _in_text(child, forms, terms, told)
        else:
            yield child


def _is_all(place: TermPlace, text: str) -> bool:
    """Says whether what is set strong is the term itself: then the lesson says what it means."""
    return text.strip() == text[place.start : place.end]


def _in_text(
    token: Token, forms: Forms, terms: Mapping[str, GlossaryTerm], told: set[str]
) -> Iterator[Token]:
    text, at = token.content, 0
    for place in found_in(text, forms):
        if place.id in told:
            continue
        told.add(place.id)
        if _is_said(text[: place.start], text[place.end :]):
            continue
        yield _of("text", text[at : place.start])
        yield _of("html_inline", f'<button class="term" popovertarget="{NOTE_ID}{place.id}">')
        yield _of("text", text[place.start : place.end])
        yield _of("html_inline", f"</button>{note_of(place.id, terms[place.id])}")
        at = place.end
    yield _of("text", text[at:])


def _is_said(before: str, behind: str) -> bool:
    """Says whether a sentence seems to tell what a term means that stands between these."""
    if _BEGINS.search(before) and _DOES.match(behind):
        return True
    return bool(_SAYS_IT_BEHIND.match(behind) or _SAYS_IT_BEFORE.search(before))


def _of(kind: str, content: str) -> Token:
    token = Token(kind, "", 0)
    token.content = content
    return token


def note_of(id_: str, term: GlossaryTerm) -> str:
    """Returns what opens at a term: a meaning that leads to the page of words. No block of HTML."""
    title = f'<a href="/words/#{id_}">{escape(term.title)}</a>'
    says = inline(term.says, is_in_link=True)
    code = [f"<code>{escape(name)}</code>" for name in term.api]
    also = f" In code: {', '.join(code)}." if code else ""
    also += f" Formerly: {escape(', '.join(term.was))}." if term.was else ""
    return f'<span class="term__note" id="{NOTE_ID}{id_}" popover>{title}: {says}{also}</span>'
