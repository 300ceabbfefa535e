"""What a task does in every run of a simulation: its script, and how often it was executed."""

from trialrun.engine.job.world import Failure, TaskScript


class Work:
    """A task's script, and its executions over all runs."""

    def __init__(self, job: str, key: str, script: TaskScript) -> None:
        self.job = job
        self.key = key
        self.script = script
        self.fixed_q = -1
        self.executions: dict[int, int] = {}
        """By iteration, -1 where there is none."""

    def failure(self, execution: int, iteration: int) -> Failure | None:
        """Returns the error this execution raises, if any."""
        fails = self.script.fails
        if fails is None or self.fixed_q >= 0 or not fails.strikes(execution, iteration):
            return None
        return fails
