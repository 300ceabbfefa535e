"""Proves a level: its solution solves it, its start does not, and each wrong try fails as said."""

import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence

from trialrun.engine import Endless, Trace, WhatIfError, WhatIfText
from trialrun.plural import counted
from trialrun.questions.alike import Look, alike, as_typed
from trialrun.questions.claim_names import values_told
from trialrun.questions.claims import ClaimError, holds
from trialrun.questions.level import Goal, Level
from trialrun.questions.levels import met, moves, refusal, search
from trialrun.questions.question import Cited
from trialrun.questions.run_told import end_of
from trialrun.questions.scenario import PLAIN
from trialrun.questions.spec import Location
from trialrun.questions.stage import NONE_BROKEN, Flaw, Places, assumptions, fact_flaw, plainly

ILLUSTRATIVE_WORD = "illustrative"
_FROM_PRICES = re.compile(r"\b(cents|ms|started_ms|ended_ms)\b")


def level_flaws(
    level: Level,
    facts: Mapping[str, Cited],
    assumed: Collection[str],
    look: Look = as_typed,
    broken: Places = NONE_BROKEN,
) -> Iterator[Flaw]:
    """Yields what is wrong with a level, but for its par: that takes a search.

    `facts` says which facts may be graded on; `assumed` are the rules that are our assumptions;
    `look` how a text is seen; `broken` are the facts with mistakes of their own.
    """
    yield from level_text_flaws(level.goals, level.hints, level.facts, facts, look, broken)
    may = list(_may_flaws(level))
    yield from may
    start, flaws = _played(level, PLAIN, ("actions",))
    yield from flaws
    if start is None:
        return
    claims = list(_claim_flaws(level, start))
    yield from claims
    # What is tried hangs on what may be tried: a slip there is told once.
    if may:
        return
    unread = frozenset(flaw.at[1] for flaw in claims)
    flaws = list(_run_flaws(level, start, frozenset(assumed), unread))
    yield from flaws
    if not flaws and not claims:
        yield from _idle_goals(level)


def par_flaws(level: Level) -> Iterator[Flaw]:
    """Yields a flaw when fewer moves than par solve a level that is proven else."""
    try:
        better = search(level, level.par)
    except ValueError as error:
        yield Flaw(("may",), str(error))
        return
    if better is not None:
        told = ", ".join((*better.dial, *better.do[len(level.own_do) :]))
        yield Flaw(
            ("par",), f"{counted(moves(level, better), 'move')} will do: {told or 'nothing at all'}"
        )


def _may_flaws(level: Level) -> Iterator[Flaw]:
    read = level.scenario.read
    if not level.may.dial and not level.may.do:
        yield Flaw(("may",), "nothing may be edited; add dial: or do:")
    for name, choices in level.may.dial:
        at: Location = ("may", "dial", name)
        try:
            turned = [bool(read(WhatIfText(dial=(f"{name}:{c}",))).turns) for c in choices]
            written = [read(WhatIfText(dial=(f"{name}:{c}",))).text().dial for c in choices]
        except WhatIfError as error:
            yield Flaw(at, plainly(error, name))
            continue
        if len(set(choices)) < len(choices):
            yield Flaw(at, "a choice is offered twice; remove one")
        elif all(turned):
            yield Flaw(at, "offer the value at which the dial stands, too")
        elif not any(turned) and name != "clusters":
            yield Flaw(at, "nothing but the value at which the dial stands is offered; add another")
        for choice, texts in zip(choices, written, strict=True):
            if texts and texts != (f"{name}:{choice}",):
                yield Flaw(at, f"write {texts[0].rpartition(':')[2]} for {choice}")
    for index, text in enumerate(level.may.do):
        try:
            (written_do,) = read(WhatIfText(do=(text,))).text().do
        except WhatIfError as error:
            yield Flaw(("may", "do", index), plainly(error, text))
            continue
        if written_do != text:
            yield Flaw(("may", "do", index), f"write it as {written_do}")


def level_text_flaws(
    goals: Sequence[Goal],
    hints: Sequence[str],
    cited: Sequence[str],
    facts: Mapping[str, Cited],
    look: Look,
    broken: Places = NONE_BROKEN,
) -> Iterator[Flaw]:
    """Yields what is wrong with a level's words and facts, for which nothing has to be played."""
    for place, earlier in alike(hints, look):
        told = f"this reads like hint {earlier + 1}; each tells more than the one before"
        yield Flaw(("hints", place), told)
    for place, earlier in alike([goal.says for goal in goals], look):
        yield Flaw(("goal", place, "says"), f"this reads like goal {earlier + 1}; reword one")
    for index, goal in enumerate(goals):
        if _FROM_PRICES.search(goal.claim) and ILLUSTRATIVE_WORD not in goal.says:
            yield Flaw(
                ("goal", index, "says"),
                "costs and times hang on our prices and start-up times; say “with our "
                "illustrative prices”, or times",
            )
    for index, fact in enumerate(cited):
        if fact not in facts:
            yield fact_flaw(("facts", index), fact, facts, broken)
        elif not facts[fact].is_gradable:
            yield Flaw(
                ("facts", index),
                f"{fact} is an assumption or too unsure; cite another",
            )


def _run_flaws(
    level: Level, start: Trace, assumed: frozenset[str], unread: Container[str | int]
) -> Iterator[Flaw]:
    """Yields what the runs say otherwise; of goals whose claim is `unread` nothing is said."""
    solution, flaws = _played(level, level.solution, ("solution",))
    yield from flaws
    if solution is not None:
        yield from _solution_flaws(level, solution, unread)
    if all(met(level, start)):
        yield Flaw(("goal",), "every goal is met before anything is edited")
    for at, trace in (("solution", solution), ("actions", start)):
        if trace is not None:
            yield from (Flaw((at,), message) for message in assumptions(trace, assumed))
    yield from _wrong_flaws(level)


def _solution_flaws(level: Level, solution: Trace, unread: Container[str | int]) -> Iterator[Flaw]:
    for index, is_met in enumerate(met(level, solution)):
        if not is_met and index not in unread:
            goal = level.goals[index]
            gave = values_told([goal.claim], end_of(solution))
            told = f". The run gave: {gave}" if gave else ""
            yield Flaw(("solution",), f"it misses goal {index + 1}: {goal.says}{told}")
    taken = moves(level, level.solution)
    if taken != level.par:
        yield Flaw(
            ("par",), f"the solution takes {counted(taken, 'move')}; write par: {taken}, or mend it"
        )


def _played(level: Level, text: WhatIfText, at: Location) -> tuple[Trace | None, list[Flaw]]:
    flaws = list(_piece_flaws(level, text, at))
    message = "" if flaws else refusal(level, text)
    if message:
        flaws = [Flaw(at, plainly(message))]
    if flaws:
        return None, flaws
    try:
        return level.scenario.play_text(text), []
    except Endless as error:
        return None, [Flaw(at, plainly(str(error)))]


def _piece_flaws(level: Level, text: WhatIfText, at: Location) -> Iterator[Flaw]:
    """Yields every piece of a try that cannot be read, where it stands."""
    added = text.do[len(level.own_do) :] if text.do else ()
    for name, pieces in (("dial", text.dial), ("do", added)):
        for index, piece in enumerate(pieces):
            try:
                level.scenario.read(WhatIfText(**{name: (piece,)}))
            except WhatIfError as error:
                yield Flaw((*at, name, index), plainly(error, piece))


def _claim_flaws(level: Level, trace: Trace) -> Iterator[Flaw]:
    for index, goal in enumerate(level.goals):
        try:
            holds(goal.claim, end_of(trace))
        except ClaimError as error:
            yield Flaw(("goal", index, "claim"), str(error))


def _wrong_flaws(level: Level) -> Iterator[Flaw]:
    seen: dict[WhatIfText, int] = {}
    for index, wrong in enumerate(level.wrong):
        at: Location = ("wrong", index)
        trace, flaws = _played(level, wrong.text, (*at, "try"))
        yield from flaws
        if trace is None:
            continue
        text = level.scenario.read(wrong.text).text()
        if text in seen:
            yield Flaw((*at, "try"), f"this is wrong try {seen[text] + 1} again")
        seen[text] = index
        if not 1 <= wrong.misses <= len(level.goals):
            yield Flaw((*at, "misses"), f"goals go from 1 to {len(level.goals)}")
        elif met(level, trace)[wrong.misses - 1]:
            missed = [str(n) for n, is_met in enumerate(met(level, trace), 1) if not is_met]
            told = f"misses {', '.join(missed)}" if missed else "meets every goal"
            yield Flaw((*at, "misses"), f"the try meets goal {wrong.misses}; it {told}")


def _idle_goals(level: Level) -> Iterator[Flaw]:
    """Yields goals that nothing misses: not the start, and no wrong try."""
    played = [level.scenario.play_text(text) for text in (PLAIN, *(w.text for w in level.wrong))]
    outcomes = [met(level, trace) for trace in played]
    for index in range(len(level.goals)):
        if all(outcome[index] for outcome in outcomes):
            yield Flaw(
                ("goal", index),
                "neither the start nor a wrong try misses this goal; add such a try, or drop it",
            )
