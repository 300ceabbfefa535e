"""Makes a question of what a family posed: its key out of a run, wrong answers out of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trialrun.engine import WhatIfText
from trialrun.families import one_of_four
from trialrun.families.choosing import KeyPlace
from trialrun.families.difficulty import difficulty_of
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Generated, Ground, NoSuchQuestion, Posed
from trialrun.families.playing import Playing, is_gradable
from trialrun.families.putting import beliefs_in
from trialrun.questions import (
    Cited,
    PlayedRun,
    Question,
    Stage,
    flaws_of,
    prove,
    question_reader,
)
from trialrun.questions.bank.rules import follows_the_chain
from trialrun.questions.graph_shown import graph_of_runs
from trialrun.questions.known import THOUGHTS
from trialrun.questions.proof import played_digest

DRAWS_MAX = 60
"""So many stories are drawn for a seed before it is given up; see tests for how many it takes."""
STRICT_MAX = 10
"""In so many of them the key must have the rank by size that was drawn for the seed."""
PLAIN_SHARE = 5
"""Of so many predictions one may follow the plain rule for what stands behind a failed task."""
PICKED, LEFT = "yes", "no"
_Found = tuple[Question, tuple[str, ...], dict[str, Any]]
"""A question, the beliefs behind its wrong answers, and as it is written; {} where it cannot be."""


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
    # How it is asked, and how the key stands among options, is drawn before any story is.
    of_seed = Draw(family.id, family.version, seed)
    place = KeyPlace.drawn(of_seed.apart("place"))
    poses = of_seed.apart("pose").shuffled(family.poses)
    may_be_plain = of_seed.apart("plain").is_one_in(PLAIN_SHARE)
    for tried in range(draws_max):
        draw = Draw(family.id, family.version, seed, tried)
        on = ground or family.grounds(draw.apart("ground"), slug)
        # A job that is given may have no story for the way that was drawn: then another one is.
        pose = poses[0] if tried < draws_max // 2 else poses[tried % len(poses)]
        posed = pose(draw.apart("pose"), on)
        if posed is None or posed.code is None:
            continue
        is_strict = tried < min(STRICT_MAX, draws_max // 2)
        making = _Making(family, seed, stage, posed, uid, place, is_strict, may_be_plain)
        found = making.made(draw.apart("options"))
        if found is not None:
            return found
    raise NoSuchQuestion(
        f"{family.title}: no story worth asking about comes of the seed {seed}. Take the next one."
    )


@dataclass(frozen=True, slots=True)
class _Making:
    """A posed story on its way to a question; `place` is for that which is put as options.

    `may_be_plain` says whether a prediction may follow the chain.
    """

    family: Family
    seed: int
    stage: Stage
    posed: Posed
    uid: tuple[str, str]
    place: KeyPlace
    is_strict: bool
    may_be_plain: bool

    def made(self, draw: Draw) -> Generated | None:
        """Returns the question; None where the story is not worth asking about."""
        playing = Playing.of(self.family, self.stage, self.posed, draw)
        if playing is None:
            return None
        found = self._as_put(playing) if self.posed.put else self._as_options(playing)
        if found is None:
            return None
        question, beliefs, written = found
        difficulty = difficulty_of(playing.trace, self.posed, playing.right)
        scenario = self.posed.ground.scenario
        return Generated(question, self.family, self.seed, difficulty, beliefs, scenario, written)

    def _as_options(self, playing: Playing) -> _Found | None:
        wrong = one_of_four.wrong_answers(playing, self.place, is_strict=self.is_strict)
        if not wrong:
            return None
        options = one_of_four.options_of(playing, wrong)
        right = one_of_four.id_of(playing.right.says)
        beliefs = tuple(each.belief for each in wrong if each.belief)
        graph = graph_of_runs([playing.trace]) if self.posed.has_graph else {}
        question = Question(
            set_slug=self.uid[0],
            id=self.uid[1],
            kind_name=one_of_four.KIND,
            lesson="",
            section="",
            stem=self.posed.stem,
            code=self.posed.code or "",
            body={"options": options, "in_order": False, **graph},
            key={each["id"]: PICKED if each["id"] == right else LEFT for each in options},
            runs=self._runs(),
            facts=self._cited(beliefs),
            played=played_digest({"": playing.trace}),
        )
        fields = one_of_four.as_written(options, playing, wrong)
        written = self._written(one_of_four.KIND, fields, beliefs) if fields else {}
        return question, beliefs, written

    def _as_put(self, playing: Playing) -> _Found | None:
        """Has it proven as an author's question is."""
        put = self.posed.put
        assert put is not None
        fields = put.fields(playing)
        if fields is None:
            return None
        spec = question_reader().validate_python(
            {"id": self.family.id, **self._written(put.kind, fields, ())}
        )
        scenario = self.posed.ground.scenario
        beliefs = {
            id_: rules for id_, rules in self.stage.beliefs.items() if is_gradable(id_, self.stage)
        }
        stage = replace(self.stage, scenarios={scenario.slug: scenario}, beliefs=beliefs)
        if any(flaws_of(spec, stage)):
            return None
        question = prove(spec, stage, set_slug=self.uid[0], lesson="")
        if follows_the_chain(question) and not self.may_be_plain:
            return None
        shown = tuple(dict.fromkeys(beliefs_in(question.body)))
        told = replace(question, id=self.uid[1], runs=self._runs(), facts=self._cited(shown))
        return told, shown, self._written(put.kind, fields, shown)

    def _what_ifs(self) -> dict[str, WhatIfText]:
        """Returns what plays the story on its page, where a given job may act otherwise."""
        ground, found = self.posed.ground, {}
        for name, what_if in (self.posed.runs or {"": self.posed.what_if}).items():
            does = what_if.do or (() if ground.is_drawn else ("run_now",))
            found[name] = what_if._replace(do=does, deed=ground.deed)
        return found

    def _runs(self) -> tuple[PlayedRun, ...]:
        scenario = self.posed.ground.scenario
        return tuple(
            PlayedRun(scenario.title, scenario.slug, what_if)
            for what_if in self._what_ifs().values()
        )

    def _written(
        self, kind: str, fields: Mapping[str, Any], beliefs: Sequence[str]
    ) -> dict[str, Any]:
        """Returns it as an author writes it, but for its id."""
        slug = self.posed.ground.scenario.slug
        runs = {name: _run_written(slug, each) for name, each in self._what_ifs().items()}
        return {
            "kind": kind,
            "stem": self.posed.stem,
            **({"code": self.posed.code} if self.posed.code else {}),
            **({"run": runs[""]} if "" in runs else {"runs": runs}),
            **fields,
            "facts": [fact.id for fact in self._cited(beliefs) if fact.is_gradable],
        }

    def _cited(self, beliefs: Sequence[str]) -> tuple[Cited, ...]:
        """Returns the facts of the family, those that correct beliefs, and what is told besides."""
        told, corrections = self.family.told, (THOUGHTS[b].corrected_by for b in beliefs)
        ids = dict.fromkeys([*self.family.facts, *corrections, *told])
        known = (self.stage.facts[id_] for id_ in ids if id_ in self.stage.facts)
        return tuple(fact for fact in known if fact.is_gradable or fact.id in told)


def _run_written(slug: str, what_if: WhatIfText) -> dict[str, Any]:
    """Returns a run as an author writes it; what is said of tasks stands in the saved scenario."""
    parts = what_if._replace(deed=())._asdict()
    return {"scenario": slug, **{name: list(texts) for name, texts in parts.items() if texts}}
