"""Numbers as people write them: many spellings of one number, and sentences for what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.diagram import clock
from trialrun.questions.amounts import (
    LENGTH_MAX,
    MONEY_UNITS,
    TIME_UNITS,
    AmountError,
    amount_told,
    read_amount,
)

SPELLINGS = [
    ("rows", 1000, ["1000", "1,000", "1 000", "1\u202f000", "1'000", "1_000", "１０００", "+1000",
                    "1000 rows", "1,000 row", " 1000.0 "]),
    ("surplus rows", 40, ["40", "40 surplus rows", "40 Rows", "40 row"]),
    ("attempts", -3, ["-3", "−3", "- 3"]),
    ("attempts", "1.5", ["1.5", "1,5", "1.50"]),
    ("rows", 1_234_567, ["1,234,567", "1 234 567", "1.234.567"]),
    ("seconds", 120_000, ["120", "2:00", "120 s", "120s", "2 min", "2m", "2 minutes", "1 min 60 s",
                          "0:02:00", "120 sec", "2.0 min", "120000 ms", "120.0"]),
    ("minutes", 120_000, ["2", "2:00", "2 min", "120 seconds"]),
    ("hours", 5_400_000, ["1.5", "1:30:00", "1h 30m", "90 min", "1 h 30 min"]),
    ("seconds", 500, ["0.5", "0:00.5", "500 ms"]),
    ("cents", 12, ["12", "12 ct", "12¢", "$0.12", "0.12 dollars", "12 cents"]),
    ("dollars", 150, ["1.50", "$1.50", "150 cents", "1,5"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "amount", "text"),
    [(unit, amount, text) for unit, amount, texts in SPELLINGS for text in texts],
)
def test_one_number_has_many_spellings(unit, amount, text):
    assert Decimal(amount) == read_amount(text, unit)


REFUSED = [
    ("rows", "many", "This asks for a number. Write it in digits, such as 1,000."),
    ("rows", "x²", "This asks for a number. Write it in digits, such as 1,000."),
    ("rows", "80 tasks", "This asks for rows. Write one number, such as 1,000."),
    ("rows", "80 or 90", "This asks for rows. Write one number, such as 1,000."),
    ("rows", "1e5", "This asks for rows. Write one number, such as 1,000."),
    ("rows", "1,00,0", "That is no number. Write it in digits, such as 1,000 or 2.5."),
    ("rows", "1.000", "1.000 may be 1000 or a fraction. Write 1000, or 1.0000."),
    ("seconds", "1:60", "That is no number. Write it in digits, such as 1,000 or 2.5."),
    ("seconds", "2 min 5",
     "This asks for seconds. Write one number, such as 120, 120 s or 2:00."),
    ("seconds", "2 days", "This asks for seconds. Write one number, such as 120, 120 s or 2:00."),
    ("hours", "2:00", "2:00 may be hours or minutes. Write 2:00:00 or 0:02:00."),
    ("cents", "$", "This asks for a number. Write it in digits, such as 1,000."),
    ("rows", "9" * 16, "That number is too long. Write at most 15 digits."),
    ("rows", "9" * (LENGTH_MAX + 1),
     "That is too long for a number. Write digits only, such as 120."),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "text", "told"), REFUSED)
def test_what_is_no_such_number_is_told_so(unit, text, told):
    with pytest.raises(AmountError) as error:
        read_amount(text, unit)

    assert told == str(error.value)


UNITS = [*TIME_UNITS, *MONEY_UNITS, "rows", "attempts", ""]


@given(st.integers(-(10**9), 10**9), st.sampled_from(UNITS))
def test_what_is_told_is_read_again_as_the_same(amount, unit):
    assert amount == read_amount(amount_told(Decimal(amount), unit), unit)


@given(st.text(max_size=60), st.sampled_from(UNITS))
def test_any_text_is_a_number_or_a_sentence(text, unit):
    told = ""
    try:
        read_amount(text, unit)
    except AmountError as error:
        told = str(error)

    assert told == "" or told.endswith(".")


@given(st.integers(0, 10**5))
def test_times_are_told_as_everywhere(seconds):
    assert clock(seconds * 1000) == amount_told(Decimal(seconds * 1000), "seconds")
