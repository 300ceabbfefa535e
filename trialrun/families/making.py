"""Makes a question of what a family posed: key from the run, wrong options from beliefs and runs.

A wrong option is what the same question gets under a belief, or in a neighbour story. So each of
them is an answer that somebody has a reason to give, and the reason is told.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

from trialrun.engine import TRUTH, Endless, Rules, Trace, WhatIfError, WhatIfText
from trialrun.families.choosing import KeyPlace, WrongAnswer, chosen, is_most_alike
from trialrun.families.difficulty import difficulty_of
from trialrun.families.draw import Draw
from trialrun.families.family import (
    OPTIONS,
    Family,
    Generated,
    Ground,
    NoSuchQuestion,
    Posed,
    Said,
)
from trialrun.questions import PlayedRun, Question, Scenario, Stage
from trialrun.questions.graph_shown import graph_of_runs
from trialrun.questions.known import THOUGHTS, thought_named
from trialrun.questions.proof import played_digest
from trialrun.questions.stage import assumptions
from trialrun.questions.thoughts import thought_told

DRAWS_MAX = 60
"""So many stories are drawn for a seed before it is given up; see tests for how many it takes."""
STRICT_MAX = 10
"""In so many of them the key must have the rank by size that was drawn for the seed."""
WRONGS_MAX = 12
"""So many wrong answers are looked at for three."""
ID_LENGTH = 10
PICKED, LEFT = "yes", "no"
WHYS_MAX = 2


def made(
    family: Family,
    seed: int,
    stage: Stage,
    *,
    uid: tuple[str, str],
    slug: str,
    ground: Ground | None = None,
    draws_max: int = DRAWS_MAX,
) -> Generated:
    """Makes the question of a seed, under a uid; of a drawn job under a slug, or of one given.

    Raises NoSuchQuestion where no story comes of it that is worth asking about.
    """
    # How the key stands among the options is drawn before any story is.
    place = KeyPlace.drawn(Draw(family.id, family.version, seed).apart("place"))
    for tried in range(draws_max):
        draw = Draw(family.id, family.version, seed, tried)
        on = ground or family.grounds(draw.apart("ground"), slug)
        posed = family.pose(draw.apart("pose"), on)
        if posed is None or posed.code is None:
            continue
        options, is_strict = draw.apart("options"), tried < min(STRICT_MAX, draws_max // 2)
        found = _asked(family, seed, stage, posed, options, uid, place, is_strict=is_strict)
        if found is not None:
            return found
    raise NoSuchQuestion(
        f"{family.title}: no story worth asking about comes of the seed {seed}. Take the next one."
    )


def played(
    posed: Posed, what_if: WhatIfText, rules: Rules = TRUTH, scenario: Scenario | None = None
) -> Trace | None:
    """Plays a what-if of a posed story; None where it cannot be played."""
    scenario = scenario or posed.ground.scenario
    try:
        return scenario.play(scenario.read(what_if), rules)
    except (WhatIfError, Endless):
        return None


def _asked(
    family: Family,
    seed: int,
    stage: Stage,
    posed: Posed,
    draw: Draw,
    uid: tuple[str, str],
    place: KeyPlace,
    *,
    is_strict: bool,
) -> Generated | None:
    trace = played(posed, posed.what_if)
    if trace is None or _rests_on_a_guess(trace, stage):
        return None
    right = posed.answer(trace)
    if right is None:
        return None
    wrongs = islice(_wrongs(family, stage, posed, right, draw), WRONGS_MAX)
    wrong = chosen(right, wrongs, place.rank, is_strict=is_strict)
    if len(wrong) < OPTIONS - 1:
        return None
    is_alike = is_strict and place.is_never_most_alike
    if is_alike and is_most_alike(right.says, [each.said.says for each in wrong]):
        return None
    return Generated(
        _question(family, stage, posed, trace, right, wrong, uid),
        family,
        seed,
        difficulty_of(trace, posed, right),
        tuple(each.belief for each in wrong if each.belief),
        posed.ground.scenario,
        {_id(said.says): said.claim for said in (right, *(each.said for each in wrong))},
    )


def _wrongs(
    family: Family, stage: Stage, posed: Posed, right: Said, draw: Draw
) -> Iterator[WrongAnswer]:
    """Yields answers that are not right, no two of which read alike; those of beliefs first."""
    known, seen = set(enumerate(stage.look(right.says))), {right.says}
    for wrong, rests_on_a_guess in _candidates(family, stage, posed, draw):
        if wrong.said.says in seen:
            continue
        seen.add(wrong.said.says)
        forms = set(enumerate(stage.look(wrong.said.says)))
        # What rests on a guess of ours is no honest neighbour.
        if not forms & known and not rests_on_a_guess():
            known |= forms
            yield wrong


def _candidates(
    family: Family, stage: Stage, posed: Posed, draw: Draw
) -> Iterator[tuple[WrongAnswer, Callable[[], bool]]]:
    for belief in draw.shuffled(gradable(family, stage)):
        trace = _as_believed(posed, stage, belief)
        said = posed.answer(trace) if trace else None
        if said is not None:
            yield WrongAnswer(said, belief, trace), lambda: False
    for near in draw.shuffled(posed.neighbours):
        scenario = near.scenario() if callable(near.scenario) else near.scenario
        if scenario is None and near.scenario is not None:
            continue
        trace = played(posed, near.what_if, scenario=scenario)
        said = (near.answer or posed.answer)(trace) if trace else None
        if said is not None and trace is not None:
            yield WrongAnswer(said, told=near.told), partial(_rests_on_a_guess, trace, stage)


def _as_believed(posed: Posed, stage: Stage, belief: str) -> Trace | None:
    """Plays a posed story as somebody with a belief would have it."""
    if belief in stage.beliefs:
        return played(posed, posed.what_if, stage.beliefs[belief])
    scenario = posed.believed[belief]() if belief in posed.believed else None
    return played(posed, posed.what_if, scenario=scenario) if scenario else None


def _rests_on_a_guess(trace: Trace, stage: Stage) -> bool:
    return any(assumptions(trace, stage.assumed))


def gradable(family: Family, stage: Stage) -> list[str]:
    """Returns the beliefs of a family that a learner may be told by: a fact corrects them."""
    facts = stage.facts
    return [
        belief
        for belief in family.beliefs
        if THOUGHTS[belief].corrected_by in facts
        and facts[THOUGHTS[belief].corrected_by].is_gradable
    ]


def _question(
    family: Family,
    stage: Stage,
    posed: Posed,
    trace: Trace,
    right: Said,
    wrong: Sequence[WrongAnswer],
    uid: tuple[str, str],
) -> Question:
    options = [_option(right.says, " ".join(_whys(stage, trace, right, right)))]
    for each in wrong:
        options.append(_wrong_option(stage, trace, right, each))
    options.sort(key=lambda option: option["id"])
    key_id = _id(right.says)
    graph = graph_of_runs([trace]) if posed.has_graph else {}
    scenario = posed.ground.scenario
    beliefs = [THOUGHTS[each.belief].corrected_by for each in wrong if each.belief]
    cited = dict.fromkeys([*family.facts, *beliefs])
    return Question(
        set_slug=uid[0],
        id=uid[1],
        kind_name="choice",
        lesson="",
        section="",
        stem=posed.stem,
        code=posed.code or "",
        body={"options": options, "in_order": False, **graph},
        key={option["id"]: PICKED if option["id"] == key_id else LEFT for option in options},
        runs=(PlayedRun(scenario.title, scenario.slug, _kept_what_if(posed)),),
        facts=tuple(
            stage.facts[id_]
            for id_ in [*cited, *family.told]
            if id_ in stage.facts and (id_ in family.told or stage.facts[id_].is_gradable)
        ),
        played=played_digest({"": trace}),
    )


def _kept_what_if(posed: Posed) -> WhatIfText:
    """Returns the what-if that plays the story on its page, where a given job may act otherwise."""
    ground, what_if = posed.ground, posed.what_if
    does = what_if.do or (() if ground.is_drawn else ("run_now",))
    return what_if._replace(do=does, deed=ground.deed)


def _option(says: str, why: str, belief: str = "", thought: str = "") -> dict[str, Any]:
    return {"id": _id(says), "says": says, "why": why, "belief": belief, "thought": thought}


def _wrong_option(stage: Stage, trace: Trace, right: Said, wrong: WrongAnswer) -> dict[str, Any]:
    # All options are shown together: what stands beside the right one is not said again.
    of_key = _whys(stage, trace, right, right)
    told = _whys(stage, trace, right, wrong.said, but=of_key) or _contradicted(right, wrong.said)
    why = " ".join(told)
    if wrong.trace is None:
        near = f"So it would be {wrong.told}. " if wrong.told else ""
        return _option(wrong.said.says, near + why)
    if wrong.belief not in stage.beliefs:
        return _option(wrong.said.says, why, wrong.belief, thought_named(wrong.belief))
    thought = thought_told(wrong.belief, {"": trace}, {"": wrong.trace}, stage.narrate)
    return _option(wrong.said.says, why, wrong.belief, thought)


def _whys(
    stage: Stage, trace: Trace, right: Said, said: Said, *, but: Sequence[str] = ()
) -> list[str]:
    """Says what decided, of the parts in which an answer differs; of the key what decided it."""
    if said.why:
        return [said.why]
    differ = _differing(right, said)
    about = [part for part in (differ or right.parts) if part in right.whys] or list(right.whys)
    told = dict.fromkeys(_part_told(stage, trace, right, part) for part in about)
    return [each for each in told if each not in but][:WHYS_MAX]


def _contradicted(right: Said, said: Said) -> list[str]:
    """Says what the run has of the parts in which an answer differs."""
    return [right.tells[part] for part in _differing(right, said)][:WHYS_MAX]


def _differing(right: Said, said: Said) -> list[str]:
    parts = dict.fromkeys([*right.parts, *said.parts])
    return [part for part in parts if right.parts.get(part) != said.parts.get(part)]


def _part_told(stage: Stage, trace: Trace, right: Said, part: str) -> str:
    told = _sentence(stage, trace, right.whys[part])
    return f"{told} {right.sums[part]}" if part in right.sums else told


def _sentence(stage: Stage, trace: Trace, why: int | str) -> str:
    return why if isinstance(why, str) else stage.narrate(trace, trace.events[why])


def _id(says: str) -> str:
    return sha256(says.encode()).hexdigest()[:ID_LENGTH]
