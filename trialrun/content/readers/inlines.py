"""What stands within a line of an Markdown: facts, values, code, pictures, what is refused.

Tokens of pictures, values and what is refused know where they are in their line: meta["at"].
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, backtick, image
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import escape

from trialrun.content.picture import is_of_pictures, size_in
from trialrun.content.readers.refused import refused_at, unread_picture_at
from trialrun.engine import has_rtl

Env = dict[str, Any]
"""What rendering knows besides the text: `facts` gets their numbers, `gone` are the addresses of
pictures that are not there any more, `is_rtl` says that some of it is written right to left, `back`
is the lesson that the runs of its values lead back to, and `values` counts those."""

REFUSED = "refused"
"""The type of a token that the checks name, and pages show as it was typed."""
VALUE = "value"
"""The type of a token for a value of a run. Until it is bound to one it is shown as typed."""
ASKED = re.compile(r"\{\{\s*(run|deployed)\s*:([^{}]*)\}\}")
_FACT = re.compile(r"\[\^([a-z0-9][a-z0-9-]*)\]")
_SIGNS = frozenset("\\$<")
_LONG_NAME = re.compile(r"\S{18,}")
"""What may not fit beside other columns on a phone; a shorter name stays in one piece."""
_JOINT = re.compile(r"(?<=\w)[._/](?=\w)")


def env_of(text: str, gone: frozenset[str] = frozenset()) -> Env:
    """Returns what rendering a text needs to know."""
    return {"gone": gone, "is_rtl": has_rtl(text)}


def add_inlines(md: MarkdownIt) -> None:
    """Teaches a parser what stands within lines."""
    md.inline.ruler.before("escape", REFUSED, _refused_rule)
    md.inline.ruler.at("backticks", _code_rule)
    md.inline.ruler.at("image", _image_rule)
    md.inline.ruler.after("image", "unread", _unread_rule)
    md.inline.ruler.before("link", "fact", _fact_rule)
    md.inline.ruler.before("link", VALUE, _value_rule)
    md.add_render_rule("fact", _render_fact)
    md.add_render_rule(VALUE, _render_value)
    md.add_render_rule("image", _render_image)
    md.add_render_rule("code_inline", _render_code)
    md.add_render_rule(REFUSED, _render_refused)


def every_token(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yields tokens within lines, and those inside the words of a picture."""
    for token in tokens:
        yield token
        if token.type == "image":
            yield from token.children or ()


def _refused_rule(state: StateInline, silent: bool) -> bool:
    """Takes what is not supported, so that no other rule makes something else of it."""
    if state.src[state.pos] not in _SIGNS:
        return False
    found = refused_at(state.src, state.pos)
    if found is None or found.end > state.posMax:
        return False
    if not silent:
        token = state.push(REFUSED, "", 0)
        token.content = state.src[state.pos : found.end]
        token.meta = {"at": (state.pos, found.end), "message": found.message}
    state.pos = found.end
    return True


def _code_rule(state: StateInline, silent: bool) -> bool:
    """Takes code; lines that were broken in it stay broken, which CommonMark would join."""
    start, known = state.pos, len(state.tokens)
    if not backtick(state, silent):
        return False
    token = state.tokens[-1] if len(state.tokens) > known else None
    if token is not None and token.type == "code_inline":
        typed = state.src[start : state.pos].removeprefix(token.markup).removesuffix(token.markup)
        if "\n" in typed:
            token.content = typed.strip("\n")
    return True


def _image_rule(state: StateInline, silent: bool) -> bool:
    start, known = state.pos, len(state.tokens)
    if not image(state, silent):
        return False
    if len(state.tokens) > known:
        state.tokens[-1].meta = {"at": (start, state.pos)}
    return True


def _unread_rule(state: StateInline, silent: bool) -> bool:
    """Takes what was meant as a picture and is none: pages would show its signs."""
    found = unread_picture_at(state.src, state.pos)
    if found is None or found.end > state.posMax:
        return False
    if not silent:
        token = state.push(REFUSED, "", 0)
        token.content = state.src[state.pos : found.end]
        token.meta = {"at": (state.pos, found.end), "message": found.message}
    state.pos = found.end
    return True


def _fact_rule(state: StateInline, silent: bool) -> bool:
    match = _FACT.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("fact", "", 0)
        token.meta = {"fact": match[1]}
    state.pos = match.end()
    return True


def _value_rule(state: StateInline, silent: bool) -> bool:
    match = ASKED.match(state.src, state.pos)
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        token = state.push(VALUE, "", 0)
        token.content = match[0]
        token.meta = {"at": match.span(), "kind": match[1]}
    state.pos = match.end()
    return True


def _render_value(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    """Writes a value as a link to its run, with a mark where the run rests on an assumption."""
    token = tokens[index]
    pieces = token.meta.get("pieces")
    if pieces is None:
        return str(escape(token.content))
    shown = "".join(f"<code>{escape(t)}</code>" if code else str(escape(t)) for t, code in pieces)
    mark = _ASSUMED if token.meta["is_assumed"] else ""
    address = token.meta["address"]
    if address is None:
        return shown + mark
    count = env["values"] = env.get("values", 0) + 1
    step = token.meta["step"]
    at_step = "" if step is None else f"&step={step}"
    href = escape(f"{address}back=lessons.{env['back']}.value-{count}{at_step}")
    title = _DEPLOYED if step is None else _RAN
    return f'<a class="ran" id="value-{count}" href="{href}" title="{title}">{shown}</a>{mark}'


_RAN = "From a run: see it there"
_DEPLOYED = "From a deployment: see it there"
_ASSUMED = ' <span class="provenance provenance--assumed">our assumption</span>'


def _render_fact(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    fact = tokens[index].meta["fact"]
    numbers: dict[str, int] = env.setdefault("facts", {})
    number = numbers.setdefault(fact, len(numbers) + 1)
    count = env["fact_uses"] = env.get("fact_uses", 0) + 1
    return (
        f'<sup class="fact-ref"><a href="#fact-{fact}" id="fact-ref-{count}" '
        f'aria-label="Source {number}">{number}</a></sup>'
    )


def _render_code(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    content = tokens[index].content
    kind = ' class="code-wrapped"' if "\n" in content else ""
    # With a direction of its own, code does not decide in which direction its line is written.
    direction = ' dir="ltr"' if env.get("is_rtl") else ""
    return f"<code{kind}{direction}>{_with_joints(escape(content))}</code>"


def _with_joints(code: str) -> str:
    """Lets a long name break behind a dot, an underscore or a slash, not amid a word."""
    return _LONG_NAME.sub(lambda found: _JOINT.sub(r"\g<0><wbr>", found[0]), code)


def _render_image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    """Writes a picture with its size, so that nothing moves when it comes; or its words."""
    token = tokens[index]
    alt = self.renderInlineAsText(token.children, options, env)
    address = str(token.attrs.get("src", ""))
    if not is_of_pictures(address) or address in env.get("gone", ()):
        return f'<span class="picture-gone">[Picture: {escape(alt)}]</span>'
    width, height = size_in(address)
    return (
        f'<img class="picture" src="{escape(address)}" alt="{escape(alt)}" '
        f'width="{width}" height="{height}" loading="lazy" decoding="async">'
    )


def _render_refused(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
) -> str:
    return str(escape(tokens[index].content))
