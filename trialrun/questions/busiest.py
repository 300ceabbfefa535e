"""How much works at the same time at most in a run: tasks, and iterations of a For each."""

from trialrun.engine import State, Trace


def busiest(trace: Trace) -> tuple[int, int]:
    """Returns how much works at the same time at most, and the `q` of the event that makes it so.

    What only decides, as an If/else does, does no work; nor does a For each beside its iterations.
    (0, -1) where nothing works.
    """
    control = {i for i, task in enumerate(trace.world.job.tasks) if task.is_control_flow}
    active: set[tuple[int, int, int]] = set()
    most, at = 0, -1
    for event in trace.own_events("task", "iteration"):
        if event.kind == "task" and event.task in control:
            continue
        who = (event.segment, event.task, event.iteration)
        if event.after != State.RUNNING:
            active.discard(who)
            continue
        active.add(who)
        if len(active) > most:
            most, at = len(active), event.q
    return most, at
