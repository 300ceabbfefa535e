"""What stands beside a question: the graph of its runs, or the bundles that it asks about."""

from collections.abc import Mapping
from typing import Any

from trialrun.engine import Trace
from trialrun.questions.bundle import Deployed
from trialrun.questions.bundle_shown import BUNDLES, plain_bundle
from trialrun.questions.graph_shown import graph_of_runs
from trialrun.questions.spec import AskedSpec, BundleSpec
from trialrun.questions.stage import Played, Stage


def shown_beside(
    spec: AskedSpec, stage: Stage, traces: Mapping[str, Played], *, graph: bool
) -> dict[str, Any]:
    """Returns the parts of a body that show what is asked about; a graph only if it is wanted."""
    runs = [played for played in traces.values() if isinstance(played, Trace)]
    bundles = {name: each for name, each in traces.items() if isinstance(each, Deployed)}
    if not bundles:
        return graph_of_runs(runs) if graph else {}
    beliefs = dict.fromkeys(belief for _, belief in spec.beliefs())
    believed = {
        belief: stage.traces(spec.run_specs(), stage.bundle_beliefs[belief]) for belief in beliefs
    }
    return {
        BUNDLES: [
            plain_bundle(
                name,
                _slug_of(spec, name),
                each,
                [(belief, by_name[name]) for belief, by_name in believed.items()],
            )
            for name, each in bundles.items()
        ]
    }


def _slug_of(spec: AskedSpec, name: str) -> str:
    """Returns which bundle of the content a question deploys under a name, "" for its own text."""
    said = spec.run_specs()[name]
    return (said.bundle or "") if isinstance(said, BundleSpec) else ""
