"""The thought behind a wrong answer, and where a run that goes by it leaves the real one."""

from collections.abc import Callable, Mapping

from trialrun.engine import BELIEFS, Event, Trace, first_parting
from trialrun.questions.spec import RunSpec
from trialrun.questions.stage import Stage


def thought_behind(
    belief: str, runs: Mapping[str, RunSpec], stage: Stage, traces: Mapping[str, Trace]
) -> str:
    """Says the belief behind an answer, and where its run first leaves the real one."""
    return thought_told(belief, traces, stage.traces(runs, stage.beliefs[belief]), stage.narrate)


def thought_told(
    belief: str,
    traces: Mapping[str, Trace],
    believed: Mapping[str, Trace],
    narrate: Callable[[Trace, Event], str],
) -> str:
    """Says the same of runs that were played under the belief already."""
    thought = f"Behind this answer is often the thought “{BELIEFS[belief].says}”"
    for name, trace in traces.items():
        told, expected = first_parting(trace, believed[name])
        if told is None and expected is None:
            continue
        next_ = narrate(believed[name], expected) if expected else "nothing more happens."
        really = narrate(trace, told) if told else "nothing of the kind happens."
        return f"{thought} Then this would come next: {next_} In the run: {really}"
    return thought
