"""In which order a go asks, as the sets of its questions say."""

from collections.abc import Sequence

from trialrun.questions import Question, arranged, leader
from trialrun.web.http.services import catalog


def order_of(uids: Sequence[str], *, seed: str) -> list[str]:
    """Returns the questions of a go in the order in which they are asked."""
    slugs = dict.fromkeys(uid.partition("/")[0] for uid in uids)
    found = [catalog().sets[slug] for slug in slugs if slug in catalog().sets]
    return arranged(
        uids,
        seed=seed,
        follows={uid: of for each in found for uid, of in each.uids_followed.items()},
        in_order=[each.uids for each in found if not each.is_shuffled],
    )


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
