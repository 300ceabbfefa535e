"""The command line that plays a proof: what `simulate` is to be given."""

import shlex
from collections.abc import Sequence

from trialrun.engine import NOBODY, WhatIfText

PROGRAM = ("python", "-m", "trialrun", "simulate")
_TAILS: dict[tuple[str, ...], str] = {
    ("fix", "repair"): "--repair",
    ("fix", "run_now"): "--run-again",
}


def options_of(what_if: WhatIfText, *, is_plain: bool) -> list[str]:
    """Returns the options of `simulate` for a story.

    `is_plain` says that what is played by itself is one run in which nothing fails.

    >>> options_of(WhatIfText(("load",), do=("run_now", "fix", "repair")), is_plain=True)
    ['--fail', 'load', '--repair']
    """
    options = [part for text in what_if.fail for part in ("--fail", text)]
    options += [part for text in what_if.slow for part in ("--slow", text)]
    lasting = any(":" not in text and text != NOBODY for text in what_if.fail)
    tail = _TAILS.get(what_if.do[1:]) if what_if.do[:1] == ("run_now",) and lasting else None
    if tail:
        return [*options, tail]
    if what_if.do == ("run_now",) and (is_plain or what_if.fail):
        return options
    return [*options, *(part for text in what_if.do for part in ("--do", text))]


def command_of(what_if: WhatIfText, given: Sequence[str], *, is_plain: bool) -> str:
    """Returns the whole command; `given` says what is read: the file, the job, the target.

    >>> command_of(WhatIfText(("my load",)), ["a b.yml"], is_plain=True)
    "python -m trialrun simulate 'a b.yml' --fail 'my load'"
    """
    return shlex.join([*PROGRAM, *given, *options_of(what_if, is_plain=is_plain)])
