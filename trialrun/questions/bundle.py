"""A bundle that questions are asked about, and what deploying it comes to. Reads no disk."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple, Protocol

from trialrun.bounded import Bounded
from trialrun.jobs.bundle import DEPLOYS, Decisions, Deployment, DeployOptions, Given, deploy
from trialrun.jobs.source import Source, read_source
from trialrun.jobs.tree import Unreadable

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


class DeploySaid(Protocol):
    """What is said of a deployment beside its files, be it read from a question or not."""

    @property
    def target(self) -> str:
        """Returns what `-t` names, "" where it is left out."""

    @property
    def var(self) -> Mapping[str, str]:
        """Returns what `--var` gives, by name."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Returns the variables of the environment."""

    @property
    def user(self) -> str:
        """Returns the short name of who deploys, "" for whoever reads it."""


class DeployChoice(NamedTuple):
    """What is said of a deployment that no question is about."""

    target: str = ""
    var: Mapping[str, str] = MappingProxyType({})
    environment: Mapping[str, str] = MappingProxyType({})
    user: str = ""


@dataclass(frozen=True, eq=False)
class Deployed:
    """What deploying a bundle comes to, by some decisions."""

    bundle: AskedBundle
    spec: DeploySaid
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


def deploy_asked(bundle: AskedBundle, spec: DeploySaid, how: Decisions = DEPLOYS) -> Deployed:
    """Deploys a bundle as a question says, by what is decided. What came of it is remembered."""
    given = (tuple(spec.var.items()), tuple(spec.environment.items()))
    key = (bundle, repr((spec.target, spec.user, *given)), how.name)
    return _deployed.get_or_make(key, lambda: _deploy(bundle, spec, how))


def _deploy(bundle: AskedBundle, spec: DeploySaid, how: Decisions) -> Deployed:
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


def _environment(spec: DeploySaid) -> list[str]:
    return [f"export {name}={shlex.quote(value)}" for name, value in spec.environment.items()]


def _words(spec: DeploySaid) -> list[str]:
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
