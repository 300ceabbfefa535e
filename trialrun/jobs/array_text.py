"""How the elements of a loop are written as the API takes them: as text that holds JSON. Pure."""

import json
import re
from typing import Any

from trialrun.jobs.source import Quoted

LISTED_MAX = 20
EXAMPLE = '["a", "b"]'
_BARE = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?|true|false|null")


def array_text(value: Any) -> str:
    """Writes a list of texts, or of flat maps, as YAML takes JSON; of all else an example.

    >>> print(array_text(["a", "1", {"x": "it's"}]), array_text({"a": "1"}))
    '["a", 1, {"x": "it''s"}]' '["a", "b"]'
    """
    found = _elements(value) if isinstance(value, list) else None
    json_text = EXAMPLE if found is None else f"[{', '.join(found)}]"
    return "'" + json_text.replace("'", "''") + "'"


def _elements(value: list[Any]) -> list[str] | None:
    found = []
    for one in value[:LISTED_MAX]:
        if isinstance(one, str):
            found.append(_scalar(one))
        elif isinstance(one, dict) and all(isinstance(each, str) for each in one.values()):
            pairs = [f"{_text(str(key))}: {_scalar(each)}" for key, each in one.items()]
            found.append("{" + ", ".join(pairs) + "}")
        else:
            return None
    return found


def _scalar(text: str) -> str:
    is_bare = not isinstance(text, Quoted) and _BARE.fullmatch(text)
    return str(text) if is_bare else _text(text)


def _text(text: str) -> str:
    return json.dumps(str(text), ensure_ascii=False)
