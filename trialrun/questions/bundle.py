"""A bundle that questions are asked about, and what deploying it comes to. Reads no disk."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from trialrun.bounded import Bounded
from trialrun.jobs.bundle import DEPLOYS, Decisions, Deployment, DeployOptions, Given, deploy
from trialrun.jobs.source import Source, read_source
from trialrun.jobs.tree import Unreadable

if TYPE_CHECKING:
    # Who only shows a question does not pay for what reads one.
    from trialrun.questions.spec import BundleSpec

ROOT = "databricks.yml"
VARIABLE, TARGET = "BUNDLE_VAR_", "DATABRICKS_BUNDLE_TARGET"
WHO = "you"
_BYTES_PER_SIGN = 40


@dataclass(frozen=True)
class AskedBundle:
    """The files of a bundle, as (path, text), its root among them."""

    files: tuple[tuple[str, str], ...]
    root: str = ROOT

    @property
    def digest(self) -> str:
        """Returns what is equal for the same files."""
        return sha256(repr((self.files, self.root)).encode()).hexdigest()[:16]

    def names(self) -> Sequence[str]:
        """Returns the paths."""
        return [path for path, _ in self.files]

    def source(self, name: str) -> Source:
        """Reads a file. Raises Unreadable."""
        text = dict(self.files).get(name)
        if text is None:
            raise Unreadable(0, "there is no such file")
        return _sources.get_or_make(text, lambda: read_source(text))


@dataclass(frozen=True, eq=False)
class Deployed:
    """What deploying a bundle comes to, by some decisions."""

    bundle: AskedBundle
    spec: "BundleSpec"
    deployment: Deployment
    how: str

    @property
    def who(self) -> str:
        """Returns who deploys."""
        return self.spec.user or WHO

    @property
    def command(self) -> str:
        """Returns what was typed: variables of the environment first."""
        return "\n".join([*_environment(self.spec), " ".join(_words(self.spec))])


def deploy_asked(bundle: AskedBundle, spec: "BundleSpec", how: Decisions = DEPLOYS) -> Deployed:
    """Deploys a bundle as a question says, by what is decided. What came of it is remembered."""
    key = (bundle, spec.model_dump_json(), how.name)
    return _deployed.get_or_make(key, lambda: _deploy(bundle, spec, how))


def _deploy(bundle: AskedBundle, spec: "BundleSpec", how: Decisions) -> Deployed:
    variables = {
        name.removeprefix(VARIABLE): value
        for name, value in spec.environment.items()
        if name.startswith(VARIABLE)
    }
    target = how.target_of(spec.target, spec.environment.get(TARGET, ""))
    options = DeployOptions(
        target, Given(spec.var, variables), spec.user or WHO, how, with_pipelines=True
    )
    return Deployed(bundle, spec, deploy(bundle, bundle.root, options), how.name)


def _environment(spec: "BundleSpec") -> list[str]:
    return [f"export {name}={shlex.quote(value)}" for name, value in spec.environment.items()]


def _words(spec: "BundleSpec") -> list[str]:
    target = ["-t", shlex.quote(spec.target)] if spec.target else []
    given = [f'--var="{name}={value}"' for name, value in spec.var.items()]
    return ["databricks bundle deploy", *target, *given]


DeployKey = tuple[AskedBundle, str, str]


def _bytes(key: DeployKey, _: Deployed) -> int:
    return 5_000 + _BYTES_PER_SIGN * sum(len(text) for _, text in key[0].files)


_sources: Bounded[str, Source] = Bounded(
    5_000_000, lambda text, _: 2_000 + _BYTES_PER_SIGN * len(text)
)
_deployed: Bounded[DeployKey, Deployed] = Bounded(20_000_000, _bytes)


def environment_flaw(environment: Mapping[str, str]) -> str:
    """Says which variable of an environment no bundle reads; "" where each is read.

    >>> environment_flaw({"BUNDLE_VAR_day": "monday", "PATH": "x"})[:27]
    '`PATH` is read by no bundle'
    """
    for name in environment:
        if name != TARGET and not name.startswith(VARIABLE):
            return f"`{name}` is read by no bundle; write {VARIABLE}NAME or {TARGET}"
    return ""
