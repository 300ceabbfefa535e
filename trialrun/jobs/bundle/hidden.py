"""Values that `--var` or the environment gave, kept out of sentences: they may be secrets.

A sentence that would quote one says the reference that stands in the files instead.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from trialrun.jobs.tree import shown

SURE_MIN = 4
"""Shorter values are looked for only where one stands: else `1` would hide in every sentence."""
TOLD_MAX = 1_000
CUT_MAX = 80
"""No sentence quotes more of a text than this."""
_QUOTED = re.compile(
    r"“[^”]*”|`[^`]*`|\"[^\"]*\"|'[^']*'"
    r"|[^\s`\"']+(?= →)|(?<=→ )[^\s`\"']+|(?<=: )[^\s`\"'{}]+(?=\})"
)
"""What a sentence quotes: in quotes, along arrows, in braces; all else is our own words."""
_WORD = re.compile(r"[A-Za-z]*|.")


@dataclass(frozen=True, slots=True)
class Hidden:
    """Given values with the reference to each, e.g. {"s3cr3t": "${var.password}"}.

    `forms` are the ways in which a sentence may write each.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def told(self, sentence: str, literal: str | None) -> str:
        """Returns a sentence without the values.

        `literal` is the text that the sentence is about, where no value was put into it.

        >>> hidden = hidden_of({"p": "s3cr3t"})
        >>> hidden.told("`s3cr3t` is wrong", None), hidden.told("`s3cr3t` is wrong", "s3cr3t")
        ('`${var.p}` is wrong', '`s3cr3t` is wrong')
        """
        if not self.references:
            return sentence
        # No problem is told with more than 600 signs; what is longer would take its square in time.
        sentence = sentence[:TOLD_MAX]
        is_cut = "…" in sentence
        for value, reference in self.references.items():
            is_sought = literal is None or (len(value) >= SURE_MIN and value not in literal)
            if not is_sought or not self.forms[value]:
                continue
            for form in self.forms[value]:
                sentence = sentence.replace(form, reference)
            if is_cut:
                sentence = _without_beginnings(sentence, value, reference)
        return _QUOTED.sub(lambda match: self._span(match[0], literal), sentence)

    def _span(self, span: str, literal: str | None) -> str:
        is_quoted = span[0] in "“`\"'"
        inner = span[1:-1] if is_quoted else span
        if not inner or (literal is not None and inner.rstrip("…") in literal):
            return span
        for value, reference in self.references.items():
            if literal is not None and len(value) < SURE_MIN:
                continue
            inner = inner if reference in inner else inner.replace(value, reference)
            if literal is None and span[0] == "“":
                # Of a time it quotes a field, of a long name what it begins with.
                inner = _without_beginnings(f"{inner}…", value, reference).removesuffix("…")
            is_long = literal is None and len(inner) >= _part_min(span)
            if is_long and inner.casefold() in value.casefold():
                inner = reference
        return f"{span[0]}{inner}{span[-1]}" if is_quoted else inner


def hidden_of(given: Mapping[str, str]) -> Hidden:
    """Returns what hides values by the names of their variables; long ones are looked for first."""
    longest_first = sorted(given.items(), key=lambda one: -len(one[1]))
    references = {value: f"${{var.{name}}}" for name, value in longest_first if value}
    return Hidden(references, {value: _forms(value) for value in references})


def _part_min(span: str) -> int:
    """Returns how long a quoted part of a value is at least: `*` may be what is to be written."""
    return 1 if span[0] == "“" else 2


def _forms(value: str) -> tuple[str, ...]:
    """Returns the ways in which a sentence writes a value: as it is, made fit, as JSON."""
    as_json = json.dumps(value, ensure_ascii=False)[1:-1]
    if _WORD.fullmatch(value):
        return ()  # It may be a word of ours, too.
    known = (value, shown(value, len(value)), as_json, as_json.replace("'", "''"))
    return tuple(dict.fromkeys(known))


def _without_beginnings(sentence: str, value: str, reference: str) -> str:
    """Returns a sentence without the beginning of a value where a text was cut off."""
    fit = shown(value[:CUT_MAX], CUT_MAX)
    *cut, last = sentence.split("…")
    found = []
    for text in cut:
        longest = min(len(text), len(fit))
        ends = (n for n in range(longest, SURE_MIN - 1, -1) if text.endswith(fit[:n]))
        length = next(ends, 0)
        found.append(f"{text[:-length]}{reference}" if length else f"{text}…")
    return "".join([*found, last])
