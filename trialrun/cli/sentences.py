"""The words of a few rules, out of lessons/facts.yaml without reading all of it.

Whatever is not written as the bundled file is written is left to `content.rule_texts`.
Measured: PyYAML and the whole file take 14 ms, more than the rest of what `simulate` tells.
"""

import json
from functools import lru_cache
from pathlib import Path

from trialrun.settings import Settings

LINES_MAX = 40


def words_of(rule: str) -> tuple[str, bool] | None:
    """Returns a rule's sentence (a template), and whether it rests on an assumption of ours.

    None where no words of it can be read.
    """
    content = Settings.from_environment().content
    found = quick_words(_text(content), rule)
    if found:
        return found
    from trialrun.content.rule_texts import rule_words

    words = rule_words(content).get(rule)
    return words and (words.says, words.is_assumed)


def quick_words(text: str, rule: str) -> tuple[str, bool] | None:
    r"""Returns the same out of the text of facts.yaml; None where it is not written plainly.

    >>> facts = "facts:\n  f:\n    sure: L\n"
    >>> quick_words(facts + 'rules:\n  r:\n    says: "It ends."\n    fact: f\n', "r")
    ('It ends.', True)
    """
    facts, _, rules = text.partition("\nrules:\n")
    told = _fields(f"\n{rules}", rule)
    fact = _fields(f"{facts}\n", told.get("fact", "")) if told else None
    if told is None or fact is None or not fact.get("sure", "").replace("-", "").isalnum():
        return None
    try:
        says = json.loads(told.get("says", ""))
    except ValueError:
        return None
    is_assumed = fact.get("assumption") == "true" or fact["sure"] == "L"
    return (says, is_assumed) if isinstance(says, str) else None


def fact_of(rule: str) -> str:
    """Returns the fact of a rule that rests on an assumption; "" for any other rule."""
    words = words_of(rule)
    if words is None or not words[1]:
        return ""
    from trialrun.content.rule_texts import rule_words

    return rule_words(Settings.from_environment().content)[rule].fact


def words_of_fact(fact: str) -> str:
    """Returns what a fact says; its id where it cannot be read."""
    from trialrun.content.rule_texts import facts_told

    return facts_told(Settings.from_environment().content).get(fact, fact)


@lru_cache(maxsize=1)
def _text(content: Path) -> str:
    try:
        return (content / "lessons" / "facts.yaml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _fields(part: str, name: str) -> dict[str, str] | None:
    """Returns what stands on the lines of one entry, four blanks in; None in doubt."""
    _, found, rest = part.partition(f"\n  {name}:\n")
    if not name or not found or f"\n  {name}:" in rest:
        return None
    fields: dict[str, str] = {}
    for line in rest.split("\n", LINES_MAX)[:LINES_MAX]:
        if not line.startswith("    "):
            is_end = not line or (line[:2] == "  " and line[2:3].isalnum() and line[-1] == ":")
            return fields if is_end else None
        if line[4] == "#":
            return None
        if line[4] != " ":
            key, _, value = line.strip().partition(":")
            if key in fields:
                return None
            fields[key] = value.strip()
    return None
