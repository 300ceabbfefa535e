"""One moment of a played story, and the addresses that lead on from it. Knows no HTTP."""

from dataclasses import dataclass, replace
from functools import cached_property

from trialrun.engine import State, Trace, digest_of
from trialrun.lab.address import STEP_MAX, Address
from trialrun.lab.varied import notes_of
from trialrun.questions import Scenario

TASKS_PREDICTED_MAX = 60
"""So many ends can be said in one form."""


def dom_id_of(slug: str) -> str:
    """Returns the id of a story's section on a page."""
    return f"sim-{slug}"


def says_id(slug: str) -> str:
    """Returns the id of the sentence that tells the step of a story that is shown."""
    return f"{dom_id_of(slug)}-says"


@dataclass(frozen=True)
class RunWays:
    """A story, played as its address says, at one of its moments."""

    scenario: Scenario
    address: Address
    trace: Trace

    @property
    def dom_id(self) -> str:
        """Returns the id of its section on a page."""
        return dom_id_of(self.scenario.slug)

    @property
    def step(self) -> int:
        """Returns the step shown, from 0 to `last_step`."""
        return min(max(self.address.step or 0, 0), self.last_step)

    @property
    def last_step(self) -> int:
        """Returns the step after the last event."""
        return len(self.trace.events)

    def at(self, step: int) -> Address:
        """Returns the address of another moment of this run."""
        return replace(self.address, step=min(max(step, 0), self.last_step))

    def with_task(self, key: str | None) -> Address:
        """Returns the address with a task selected."""
        return replace(self.address, task=key, table=None)

    def with_table(self, name: str) -> Address:
        """Returns the address with a table selected."""
        return replace(self.address, task=None, table=name)

    @cached_property
    def cancel_step(self) -> int:
        """Returns the step at which a run can be canceled: this one, else the first; 0 for none."""
        turns = [event for event in self.trace.own_events("run") if event.q < self.step]
        if turns and turns[-1].after == State.RUNNING:
            return self.step
        starts = (e.q + 1 for e in self.trace.own_events("run") if e.after == State.RUNNING)
        return next(starts, 0)

    @property
    def cancel_url(self) -> str:
        """Returns the address at which a run is canceled, at its end."""
        url = replace(self.address, step=STEP_MAX, seen="", said="").url()
        return f"{url}&cancel={self.cancel_step}"

    @cached_property
    def digest(self) -> str:
        """Returns what is equal for equal runs: what happened, whatever rule decided it."""
        return digest_of("".join(f"{row[1:9]}{row[11]}" for row in self.trace.rows))[:8]

    @property
    def has_changed(self) -> bool:
        """Says whether whoever made this link saw another run than this one."""
        return bool(self.address.seen) and self.address.seen != self.digest

    @property
    def link(self) -> str:
        """Returns the address to share: of this moment, with the digest of what is seen.

        Whoever opens it arrives with it: nothing was otherwise for them.
        """
        address = self.address.shared
        return replace(address, step=self.step, seen=self.digest, was=None).url()

    @property
    def plain(self) -> Address:
        """Returns the address of the story as it was written."""
        return self.address.plain

    @property
    def can_be_predicted(self) -> bool:
        """Says whether the run that is shown has tasks to predict, and not too many of them."""
        own = [segment for segment in self.trace.segments if not segment.job]
        chosen = {at for each in own if each.run == own[-1].run for at in each.tasks}
        return 0 < len(chosen) <= TASKS_PREDICTED_MAX

    @property
    def notes(self) -> list[str]:
        """Returns what is to be known about the job, but for what was said of it since."""
        return notes_of(self.scenario, self.address.what_if)

    @property
    def is_varied(self) -> bool:
        """Says whether the address changes the scenario."""
        return any(self.address.what_if)
