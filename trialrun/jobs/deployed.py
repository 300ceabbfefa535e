"""A bundle's jobs as the reader of jobs takes them: a source whose places are in many files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trialrun.jobs.bundle import Deployment
from trialrun.jobs.bundle.hidden import Hidden
from trialrun.jobs.bundle.located import Origin
from trialrun.jobs.bundle.notes import problem
from trialrun.jobs.documents import Found
from trialrun.jobs.findings import Comparisons, Findings
from trialrun.jobs.source import Place, Source, path_text
from trialrun.jobs.tree import Location, YamlTree, shown
from trialrun.problem import Problem

_JOBS_AT = ("resources", "jobs")
COMPARISONS_OF_BUNDLE_MAX = 20_000


@dataclass
class DeployedSource(Source):
    """A job whose values come from several places. Its merges and aliases are done."""

    origins: Mapping[Location, Origin] = field(default_factory=dict)
    hidden: Hidden = field(default_factory=Hidden)
    _given: frozenset[Location] | None = None

    def fields(self, mapping: dict[str, Any], _: Location) -> dict[str, Any]:
        """Returns the mapping: there is nothing left to merge."""
        return mapping

    def place(self, at: Location) -> Place:
        """Returns where a value is written, or the closest thing around it."""
        found = at
        while found and found not in self.origins:
            found = found[:-1]
        origin = self.origins.get(found)
        if origin is None:
            return Place(0, 0, path_text(at))
        return origin.place._replace(path=path_text((*origin.at, *at[len(found) :])))

    def told(self, at: Location, sentence: str) -> str:
        """Returns a sentence about a value, without what `--var` or the environment gave."""
        if not self.hidden.references:
            return sentence
        if self._given is None:
            given = [place for place, origin in self.origins.items() if origin.is_given]
            around = {place[:length] for place in given for length in range(len(place) + 1)}
            self._given = frozenset(around)
        return self.hidden.told(sentence, None if at in self._given else self._literal(at))

    def _literal(self, at: Location) -> str:
        """Returns the text that is written there, "" where there is none."""
        value = self.tree.value
        for step in at[len(_JOBS_AT) + 1 :]:
            is_there = isinstance(value, dict) and step in value
            is_there = is_there or (isinstance(value, list) and step in range(len(value)))
            value = value[step] if is_there else None
        return value if isinstance(value, str) else ""


def findings_of(deployment: Deployment, name: str) -> list[tuple[Found, Findings]]:
    """Returns each job with its own findings, among them what its bundle says is wrong in it."""
    each = []
    comparisons = Comparisons(COMPARISONS_OF_BUNDLE_MAX)
    of_bundle: dict[str | None, list[tuple[Origin, str]]] = {}
    for origin, sentence in deployment.wrong():
        of_bundle.setdefault(_job_of(origin.at), []).append((origin, sentence))
    for job in deployment.jobs:
        source = DeployedSource(YamlTree(job.value), origins=job.origins, hidden=deployment.hidden)
        findings = Findings(name, source, job.unknown, comparisons)
        own = deployment.fit(job.notes.wrong())
        for origin, sentence in [*own, *of_bundle.get(job.key, ())]:
            findings.error_at(origin.place, sentence)
        each.append((Found(shown(job.key), (*_JOBS_AT, job.key), job.value, "BundleJob"), findings))
    return each


def general_problems(deployment: Deployment) -> tuple[list[Problem], list[Problem]]:
    """Returns what is wrong with a bundle, and worth knowing, beside what is so in its jobs."""
    keys = {job.key for job in deployment.jobs}
    wrong = [one for one in deployment.wrong() if _job_of(one[0].at) not in keys]
    known = deployment.fit(deployment.notes.known())
    return [problem(*one) for one in wrong], [problem(*one) for one in known]


def _job_of(at: Location) -> str | None:
    """Returns the key of the job that a location lies in, be it under a target."""
    steps = at[2:] if at[:1] == ("targets",) else at
    return str(steps[2]) if steps[:2] == _JOBS_AT and len(steps) > 2 else None
