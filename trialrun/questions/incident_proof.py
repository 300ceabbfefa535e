"""Proves an incident: one cause is the one, the others could have been, and what is shown is so."""

import re
from collections.abc import Collection, Iterator, Mapping

from trialrun.engine import Endless, State, Trace, WhatIfError, WhatIfText
from trialrun.nearest import offered
from trialrun.questions.alike import Look, alike, as_typed
from trialrun.questions.claimed import Told
from trialrun.questions.claims import ClaimError, holds
from trialrun.questions.incident import Incident, PossibleCause
from trialrun.questions.level_proof import level_flaws
from trialrun.questions.question import Cited
from trialrun.questions.run_told import CODES, told_of
from trialrun.questions.scenario import PLAIN
from trialrun.questions.spec import Location
from trialrun.questions.stage import NONE_BROKEN, Flaw, Places, assumptions, plainly

_BY_ITSELF = frozenset({State.FAILED, State.TIMEDOUT})
_WORD = re.compile(r"[^\W\d_]{4,}")
"""What is shorter tells nothing: the, that, of, on."""


def incident_flaws(
    incident: Incident,
    facts: Mapping[str, Cited],
    assumed: Collection[str],
    look: Look = as_typed,
    broken: Places = NONE_BROKEN,
) -> Iterator[Flaw]:
    """Yields what is wrong with an incident, but for what is best: that takes a search.

    The arguments are those of `level_flaws`, which its acts and goals are proven by.
    """
    yield from level_flaws(incident.level, facts, assumed, look, broken)
    start = incident.scenario.play_text()
    yield from _name_flaws(incident)
    yield from _call_flaws(incident, start)
    yield from _message_flaws(incident, start)
    for place, earlier in alike([cause.says for cause in incident.causes], look):
        told = f"this reads like cause {earlier + 1}; reword one"
        yield Flaw(("causes", place, "says"), told)
    yield from _cause_flaws(incident, start, frozenset(assumed))
    yield from _unsure_flaws(incident, frozenset(assumed))


def failed_by_themselves(trace: Trace, until_ms: int) -> tuple[str, ...]:
    """Returns the tasks of the run that started last which failed or timed out by then.

    What failed because something before it did is none of them: it never ran.
    """
    states = _states_at(trace, until_ms)
    return tuple(key for key in trace.keys if states.get(key) in _BY_ITSELF)


def _states_at(trace: Trace, until_ms: int) -> dict[str, str]:
    """Returns how the tasks of the run that started last stand at a moment, by task."""
    states: dict[str, str] = {}
    for event in trace.own_events("task", "run"):
        if event.t_ms > until_ms or event.segment < 0:
            continue
        if event.kind == "task":
            states[trace.task_key(event)] = event.after
        elif event.after == State.RUNNING and trace.segments[event.segment].kind == "run":
            states = {}
    return states


def _first_look(incident: Incident, trace: Trace) -> tuple[object, ...]:
    """Returns what one sees at once: how the tasks stand, and each run, by their badges."""
    until_ms = trace.t_end_ms if incident.now_ms is None else incident.now_ms
    runs = [
        run.result if 0 <= run.t1_ms <= until_ms else State.RUNNING if 0 <= run.t0_ms <= until_ms
        else State.QUEUED
        for run in trace.runs if run.created_ms <= until_ms
    ]  # fmt: skip
    return (_states_at(trace, until_ms), runs)


def _name_flaws(incident: Incident) -> Iterator[Flaw]:
    """Yields what title and address tell of the cause: one sees both before one has looked."""
    ours = {word for one in incident.causes if one.supposed is None for word in _words(one.says)}
    others = {word for one in incident.causes if one.supposed for word in _words(one.says)}
    names = {"the title": incident.title, "the name of the file": incident.slug}
    for what, text in names.items():
        for word in sorted(_words(text) & (ours - others)):
            told = f"{what} has “{word}”, which of all causes only the right one says"
            yield Flaw(("title",), f"{told}; name it by what one sees, or by its trade")


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _call_flaws(incident: Incident, start: Trace) -> Iterator[Flaw]:
    if incident.now_ms is None:
        return
    if not 0 < incident.now_ms < start.t_end_ms:
        told = f"{start.t_end_ms // 1000}s"
        yield Flaw(
            ("now",),
            f"the story goes on until {told} without you; write less, or remove this line for a "
            "call when it is over",
        )
    for index, text in enumerate(incident.level.may.do):
        try:
            (act,) = incident.scenario.read(WhatIfText(do=(text,))).do or ()
        except WhatIfError:
            continue
        if act.at_ms is not None and act.at_ms < incident.now_ms:
            yield Flaw(("may", "do", index), "this is done before the call; write a later moment")


def _message_flaws(incident: Incident, start: Trace) -> Iterator[Flaw]:
    until_ms = start.t_end_ms if incident.now_ms is None else incident.now_ms
    failed = failed_by_themselves(start, until_ms)
    for key in failed:
        if key not in incident.messages:
            yield Flaw(("messages",), f"what does the page of `{key}` show? Add `{key}: …`")
    for key in incident.messages:
        if key not in failed:
            told = f"`{key}` does not fail by itself, so its page shows no message; remove this"
            yield Flaw(("messages", key), told)
    for key, message in incident.messages.items():
        if message.code and message.code not in CODES:
            told = f"`{message.code}` is no termination code{offered(message.code, CODES)}"
            yield Flaw(("messages", key, "code"), told)


def _cause_flaws(incident: Incident, start: Trace, assumed: frozenset[str]) -> Iterator[Flaw]:
    ours = [each for each in incident.causes if each.supposed is None]
    if len(ours) != 1:
        told = "each wrong cause says by `if` in which run it would be the one, the right one does"
        yield Flaw(("causes",), f"{len(ours)} causes have no `if`; {told} not")
        return
    for index, cause in enumerate(incident.causes):
        at: Location = ("causes", index)
        seen, flaw = _sees(cause, told_of(start))
        if flaw:
            yield Flaw((*at, "sign"), flaw)
        elif cause.supposed is None and not seen:
            yield Flaw((*at, "sign"), "this does not hold in the run; mend it, or the story")
        elif cause.supposed is not None and seen:
            yield Flaw((*at, "sign"), "this holds in the run, too; exactly one sign may")
        elif cause.supposed is not None:
            yield from _supposed_flaws(incident, cause, (*at, "if"), ours[0], assumed)
    yield from _plain_flaws(incident, start)


def _plain_flaws(incident: Incident, start: Trace) -> Iterator[Flaw]:
    """Yields a flaw where the badges of tasks and runs alone rule all other causes out."""
    look = _first_look(incident, start)
    for cause in incident.causes:
        if cause.supposed is None:
            continue
        try:
            if _first_look(incident, incident.scenario.play_text(cause.supposed)) == look:
                return
        except (Endless, WhatIfError):
            return
    told = "badges of tasks and runs alone rule out all but the right one"
    yield Flaw(("causes",), f"{told}; add one whose run has the same, and other rows or minutes")


def _supposed_flaws(
    incident: Incident,
    cause: PossibleCause,
    at: Location,
    ours: PossibleCause,
    assumed: frozenset[str],
) -> Iterator[Flaw]:
    """Yields why a wrong cause could not have been: no run near this one shows its sign."""
    try:
        trace = incident.scenario.play_text(cause.supposed or PLAIN)
    except (Endless, WhatIfError) as error:
        yield Flaw(at, plainly(str(error)))
        return
    yield from (Flaw(at, message) for message in assumptions(trace, assumed))
    told = told_of(trace)
    seen, flaw = _sees(cause, told)
    if flaw or not seen:
        yield Flaw(at, "its sign does not hold in that run either" + (f": {flaw}" if flaw else ""))
    elif _sees(ours, told)[0]:
        yield Flaw(at, "the sign of the right cause holds in that run, too; narrow it")


def _unsure_flaws(incident: Incident, assumed: frozenset[str]) -> Iterator[Flaw]:
    """Yields wrong tries that lead where no source says what happens. A refusal changes nothing."""
    for index, wrong in enumerate(incident.level.wrong):
        try:
            trace = incident.scenario.play_text(wrong.text)
        except (Endless, WhatIfError):
            continue
        rules = {event.rule for event in trace.events if event.kind != "refused"} & assumed
        for rule in sorted(each for each in rules if not each.startswith("compute.")):
            told = f"the run rests on an assumption of ours ({rule}); nobody is graded on it"
            yield Flaw(("wrong", index, "try"), told)


def _sees(cause: PossibleCause, told: Told) -> tuple[bool, str]:
    """Says whether a sign holds, and why that cannot be told; "" where it can."""
    try:
        return holds(cause.sign, told), ""
    except ClaimError as error:
        return False, str(error)
