"""Proves a question: finds its flaws, or plays its runs and makes it a question with its key."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from trialrun import __version__
from trialrun.questions.bundle import Deployed
from trialrun.questions.bundle_told import settings_of
from trialrun.questions.claims import claim_flaw
from trialrun.questions.deciding import deciding
from trialrun.questions.kind import Kind
from trialrun.questions.kinds import KINDS
from trialrun.questions.question import PROOF, PlayedRun, Question
from trialrun.questions.spec import QuestionSpec, RunSpec
from trialrun.questions.stage import Flaw, Played, Stage, run_flaws, word_flaws


def kind_of_spec(spec: QuestionSpec) -> Kind:
    """Returns the kind that an author's question is of."""
    return next(kind for kind in KINDS.values() if isinstance(spec, kind.Spec))


def flaws_of(spec: QuestionSpec, stage: Stage) -> Iterator[Flaw]:
    """Yields everything wrong with a question; nothing when its key is proven."""
    yield from word_flaws(spec, stage)
    flaws = list(run_flaws(spec, stage))
    yield from flaws
    if flaws:
        yield from _unread_claims(spec)
    else:
        yield from kind_of_spec(spec).flaws(spec, stage, stage.traces(spec.run_specs()))


def _unread_claims(spec: QuestionSpec) -> Iterator[Flaw]:
    """Yields claims that could be asked of no run, where there is none to ask."""
    for at, claim in spec.claims():
        if told := claim_flaw(claim):
            yield Flaw(at, told)


def prove(spec: QuestionSpec, stage: Stage, *, set_slug: str, lesson: str) -> Question:
    """Plays a flawless question's runs and returns it with its key."""
    kind = kind_of_spec(spec)
    traces = stage.traces(spec.run_specs())
    body, key, stem = kind.make(spec, stage, traces)
    is_played = traces and not any(isinstance(each, Deployed) for each in traces.values())
    if deciders := kind.deciders(spec, traces) if is_played else {}:
        body |= {PROOF: deciding(deciders, traces)}
    return Question(
        set_slug=set_slug,
        id=spec.id,
        kind_name=kind.name,
        lesson=lesson,
        section=spec.section or "",
        stem=spec.stem or stem,
        code=spec.code or "",
        body=body,
        key=key,
        runs=tuple(
            PlayedRun(stage.scenarios[run.scenario].title, run.scenario, run.what_if)
            for run in spec.run_specs().values()
            if isinstance(run, RunSpec)
        ),
        facts=tuple(stage.facts[fact] for fact in spec.facts),
        played=played_digest(traces),
    )


def played_digest(traces: Mapping[str, Played]) -> str:
    """Returns what is equal where the same engine played the same stories to the same end."""
    digest = sha256(__version__.encode())
    for name, trace in traces.items():
        if isinstance(trace, Deployed):
            head = f"{name} {trace.how} {trace.bundle.digest} {trace.command}"
            came = [*settings_of(trace.deployment).items(), *trace.deployment.refusals]
            digest.update("\0".join([head, *map(repr, came)]).encode())
            continue
        world = trace.world
        head = f"{name} {trace.rules} {world.job.digest} {world.digest}"
        digest.update("\0".join([head, *map(repr, trace.rows)]).encode())
    return digest.hexdigest()[:16]
