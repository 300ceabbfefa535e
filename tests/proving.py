"""Whether the slow proofs are asked for, as `make prove` does."""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

PROVES = os.environ.get("HYPOTHESIS_PROFILE") == "prove"


def some_of(items: Sequence[T], every: int) -> Sequence[T]:
    """Takes one of so many, spread over them all; under `make prove` each."""
    return items if PROVES else items[every // 2 :: every]
