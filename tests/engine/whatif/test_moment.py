"""A moment of an action that is none is what is told of it, not the action."""

import pytest

from tests.engine.whatif.test_whatif import WORLD
from trialrun.engine import WhatIfError, read_what_if


@pytest.mark.parametrize("moment", ["-1", "x", "1.5", "", "9999999999"])
def test_a_moment_that_is_none_is_told_so(moment):
    with pytest.raises(WhatIfError) as error:
        read_what_if(WORLD, [], [f"repair@{moment}"])

    told = (
        f"“repair@{moment}”: “{moment}” is no moment. Write whole seconds from 0, as in repair@90."
    )
    assert told == str(error.value)
