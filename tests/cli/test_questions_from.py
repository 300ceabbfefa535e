"""`questions --from`: a set about a job of one's own, proven as it stands; else a sentence."""

import shutil

import pytest

from tests.build import ROOT, copied
from trialrun.cli import main
from trialrun.lab.own_examples import EXAMPLES


@pytest.fixture
def job(tmp_path):
    """A bundle on disk."""
    file = tmp_path / "databricks.yml"
    file.write_text(EXAMPLES["bundle"], "utf-8")
    return file


def test_what_is_printed_is_proven_beside_the_scenario_that_is_saved(job, tmp_path, capsys):
    content = tmp_path / "content"
    for folder in ("lessons", "scenarios", "quizzes", "levels"):
        shutil.copytree(ROOT / folder, content / folder)
    saved = content / "scenarios" / "orchard.yaml"

    assert 0 == main(["questions", "--from", str(job), "--scenario", "orchard"])
    (content / "quizzes" / "orchard.yaml").write_text(capsys.readouterr().out, "utf-8")
    assert 0 == main(["simulate", str(job), "--save-scenario", str(saved)])
    catalog = copied(content)

    assert [] == [str(each) for each in catalog.problems_of("quizzes/orchard.yaml")]
    assert len(catalog.sets["orchard"].questions) >= 5


def test_a_seed_gives_other_questions(job, capsys):
    found = set()
    for seed in ("1", "2"):
        assert 0 == main(["questions", "--from", str(job), "--seed", seed])
        found.add(capsys.readouterr().out)

    assert 2 == len(found)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--from", "nothing.yml"], "cannot be read"),
        (["--from", "{job}", "rollback"], "either a SET or --from FILE"),
        (["--from", "{job}", "--scenario", "My Job"], "has a capital letter and a space"),
        (["--from", "{job}", "--seed", "x"], "--seed: with --from it is a whole number"),
        (["--from", "{job}", "--job", "orchrd"], "did you mean `orchard`"),
    ],
)
def test_what_cannot_be_is_a_sentence(job, capsys, argv, says):
    assert 1 == main(["questions", *(part.format(job=job) for part in argv)])

    assert says in capsys.readouterr().err
