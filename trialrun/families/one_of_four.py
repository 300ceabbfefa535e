"""A query put as four options of which one holds.

A wrong option is what the same question gets under a belief, or in a neighbour story. So each of
them is an answer that somebody has a reason to give, and the reason is told.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

from trialrun.families.choosing import KeyPlace, WrongAnswer, chosen, is_most_alike
from trialrun.families.family import OPTIONS
from trialrun.families.playing import Playing, rests_on_a_guess
from trialrun.questions.known import thought_named
from trialrun.questions.thoughts import thought_told

KIND = "choice"
WRONGS_MAX = 12
"""So many wrong answers are looked at for three."""
ID_LENGTH = 10


def wrong_answers(playing: Playing, place: KeyPlace, *, is_strict: bool) -> Sequence[WrongAnswer]:
    """Returns three wrong answers; () where the story has no three that hide the key."""
    right = playing.right
    wrongs = islice(_wrongs(playing), WRONGS_MAX)
    wrong = chosen(right, wrongs, place.rank, is_strict=is_strict)
    if len(wrong) < OPTIONS - 1:
        return ()
    is_alike = is_strict and place.is_never_most_alike
    if is_alike and is_most_alike(right.says, [each.said.says for each in wrong]):
        return ()
    return wrong


def options_of(playing: Playing, wrong: Sequence[WrongAnswer]) -> list[dict[str, Any]]:
    """Returns what a question keeps of its options, in an order that tells nothing."""
    options = [_option(playing.right.says, " ".join(playing.whys(playing.right)))]
    options += [_wrong_option(playing, each) for each in wrong]
    return sorted(options, key=lambda option: str(option["id"]))


def as_written(
    options: Sequence[dict[str, Any]], playing: Playing, wrong: Sequence[WrongAnswer]
) -> dict[str, Any]:
    """Returns the options as an author writes them; {} where one of them has no claim."""
    claims = {id_of(said.says): said.claim for said in (playing.right, *(e.said for e in wrong))}
    if not all(claims.values()):
        return {}
    written = [
        {
            "says": option["says"],
            "claim": claims[option["id"]],
            **({"belief": option["belief"]} if option["belief"] else {}),
            "why": option["why"],
        }
        for option in options
    ]
    return {"options": written}


def id_of(says: str) -> str:
    """Returns a name that tells nothing of an option."""
    return sha256(says.encode()).hexdigest()[:ID_LENGTH]


def _wrongs(playing: Playing) -> Iterator[WrongAnswer]:
    """Yields answers that are not right, no two of which read alike; those of beliefs first."""
    stage, right = playing.stage, playing.right
    known, seen = set(enumerate(stage.look(right.says))), {right.says}
    for wrong, is_a_guess in _candidates(playing):
        # What says the same of each thing is the same answer, in whatever order it says it.
        if wrong.said.says in seen or not playing.differing(wrong.said):
            continue
        seen.add(wrong.said.says)
        forms = set(enumerate(stage.look(wrong.said.says)))
        # What rests on a guess of ours is no honest neighbour.
        if not forms & known and not is_a_guess():
            known |= forms
            yield wrong


def _candidates(playing: Playing) -> Iterator[tuple[WrongAnswer, Callable[[], bool]]]:
    answer = playing.posed.answer
    for belief, trace in playing.believed():
        if said := answer(trace):
            yield WrongAnswer(said, belief, trace), lambda: False
    for near, trace in playing.near():
        if said := (near.answer or answer)(trace):
            is_a_guess = partial(rests_on_a_guess, trace, playing.stage)
            yield WrongAnswer(said, told=near.told), is_a_guess


def _option(says: str, why: str, belief: str = "", thought: str = "") -> dict[str, Any]:
    return {"id": id_of(says), "says": says, "why": why, "belief": belief, "thought": thought}


def _wrong_option(playing: Playing, wrong: WrongAnswer) -> dict[str, Any]:
    # All options are shown together: what stands beside the right one is not said again.
    of_key = playing.whys(playing.right)
    said, stage = wrong.said, playing.stage
    why = " ".join(playing.whys(said, but=of_key) or playing.contradicted(said))
    if wrong.trace is None:
        near = f"So it would be {wrong.told}. " if wrong.told else ""
        return _option(said.says, near + why)
    if wrong.belief not in stage.beliefs:
        return _option(said.says, why, wrong.belief, thought_named(wrong.belief))
    runs = {"": playing.trace}, {"": wrong.trace}
    return _option(said.says, why, wrong.belief, thought_told(wrong.belief, *runs, stage.narrate))
