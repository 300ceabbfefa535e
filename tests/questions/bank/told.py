"""The belief coverage of a folder of content. No test in here."""

from pathlib import Path

from tests.build import ROOT
from trialrun.content import Catalog
from trialrun.content.coverage import apart_in, coverage_from
from trialrun.content.warned import questions_in
from trialrun.questions.bank.coverage import Coverage


def coverage(catalog: Catalog, root: Path = ROOT) -> Coverage:
    """Returns the coverage of a catalog that was read from a folder."""
    found = {
        slug: apart_in(catalog, slug, (root / f"quizzes/{slug}.yaml").read_text())
        for slug in catalog.sets
    }
    return coverage_from(catalog, questions_in(catalog), found)
