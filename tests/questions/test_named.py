"""What is wrong with a name, and a name to take instead."""

import pytest

from trialrun.questions.named import SLUG, TABLE_NAME, name_flaw

WANTED = "; write lower-case letters, digits and dashes"


@pytest.mark.parametrize(
    ("name", "wrong", "better"),
    [
        ("how-🚢-ends", "the sign 🚢", "how-ends"),
        ("To Day", "a capital letter and a space", "to-day"),
        ("a(b)c", "the sign ( and the sign )", "a-b-c"),
        ("a(b)c+d", "the sign (, the sign ) and the sign +", "a-b-c-d"),
        ("a(b)c+d!", "the sign (, the sign ) and 2 signs more", "a-b-c-d"),
        ("حجوزات", "the sign ح, the sign ج and 4 signs more", ""),
    ],
)
def test_a_name_is_told_what_is_wrong_with_it(name, wrong, better):
    hint = f", as in `{better}`" if better else ""

    assert f"`{name}` has {wrong}{WANTED}{hint}" == name_flaw(name, SLUG)


def test_a_name_may_be_so_long_and_no_longer():
    assert "" == name_flaw("a" * 80, SLUG)
    assert name_flaw("a" * 81, SLUG).endswith("has 81 characters; write at most 80")


def test_of_a_name_in_other_letters_the_rest_is_no_proposal():
    assert name_flaw("ferry.حجوزات", TABLE_NAME).endswith("underscores, dots and dashes")
