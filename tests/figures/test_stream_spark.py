"""The model of a stream beside a real Spark: `make prove` asks it, `make spark` installs it."""

import os
import random
import shutil
from pathlib import Path

import pytest

from app import ROOT
from tests.figures.spark_stories import (
    Files,
    NewCheckpoint,
    Seen,
    Spark,
    Start,
    Story,
    by_the_model,
)
from tests.proving import PROVES
from trialrun.figures.stream_counts import Counting, OutputMode, clock

SPARK_PYTHON = os.environ.get("SPARK_PYTHON", str(ROOT / ".venv" / "spark" / "bin" / "python"))
IS_THERE = Path(SPARK_PYTHON).exists() and shutil.which("java") is not None

pytestmark = [
    pytest.mark.skipif(not PROVES, reason="it takes minutes: make prove"),
    pytest.mark.skipif(
        not IS_THERE, reason="there is no Spark here: it takes Java 17 or newer, and make spark"
    ),
]

ABC = Files({"a": ("9:00", "9:01"), "b": ("9:02",), "c": ("9:03",)})
D = Files({"d": ("9:04",)})
NIGHT = Files(
    {
        "a": ("12:04", "12:12"),
        "b": ("12:20",),
        "c": ("12:02",),
        "d": ("12:35", "12:09"),
        "e": ("12:55",),
    }
)


def a_count(mode: str, delay: int | None = 10) -> Counting:
    return Counting(10, delay, OutputMode(mode))


def drawn(seed: int) -> Story:
    """Draws a story with a count: files with rows now early, now late, and a second start."""
    chance = random.Random(seed)
    mode = chance.choice(("append", "append", "update", "complete"))
    latest, files = 9 * 60, {}
    for number in range(chance.randint(3, 6)):
        latest += chance.randint(0, 25)
        count = chance.randint(1, 3)
        files[f"f{number}"] = tuple(
            clock(max(latest - chance.choice((0, 0, 3, 12, 30)), 0)) for _ in range(count)
        )
    names = list(files)
    cut = chance.randint(1, len(names))
    first = Files({name: files[name] for name in names[:cut]})
    second = Files({name: files[name] for name in names[cut:]})
    steps = (first, Start(chance.randint(1, 3)), second, Start(chance.randint(1, 3)))
    return Story(
        steps, count=Counting(chance.choice((5, 10)), chance.choice((0, 10)), OutputMode(mode))
    )


STORIES = {
    "killed-behind-the-write": Story(
        (ABC, Start(2, dies=(1, "write"), meanwhile=D), Start(2), Start(2))
    ),
    "killed-before-the-write": Story((ABC, Start(2, dies=(0, "offsets")), D, Start(1))),
    "limits-hold-from-the-next-batch-on": Story((ABC, Start(3, dies=(0, "write")), D, Start(1))),
    "a-sink-with-marks": Story((ABC, Start(2, dies=(1, "write")), D, Start(2)), sink="files"),
    "a-new-checkpoint": Story((ABC, Start(2), NewCheckpoint(), Start(2))),
    "nothing-new": Story((ABC, Start(), Start())),
    "it-does-not-end": Story((ABC, Start(2, trigger="none"))),
    "by-the-clock": Story((ABC, Start(2, trigger="processingTime"))),
    "late-rows": Story((NIGHT, Start()), count=a_count("append")),
    "changed-windows": Story((NIGHT, Start()), count=a_count("update")),
    "without-a-watermark": Story((NIGHT, Start()), count=a_count("update", None)),
    "all-windows": Story((NIGHT, Start()), count=a_count("complete")),
    "state-over-a-kill": Story((NIGHT, Start(dies=(3, "write")), Start()), count=a_count("append")),
} | {f"drawn-{seed}": drawn(seed) for seed in range(8)}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Seen]]:
    return Spark(SPARK_PYTHON, tmp_path_factory.mktemp("spark")).play(STORIES)


@pytest.mark.parametrize("name", STORIES)
def test_spark_does_what_the_model_says(name: str, seen: dict[str, list[Seen]]) -> None:
    expected = by_the_model(STORIES[name])

    assert expected == seen[name]


def test_a_batch_that_was_cut_comes_again_as_it_was(seen: dict[str, list[Seen]]) -> None:
    lost, again, _ = seen["killed-behind-the-write"]

    assert (2, 1) == (len(lost.offsets), lost.done)
    assert lost.offsets == again.offsets[:2]
    assert [("c-0",), ("c-0",)] == [row for row in again.rows if row[0] == "c-0"]
