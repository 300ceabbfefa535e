"""The same seed gives the same bytes on any machine: what they were is written down.

A seed that gives another question now needs another version of its family, unless the words of a
rule or a fact have changed: `python -m tests.families.test_golden_questions` writes them anew.
"""

import json
from hashlib import sha256

import pytest

from tests.build import ROOT
from tests.families.drawn import asked, drawn
from trialrun.families import FAMILIES, Generated

GOLDEN = ROOT / "tests" / "golden" / "generated.json"
SEEDS_KEPT = (1, 2, 7919)


def digest(found: Generated) -> str:
    """What a learner sees of a question, and its key, in a few signs; not its reasons."""
    question = found.question
    seen = [asked(question), dict(question.key), str(found.difficulty)]
    return sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()[:16]


def digests(name: str) -> dict[str, str]:
    """Those of the seeds that are kept."""
    version = FAMILIES[name].version
    return {f"{name}-v{version}-{seed}": digest(drawn(name, seed)) for seed in SEEDS_KEPT}


@pytest.mark.parametrize("name", FAMILIES)
def test_seeds_give_what_they_gave(name):
    golden = json.loads(GOLDEN.read_text("utf-8"))

    assert {id_: golden.get(id_) for id_ in digests(name)} == digests(name)


def main() -> None:
    """Writes the digests."""
    found = {id_: value for name in FAMILIES for id_, value in digests(name).items()}
    GOLDEN.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
