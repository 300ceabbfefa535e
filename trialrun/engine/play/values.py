"""Task values: what tasks of a run set, and others get.

Facts: task-values-json, task-value-count, task-value-missing, for-each-values, repair-task-values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialrun.engine.job.references import TASK_VALUE_BYTES_MAX
from trialrun.engine.job.world import Get
from trialrun.engine.trace.trace import Value

if TYPE_CHECKING:
    from trialrun.engine.play.unit import Unit

TASK_VALUES_MAX = 250


class TaskValues:
    """The values of one run, as JSON text; a repair goes on with them."""

    def __init__(self) -> None:
        self._by_task: dict[str, dict[str, str]] = {}

    def find(self, task: str, name: str) -> str | None:
        """Returns a value's JSON text."""
        return self._by_task.get(task, {}).get(name)

    def set(self, unit: Unit, name: str, json_text: str) -> str:
        """Keeps a value; returns the rule that refuses it, or "".

        What an iteration of a for-each sets cannot be read by tasks downstream.
        """
        if len(json_text.encode()) > TASK_VALUE_BYTES_MAX:
            return "value.too_large"
        own = self._by_task.setdefault(unit.task.key, {})
        if name not in own and sum(map(len, self._by_task.values())) >= TASK_VALUES_MAX:
            return "value.too_many"
        unit.emit("value", "value.set", data=Value(unit.task.key, name, json_text))
        if unit.loop is None:
            own[name] = json_text
        return ""

    def get(self, unit: Unit, get: Get) -> bool:
        """Does what `taskValues.get` does; False when there is no value and no default."""
        json_text = self.find(get.task, get.key)
        if json_text is None:
            json_text = get.default
        if json_text is None:
            return False
        json_text = unit.simulation.rules.got(json_text)
        unit.emit("value", "value.got", data=Value(get.task, get.key, json_text))
        return True
