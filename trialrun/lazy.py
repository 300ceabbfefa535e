"""Names of a package that are imported when they are first used: a command starts at once."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Returns a package's `__getattr__`: it finds each name in its home, a module of the package.

    >>> lazily("trialrun.engine", {"State": "job.state"})("State").SUCCESS
    <State.SUCCESS: 'SUCCESS'>
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return get
