"""Texts in pictures: what is printed of them, and that they have room."""

import pytest

from trialrun.lab.lettering import (
    TEXT_ROOM,
    cut,
    fitted,
    pill_width,
    printable,
    shortened,
    text_width,
    wrapped,
)

JAPANESE = "夜間の売上集計ジョブが途中で失敗したときに何が残るかを調べる"
PRINTED = [
    ("10\u00a0000 rows\u3000of data", "10\u00a0000 rows\u3000of data"),
    ("one\ntwo\tthree\r\nfour\u2028five\x85six", "one two three  four five six"),
    ("a\u2009b\u202fc", "a\u2009b\u202fc"),
    ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
    ("so\u00adft\u200b\ufeff", "soft"),
    ("\u2068שלום\u2069, b", "\u2068שלום\u2069, b"),
    ("a\u202eb\u2067c\x00d\x1be\ufffef", "a�b�c�d�e�f"),
]


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_blanks_stay_blanks_and_only_what_harms_is_replaced(text, printed):
    assert printed == printable(text)


@pytest.mark.parametrize("size", [15, 26])
@pytest.mark.parametrize(
    "text", [JAPANESE * 4, f"The job {JAPANESE} at night " * 3, "한국어 " * 60]
)
def test_no_line_of_wide_letters_is_wider_than_its_room(text, size):
    lines = wrapped(text, 872, size)

    # A wide letter is as wide as it is high, the others are taken as 0.6 of it.
    widths = [sum(1.0 if ord(c) > 0x1100 else 0.6 for c in line) * size for line in lines]
    assert max(widths) <= 872
    assert text.replace(" ", "") == "".join(lines).replace(" ", "")
    # Lines are filled, all but the last.
    assert 872 * 0.6 < min(widths[:-1])


def test_widths_are_those_of_the_letters():
    assert (90, 150) == (text_width("a" * 10), text_width("売" * 10))
    assert pill_width("売" * 10) == 46 + 150
    assert text_width("e\u0301") == text_width("e")
    assert text_width("\u2068שלום\u2069") == text_width("שלום")


def test_a_wide_name_is_shortened_and_fits():
    shown = shortened(JAPANESE)
    label = fitted(shown, 16, 0.68)

    assert (JAPANESE[:4], JAPANESE[-4:]) == tuple(shown.split("…"))
    assert (8 + 0.68) * label.size <= TEXT_ROOM
    assert 0 == label.room
    assert shortened("売上") == "売上"
    assert shortened("load_customers_of_region_007") == "load_cus…gion_007"


def test_a_long_text_is_cut_where_its_room_ends():
    assert ("abc", "ab…", "売…", "売上") == (
        cut("abc", 3),
        cut("abcd", 3),
        cut("売上", 3),
        cut("売上", 4),
    )


def test_a_text_without_letters_has_a_line():
    assert [""] == wrapped("", 100, 15)
    assert [""] == wrapped(" \n ", 100, 15)
