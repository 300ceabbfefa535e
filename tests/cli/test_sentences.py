"""A rule's words without YAML: the same as the whole file has them, or none."""

import pytest

from tests.build import ROOT
from trialrun.cli.sentences import quick_words, words_of
from trialrun.content.rule_texts import FACTS_FILE, rule_words

TEXT = (ROOT / FACTS_FILE).read_text()


def test_every_rule_of_the_bundled_file_has_the_same_words():
    words = rule_words(ROOT)

    assert {rule: (word.says, word.is_assumed) for rule, word in words.items()} == {
        rule: quick_words(TEXT, rule) for rule in words
    }
    assert {False, True} == {word.is_assumed for word in words.values()}


RULE = 'facts:\n  f:\n    sure: H\nrules:\n  r:\n    says: "One."\n    fact: f\n'


def test_a_plain_entry_is_read():
    assert ("One.", False) == quick_words(RULE, "r")
    assert ("One.", True) == quick_words(
        RULE.replace("H\n", "H\n    says: >-\n      x\n    assumption: true\n"), "r"
    )


LEFT = [
    pytest.param(("    says", "\n    says"), id="an empty line"),
    pytest.param(("    fact", "    # why\n    fact"), id="a comment"),
    pytest.param(("    fact", "  # why\n    fact"), id="a comment further out"),
    pytest.param(("fact: f", "fact: g"), id="no such fact"),
    pytest.param(("    fact: f\n", ""), id="no fact"),
    pytest.param(('"One."', "One."), id="no quotes"),
    pytest.param(('"One."', '"One\\x2e"'), id="an escape of YAML"),
    pytest.param(('"One."', '"One." # why'), id="a comment behind"),
    pytest.param(("    fact", '    says: "Two."\n    fact'), id="a field twice"),
    pytest.param(("rules:\n", 'rules:\n  r:\n    says: "Two."\n'), id="a rule twice"),
    pytest.param(("sure: H", "sure: &h H"), id="an anchor"),
    pytest.param(("    sure: H\n", "    says: x\n"), id="nothing sure"),
    pytest.param(("  r:", "  other:"), id="no such rule"),
]


@pytest.mark.parametrize("change", LEFT)
def test_what_is_written_otherwise_is_left_to_the_yaml_reader(change):
    assert quick_words(RULE.replace(*change), "r") is None


def test_words_that_are_written_otherwise_are_found_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "lessons").mkdir()
    (tmp_path / FACTS_FILE).write_text(RULE.replace('"One."', "One."))
    monkeypatch.setenv("TRIALRUN_CONTENT", str(tmp_path))

    assert ("One.", False) == words_of("r")
    assert words_of("unknown") is None
