"""Several files as one text: nothing is lost, lines keep their places, the reader sees files."""

from hypothesis import given
from hypothesis import strategies as st

from trialrun.jobs.packed import (
    LINE_END,
    Chosen,
    Packed,
    PackedFile,
    head_of,
    is_packed,
    pack,
    unpack,
    with_chosen,
)

PIECES = st.sampled_from(
    ["a: 1", "# ==> b.yml <==", "==> c.json <==", "# ===> d.yml <==", "# =====> e <==", "# file",
     "", "# target: x", "# var: a=b", "\x85", "\u2028", " # ==> f.yml <==", "==> g.yml <== ", "é"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=8).map(lambda lines: "".join(f"{line}\n" for line in lines))
PATHS = st.lists(st.sampled_from(["a", "b c", "ü", "<==", "x=y"]), min_size=1, max_size=3).map(
    lambda steps: "/".join(steps) + ".yml"
)
FILES = st.dictionaries(PATHS, TEXTS, min_size=1, max_size=4)
WORDS = st.text("ab=:# <>é", max_size=8).map(str.strip)
CHOSEN = st.builds(
    Chosen, target=WORDS, values=st.dictionaries(st.sampled_from(["a", "b-1"]), WORDS), root=WORDS
)


def packed_of(files: dict[str, str], chosen: Chosen | None = None) -> Packed:
    """Returns files as they are packed."""
    each = tuple(PackedFile(path, text) for path, text in files.items())
    return Packed(each, chosen or Chosen())


@given(FILES, CHOSEN)
def test_files_and_what_is_chosen_come_back_as_they_were(files, chosen):
    back = unpack(pack(packed_of(files, chosen)))

    assert files == back.texts
    assert chosen == back.chosen
    assert (0, []) == (back.stray, back.twice)


@given(FILES, CHOSEN)
def test_a_line_of_a_file_is_found_in_the_text(files, chosen):
    text = pack(packed_of(files, chosen))
    lines = LINE_END.split(text)

    for one in unpack(text).files:
        for number, line in enumerate(LINE_END.split(one.text)[:-1], 1):
            found = lines[one.above + number - 1]
            assert line == found or line == found.replace("=", "", 1)


@given(FILES, CHOSEN, CHOSEN)
def test_another_choice_changes_no_file(files, before, after):
    text = pack(packed_of(files, before))
    changed = with_chosen(text, after)

    assert (after, files) == (unpack(changed).chosen, unpack(changed).texts)
    assert text[len(head_of(text)) :] == changed[len(head_of(changed)) :]


@given(TEXTS.filter(lambda text: not is_packed(text)), CHOSEN)
def test_a_text_with_a_choice_becomes_a_file(text, chosen):
    assert {"databricks.yml": text} == unpack(with_chosen(text, chosen)).texts


def test_what_tail_prints_is_read():
    text = "==> databricks.yml <==\nbundle: {name: a}\n\n==> r/a.yml <==\nx: 1\n"

    assert {"databricks.yml": "bundle: {name: a}\n\n", "r/a.yml": "x: 1\n"} == unpack(text).texts


def test_a_comment_with_an_arrow_begins_no_file():
    assert not is_packed("# ==> the loader <==\ntasks: []\n")


def test_what_stands_above_all_files_is_found():
    packed = unpack("# said\n\nbundle: x\n# ==> a.yml <==\n# ==> a.yml <==\n")

    assert ("said",) == packed.told
    assert 3 == packed.stray
    assert ["a.yml"] == [one.path for one in packed.twice]


def test_a_choice_is_one_line():
    text = pack(
        packed_of({"a.yml": ""}, Chosen("x\n# ==> b.yml <==", {"v": "1\x852", "no name": "1"}))
    )

    assert ["a.yml"] == list(unpack(text).texts)
    assert {"v": "1 2"} == unpack(text).chosen.values
