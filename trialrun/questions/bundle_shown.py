"""What a question shows of a deployment: the files, the command, and behind the answer what came.

Plain values, kept with the question. What a belief would have deployed stands beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trialrun.questions.bundle import DeployChoice, Deployed
from trialrun.questions.bundle_told import settings_of

if TYPE_CHECKING:
    from trialrun.questions.question import Question

BUNDLES = "bundles"
"""The part of a body that holds the deployments it asks about."""
Pairs = Mapping[str, str]
SETTINGS_MAX = 60
ROWS_MAX = 12
NOTHING = "not there"


@dataclass(frozen=True, slots=True)
class BundleShown:
    """A deployment as a page shows it; `deployed` and `believed` are for after the answer.

    `deployed` are (setting, value), `refused` is why there are none. `believed` are, by belief,
    (setting, what is deployed, what would be). `slug` is the bundle's name among the content, ""
    for a question's own text, and `said` what stands beside the files.
    """

    title: str
    who: str
    files: tuple[tuple[str, str], ...]
    command: str
    deployed: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]
    believed: Mapping[str, tuple[tuple[str, str, str], ...]]
    slug: str
    said: DeployChoice


def plain_bundle(
    name: str, slug: str, deployed: Deployed, believed: Iterable[tuple[str, Deployed]]
) -> dict[str, Any]:
    """Returns a deployment as plain values, with what each of some beliefs would deploy."""
    settings, reasons = _came(deployed)
    said = deployed.spec
    return {
        "slug": slug,
        "said": [said.target, dict(said.var), dict(said.environment), said.user],
        "title": name,
        "who": deployed.who,
        "files": [[path, text] for path, text in deployed.bundle.files],
        "command": deployed.command,
        "deployed": [[way, value] for way, value in list(settings.items())[:SETTINGS_MAX]],
        "refused": reasons,
        "believed": {
            belief: [list(row) for row in differing(deployed, other)] for belief, other in believed
        },
    }


def differing(deployed: Deployed, other: Deployed) -> list[tuple[str, str, str]]:
    """Returns where two deployments differ: (setting, the one, the other)."""
    (one, reasons), (two, others) = _came(deployed), _came(other)
    if reasons or others:
        rows = [("deployed", _outcome(reasons), _outcome(others))]
        return rows if reasons != others else []
    ways = dict.fromkeys([*one, *two])
    rows = [(way, one.get(way, NOTHING), two.get(way, NOTHING)) for way in ways]
    return [row for row in rows if row[1] != row[2]][:ROWS_MAX]


def bundles_shown(question: "Question") -> tuple[BundleShown, ...]:
    """Returns the deployments that a question asks about."""
    return tuple(
        BundleShown(
            one["title"],
            one["who"],
            tuple((path, text) for path, text in one["files"]),
            one["command"],
            tuple((way, value) for way, value in one["deployed"]),
            tuple(one["refused"]),
            {
                belief: tuple((way, real, thought) for way, real, thought in rows)
                for belief, rows in one["believed"].items()
            },
            one["slug"],
            _choice(*one["said"]),
        )
        for one in question.body.get(BUNDLES, ())
    )


def _choice(target: str, var: Pairs, environment: Pairs, user: str) -> DeployChoice:
    return DeployChoice(target, dict(var), dict(environment), user)


def _came(deployed: Deployed) -> tuple[dict[str, str], list[str]]:
    """Returns what was deployed, or why nothing was."""
    reasons = reasons_of(deployed)
    return ({} if reasons else settings_of(deployed.deployment)), reasons


def reasons_of(deployed: Deployed) -> list[str]:
    """Returns why nothing is deployed, in sentences; none where something is."""
    deployment = deployed.deployment
    if not deployment.refusals:
        return []
    each = [deployment.notes, *(job.notes for job in deployment.jobs)]
    told = [sentence for notes in each for _, sentence in notes.wrong()]
    unset = [
        f"variable `{name}` has no value"
        for name, value in deployment.variables.items()
        if value is None and "no-value" in deployment.refusals
    ]
    return [*dict.fromkeys([*told, *unset])]


def _outcome(reasons: list[str]) -> str:
    return f"nothing: {reasons[0]}" if reasons else "as it is written"
