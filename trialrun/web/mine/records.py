"""What stands in an export, record by record, as strict as a stranger's file asks for.

docs/data-format.md tells it to people. What is added here needs a new VERSION: an older app must
not take half of a file for the whole.
"""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, FailFast, Field, StringConstraints, model_validator

FORMAT = "trial-run"
VERSION = 1

ANSWERS_MAX = 20_000
ATTEMPTS_MAX = 5_000
LAST_MS = 253_402_300_799_999
"""The last moment that calendars have: the end of the year 9999."""

_PLAIN = r"^[^\x00-\x1f\x7f]*$"
_UID = re.compile(r"[^\s/]+/[^\s/]*")

Name = Annotated[str, StringConstraints(max_length=300, pattern=_PLAIN)]
Digest = Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9A-Za-z]*$")]
Uid = Annotated[str, StringConstraints(min_length=1, max_length=30_000, pattern=_PLAIN)]
Spoken = Annotated[str, StringConstraints(max_length=70_000)]
EpochMs = Annotated[int, Field(ge=0, le=LAST_MS)]
Doing = Literal[
    "practice", "lesson", "level", "prediction", "review", "exam", "drill", "recall", "incident"
]


class _Record(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class AnswerRecord(_Record):
    """An entry of the log. Its place in the list is its place in the log."""

    activity: Doing
    answered_ms: EpochMs
    attempt: Name
    engine: Name
    entry: Literal["answer", "undo", "reset"]
    outcome: Literal["right", "wrong", "skipped"]
    put: Digest
    question: Uid
    response: dict[Name, Spoken] = Field(max_length=500)

    @model_validator(mode="after")
    def _names_a_question(self) -> Self:
        if self.activity != "prediction" and not _UID.fullmatch(self.question):
            raise ValueError("`question` is to be SET/ID")
        return self


class AttemptRecord(_Record):
    """A go at a list of questions."""

    activity: Doing
    id: Annotated[Name, Field(min_length=1)]
    puts: tuple[Digest, ...] = Field(max_length=2_000)
    questions: tuple[Uid, ...] = Field(max_length=2_000)
    set: Name
    started_ms: EpochMs
    title: Name

    @model_validator(mode="after")
    def _has_a_put_for_each(self) -> Self:
        if self.puts and len(self.puts) != len(self.questions):
            raise ValueError("`puts` is to have one for each of `questions`, or none")
        return self


class QuestionRecord(_Record):
    """A question as it was put: its text is JSON, and proves its digest."""

    digest: Digest
    text: Annotated[str, StringConstraints(max_length=64_000)]
    uid: Uid


class JobRecord(_Record):
    """A job that was pasted."""

    digest: Digest
    text: Annotated[str, StringConstraints(max_length=1_000_000)]
    used_ms: EpochMs


class FlagRecord(_Record):
    """What the learner found wrong or unclear in a question, and what an author said to it."""

    attempt: Name
    flagged_ms: EpochMs
    id: Annotated[Name, Field(min_length=1)]
    put: Digest
    question: Uid
    reason: Literal["key", "unclear", "typo", "other"]
    replied_ms: EpochMs
    reply: Annotated[str, StringConstraints(max_length=2_000)]
    response: Spoken
    says: Annotated[str, StringConstraints(max_length=500)]


class ExportRecord(_Record):
    """A whole export. The first record that is wrong ends the reading."""

    format: Literal["trial-run"]
    version: Literal[1]
    left_out: Annotated[int, Field(ge=0, le=LAST_MS)] = 0
    attempts: Annotated[tuple[AttemptRecord, ...], Field(max_length=ATTEMPTS_MAX), FailFast()]
    answers: Annotated[tuple[AnswerRecord, ...], Field(max_length=ANSWERS_MAX), FailFast()]
    questions: Annotated[tuple[QuestionRecord, ...], Field(max_length=ANSWERS_MAX), FailFast()]
    jobs: Annotated[tuple[JobRecord, ...], Field(max_length=1_000), FailFast()]
    flags: Annotated[tuple[FlagRecord, ...], Field(max_length=1_000), FailFast()] = ()
