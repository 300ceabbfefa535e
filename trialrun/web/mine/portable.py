"""A learner's belongings as one JSON text, and back. Knows no page and no store.

Equal belongings have equal bytes. A file that is read is a stranger's: it is refused as a whole,
in a sentence, or all of it can be kept. Only texts (of questions, of jobs) that do not prove their
digest are left out and counted: the answers stand without them.
"""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

from trialrun.lab.own_job import digest_of, normal, writable
from trialrun.questions import read_kept
from trialrun.questions.question import digest_of_written
from trialrun.store import (
    TEXT_BYTES_MAX,
    Activity,
    Answer,
    Attempt,
    Belongings,
    Entry,
    Flag,
    JobText,
    Outcome,
    PutText,
    is_carried,
)
from trialrun.web.mine.records import (
    FORMAT,
    VERSION,
    AnswerRecord,
    AttemptRecord,
    ExportRecord,
    FlagRecord,
    JobRecord,
    QuestionRecord,
)

FILE_BYTES_MAX = 20_000_000
"""An export may have so many bytes, packed or not."""
PARTS_MAX = 60
"""A question that is brought may have so many parts: a page has to hold them."""

NO_EXPORT = "This file is no export of Trial Run"
CHOOSE = "Choose a file that Export on this page has made."
_GZIP, _ZIP = b"\x1f\x8b", b"PK"
_URL = re.compile(r"(https?://\S*)?")


class NotPortable(ValueError):
    """A file cannot be taken; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file holds, and how many of its texts do not prove their digest."""

    belongings: Belongings
    questions_left_out: int
    jobs_left_out: int


def written(found: Belongings) -> bytes:
    """Writes belongings, one record a line. Records that make no sense are left out and counted."""
    lists: dict[str, tuple[Any, Iterator[dict[str, Any]]]] = {
        "attempts": (AttemptRecord, map(_of_attempt, found.attempts)),
        "answers": (AnswerRecord, map(_of_answer, found.answers)),
        "questions": (QuestionRecord, (one._asdict() for one in found.questions)),
        "jobs": (JobRecord, (one._asdict() for one in found.jobs)),
    }
    # Apps that know no flags refuse a file that has some; one that has none they take.
    if found.flags:
        lists["flags"] = (FlagRecord, map(_of_flag, found.flags))
    parts, left_out = [], 0
    for name, (model, records) in lists.items():
        lines = []
        for record in records:
            try:
                model.model_validate(record)
            except ValidationError:
                left_out += 1
            else:
                lines.append(json.dumps(record, ensure_ascii=False, sort_keys=True))
        parts.append(f'"{name}": [\n' + ",\n".join(lines) + ("\n]" if lines else "]"))
    head = f'"format": "{FORMAT}", "version": {VERSION}, "left_out": {left_out}'
    return ("{" + ",\n".join([head, *parts]) + "}\n").encode()


def unpacked(file: bytes) -> bytes:
    """Returns a file that may be packed by gzip as its JSON. Raises NotPortable."""
    if file[:2] == _ZIP:
        raise NotPortable("This is a zip archive. Unpack it, and choose the .json file in it.")
    if file[:2] == _GZIP:
        unpacking = zlib.decompressobj(wbits=31)
        try:
            file = unpacking.decompress(file, FILE_BYTES_MAX + 1)
        except zlib.error as error:
            raise NotPortable(f"{NO_EXPORT}: it cannot be unpacked. Export it anew.") from error
        if len(file) <= FILE_BYTES_MAX and not unpacking.eof:
            raise NotPortable("This file is cut off: its end is missing. Export it anew.")
    if len(file) > FILE_BYTES_MAX:
        raise NotPortable(
            f"This file is too large: an export may have {FILE_BYTES_MAX:,} bytes. Nothing was"
            " kept."
        )
    return file.removeprefix(b"\xef\xbb\xbf")


def carried(text: bytes) -> Carried:
    """Reads an export. Raises NotPortable with a sentence that names what is wrong, and where."""
    try:
        found = ExportRecord.model_validate_json(text)
    except ValidationError as error:
        raise NotPortable(_sentence(error)) from error
    questions = [PutText(one.digest, one.uid, one.text) for one in found.questions]
    jobs = [JobText(one.digest, one.text, one.used_ms) for one in found.jobs]
    proven = tuple(filter(_is_proven, questions))
    own = tuple(filter(_is_own, jobs))
    attempts = {one.id: _attempt(one) for one in reversed(found.attempts)}
    belongings = Belongings(
        tuple(reversed(attempts.values())),
        tuple(map(_answer, found.answers)),
        proven,
        own,
        tuple(map(_flag, found.flags)),
    )
    return Carried(belongings, len(questions) - len(proven), len(jobs) - len(own))


def _sentence(error: ValidationError) -> str:
    """Tells the first thing that is wrong, and where it stands."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place, says = first["loc"], first["msg"].removeprefix("Value error, ")
    if first["type"] == "json_invalid":
        return f"{NO_EXPORT}, or not all of it. Nothing was kept. {CHOOSE}"
    if place == ("version",) and first["type"] == "literal_error":
        return (
            f"This export is of another version than {VERSION}, which is the one that this app"
            " reads. Nothing was kept. Whoever runs this app: update it first."
        )
    if not place or place[0] == "format":
        return f"{NO_EXPORT}. Nothing was kept. {CHOOSE}"
    where = str(place[0])
    for step in place[1:]:
        where += f", entry {step + 1}" if isinstance(step, int) else f", {step}"
    return f"{NO_EXPORT} that can be taken ({writable(where)[:200]}: {says}). Nothing was kept."


def _is_proven(put: PutText) -> bool:
    """Says whether a text is the question of its digest, and one that a page can show."""
    try:
        question = read_kept(put.text, put.digest)
        raw = json.loads(put.text)
        proves = digest_of_written(raw)
    except (ValueError, RecursionError):
        return False
    return (
        proves == put.digest
        and question.uid == put.uid
        and is_carried(put.uid)
        and len(question.key) <= PARTS_MAX
        and all(_URL.fullmatch(fact.url) for fact in question.facts)
        and all(writable(said) == said for said in _texts_in(raw))
    )


def _texts_in(value: Any) -> Iterator[str]:
    """Yields every text in a value of JSON, names among them."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            todo += [*one, *one.values()]
        elif isinstance(one, list):
            todo += one


def _is_own(job: JobText) -> bool:
    fits = len(job.text.encode()) <= TEXT_BYTES_MAX
    return fits and normal(job.text) == job.text and digest_of(job.text) == job.digest


def _of_answer(answer: Answer) -> dict[str, Any]:
    return {
        "activity": answer.activity.value,
        "answered_ms": answer.answered_ms,
        "attempt": answer.attempt,
        "engine": answer.engine,
        "entry": answer.entry.value,
        "outcome": answer.outcome.value,
        "put": answer.put,
        "question": answer.question,
        # None is refused: what cannot be read is no response.
        "response": dict(answer.response) if answer.is_readable else None,
    }


def _of_flag(flag: Flag) -> dict[str, Any]:
    return {name: said for name, said in asdict(flag).items() if name != "number"}


def _flag(record: FlagRecord) -> Flag:
    said = record.model_dump()
    return Flag(**said | {name: writable(said[name]) for name in ("says", "reply")})


def _of_attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "activity": attempt.activity.value,
        "id": attempt.id,
        "puts": attempt.puts,
        "questions": attempt.questions,
        "set": attempt.set_slug,
        "started_ms": attempt.started_ms,
        "title": attempt.title,
    }


def _answer(record: AnswerRecord) -> Answer:
    return Answer(
        attempt=record.attempt,
        question=record.question,
        response=record.response,
        outcome=Outcome(record.outcome),
        answered_ms=record.answered_ms,
        activity=Activity(record.activity),
        put=record.put,
        engine=record.engine,
        entry=Entry(record.entry),
    )


def _attempt(record: AttemptRecord) -> Attempt:
    return Attempt(
        record.id,
        record.set,
        record.questions,
        record.started_ms,
        puts=record.puts,
        title=record.title,
        activity=Activity(record.activity),
    )
