"""Names of occasions: a moment has one, however it is written."""

import pytest

from trialrun.engine.job.occasion import NoOccasion, occasion_at, occasion_within, read_occasion

MOMENTS = [
    pytest.param("2026-11-24T02:00:00Z", id="as schedules are named"),
    pytest.param("2026-11-24T02:00Z", id="without seconds"),
    pytest.param("2026-11-24T02:00", id="without a zone it is UTC"),
    pytest.param("2026-11-24T02:00:00.000Z", id="with milliseconds that are none"),
    pytest.param("2026-11-24T03:00+01:00", id="in another zone"),
    pytest.param("2026-11-23T21:00:00-05:00", id="in a zone where it is still Monday"),
]


@pytest.mark.parametrize("text", MOMENTS)
def test_a_moment_gets_the_name_that_a_schedule_gives_it(text):
    assert occasion_at(1_795_485_600_000) == read_occasion(text) == "2026-11-24T02:00:00Z"


@pytest.mark.parametrize("epoch_ms", [0, 1, 999, 1_795_392_000_250, 4_070_908_800_000])
def test_a_name_of_a_moment_is_read_as_itself(epoch_ms):
    assert occasion_at(epoch_ms) == read_occasion(occasion_at(epoch_ms))


@pytest.mark.parametrize(
    "text", ["monday", "run-1", "2026-11-24", "v1.2:b+c_d", "Montag", "ü", "月"]
)
def test_any_other_name_stays_as_it_is(text):
    assert text == read_occasion(text)


NONE = [
    pytest.param("", "an occasion has a name of 1 to 100 letters", id="nothing"),
    pytest.param("a" * 101, "an occasion has a name of 1 to 100 letters", id="too long"),
    pytest.param("monday night", "as in monday or 2026-11-24T02:00:00Z", id="a blank"),
    pytest.param("monday > load", "or . : + - _", id="like that of a child run"),
    pytest.param("a;b", "or . : + - _", id="a sign of the grammar"),
    pytest.param("2026-11-31T02:00", "2026-11-31T02:00 is no moment; write one as", id="no day"),
    pytest.param("0001-01-01T00:00+09:00", "is no moment", id="before the first year"),
    pytest.param("9999-12-31T23:59-09:00", "is no moment", id="after the last year"),
]


@pytest.mark.parametrize(("text", "sentence"), NONE)
def test_what_names_no_occasion_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(NoOccasion) as refused:
        read_occasion(text)

    assert sentence in str(refused.value)


def test_nobody_can_write_the_name_of_an_occasion_of_a_child_run():
    with pytest.raises(NoOccasion):
        read_occasion(occasion_within("monday", "load", ""))
