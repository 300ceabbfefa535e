"""What a go asks and in which order, as the sets of its questions say."""

from collections.abc import Mapping, Sequence

from trialrun.content import QuestionSet
from trialrun.practice import Past, apart, chosen
from trialrun.questions import Question, arranged, leader
from trialrun.web.http.services import answers, catalog, learner


def order_of(uids: Sequence[str], *, seed: str) -> list[str]:
    """Returns the questions of a go in the order in which they are asked."""
    found = _sets_of(uids)
    in_order = [each.uids for each in found if not each.is_shuffled]
    return arranged(uids, seed=seed, follows=_follows(found), in_order=in_order)


def round_of(pool: Sequence[str], *, count: int, seed: str) -> list[str]:
    """Returns so many questions for this learner, in the order in which a round asks them."""
    follows = _follows(_sets_of(pool))
    met = answers().waiting(learner()) if learner() else []
    missed = [uid for uid, is_right in met if not is_right]
    past = Past(missed, [uid for uid, is_right in met if is_right])
    picked = chosen(pool, past, count=count, seed=seed, follows=follows)
    return apart(order_of(picked, seed=seed), follows)


def _sets_of(uids: Sequence[str]) -> list[QuestionSet]:
    slugs = dict.fromkeys(uid.partition("/")[0] for uid in uids)
    return [catalog().sets[slug] for slug in slugs if slug in catalog().sets]


def _follows(found: Sequence[QuestionSet]) -> Mapping[str, str]:
    return {uid: of for each in found for uid, of in each.uids_followed.items()}


def has_other_orders(uids: Sequence[str]) -> bool:
    """Says whether another go at these questions may ask them in another order."""
    return len({tuple(order_of(uids, seed=str(number))) for number in range(8)}) > 1


def followed(uid: str, asked: Sequence[str]) -> Question | None:
    """Returns the question that one follows, if that is not asked in the same go."""
    found = catalog().sets.get(uid.partition("/")[0])
    if found is None or uid not in found.uids_followed:
        return None
    if leader(uid, found.uids_followed, asked):
        return None
    return catalog().question(found.uids_followed[uid])
