"""The engine's rules in words, for whoever needs nothing else of the content. Starts at once."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from trialrun.jobs.yaml_tree import Unreadable, read_tree

FACTS_FILE = Path("lessons") / "facts.yaml"


class FactWords(NamedTuple):
    """What a fact says, how sure we are, and whether it is an assumption of ours."""

    says: str
    sure: str
    is_assumed: bool


class RuleWords(NamedTuple):
    """A rule's sentence (a template), and whether it rests on an assumption of ours."""

    says: str
    is_assumed: bool
    fact: str = ""


@lru_cache(maxsize=2)
def rule_words(content: Path) -> dict[str, RuleWords]:
    """Returns the words of each rule id; {} when the file cannot be read."""
    try:
        tree = read_tree((content / FACTS_FILE).read_text("utf-8")).value
        assumed = {
            fact_id
            for fact_id, fact in tree["facts"].items()
            if fact.get("assumption") == "true" or fact["sure"] == "L"
        }
        return {
            rule_id: RuleWords(
                str(rule["says"]), rule.get("fact") in assumed, str(rule.get("fact") or "")
            )
            for rule_id, rule in tree["rules"].items()
        }
    except (OSError, Unreadable, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        return {}


@lru_cache(maxsize=2)
def facts_told(content: Path) -> dict[str, str]:
    """Returns what each fact says; {} when the file cannot be read."""
    try:
        facts = read_tree((content / FACTS_FILE).read_text("utf-8")).value["facts"]
        return {fact_id: " ".join(str(fact["says"]).split()) for fact_id, fact in facts.items()}
    except (OSError, Unreadable, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        return {}


@lru_cache(maxsize=2)
def fact_words(content: Path) -> dict[str, FactWords]:
    """Returns the words of each fact; {} when the file cannot be read."""
    try:
        facts = read_tree((content / FACTS_FILE).read_text("utf-8")).value["facts"]
        return {
            fact_id: FactWords(
                " ".join(str(fact["says"]).split()),
                str(fact["sure"]),
                fact.get("assumption") == "true" or fact["sure"] == "L",
            )
            for fact_id, fact in facts.items()
        }
    except (OSError, Unreadable, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        return {}
