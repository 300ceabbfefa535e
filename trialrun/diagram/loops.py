"""The iterations of for-each tasks, as values to show. Pure."""

from trialrun.engine import UNSUCCESSFUL_STATES, Event, Iterated, State, Trace

PIPS_MAX = 12
"""So many iterations of a for-each are shown one by one."""


def iterations_of(trace: Trace) -> dict[int, tuple[str, ...]]:
    """Returns the elements of each for-each that began, by task index, as JSON texts."""
    found: dict[int, tuple[str, ...]] = {}
    for event in trace.own_events("task"):
        if isinstance(event.data, Iterated):
            found[event.task] = max(found.get(event.task, ()), event.data.inputs, key=len)
    return found


class Loops:
    """The iterations of each for-each in one run."""

    def __init__(self) -> None:
        self._states: dict[int, dict[int, str]] = {}
        self._inputs: dict[int, tuple[str, ...]] = {}
        self._ended: dict[int, str] = {}

    def changes(self, event: Event) -> dict[str, str]:
        """Returns what an event changes in the boxes of for-each tasks."""
        index = event.task
        if event.kind == "task" and event.after == State.BLOCKED:
            self._ended[index] = event.before
        if event.kind == "task" and isinstance(event.data, Iterated):
            return self._begun(index, event.data.inputs)
        if event.kind != "iteration":
            return {}
        self._states.setdefault(index, {})[event.iteration] = event.after
        changes = {f"task.{index}.note": self._note(index)}
        if event.iteration < PIPS_MAX:
            changes[f"it.{index}.{event.iteration}"] = event.after
        return changes

    def _begun(self, index: int, inputs: tuple[str, ...]) -> dict[str, str]:
        """A repair of a loop that did not succeed keeps what did, if the inputs are the same."""
        old = self._states.get(index, {})
        is_kept = (
            self._ended.get(index) in UNSUCCESSFUL_STATES and self._inputs.get(index) == inputs
        )
        kept = {n for n, state in old.items() if is_kept and state == State.SUCCESS}
        states = {n: str(State.SUCCESS) if n in kept else "" for n in range(len(inputs))}
        self._inputs[index], self._states[index] = inputs, states
        pips = {n: states.get(n, "") for n in (*old, *states) if n < PIPS_MAX}
        changes = {f"it.{index}.{n}": s for n, s in pips.items() if s != old.get(n, "")}
        return {**changes, f"task.{index}.note": self._note(index)}

    def _note(self, index: int) -> str:
        states = list(self._states[index].values())
        failed = sum(state in UNSUCCESSFUL_STATES for state in states)
        done = sum(state == State.SUCCESS for state in states)
        return f"{done} of {len(states)} done" + (f", {failed} not" if failed else "")
