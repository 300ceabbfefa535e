"""JSON without the YAML reader: the same tree at the same places, or none."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import ROOT
from trialrun.jobs.json_tree import read_json
from trialrun.jobs.source import Quoted, _yaml_of_json
from trialrun.jobs.tree import DEPTH_MAX, Unreadable, YamlTree
from trialrun.jobs.yaml_tree import read_tree

HALVES = re.compile(r"\\ud[89ab]", re.I)
CORPUS = sorted((ROOT / "tests/jobs/corpus").glob("*.json"))


def kinds(value: object) -> object:
    """Returns a value with each scalar's and key's type beside it."""
    if isinstance(value, dict):
        return [(kinds(key), kinds(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return [kinds(inner) for inner in value]
    return (type(value), value)


def everything(tree: YamlTree) -> tuple[object, ...]:
    return kinds(tree.value), tree.lines, tree.columns, tree.aliases, tree.repeated


def all_but_columns(tree: YamlTree) -> tuple[object, ...]:
    """What agrees when the text has signs in two halves: joining these moves what follows."""
    return kinds(tree.value), tree.lines, tree.aliases, tree.repeated


def agree(text: str, found: YamlTree) -> bool:
    see = all_but_columns if HALVES.search(text) else everything
    return see(by_yaml(text)) == see(found)


def by_yaml(text: str) -> YamlTree:
    return read_tree(_yaml_of_json(text), Quoted)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_a_real_job_is_the_tree_that_yaml_makes_of_it(path):
    text = path.read_text()

    assert agree(text, read_json(text, Quoted))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(
    ["<<", "a", "\ud83d\ude80", "${x}", "{{y}}", "# no", "\\", '"', "\t", "\x85", "\u2028", "é🚀"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)
DOCUMENTS = st.lists(VALUES, max_size=4) | st.dictionaries(TEXTS, VALUES, max_size=4)


@given(
    DOCUMENTS, st.sampled_from([None, 0, 2, "\t"]), st.booleans(), st.sampled_from(["\n", "\r\n"])
)
def test_any_json_is_the_tree_that_yaml_makes_of_it_or_left_to_it(value, indent, is_ascii, end):
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii).replace("\n", end)

    if found := read_json(text, Quoted):
        assert agree(text, found)


@given(DOCUMENTS, st.data())
def test_broken_json_is_the_tree_that_yaml_makes_of_it_or_left_to_it(value, data):
    text = json.dumps(value, indent=data.draw(st.sampled_from([None, 1])))
    at = data.draw(st.integers(0, len(text)))
    piece = data.draw(st.sampled_from(["", ",", ":", "{", "]", '"', "\n", "\t", "0", "x", "\r"]))
    text = text[:at] + piece + text[at + data.draw(st.integers(0, 1)) :]

    if (found := read_json(text, Quoted)) and text[:1] in ("{", "["):
        assert agree(text, found)


def test_a_column_is_that_of_the_text_behind_a_sign_in_two_halves_too():
    text = '["\\ud83d\\ude80", 1]'
    found = read_json(text, Quoted)

    assert ["🚀", "1"] == found.value
    assert text.index("1") + 1 == found.columns[1,]


LEFT = [
    pytest.param('{"a": 1, "a": 2}', id="a key twice"),
    pytest.param("{a: 1}", id="a key without quotes"),
    pytest.param("['a']", id="single quotes"),
    pytest.param('{"a": 1,}', id="a comma too many"),
    pytest.param("[1 2]", id="a comma too few"),
    pytest.param('{"a" 1}', id="no colon"),
    pytest.param('{"a"\n: 1}', id="a colon on the next line"),
    pytest.param("[01]", id="a number that is none"),
    pytest.param('["a\nb"]', id="a break in a string"),
    pytest.param('["\\x41"]', id="an escape of YAML"),
    pytest.param('["\\ud83d"]', id="half a sign"),
    pytest.param("[1] # why", id="a comment"),
    pytest.param("[1][2]", id="two texts"),
    pytest.param("[1", id="no end"),
    pytest.param("]", id="no beginning"),
    pytest.param("", id="nothing"),
    pytest.param("\ufeff[1]", id="a byte order mark"),
    pytest.param("[1,\r2]", id="a lone carriage return"),
    pytest.param('["\u2028"]', id="a break that only YAML knows"),
    pytest.param(f'{{"{"k" * 1100}": 1}}', id="a long key"),
    pytest.param("[" * (DEPTH_MAX + 2) + "]" * (DEPTH_MAX + 2), id="too deep"),
    pytest.param(f"[{'1,' * 100_000}1]", id="too many values"),
]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_plain_json_is_left_to_the_yaml_reader(text):
    assert read_json(text, Quoted) is None


def test_the_deepest_text_is_read_by_both():
    text = "[" * (DEPTH_MAX + 1) + "]" * (DEPTH_MAX + 1)

    assert everything(by_yaml(text)) == everything(read_json(text, Quoted))
    with pytest.raises(Unreadable, match="nested too deeply"):
        by_yaml(f"[{text}]")


def test_a_string_without_an_end_takes_no_longer_than_its_length():
    assert read_json('["' + "a\\\\" * 300_000, Quoted) is None
