"""What is written and has no effect: a field, a file, a reference that nothing takes up.

Facts: bundle-validate-warns, bundle-files, bundle-wrong-types, reference-fields, reference-syntax,
for-each-input.
"""

from collections.abc import Iterator, Sequence

from trialrun.engine import WhatIfText
from trialrun.jobs.places import LeftOut
from trialrun.review.finding import Finding, Proof, Severity, Spot
from trialrun.review.stories import Stories

IGNORED = "ignored-field"
_WHOLE_STORY = -1


def ignored_fields(stories: Stories) -> Iterator[Finding]:
    """Finds settings of a job that are left out; the run without them is the proof."""
    left_out = stories.subject.around.left_out
    if left_out:
        yield from found_in(left_out, stories.text())


def found_in(left_out: Sequence[LeftOut], what_if: WhatIfText) -> Iterator[Finding]:
    """Returns a finding for each thing that is left out."""
    for one in left_out:
        yield Finding(
            IGNORED,
            Severity.WARNING if one.is_sure else Severity.NOTE,
            f"{one.task}: {_sentence(one.says)}" if one.task else _capital(_sentence(one.says)),
            "Write what is meant, or take it out: as it stands it has no effect.",
            (one.fact,),
            Spot(one.task, one.field),
            Proof(what_if, _WHOLE_STORY, 0),
            (one.task,) if one.task else (),
            at=one.at,
        )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
