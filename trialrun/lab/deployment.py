"""What one target of a bundle deploys, beside the others: what a page shows, without HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trialrun.questions.bundle import VARIABLE, AskedBundle, DeployChoice, Deployed, deploy_asked
from trialrun.questions.bundle_deciding import Setting, decided, place_of
from trialrun.questions.bundle_shown import reasons_of

NOT_SET = "not set"


@dataclass(frozen=True, slots=True)
class GivenVariable:
    """A variable that may be given: what `--var` and the environment say of it, "" for nothing."""

    name: str
    option: str
    environment: str


@dataclass(frozen=True, slots=True)
class DeployedRows:
    """A job as it is deployed: what differs between the targets, and what does not.

    `elsewhere` has what the other targets deploy, by the way: (target, value), for paper;
    "" for what is not set there.
    """

    key: str
    differing: tuple[Setting, ...]
    same: tuple[Setting, ...]
    elsewhere: Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """A deployment as a page shows it.

    `said` stands beside the files; `why` says how the target came to be chosen, `refused` why
    nothing is deployed.
    """

    slug: str
    said: DeployChoice
    target: str
    why: str
    mode: str
    targets: tuple[str, ...]
    command: str
    files: tuple[tuple[str, tuple[str, ...]], ...]
    variables: tuple[GivenVariable, ...]
    jobs: tuple[DeployedRows, ...]
    refused: tuple[str, ...]


def view_deployment(slug: str, bundle: AskedBundle, choice: DeployChoice) -> DeploymentView:
    """Deploys a bundle to one target, and to the others to see in what they differ.

    What is given in `choice` makes nothing equal: a variable that targets set goes on differing.
    """
    deployed = deploy_asked(bundle, choice)
    deployment = deployed.deployment
    asked = [choice, DeployChoice(user=choice.user)]
    each = [one._replace(target=name) for one in asked for name in deployment.targets]
    others = [decided(deploy_asked(bundle, one)) for one in each]
    refused = reasons_of(deployed)
    return DeploymentView(
        slug,
        choice,
        deployment.target,
        deployment.why,
        deployment.mode,
        deployment.targets,
        deployed.command,
        tuple((path, tuple(text.rstrip("\n").split("\n"))) for path, text in bundle.files),
        _variables(deployed, choice),
        () if refused else tuple(_jobs(deployed, others)),
        tuple(refused),
    )


def variable_names(bundle: AskedBundle) -> tuple[str, ...]:
    """Returns the variables of a bundle that may be given, in the order of its files."""
    first, *_ = (*deploy_asked(bundle, DeployChoice()).deployment.targets, "")
    return tuple(deploy_asked(bundle, DeployChoice(first)).deployment.variables)


def _variables(deployed: Deployed, choice: DeployChoice) -> tuple[GivenVariable, ...]:
    return tuple(
        GivenVariable(
            name, choice.var.get(name, ""), choice.environment.get(f"{VARIABLE}{name}", "")
        )
        for name in variable_names(deployed.bundle)
    )


def _jobs(deployed: Deployed, others: list[dict[str, tuple[Setting, ...]]]) -> list[DeployedRows]:
    found = []
    for key, settings in decided(deployed).items():
        each = [{one.way: one for one in other.get(key, ())} for other in others]
        rows = {one.way: one for one in settings}
        unset = {way: Setting(way, NOT_SET, ()) for other in each for way in other}
        all_rows = sorted((unset | rows).values(), key=place_of)
        differing = [row for row in all_rows if _differs(row, each)]
        same = [row for row in all_rows if not _differs(row, each)]
        # The first of `each` are the targets with what is given, in their order.
        by_target = list(zip(deployed.deployment.targets, each, strict=False))
        elsewhere = {
            row.way: tuple(
                (target, other[row.way].value if row.way in other else "")
                for target, other in by_target
                if target != deployed.deployment.target
            )
            for row in differing
        }
        found.append(DeployedRows(key, tuple(differing), tuple(same), elsewhere))
    return found


def _differs(row: Setting, each: Sequence[Mapping[str, Setting]]) -> bool:
    return any(row.way not in other or other[row.way].value != row.value for other in each)
