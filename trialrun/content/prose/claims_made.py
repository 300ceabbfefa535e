"""Finds claims about behaviour that nothing speaks for: no note, no run, nothing to drive. Pure.

It goes by words, so it errs; where it does, a mark behind the sentence says that the view is ours.
"""

import re
from collections.abc import Iterator, Sequence

from trialrun.content.prose.passages import (
    CODE,
    HEADING,
    ITEM,
    OURS,
    PARAGRAPH,
    PROMPT,
    RECALL,
    ROW,
    TITLE,
    Passage,
)
from trialrun.content.prose.rhythm import ProseFlaw

UNBOUND = "unbound-claim"
"""The rule."""
SHOWN_MAX = 70
_BOXES = frozenset({"anchor", "lock"})
_SAYING = frozenset({PARAGRAPH, ITEM, ROW})
SET_UP_MAX = 3
"""So many passages before a prompt, in its section, may set its scene."""
_SENTENCE = re.compile(r"(?<=[.!?])[”’)*]*\s+(?=[A-Z`“‘(*0-9])")


def _any_of(words: str) -> str:
    return "|".join(words.split())


_DOES = _any_of(
    "runs waits starts retries fails succeeds keeps commits ends counts stays writes appends "
    "overwrites merges fires queues skips cancels restarts repairs resets creates deletes "
    "drops replaces applies pauses resumes resolves returns raises reads sends triggers "
    "deploys validates inherits ignores fills sets gets takes gives holds lasts expires "
    "scales bills costs stops finishes completes happens excludes includes needs allows "
    "refuses accepts supports requires preselects promises tracks remembers stores processes "
    "recovers falls remains passes becomes arrives belongs decides behaves loses catches misses "
    "doubles copies blocks polls checks logs joins groups names knows begins opens closes"
)
_DO = _any_of(
    "run wait start retry fail succeed keep commit end count stay write append overwrite fire "
    "restart repair share depend resume need allow support"
)
_DONE = _any_of(
    "run skipped retried started canceled cancelled queued kept committed rolled taken "
    "written executed excluded disabled deployed deleted created paused resumed ignored "
    "billed charged stored passed evaluated resolved replaced sent notified triggered "
    "repaired rerun counted limited allowed supported refused set read merged applied dropped "
    "saved"
)
_MANY = _any_of(
    "they tasks runs jobs retries iterations clusters streams pipelines writes repairs rows "
    "notifications tables branches triggers schedules files values parameters bundles targets "
    "both all none each others"
)
_BEHAVIOUR = re.compile(
    rf"\b(?:{_DOES})\b"
    rf"|\b(?:{_MANY})\s+(?:\w+ly\s+)?(?:{_DO})\b"
    rf"|\b(?:does not|do not|don’t|doesn’t|will|won’t|may)\s+(?:{_DO}|be|have|take|get|hold)\b"
    rf"|\b(?:is|are|was|were|be|been|being|gets?)\s+(?:not\s+|never\s+|always\s+|only\s+)?"
    rf"(?:{_DONE})\b"
    r"|\b(?:always|never|by default|default|at most|at least|up to|cannot|can’t|must)\b",
    re.IGNORECASE,
)
_ORDERS = _any_of(
    "press open take see watch read pick call say try step play reset look note think imagine "
    "suppose compare choose go come answer predict commit count write use pass ask keep set "
    "put give add remember cast fix find let make do don’t click follow turn check learn know "
    "mind leave say guess scroll"
)
_ORDER = re.compile(
    rf"\W*(?:(?:now|then|first|next|so|and|but|again),?\s+)?(?:to \w+,\s+)?(?:{_ORDERS})\b"
    r"|\W*(?:run|repair|break|mend)\s+(?:it|them|this|these|both|the|your|that)\b"
    rf"|\W*(?:after|before|when|once|if|in|on|with|for)\b[^,.]{{0,60}},\s+(?:{_ORDERS})\b"
    r"|\W*before (?:you|we)\b"
    r"|\W*(?:this|the next|a later|later|another)\s+(?:lesson|lessons|section|box|page)\b",
    re.IGNORECASE,
)
_ENDS = "*_”’) "


def claim_flaws(passages: Sequence[Passage]) -> Iterator[ProseFlaw]:
    """Yields passages that claim something of how Databricks behaves, and are bound to nothing."""
    said = [passage for passage in passages if passage.kind not in (CODE, TITLE)]
    for at, passage in enumerate(said):
        if passage.kind not in _SAYING or is_spoken_for(said, at):
            continue
        said_here = sentences_of(passage.says)
        if said_here and said_here[-1].endswith(":"):
            # What it announces is told by what comes.
            said_here.pop()
        claim = next(filter(is_claim, said_here), "")
        if claim:
            shown = claim if len(claim) <= SHOWN_MAX else f"{claim[:SHOWN_MAX]}…"
            told = (
                f"nothing speaks for “{shown}”; cite a fact [^…], write a value of a run, put it "
                f"beside a run, or [^{OURS}] behind it where it is a view of ours"
            )
            yield ProseFlaw(UNBOUND, passage.line, told)


def is_spoken_for(passages: Sequence[Passage], at: int) -> bool:
    """Says whether a passage is bound, leads to where it is told, or stands beside what is."""
    passage = passages[at]
    if passage.is_bound or passage.is_ours or passage.leads_on:
        return True
    if _is_beside_prompt(passages, at) or _is_in_bound_box(passages, at):
        return True
    return passage.kind in (ROW, ITEM) and _is_introduced(passages, at)


def _is_beside_prompt(passages: Sequence[Passage], at: int) -> bool:
    """Says whether it stands right behind a prompt, or sets the scene of the next one."""
    if at and _is_driven(passages[at - 1]):
        return True
    for after in passages[at + 1 : at + 1 + SET_UP_MAX]:
        if after.kind == HEADING:
            return False
        if _is_driven(after):
            return True
    return False


def _is_driven(passage: Passage) -> bool:
    return passage.kind == PROMPT and passage.says != RECALL


def _is_in_bound_box(passages: Sequence[Passage], at: int) -> bool:
    """Says whether a short box holds a sentence that is bound, and this one beside it."""
    if not _BOXES.intersection(passages[at].inside[-1:]):
        return False
    return any(
        each.is_bound and each.kind == PARAGRAPH and each.inside == passages[at].inside
        for each in passages[max(at - 2, 0) : at + 3]
    )


def _is_introduced(passages: Sequence[Passage], at: int) -> bool:
    """Says whether a list's or a table's introduction is bound, or what stands right below it."""
    kind, first, last = passages[at].kind, at, at
    while first and passages[first - 1].kind == kind:
        first -= 1
    # The names of a table's columns stand between.
    while first and passages[first - 1].kind == HEADING and kind == ROW:
        first -= 1
    while last + 1 < len(passages) and passages[last + 1].kind == kind:
        last += 1
    before = passages[first - 1] if first else passages[at]
    if before.kind == PARAGRAPH and before.is_bound:
        return kind == ROW or before.says.rstrip(_ENDS).endswith(":")
    return kind == ROW and any(each.is_bound for each in passages[last + 1 : last + 2])


def sentences_of(text: str) -> list[str]:
    """Returns the sentences of a text.

    >>> sentences_of("It waits. Does it? Yes: `b` runs.")
    ['It waits.', 'Does it?', 'Yes: `b` runs.']
    """
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def is_claim(sentence: str) -> bool:
    """Says whether a sentence tells how something behaves: no question, nothing to be done.

    >>> [is_claim(said) for said in ("It waits.", "Does it wait?", "Press Play, and it runs.")]
    [True, False, False]
    """
    if sentence.rstrip(_ENDS).endswith("?") or is_order(sentence):
        return False
    return bool(_BEHAVIOUR.search(sentence))


def is_order(sentence: str) -> bool:
    """Says whether a sentence tells the reader what to do, or what a text is about."""
    return bool(_ORDER.match(sentence))
