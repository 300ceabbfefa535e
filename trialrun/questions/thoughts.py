"""The thought behind a wrong answer, and where a run that goes by it leaves the real one."""

from collections.abc import Callable, Mapping

from trialrun.engine import Event, Trace, describe, first_parting
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
from trialrun.questions.bundle import Deployed
from trialrun.questions.bundle_shown import differing
from trialrun.questions.claim_names import named_in
from trialrun.questions.known import thought_named
from trialrun.questions.spec import AnySpec
from trialrun.questions.stage import Played, Stage


def thought_behind(
    belief: str,
    runs: Mapping[str, AnySpec],
    stage: Stage,
    traces: Mapping[str, Played],
    claim: str | None,
) -> str:
    """Says the belief behind an answer, and where its run first leaves the real one.

    Of several runs only those count that the answer's `claim` names: the others may part
    elsewhere, by what does not hold in these.
    """
    named = {path.root for path in named_in(claim or "").paths} & runs.keys()
    if named:
        runs = {name: each for name, each in runs.items() if name in named}
        traces = {name: each for name, each in traces.items() if name in named}
    if belief in BUNDLE_BELIEFS:
        return _of_bundle(belief, runs, stage, traces)
    believed = stage.traces(runs, stage.beliefs[belief])
    runs_alone = {name: each for name, each in traces.items() if isinstance(each, Trace)}
    return thought_told(belief, runs_alone, believed, stage.narrate)


def thought_told(
    belief: str,
    traces: Mapping[str, Trace],
    believed: Mapping[str, Trace],
    narrate: Callable[[Trace, Event], str],
) -> str:
    """Says the same of runs that were played under the belief already."""
    thought = thought_named(belief)
    for name, trace in traces.items():
        told, expected = first_parting(trace, believed[name])
        if told is None and expected is None:
            continue
        next_ = narrate(believed[name], expected) if expected else "nothing more happens."
        really = narrate(trace, told) if told else "nothing of the kind happens."
        if told and expected and next_ == really and told.t_ms != expected.t_ms:
            next_, really = f"{_at(expected)}, {next_}", f"{_at(told)}, {really}"
        elif told and expected and next_ == really:
            next_, really = f"{describe(believed[name], expected)}.", f"{describe(trace, told)}."
        return f"{thought} Then this would come next: {next_} In the run: {really}"
    return thought


def _of_bundle(
    belief: str, runs: Mapping[str, AnySpec], stage: Stage, traces: Mapping[str, Played]
) -> str:
    """Says the belief, and the first setting that would be deployed otherwise."""
    thought = thought_named(belief)
    believed = stage.traces(runs, stage.bundle_beliefs[belief])
    for name, deployed in traces.items():
        assert isinstance(deployed, Deployed)
        for way, real, thought_of in differing(deployed, believed[name]):
            return f"{thought} Then {way} would be: {thought_of}. It is: {real}."
    return thought


def _at(event: Event) -> str:
    minutes, seconds = divmod(event.t_ms // 1000, 60)
    return f"at {minutes}:{seconds:02d}"
