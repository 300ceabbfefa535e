"""How tasks and settings are named in a finding. Knows no job."""

from collections.abc import Sequence

from trialrun.engine import isolated

NAMED_MAX = 3


def named(keys: Sequence[str], joint: str = "and") -> str:
    """Names a few tasks, and says how many more there are.

    >>> named(["a"]), named(["a", "b"]), named(["a", "b", "c", "d", "e"], "or")
    ('a', 'a and b', 'a, b, c or one of 2 more')
    """
    shown = [isolated(key) for key in keys]
    if len(shown) > NAMED_MAX + 1:
        more = f"{len(keys) - NAMED_MAX} more"
        shown = [*shown[:NAMED_MAX], f"one of {more}" if joint == "or" else more]
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} {joint} {shown[-1]}"
