"""Which beliefs a question tells from the truth: its runs are played as each would have them.

Somebody who holds a belief answers by a run of their own. Where that has another key, the question
finds them out. Pure.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from trialrun.engine import Endless, Rules, WhatIfError
from trialrun.jobs.bundle import Decisions
from trialrun.questions.proof import kind_of_spec
from trialrun.questions.spec import QuestionSpec
from trialrun.questions.stage import Stage


class Apart(NamedTuple):
    """How a belief's run has another key: whether a wrong option holds in it, too.

    Where none does, whoever holds the belief finds no answer; they are told apart all the same.
    """

    belief: str
    is_offered: bool


def told_apart(spec: QuestionSpec, stage: Stage) -> tuple[Apart, ...]:
    """Returns the beliefs of the stage that a proven question tells from the truth."""
    return tuple(_told_apart(spec, stage)) if spec.run_specs() else ()


def _told_apart(spec: QuestionSpec, stage: Stage) -> Iterator[Apart]:
    # What is said of beliefs is left out: it would have each of them played once more.
    plain = Stage(stage.scenarios, {}, {}, levels=stage.levels, bundles=stage.bundles)
    unbelieving = spec.unbelieving()
    truth = _key(unbelieving, plain, None)
    for belief, rules in stage.beliefs_of(spec).items():
        try:
            believed = _key(unbelieving, plain, rules)
        except (Endless, WhatIfError, LookupError, ValueError):
            # In that run there is nothing to compare: it has no answer to this question.
            continue
        if believed != truth:
            yield Apart(belief, _is_offered(truth, believed))


def _key(spec: QuestionSpec, stage: Stage, rules: Rules | Decisions | None) -> dict[str, str]:
    runs = spec.run_specs()
    traces = stage.traces(runs, rules) if rules else stage.traces(runs)
    return kind_of_spec(spec).make(spec, stage, traces).key


def _is_offered(truth: Mapping[str, Any], believed: Mapping[str, Any]) -> bool:
    """Says whether an answer that is wrong is right in the belief's run.

    Of options that is one that holds; whatever is not picked but said is said otherwise.
    """
    if {*truth.values(), *believed.values()} <= {"yes", "no"}:
        return any(believed[part] == "yes" != truth.get(part) for part in believed)
    return True
