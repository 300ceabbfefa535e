"""Whatever stands where a value is expected, a reader names it: none breaks off."""

import re
from collections.abc import Iterator

import pytest

from tests.content.readers.test_all_mistakes import READERS
from tests.content.readers.test_scenarios import BRANCHES
from tests.proving import PROVES, some_of
from trialrun.content.readers.scenarios import read_scenario

ODD = ("[[0]]", "{a: [b]}", "''")
MORE = ("[]", "{}", "[{a: b}]", "[01]", "٣", "~", "'[0'", "-1e99999") if PROVES else ()
_VALUE = re.compile(r"(?<=: )(?:[^\s{}\[\],#|>][^,}\]\n]*|\[[^\[\]{}\n]*\]|\{[^{}\n]*\})")
_ENTRY = re.compile(r"(?<=[\[ ])(?:[^\s{}\[\],:]+)(?=[,\]])")
TEXTS = {n: (text, read) for n, (text, read, _) in READERS.items() if n != "level with its story"}
TEXTS["whole scenario"] = (BRANCHES, lambda text: read_scenario("x.yaml", "x", text)[1])


def odd_ones(text: str) -> Iterator[str]:
    """Yields a text with one of its values, or entries of lists, in another shape."""
    for match in (*_VALUE.finditer(text), *_ENTRY.finditer(text)):
        for odd in ODD + MORE:
            yield text[: match.start()] + odd + text[match.end() :]


@pytest.mark.parametrize("name", TEXTS)
def test_no_reader_breaks_off_over_a_value(name: str) -> None:
    text, read = TEXTS[name]
    lines = text.count("\n") + 1
    tried = 0
    for odd in some_of(list(odd_ones(text)), every=4):
        tried += 1
        try:
            found = read(odd)
        except Exception as error:
            error.add_note(odd)
            raise
        assert all(1 <= problem.line <= lines for problem in found), odd

    assert 5 < tried
