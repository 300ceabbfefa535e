"""The thought behind a wrong answer, and where a run that goes by it leaves the real one."""

from collections.abc import Mapping

from trialrun.engine import BELIEFS, Trace, first_parting
from trialrun.questions.spec import RunSpec
from trialrun.questions.stage import Stage


def thought_behind(
    belief: str, runs: Mapping[str, RunSpec], stage: Stage, traces: Mapping[str, Trace]
) -> str:
    """Says the belief behind an answer, and where its run first leaves the real one."""
    thought = f"Behind this answer is often the thought “{BELIEFS[belief].says}”"
    believed = stage.traces(runs, stage.beliefs[belief])
    for name, trace in traces.items():
        told, expected = first_parting(trace, believed[name])
        if told is None and expected is None:
            continue
        next_ = stage.narrate(believed[name], expected) if expected else "nothing more happens."
        really = stage.narrate(trace, told) if told else "nothing of the kind happens."
        return f"{thought} Then this would come next: {next_} In the run: {really}"
    return thought
