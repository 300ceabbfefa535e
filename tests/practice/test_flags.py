"""The reasons of a flag are the same wherever they are named."""

from typing import get_args, get_type_hints

from trialrun.practice.flags import REASONS
from trialrun.web.mine.records import FlagRecord


def test_an_import_takes_the_reasons_that_there_are():
    assert list(REASONS) == list(get_args(get_type_hints(FlagRecord)["reason"]))
