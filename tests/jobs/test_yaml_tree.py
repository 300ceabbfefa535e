"""YAML text to plain values: the same by both parsers, soon, and never falling over."""

from time import process_time

import pytest
import yaml

from trialrun.jobs import yaml_tree
from trialrun.jobs.yaml_tree import Unreadable, read_tree

LOADERS = [yaml.BaseLoader, *([yaml.CBaseLoader] if hasattr(yaml, "CBaseLoader") else [])]


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__, autouse=True)
def _loader(request, monkeypatch):
    """Each test is run with both parsers: not every machine's wheel has libyaml."""
    monkeypatch.setattr(yaml_tree, "_LOADER", request.param)


VALUES = [
    pytest.param("a: b", {"a": "b"}, id="a mapping"),
    pytest.param("- a\n- b", ["a", "b"], id="a list"),
    pytest.param("a", "a", id="a word"),
    pytest.param("--- a", "a", id="a document with its mark"),
    pytest.param("a: no\nb: 012\nc: ~\nd: 1e3", {"a": "no", "b": "012", "c": "~", "d": "1e3"}),
    pytest.param("a: 2026-11-22", {"a": "2026-11-22"}, id="a date stays text"),
    pytest.param("a:", {"a": ""}, id="nothing is empty text"),
    pytest.param("a: {}\nb: []", {"a": {}, "b": []}, id="empty ones"),
    pytest.param("a: >-\n  one\n  two", {"a": "one two"}, id="folded text"),
    pytest.param("a: &x [y]\nb: *x", {"a": ["y"], "b": ["y"]}, id="an alias of a list"),
    pytest.param("a: &x y\nb: *x", {"a": "y", "b": "y"}, id="an alias of a word"),
    pytest.param("<<: {a: b}", {"<<": {"a": "b"}}, id="a merge key is a key"),
    pytest.param("a: !!python/object:os.system [x]", {"a": ["x"]}, id="a tag does nothing"),
    pytest.param("\ufeffa: b", {"a": "b"}, id="a byte order mark"),
    pytest.param("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}, id="line ends of Windows"),
    pytest.param('"é": "“…”"', {"é": "“…”"}, id="letters of any kind"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_text_is_read_as_plain_values(text, value):
    tree = read_tree(text)

    assert (value, []) == (tree.value, tree.mistakes)


TEXT = """\
title: T
dishes:
  - name: Soup
    of: [leek,
         potato]
  -
    name: Salad
"""

LINES = [
    pytest.param((), 1, id="the text"),
    pytest.param(("dishes",), 2, id="a list, at its key"),
    pytest.param(("dishes", 0), 3, id="an entry"),
    pytest.param(("dishes", 0, "of"), 4, id="a key"),
    pytest.param(("dishes", 0, "of", 1), 5, id="a value on a line of its own"),
    pytest.param(("dishes", 1, "name"), 7, id="behind a bare dash"),
]


@pytest.mark.parametrize(("at", "line"), LINES)
def test_every_value_has_the_line_it_is_written_on(at, line):
    assert line == read_tree(TEXT).lines[at]


def test_a_key_written_twice_is_a_mistake_at_the_second():
    tree = read_tree("a: 1\nb: 2\na: 3")

    assert [(3, "`a` is written twice; keep one of them")] == tree.mistakes


UNREADABLE = [
    pytest.param("", 1, "the file is empty; write its fields as key: value", id="empty"),
    pytest.param("# later\n", 1, "the file is empty; write", id="a comment"),
    pytest.param("a: *x", 1, "*x stands for nothing above it; write &x there", id="no anchor"),
    pytest.param("a: &a [*a]", 1, "*a stands for nothing above it", id="an alias inside itself"),
    pytest.param("a: &a {b: *a}", 1, "*a stands for nothing above it", id="in its mapping"),
    pytest.param("a: 1\n---\nb: 2", 2, "a second document begins here", id="two documents"),
    pytest.param("a: 1\n? [b]\n: c", 2, "a key must be plain text", id="a key that is a list"),
    pytest.param("a: &x [b]\n*x : c", 2, "a key must be plain text", id="an alias for a key"),
    pytest.param("a: 1\nb: [c", 2, "this is not YAML: ", id="an open bracket"),
    pytest.param('a: "b\nc: d\n', 1, "this is not YAML: ", id="an open quote"),
    pytest.param("a:\n\tb: 1", 2, "this is not YAML: ", id="a tab"),
    pytest.param("- a\nb: c", 2, "this is not YAML: ", id="a key in a list"),
    pytest.param("a: b: c", 1, "this is not YAML: ", id="two colons"),
    pytest.param("a: @b", 1, "this is not YAML: ", id="a sign that starts nothing"),
    pytest.param("a: \0", 1, "this is not YAML text: ", id="a null character"),
]


@pytest.mark.parametrize(("text", "line", "sentence"), UNREADABLE)
def test_what_cannot_be_read_is_named_at_its_line(text, line, sentence):
    with pytest.raises(Unreadable) as error:
        read_tree(text)

    assert line == error.value.line
    assert error.value.message.startswith(sentence)


def a_bomb(levels: int, wide: int = 10) -> str:
    """Returns aliases of aliases of ...: wide ** levels values in a few lines."""
    lines = ["l0: &l0 [x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * wide)}]" for n in range(1, levels + 1)]
    return "\n".join(lines)


TOO_DEEP = "this is nested too deeply; at most 40 levels are read"
TOO_MANY = (
    "more than 100,000 values stand here, those that an alias (*) repeats counted each time; split "
    "the text up"
)

TOO_MUCH = [
    pytest.param(a_bomb(10), 6, TOO_MANY, id="alias bomb"),
    pytest.param(a_bomb(1, wide=60_000), 2, TOO_MANY, id="wide aliases"),
    pytest.param("[" + "x," * 100_000 + "]", 1, TOO_MANY, id="a long list"),
    pytest.param("[" * 42 + "]" * 42, 1, TOO_DEEP, id="41 levels below the text"),
    pytest.param("[" * 100_000, 1, TOO_DEEP, id="100,000 open brackets"),
    pytest.param("{a: " * 100_000, 1, TOO_DEEP, id="100,000 open braces"),
    pytest.param(
        "\n".join(" " * n + "a:" for n in range(200)), 42, TOO_DEEP, id="steps to the right"
    ),
    pytest.param("- " * 100_000, 1, TOO_DEEP, id="100,000 dashes"),
]


@pytest.mark.parametrize(("text", "line", "sentence"), TOO_MUCH)
def test_what_is_too_much_is_refused_soon(text, line, sentence):
    started = process_time()
    with pytest.raises(Unreadable) as error:
        read_tree(text)

    assert (line, sentence) == (error.value.line, error.value.message)
    assert process_time() - started < 5


def test_40_levels_below_the_text_are_read():
    value = read_tree("[" * 41 + "]" * 41).value

    for _ in range(40):
        (value,) = value
    assert [] == value


def test_aliases_go_no_deeper_than_what_is_written_out():
    with pytest.raises(Unreadable, match="at most 40 levels"):
        read_tree(a_bomb(400, wide=1))


def test_half_a_character_pair_is_unreadable():
    with pytest.raises(Unreadable):
        read_tree("a: \ud800")
