"""The panel beside the graph: what can be changed of the selected task, or of the job."""

from dataclasses import dataclass, replace
from functools import cached_property

from trialrun.engine import (
    Dial,
    Task,
    TaskPlace,
    TaskScript,
    Trace,
    dials_of_job,
    dials_of_task,
    inside,
    place_of,
    starter_of,
)
from trialrun.lab.address import STEP_MAX, Address
from trialrun.lab.dial_words import DialShown, shown
from trialrun.lab.faults import FaultChoice, Faults
from trialrun.lab.level_try import LevelTry
from trialrun.lab.receipts import ReceiptsShown, receipts_of
from trialrun.questions import Scenario

INNER_SHOWN_MAX = 60
"""So many tasks of a job that is started have links; each link has the whole address."""


@dataclass(frozen=True, slots=True)
class InnerTask:
    """A task of the job that the selected one starts, and the address that selects it."""

    key: str
    address: Address
    is_failing: bool


@dataclass(frozen=True)
class Inspector:
    """What a played story lets one change. In a level, only what the level allows."""

    scenario: Scenario
    trace: Trace
    address: Address
    step: int
    level: LevelTry | None

    @cached_property
    def place(self) -> TaskPlace | None:
        """Returns where the selected task stands: in the job or in one that it starts."""
        return place_of(self.trace.world, self.address.task) if self.address.task else None

    @property
    def task(self) -> Task | None:
        """Returns the selected task, None when none is."""
        return self.place.task if self.place else None

    @property
    def script(self) -> TaskScript | None:
        """Returns what the selected task does when it runs; None for control flow."""
        return self.place.script if self.place else None

    @property
    def around(self) -> str:
        """Returns the path of the task that starts the job of the selected one; "" for none."""
        starter = starter_of(self.trace.world, self.place) if self.place else None
        return starter.path if starter else ""

    @property
    def node(self) -> str:
        """Returns the task whose box is selected: that which led to the job of the selected one."""
        place = self.place
        while place and place.folder:
            place = starter_of(self.trace.world, place)
        return place.task.key if place else ""

    @property
    def index(self) -> int:
        """Returns the index of the selected task, -1 for none.

        One of a job that is started has that behind all of ours; so have the lines about it.
        """
        if self.place is None:
            return -1
        keys = self.trace.keys
        return len(keys) if self.place.folder else keys.index(self.place.task.key)

    def inner(self) -> list[InnerTask]:
        """Returns the tasks of the job that the selected one starts; in a level none are shown."""
        if self.place is None or self.level:
            return []
        return [
            InnerTask(
                each.task.key,
                replace(self.address, task=each.path, table=None),
                is_failing=self._faults.is_failing(each.path),
            )
            for each in inside(self.place)[:INNER_SHOWN_MAX]
        ]

    @property
    def inner_more(self) -> int:
        """Returns how many more tasks there are in the job that the selected one starts."""
        return max(len(inside(self.place)) - INNER_SHOWN_MAX, 0) if self.place else 0

    def toggle(self, key: str) -> Address | None:
        """Returns the address in which a task fails if it did not, and the other way round."""
        return None if self.level else self._faults.toggle(key)

    def is_failing(self, key: str) -> bool:
        """Says whether a task is made to fail."""
        return self._faults.is_failing(key)

    def has_fault(self, key: str) -> bool:
        """Says whether a task is made to fail, to be slow or to be canceled."""
        return self._faults.has_fault(key)

    def choices(self) -> list[FaultChoice]:
        """Returns what can be done to the selected task."""
        return self._faults.choices(self._faultable) if self._faultable else []

    def scopes(self) -> list[FaultChoice]:
        """Returns which executions of the selected task the fault strikes."""
        return self._faults.scopes(self._faultable) if self._faultable else []

    def iterations(self) -> list[FaultChoice]:
        """Returns which iterations of the selected for-each the fault strikes."""
        return self._faults.iterations(self._faultable) if self._faultable else []

    def receipts(self, is_held: bool) -> ReceiptsShown | None:
        """Returns what the selected task received; None when none is selected.

        What comes after this step is left out where it is held back.
        """
        if self.place is None:
            return None
        return receipts_of(self.trace, self.place, self.step, is_held=is_held)

    def form_pairs(self) -> list[tuple[str, str]]:
        """Returns what a form of dials sends along: the address, with its moment.

        In a level it leads to the end, and from an end it leads to the next one.
        """
        is_over = self.step >= len(self.trace.events)
        moment = [] if self.level else [("step", str(STEP_MAX if is_over else self.step))]
        moved = replace(self.address, was=self.address.arrival)
        return [*moved.pairs(), *moment]

    @cached_property
    def dials(self) -> list[DialShown]:
        """Returns the dials of the selected task, else of the job, in words."""
        world = self.trace.world
        if self.place and self.place.folder:
            return []
        key = self.task.key if self.task else None
        if self.level:
            return [self._shown(dial) for dial in self.level.dials(world, key)]
        found = dials_of_task(world, key) if key else dials_of_job(world)
        return [self._shown(dial) for dial in found]

    @cached_property
    def _faults(self) -> Faults:
        return Faults(self.scenario, self.trace, self.address)

    @property
    def _faultable(self) -> str | None:
        """Returns the task that may be given a fault: the selected one, but none in a level."""
        return None if self.level else self.address.task

    def _shown(self, dial: Dial) -> DialShown:
        table = ""
        if dial.name.startswith("write"):
            table = self.trace.world.script[dial.task].writes[int(dial.name[5:]) - 1].table
        name = f"{dial.task}.{dial.name}:" if dial.task else f"{dial.name}:"
        is_turned = any(text.startswith(name) for text in self.address.what_if.dial)
        owner = dial.task if self.level and not self.task else ""
        return shown(dial, table, is_turned=is_turned, owner=owner)
