"""A tree to typed fields, by the field table: unknown fields, wrong types, missing ones.

What the simulator plays is checked for all of it. In what it does not play (PLAYED tells), an
unknown value or a missing field is a warning only: it cannot change the outcome.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trialrun.jobs.fields import FieldType, field_table
from trialrun.jobs.findings import REFERENCE, Findings
from trialrun.jobs.parameters import PARAMETERS
from trialrun.jobs.source import Quoted
from trialrun.jobs.tree import Location, shown
from trialrun.jobs.wanted import WANTED, unknown_field, wanted_text

INTEGER_MAX = 2**63 - 1
BUNDLED = "BundleJob"

PLAYED = frozenset(
    {
        "JobSettings", "JobAnswer", "BundleJob", "CreateJob", "SubmitRun", "Task", "SubmitTask",
        "TaskDependency", "ConditionTask", "ForEachTask", "RunJobTask", "JobCluster",
        "CronSchedule", "TriggerSettings", "PeriodicTriggerConfiguration",
        "FileArrivalTriggerConfiguration", "TableUpdateTriggerConfiguration", "Continuous",
        "QueueSettings", "JobsHealthRules", "JobsHealthRule",
    }
)  # fmt: skip

_TYPED = PLAYED | {
    "JobParameterDefinition", "JobEmailNotifications", "TaskEmailNotifications",
    "WebhookNotifications", "Webhook",
}  # fmt: skip
_TYPED_FIELDS = frozenset(PARAMETERS.values())
"""Where a value of a wrong type would change what is played."""
_INTEGER = re.compile(r"[-+]?\d+", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = dict.fromkeys(["true", "True", "TRUE"], True) | dict.fromkeys(
    ["false", "False", "FALSE"], False
)
_NEARLY = {"yes": "true", "on": "true", "y": "true", "1": "true"} | {
    "no": "false", "off": "false", "n": "false", "0": "false"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """An object as it was written. A value that could not be read is None, and still there."""

    kind: str
    at: Location
    values: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Says whether the field was written, readable or not."""
        return name in self.values

    def text(self, name: str) -> str:
        """Returns a text, "" without one."""
        return self.values.get(name) or ""

    def number(self, name: str, default: int = 0) -> int:
        """Returns a whole number."""
        value = self.values.get(name)
        return default if value is None else value

    def flag(self, name: str, default: bool = False) -> bool:
        """Returns a boolean."""
        value = self.values.get(name)
        return default if value is None else value

    def part(self, name: str) -> "Fields":
        """Returns an object, one without fields if there is none."""
        part = self.values.get(name)
        return part if isinstance(part, Fields) else Fields("", (*self.at, name), {})

    def parts(self, name: str) -> list["Fields"]:
        """Returns the objects of a list; those that could not be read are left out."""
        return [part for part in self.values.get(name) or () if part is not None]

    def texts(self, name: str) -> list[str]:
        """Returns the texts of a list."""
        return [text for text in self.values.get(name) or () if text is not None]

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Returns the entries of a map of texts; those that could not be read are left out."""
        entries = self.values.get(name) or {}
        return tuple((key, text) for key, text in entries.items() if text is not None)


def read_fields(findings: Findings, value: Any, at: Location, kind: str) -> Fields | None:
    """Reads an object of a kind; notes what is wrong in it, and returns what can be used."""
    return _Shaper(findings, kind == BUNDLED, at).read(value, at, kind, kind)


def has_reference(text: str) -> bool:
    """Says whether a text holds a reference of a bundle.

    >>> has_reference("${var.x}"), has_reference("{{job.id}}")
    (True, False)
    """
    return REFERENCE.search(text) is not None


class _Shaper:
    """Reads values by type. It recurses: a text is at most 40 levels deep (yaml_tree)."""

    def __init__(self, findings: Findings, is_bundled: bool, root: Location) -> None:
        self._findings = findings
        self._is_bundled = is_bundled
        self._root = root
        self._dropped: set[Location] = set()
        self._table = field_table()

    def read(self, value: Any, at: Location, kind: str, owner: str) -> Fields | None:
        if not isinstance(value, dict):
            self._not(value, at, self._fields_wanted(value, kind), owner)
            return None
        fields = self._table.objects[kind]
        written = self._findings.source.fields(value, at)
        values: dict[str, Any] = {}
        for name, inner in written.items():
            inner_at = (*at, name)
            if name not in fields:
                self._unknown(name, inner_at, fields, kind)
            elif not _is_null(inner):
                found = self._value(inner, inner_at, fields[name], kind)
                if inner_at not in self._dropped:
                    values[name] = found
        for name, field in fields.items():
            if field.required and name not in values and (*at, name) not in self._dropped:
                note = self._findings.error if kind in PLAYED else self._findings.warn
                note((*at, name) if name in written else at, f"`{name}` is missing; add it")
        return Fields(kind, at, values)

    def _fields_wanted(self, value: Any, kind: str) -> str:
        """Says what to write for a word where fields belong, if one field is all they need."""
        needed = [name for name, field in self._table.objects[kind].items() if field.required]
        if isinstance(value, str) and value and len(needed) == 1 and not has_reference(value):
            return f"fields; write {{{needed[0]}: {shown(value)}}}"
        return "fields, written as key: value"

    def _value(self, value: Any, at: Location, field: FieldType, owner: str) -> Any:
        if field.shape == "list":
            if not isinstance(value, list):
                return self._not(value, at, "a list, each entry behind a dash", owner)
            return [self._one(v, (*at, i), field.kind, owner) for i, v in enumerate(value)]
        if field.shape == "map":
            if not isinstance(value, dict):
                return self._not(value, at, "fields, written as key: value", owner)
            entries = self._findings.source.fields(value, at).items()
            return {_whole(key): self._one(v, (*at, key), field.kind, owner) for key, v in entries}
        return self._one(value, at, field.kind, owner)

    def _one(self, value: Any, at: Location, kind: str, owner: str) -> Any:
        if kind in self._table.objects:
            return self.read(value, at, kind, owner)
        if kind == "string":
            return self._string(value, at, owner)
        if kind in ("object", "Timestamp"):
            return None
        if kind == "job":
            return (
                str(value) if isinstance(value, str) else self._not(value, at, "a job's id", owner)
            )
        if not isinstance(value, str) or has_reference(value):
            return self._not(value, at, WANTED.get(kind, "one word"), owner)
        if kind == "integer":
            return self._integer(value, at, owner)
        if kind == "boolean":
            return self._boolean(value, at, owner)
        if kind == "number":
            if _NUMBER.fullmatch(value):
                return float(value)
            return self._not(value, at, WANTED["number"], owner)
        return self._enum(value, at, kind, owner)

    def _string(self, value: Any, at: Location, owner: str) -> str | None:
        if not isinstance(value, str):
            self._not(value, at, wanted_text(value, at), owner)
            return None
        if "${" in value:
            for reference in REFERENCE.findall(value):
                self._findings.keep_reference(at, reference)
        return "" if _is_null(value) else _whole(value)

    def _integer(self, value: str, at: Location, owner: str) -> int | None:
        if not _INTEGER.fullmatch(value):
            self._not(value, at, WANTED["integer"], owner)
            return None
        if len(value) > len(str(INTEGER_MAX)) + 1 or abs(int(value)) > INTEGER_MAX:
            self._findings.error(at, f"`{shown(value)}` is too large; write a smaller number")
            return None
        self._unquote(value, at, "a number")
        return int(value)

    def _boolean(self, value: str, at: Location, owner: str) -> bool | None:
        if value in _BOOLEANS:
            self._unquote(value, at, "true or false")
            return _BOOLEANS[value]
        nearly = _NEARLY.get(value.lower())
        if self._is_bundled and nearly and not value.isdigit():
            return nearly == "true"
        wanted = f"true or false; write {nearly}" if nearly else "true or false"
        self._not(value, at, wanted, owner)
        return None

    def _enum(self, value: str, at: Location, kind: str, owner: str) -> str | None:
        known = self._table.enums[kind]
        if value in known:
            return str(value)
        hint = self._findings.hint(value, known) or f"; write one of {', '.join(known[:20])}"
        note = self._findings.error if owner in PLAYED else self._findings.warn
        note(at, f"`{shown(value)}` is not allowed{hint}")
        return None

    def _unquote(self, value: str, at: Location, what: str) -> None:
        if isinstance(value, Quoted) and not self._is_bundled:
            self._findings.warn(
                at, f'"{shown(value)}" is read as {what}; the API wants it without the quotes'
            )

    def _not(self, value: Any, at: Location, wanted: str, owner: str) -> Any:
        """Notes a value of a wrong type, and returns None; a reference may stand for any type.

        In what is not played it is a note; where a bundle is deployed, a warning: the field is
        left out. Facts: bundle-wrong-types.
        """
        if isinstance(value, str) and has_reference(value):
            self._findings.warn(
                at,
                f"`{shown(value)}` counts as left out, so the default of the API holds; "
                + self._findings.why_unknown(value),
            )
            return None
        written = f"`{shown(value)}` is not allowed: " if isinstance(value, str) and value else ""
        is_played = owner in _TYPED or any(step in _TYPED_FIELDS for step in at[-3:])
        if self._is_bundled and not (is_played and self._is_needed(at, owner)):
            self._dropped.add(at)
            self._findings.leave_out(
                at,
                f"{written}this must be {wanted}. Databricks warns and leaves it out, and so it is "
                "here",
                is_sure=is_played,
                fact="bundle-wrong-types",
            )
        elif is_played:
            self._findings.error(at, f"{written}this must be {wanted}")
        else:
            self._findings.warn(at, f"{written}this must be {wanted}. It is left out")
        return None

    def _is_needed(self, at: Location, owner: str) -> bool:
        """Says whether there is nothing to deploy, or to play, without this value."""
        fields, name = self._table.objects[owner], at[-1]
        around = fields.get(str(at[-2])) if len(at) > 1 else None
        if at == self._root or (at[:-1] == self._root and name == "tasks"):
            return True
        is_own = isinstance(name, str) and (around is None or not around.shape)
        return is_own and name in fields and fields[str(name)].required

    def _unknown(
        self, name: str, at: Location, fields: Mapping[str, FieldType], owner: str
    ) -> None:
        sentence, is_meant = unknown_field(self._findings, name, fields)
        # What is like no other may be newer than our table; what is not played changes nothing.
        self._findings.leave_out(at, sentence, is_sure=is_meant and owner in PLAYED)


def _whole(text: str) -> str:
    """Returns text that can be sent: one parser of the two lets half of a surrogate pair pass."""
    return str(text) if text.isascii() else text.encode("utf-8", "replace").decode()


def _is_null(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Quoted) and value in _NULLS
