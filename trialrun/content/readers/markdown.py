"""Markdown as lessons and questions use it: CommonMark, containers, fact footnotes. No raw HTML."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import escape
from mdit_py_plugins.container import container_plugin

from trialrun.content.readers.inlines import Env, add_inlines

ASIDES = {
    "anchor": "Anchor",
    "lock": "Lock it",
    "trap": "Trap",
    "recall": "Say it without scrolling",
}
FOLDS = ("dial", "answer")
EMBEDS = ("sim", "predict")

_SLUG = re.compile(r"[^a-z0-9]+")


def slugify(text: str) -> str:
    """Makes an id of a heading.

    >>> slugify("Repair or run again?")
    'repair-or-run-again'
    """
    return _SLUG.sub("-", text.lower()).strip("-") or "section"


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
    md.add_render_rule("heading_open", _render_heading)
    md.add_render_rule("fence", _render_fence)
    md.add_render_rule(
        "table_open",
        _wrap("<div class='table-scroll' tabindex='0' role='group' aria-label='Table'><table>"),
    )
    md.add_render_rule("table_close", _wrap("</table></div>"))
    return md


def _validate_embed(name: str) -> Callable[..., bool]:
    def validate(params: str, *_: Any) -> bool:
        words = params.split()
        return bool(words) and words[0] in (f"{{{name}}}", name)

    return validate


def _render_heading(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    slug = slugify(tokens[index + 1].content)
    return f'<{tokens[index].tag} id="{slug}">'


def _render_fence(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    # A block that scrolls sideways on a phone must be reachable by keyboard.
    return f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>\n'


def fold_title(token: Token, name: str) -> str:
    """Returns what stands behind a container's name."""
    return token.info.strip().removeprefix(name).strip()


def _render_aside(name: str) -> Callable[..., str]:
    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        token = tokens[index]
        if token.nesting < 0:
            return "</div>\n"
        title = fold_title(token, name) or ASIDES[name]
        return (
            f'<div class="aside aside--{name}" role="note" aria-label="{escape(title)}">'
            f'<p class="aside__title">{parser().renderInline(title)}</p>\n'
        )

    return render


def _render_fold(name: str) -> Callable[..., str]:
    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        token = tokens[index]
        if token.nesting < 0:
            return "</div></details>\n"
        title = fold_title(token, name)
        slug = slugify(title)
        heading = parser().renderInline(title)
        if name == "dial":
            heading = f"<h3>{heading}</h3>"
        return (
            f'<details class="fold fold--{name}"><summary>{heading}</summary>'
            f'<div class="fold__body" id="{slug}">\n'
        )

    return render


def _wrap(html: str) -> Callable[..., str]:
    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        return html

    return render
