"""Turns tokens of a lesson into blocks: HTML, and what a reader is to say without looking."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from markdown_it.token import Token

from trialrun.content.course import Block, RecallBox, RecallPrompt
from trialrun.content.readers.inlines import Env
from trialrun.content.readers.markdown import (
    ASIDES,
    fold_title,
    parser,
    slugify,
    title_line,
    words_of,
)

_RECALL, _ANSWER = "container_recall", "container_answer"


def blocks_of(tokens: Sequence[Token], env: Env) -> Iterator[Block]:
    """Yields the blocks that these tokens make, in their order. What has no answer is no recall."""
    for inside, outside in _parted(tokens, _RECALL):
        if inside and any(token.type == f"{_ANSWER}_open" for token in inside):
            yield Block("recall", "", _box(inside, env))
        elif inside or outside:
            yield Block("html", _html([*inside, *outside], env))


def _parted(
    tokens: Sequence[Token], container: str
) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """Yields (a whole container, nothing) and (nothing, what stands between), in their order."""
    start, opened = 0, None
    for at, token in enumerate(tokens):
        if token.type == f"{container}_open" and opened is None:
            opened = at
            yield (), tokens[start:at]
        elif (
            token.type == f"{container}_close"
            and opened is not None
            and token.level == tokens[opened].level
        ):
            yield tokens[opened : at + 1], ()
            start, opened = at + 1, None
    yield (), tokens[start:]


def _box(tokens: Sequence[Token], env: Env) -> RecallBox:
    line = title_line(tokens[0], "recall", env)
    title = _in_line(line, env)
    intro: list[Token] = []
    prompts: list[RecallPrompt] = []
    for answer, between in _parted(tokens[1:-1], _ANSWER):
        intro += between
        if answer:
            prompts.append(_prompt(answer, env))
    label = words_of(line) or ASIDES["recall"]
    return RecallBox(title or ASIDES["recall"], label, _html(intro, env), tuple(prompts))


def _prompt(tokens: Sequence[Token], env: Env) -> RecallPrompt:
    line = title_line(tokens[0], "answer", env)
    title = _in_line(line, env)
    asks, answer = words_of(line), _html(tokens[1:-1], env)
    told = "\0".join((asks, *(token.content for token in tokens)))
    return RecallPrompt(
        slugify(fold_title(tokens[0], "answer")),
        asks,
        title,
        answer,
        str(tokens[0].attrs.get("dir", "")),
        sha256(told.encode()).hexdigest()[:32],
    )


def _in_line(line: Token, env: Env) -> str:
    """Renders a title: what parsed alone is one line, and no paragraph around it."""
    return str(parser().renderer.render([line], parser().options, env))


def _html(tokens: Sequence[Token], env: Env) -> str:
    return str(parser().renderer.render(tokens, parser().options, env)) if tokens else ""
