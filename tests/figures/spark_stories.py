"""What happens to a stream, told once, and played twice: by our model, and by a real Spark."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trialrun.figures import stream as model
from trialrun.figures.stream import Stream, StreamFile
from trialrun.figures.stream_counts import Counting
from trialrun.figures.stream_runs import BatchPart, DriverLost, batches
from trialrun.figures.stream_sinks import SinkKind

DRIVER = Path(__file__).with_name("spark_driver.py")
DAY, DAY_MIN = "2026-11-28", 24 * 60


@dataclass(frozen=True, slots=True)
class Files:
    """Files arrive: {name: the times of its rows}. A row is called by its file and place."""

    rows: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Start:
    """The stream is started; it runs until it ends, has nothing to read, or its driver is lost."""

    files_max: int = 1
    dies: tuple[int, str] | None = None
    meanwhile: Files = field(default_factory=lambda: Files({}))
    trigger: str = "availableNow"


@dataclass(frozen=True, slots=True)
class NewCheckpoint:
    """The checkpoint is deleted."""


@dataclass(frozen=True, slots=True)
class Story:
    """A sink, a count or none, and what happens. Spark itself keeps the sink `files` exact."""

    steps: tuple[Files | Start | NewCheckpoint, ...]
    sink: str = "append"
    count: Counting | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a start left: offsets as (files, watermark), how many are done, and the table's rows.

    `late` are the batches that dropped a row, `windows` how many are in the state.
    """

    offsets: list[tuple[list[str], int]]
    done: int
    rows: list[tuple[str, ...]]
    late: list[int] | None = None
    windows: int | None = None
    is_up: bool | None = None


def rows_of(name: str, times: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{name}-{number}", time) for number, time in enumerate(times))


def by_the_model(story: Story) -> list[Seen]:
    sink = SinkKind.DELTA if story.sink == "files" else SinkKind.APPEND
    stream, seen = Stream(sink, story.count), []
    for step in story.steps:
        match step:
            case Files():
                stream = arrived(stream, step)
            case NewCheckpoint():
                stream = model.checkpoint_deleted(stream)
            case Start():
                stream, saw = _started(stream, step)
                seen.append(saw)
    return seen


def arrived(stream: Stream, files: Files) -> Stream:
    new = [StreamFile(name, rows_of(name, times)) for name, times in files.rows.items()]
    return model.arrived(stream, new)


def _started(stream: Stream, step: Start) -> tuple[Stream, Seen]:
    stream, late, is_lost, made = model.started(stream), [], False, 0
    lost = DriverLost(step.dies[0], BatchPart(step.dies[1])) if step.dies else None
    steps = batches(stream, files_max=step.files_max, up_to=len(stream.files), lost=lost)
    for each in steps:
        stream = each.stream
        is_lost = each.part is BatchPart.LOST
        made += each.part is BatchPart.DONE
        if each.part is BatchPart.DONE and each.batch.late:
            late.append(each.entry.batch)
    stream = arrived(stream, step.meanwhile)
    checkpoint = stream.checkpoint
    assert checkpoint is not None
    offsets = [
        (sorted(file.name for file in stream.files[e.begin : e.end]), e.watermark_min)
        for e in checkpoint.offsets
    ]
    rows = sorted(_plain(row.key, row.value, stream) for row in stream.table.rows)
    seen = Seen(offsets, checkpoint.done, rows)
    if is_lost:
        return stream, seen
    windows = len(checkpoint.counts) if stream.counting and made else None
    is_up = step.trigger != "availableNow"
    return stream, Seen(offsets, checkpoint.done, rows, late, windows, is_up)


def _plain(key: str, value: str, stream: Stream) -> tuple[str, ...]:
    return (key.partition(" to ")[0], value) if stream.counting else (key,)


class Spark:
    """A real Spark, in another Python. Its stories share a process until a driver is lost."""

    def __init__(self, python: str, root: Path) -> None:
        self._python = python
        self._root = root
        self._report = root / "report.jsonl"
        self._clock = 1_790_000_000

    def play(self, stories: dict[str, Story]) -> dict[str, list[Seen]]:
        deeds = [deed for name, story in stories.items() for deed in self._deeds(name, story)]
        while deeds:
            run = subprocess.run(
                [self._python, str(DRIVER)],
                input=json.dumps(deeds),
                text=True,
                capture_output=True,
                check=False,
                env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"},
            )
            at = int(self._report.with_suffix(".at").read_text())
            if run.returncode and not deeds[at].get("dies"):
                raise AssertionError(run.stderr[-4000:])
            deeds = deeds[at + 1 :]
        return {name: self._seen(name, story) for name, story in stories.items()}

    def _deeds(self, name: str, story: Story) -> list[dict[str, Any]]:
        home = self._root / name
        (home / "source").mkdir(parents=True)
        (home / "staged").mkdir()
        base = {
            "story": name,
            "report": str(self._report),
            "source": str(home / "source"),
            "staged": str(home / "staged"),
            "checkpoint": str(home / "checkpoint"),
            "table": str(home / ("table" if story.sink == "files" else "table.jsonl")),
            "sink": story.sink,
            "count": story.count and {"window": story.count[0], "delay": story.count[1]},
            "mode": story.count.mode.value if story.count else "append",
        }
        deeds = []
        for step in story.steps:
            match step:
                case Files():
                    deeds.append(base | {"do": "arrive", "files": self._staged(home, step)})
                case NewCheckpoint():
                    deeds.append(base | {"do": "delete_checkpoint"})
                case Start():
                    deeds += self._start(base, home, step)
        return deeds

    def _start(self, base: dict[str, Any], home: Path, step: Start) -> list[dict[str, Any]]:
        told = base | {
            "do": "start",
            "files_max": step.files_max,
            "trigger": step.trigger,
            "dies": None,
            "meanwhile": self._staged(home, step.meanwhile),
        }
        look = [base | {"do": "look"}]
        if step.dies and base["sink"] == "files":
            # Spark writes these files itself, so nothing of ours can die between the two marks.
            return [told | {"is_cut": True}, base | {"do": "forget_commit"}, *look]
        if step.dies:
            told["dies"] = {"batch": step.dies[0], "after": step.dies[1]}
        return [told, *look]

    def _staged(self, home: Path, files: Files) -> list[str]:
        for name, times in files.rows.items():
            path = home / "staged" / name
            rows = [{"k": key, "t": f"{DAY}T{time:0>5}:00Z"} for key, time in rows_of(name, times)]
            path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
            self._clock += 10
            os.utime(path, (self._clock, self._clock))
        return list(files.rows)

    def _seen(self, name: str, story: Story) -> list[Seen]:
        replaces_all = story.count is not None and story.count.replaces_all
        lines = [json.loads(line) for line in self._report.read_text("utf-8").splitlines()]
        seen, made = [], None
        for line in (line for line in lines if line["story"] == name):
            if "made" in line:
                made = line
                continue
            seen.append(_looked(line, made, replaces_all=replaces_all))
            made = None
        return seen


def _looked(line: dict[str, Any], made: dict[str, Any] | None, *, replaces_all: bool) -> Seen:
    offsets = [(files, watermark % DAY_MIN) for _, (files, watermark) in line["offsets"]]
    rows = line["rows"]
    if rows and isinstance(rows[0], dict):
        rows = [row for batch in (rows[-1:] if replaces_all else rows) for row in batch["rows"]]
    plain = sorted(tuple(str(value) for value in row) for row in rows)
    done = len(line["commits"])
    if made is None:
        return Seen(offsets, done, plain)
    late = sorted({each["batch"] for each in made["made"] if each["dropped"]})
    counts = [each["windows"] for each in made["made"] if each["has_state"]]
    windows = counts[-1] if counts else None
    return Seen(offsets, done, plain, late, windows, made["is_up"])
