"""YAML as a page shows it: keys, comments and references set apart. Reads no more than a line."""

import re

from markupsafe import Markup, escape

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_KEY = re.compile(r"(^\s*(?:- )*)([\w.-]{1,200})(?=:(?:\s|$))")
_REFERENCE = re.compile(r"\$\{[^{}\n]{1,200}\}")


def yaml_code(text: str) -> Markup:
    """Returns a text of YAML with marks for its keys, comments and references.

    >>> yaml_code("name: ${var.x}  # ours")
    Markup('<span class="yaml__key">name</span>: <span class="yaml__ref">${var.x}</span>  \
<span class="yaml__note"># ours</span>')
    """
    return Markup("\n").join(_line(line) for line in text.rstrip("\n").split("\n"))


def _line(line: str) -> Markup:
    comment = _COMMENT.search(line)
    told, note = (line[: comment.start()], comment[0]) if comment else (line, "")
    key = _KEY.match(told)
    before, name, rest = (key[1], key[2], told[key.end() :]) if key else ("", "", told)
    return Markup("").join(
        [
            escape(before),
            _marked("key", name),
            *_with_references(rest),
            _marked("note", note),
        ]
    )


def _with_references(text: str) -> list[Markup]:
    parts, at = [], 0
    for found in _REFERENCE.finditer(text):
        parts += [escape(text[at : found.start()]), _marked("ref", found[0])]
        at = found.end()
    return [*parts, escape(text[at:])]


def _marked(sort: str, text: str) -> Markup:
    return Markup('<span class="yaml__{}">{}</span>').format(sort, text) if text else Markup("")
