"""The command line that plays a proof: what `simulate` is to be given."""

import re
import shlex
from collections.abc import Sequence

from trialrun.engine import NOBODY, WhatIfText

PROGRAM = ("python", "-m", "trialrun", "simulate")
_NO_NAME = re.compile(r"[^A-Za-z0-9_]")
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


def command_of(
    what_if: WhatIfText,
    given: Sequence[str],
    *,
    is_plain: bool,
    variables: Sequence[tuple[str, str]] = (),
) -> str:
    """Returns the whole command; `given` says what is read: the file, the job, the target.

    `variables` are those of a bundle, each with the variable of the shell that holds its value:
    a value may be a secret, and a report is read by many.

    >>> command_of(WhatIfText(("my load",)), ["a b.yml"], is_plain=True)
    "python -m trialrun simulate 'a b.yml' --fail 'my load'"
    >>> command_of(WhatIfText(), ["x.yml"], is_plain=True, variables=[("key", "BUNDLE_VAR_key")])
    'python -m trialrun simulate x.yml --var key="$BUNDLE_VAR_key"'
    """
    read = [*PROGRAM, *given]
    values = [f'--var {shlex.quote(name)}="${_shell_name(holds)}"' for name, holds in variables]
    options = options_of(what_if, is_plain=is_plain)
    return " ".join(filter(None, (shlex.join(read), *values, shlex.join(options))))


def _shell_name(text: str) -> str:
    """Returns a name that a shell takes for a variable.

    >>> _shell_name("my-key"), _shell_name("1st")
    ('my_key', '_1st')
    """
    name = _NO_NAME.sub("_", text)
    return f"_{name}" if name[:1].isdigit() else name
