"""Markdown as lessons and questions use it: CommonMark, containers, fact footnotes. No raw HTML."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any
from unicodedata import bidirectional

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import escape
from mdit_py_plugins.container import container_plugin

from trialrun.content.readers.inlines import Env, add_inlines, every_token
from trialrun.engine import has_rtl

ASIDES = {
    "anchor": "Anchor",
    "lock": "Lock it",
    "trap": "Trap",
    "recall": "Say it without scrolling",
}
FOLDS = ("dial", "answer")
EMBEDS = ("sim", "figure", "deploy", "predict")

_SLUG = re.compile(r"[^a-z0-9]+")


def slugify(text: str) -> str:
    """Makes an id of a heading; one of letters that no address has is told by its digest.

    >>> slugify("Repair or run again?"), slugify("מה נשאר?")
    ('repair-or-run-again', 'section-7d21f1')
    """
    slug = _SLUG.sub("-", text.lower()).strip("-")
    if slug or not any(map(str.isalpha, text)):
        return slug or "section"
    return f"section-{sha256(text.strip().encode()).hexdigest()[:6]}"


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Returns the one configured parser."""
    md = MarkdownIt("commonmark", {"html": False, "typographer": True})
    # Quotes are set as print has them. Nothing else is replaced: (c), -- and +- are meant.
    md.enable(["table", "smartquotes"])
    for name in ASIDES:
        md.use(container_plugin, name, render=_render_aside(name))
    for name in FOLDS:
        md.use(container_plugin, name, render=_render_fold(name))
    for name in EMBEDS:
        md.use(container_plugin, name, validate=_validate_embed(name))
    add_inlines(md)
    md.core.ruler.push("directions", _directions)
    md.add_render_rule("heading_open", _render_heading)
    md.add_render_rule("fence", _render_fence)
    md.add_render_rule("table_open", _render_table)
    md.add_render_rule("table_close", _wrap("</table></div>"))
    return md


def _directions(state: StateCore) -> None:
    """Says of each block in which direction it is written, where any of the text goes leftwards.

    dir="auto" would not do: it passes over whatever inside has a direction of its own.
    """
    if not has_rtl(state.src):
        return
    # Of each block that is open the direction of what comes first in it, "" while nothing has one.
    inside = [""]
    for token in reversed(state.tokens):
        if token.nesting < 0:
            inside.append("")
        elif token.type == "inline":
            inside[-1] = direction_of(token) or inside[-1]
        elif token.type in ("fence", "code_block"):
            inside[-1] = "ltr"
        elif token.nesting > 0:
            direction = inside.pop()
            token.attrSet("dir", direction or "ltr")
            inside[-1] = direction or inside[-1]


def direction_of(line: Token) -> str:
    """Returns the direction of a line's first letter that has one, code aside; "" for none."""
    for token in line.children or ():
        for char in token.content if token.type == "text" else "":
            kind = bidirectional(char)
            if kind in ("L", "R", "AL"):
                return "ltr" if kind == "L" else "rtl"
    return ""


def _dir(token: Token) -> str:
    return f' dir="{token.attrs["dir"]}"' if "dir" in token.attrs else ""


def _validate_embed(name: str) -> Callable[..., bool]:
    def validate(params: str, *_: Any) -> bool:
        words = params.split()
        return bool(words) and words[0] in (f"{{{name}}}", name)

    return validate


def _render_heading(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    slug = slugify(tokens[index + 1].content)
    return f'<{tokens[index].tag} id="{slug}"{_dir(tokens[index])}>'


def _render_table(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    table = f"<table{_dir(tokens[index])}>"
    return f"<div class='table-scroll' tabindex='0' role='group' aria-label='Table'>{table}"


def _render_fence(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    # A block that scrolls sideways on a phone must be reachable by keyboard.
    return f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>\n'


def fold_title(token: Token, name: str) -> str:
    """Returns what stands behind a container's name."""
    return token.info.strip().removeprefix(name).strip()


def title_line(token: Token, name: str, env: Env) -> Token:
    """Returns the title of a container as a line; always the same, so that checks mark in it."""
    if "title" not in token.meta:
        (token.meta["title"],) = parser().parseInline(fold_title(token, name), env)
    line: Token = token.meta["title"]
    return line


def words_of(line: Token) -> str:
    """Returns what is read out of a line: its words, without marks and notes."""
    return "".join(
        token.content for token in every_token(line.children or ()) if token.type in _WORDS
    ).strip()


_WORDS = frozenset({"text", "code_inline"})


def _render_aside(name: str) -> Callable[..., str]:
    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        token = tokens[index]
        if token.nesting < 0:
            return "</div>\n"
        line = title_line(token, name, env)
        attrs = f'role="note" aria-label="{escape(words_of(line) or ASIDES[name])}"{_dir(token)}'
        title = self.renderInline(line.children or [], options, env) or ASIDES[name]
        return f'<div class="aside aside--{name}" {attrs}><p class="aside__title">{title}</p>\n'

    return render


def _render_fold(name: str) -> Callable[..., str]:
    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        token = tokens[index]
        if token.nesting < 0:
            return "</div></details>\n"
        slug = slugify(fold_title(token, name))
        heading = self.renderInline(title_line(token, name, env).children or [], options, env)
        if name == "dial":
            heading = f"<h3>{heading}</h3>"
        return (
            f'<details class="fold fold--{name}"{_dir(token)}><summary>{heading}</summary>'
            f'<div class="fold__body" id="{slug}">\n'
        )

    return render


def _wrap(html: str) -> Callable[..., str]:
    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        return html

    return render
