"""What an author writes in a scenario, as models. The jobs in it are read by content.jobs."""

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from trialrun.content.readers.duration import read_duration_ms
from trialrun.engine import ACTIONS_MAX, ComputeKind, Do, WriteMode, read_occasion
from trialrun.engine.job.world import TAKES, WRITES
from trialrun.questions import ORDER_LAST, Strict, Text
from trialrun.questions.named import TABLE_NAME, TASK_KEY, name_of

EXECUTIONS_MAX = 20
YEAR_MIN, YEAR_MAX = 1971, 2098
"""Schedules are read up to 2099."""
_EXECUTION = re.compile(r"[0-9]{1,3}")
_PLAIN_JSON = re.compile(
    r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?|true|false|null"
)  # A number that begins with 0, as a postal code does, is text.

Duration = Annotated[int, BeforeValidator(read_duration_ms, json_schema_input_type=str)]
TaskKey = Annotated[str, AfterValidator(name_of(TASK_KEY))]
TableName = Annotated[str, AfterValidator(name_of(TABLE_NAME))]


def _executions(value: Any) -> Any:
    """Reads `all` as None, and a list of execution numbers such as a link can name, too."""
    if value == "all":
        return None
    numbers = value if isinstance(value, list) else []
    is_written = [isinstance(n, str) and _EXECUTION.fullmatch(n) for n in numbers]
    if not 0 < len(numbers) <= EXECUTIONS_MAX or not all(is_written):
        raise ValueError(
            "write all, or a list of execution numbers from 0 to 999, as in [0] for the first"
        )
    return value


def json_text(value: Any) -> str:
    """Reads YAML as the JSON it looks like: 0.97 is a number, true a boolean, EU is text.

    What has quotes within it is text, too, whatever stands in them.

    >>> json_text("7"), json_text("EU"), json_text('"7"')
    ('7', '"EU"', '"7"')
    """
    if isinstance(value, str):
        is_json = _PLAIN_JSON.fullmatch(value) or _is_in_quotes(value)
        return value if is_json else json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        inner = (
            f"{json.dumps(key, ensure_ascii=False)}: {json_text(entry)}"
            for key, entry in value.items()
        )
        return f"{{{', '.join(inner)}}}"
    return f"[{', '.join(map(json_text, value))}]"


def _is_in_quotes(text: str) -> bool:
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return False
    try:
        return isinstance(json.loads(text), str)
    except ValueError:
        return False


def _instant(value: Any) -> int:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"`{value}` is no moment; write one as in 2026-11-23T02:00:00") from None
    if not YEAR_MIN <= moment.year <= YEAR_MAX:
        raise ValueError(f"`{value}` is too far away; write a year from {YEAR_MIN} to {YEAR_MAX}")
    return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000)


Executions = Annotated[
    frozenset[int] | None,
    BeforeValidator(_executions, json_schema_input_type=Literal["all"] | list[int]),
]
JsonText = Annotated[str, BeforeValidator(json_text, json_schema_input_type=Any)]
Occasion = Annotated[str, AfterValidator(read_occasion)]


class WriteSpec(Strict):
    """A write of a task."""

    to: TableName
    mode: WriteMode
    rows: Annotated[int, Field(ge=0, le=10**12)]


class FailsSpec(Strict):
    """When and where a task raises an error; `iterations` only inside a for-each."""

    on: Executions
    after_write: Annotated[int, Field(ge=0)] = 0
    kind: Literal["missing_notebook", "missing_library"] | None = None
    iterations: Executions = None


class SlowSpec(Strict):
    """When a task takes another time than usual; `iterations` only inside a for-each."""

    on: Executions
    takes: Duration
    iterations: Executions = None


class GetSpec(Strict):
    """A task value that a task gets."""

    task: TaskKey
    key: str
    default: JsonText | None = None


class TaskScriptSpec(Strict):
    """What happens when a task runs.

    `made_up` names what of it nobody said: `writes`, `takes`, and `sets.KEY` of a value.
    """

    takes: Duration
    writes: tuple[WriteSpec, ...] = Field(default=(), max_length=20)
    fails: FailsSpec | None = None
    slow: SlowSpec | None = None
    sets: dict[str, JsonText] = Field(default_factory=dict)
    gets: tuple[GetSpec, ...] = Field(default=(), max_length=20)
    made_up: tuple[str, ...] = ()

    @property
    def may_be_made_up(self) -> list[str]:
        """Returns the names that `made_up` may hold."""
        return [WRITES, TAKES, *(f"sets.{key}" for key in self.sets)]


class ActionSpec(Strict):
    """What the operator does: fields, or the text that a link takes, as in `run_now;only=+gold`."""

    do: Do | None = None
    at: Duration | None = None
    task: TaskKey | None = None
    occasion: Occasion = Field(default="", alias="for")
    text: str = ""

    @property
    def is_in_fields(self) -> bool:
        """Says whether anything of it stands in a field of its own."""
        return self.do is not None or self.at is not None or bool(self.task or self.occasion)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class HappeningSpec(Strict):
    """Something outside the job: a file that arrives, or a table that is updated."""

    at: Duration
    on: Literal["file", "table"]
    name: str


class RateSpec(Strict):
    """What one kind of compute costs, and how long it takes to come up and to end when idle."""

    startup: Duration
    dbu_per_hour: Annotated[float, Field(ge=0, le=10_000)]
    cents_per_dbu: Annotated[int, Field(ge=0, le=10_000)]
    machine_cents_per_hour: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    idle: Duration = 0


class ChildSpec(Strict):
    """A job that a run_job task starts."""

    job: Any
    script: dict[str, TaskScriptSpec] = Field(default_factory=dict)


class StorySpec(Strict):
    """A job, what happens when it runs, and what the operator does: the core of several files."""

    job: Any
    script: dict[str, TaskScriptSpec]
    jobs: dict[TaskKey, ChildSpec] = Field(default_factory=dict)
    edits: dict[TaskKey, Any] = Field(default_factory=dict)
    happenings: tuple[HappeningSpec, ...] = Field(default=(), max_length=100)
    starts: Annotated[int | None, BeforeValidator(_instant, json_schema_input_type=str | None)] = (
        None
    )
    prices: dict[ComputeKind, RateSpec] = Field(default_factory=dict)
    actions: tuple[ActionSpec, ...] = Field(min_length=1, max_length=ACTIONS_MAX)


class BesideSpec(Strict):
    """What stood around a job that was saved: its target's mode, the parameters others give it."""

    mode: Literal["", "development", "production"] = ""
    given: tuple[Annotated[str, Field(max_length=1000)], ...] = Field(default=(), max_length=1000)


class ScenarioSpec(StorySpec):
    """A file in scenarios/."""

    beside: BesideSpec = BesideSpec()
    title: Text
    summary: Text
    order: int = ORDER_LAST
