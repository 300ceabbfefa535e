"""The page for authors: what is asked, whom it finds out, who guesses; and no learner in it."""

import pytest

from app import Settings, create_app
from tests.build import bundled
from tests.content.files import FILES, write
from tests.web.pages import strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.content.tally import tally_of
from trialrun.content.warned import questions_in
from trialrun.engine import BELIEFS
from trialrun.web import authors


def shown(client) -> str:
    return text_of(strict(client.get("/authors/")))


def played(client) -> str:
    """Returns the text of the page once all is played: it comes again until then."""
    while "Refresh" in (page := client.get("/authors/?play")).headers:
        pass
    return text_of(strict(page))


@pytest.fixture
def small(tmp_path):
    """An app of three sets."""
    settings = Settings(
        data=tmp_path / "data", content=write(tmp_path / "content"), shows_author_pages=True
    )
    return create_app(settings=settings).test_client()


def test_the_page_has_figures_coverage_and_bots(client):
    told = shown(client)

    assert f"{len(questions_in(bundled()))} proven questions in {len(bundled().sets)} sets" in told
    facts_alone = [q for q in questions_in(bundled()) if authors._is_executed(q) is False]
    assert facts_alone
    assert all(question.facts and not question.runs for question in facts_alone)
    for exam in bundled().exams.exams.values():
        assert exam.name in told
        assert all(says.replace("`", "") in told for says in exam.objectives.values())
    assert "learner of all cues" in told


def test_once_all_is_played_each_belief_is_there_and_stays(small):
    told = played(small)

    assert "mutation score" in told
    assert all(belief in told for belief in BELIEFS)
    assert "mutation score" in shown(small)


def test_the_objectives_are_counted_by_kind_and_difficulty_and_what_is_missing_is_named():
    tally = tally_of(bundled())

    counted = sum(one.count for exam in tally.exams for one in exam.objectives)
    tags_of = [t for found in bundled().sets.values() for t in found.tags.values()]
    assert sum(len(tag.objectives) for tag in tags_of) == counted
    for exam in tally.exams:
        for one in exam.objectives:
            for kind, (easy, medium, hard, _) in one.of_kinds.items():
                lacking = [kind for n in (easy, medium, hard) if not n]
                named = any(kind in said.split() for said in one.missing)
                assert named == bool(lacking) or one.missing == ("every question",)


def test_it_is_linked_for_authors_and_is_not_there_for_learners(tmp_path):
    def client_of(is_author: bool):
        settings = Settings(data=tmp_path / str(is_author), shows_author_pages=is_author)
        return create_app({}, settings, FixedShelf(bundled())).test_client()

    for is_author in (True, False):
        client = client_of(is_author)
        links = [link.attrib.get("href") for link in tags(strict(client.get("/words/")), "a")]
        assert is_author == ("/authors/" in links)
        assert (200 if is_author else 404) == client.get("/authors/").status_code


def test_what_is_not_played_yet_is_said_and_played_when_asked_for(small, monkeypatch):
    first = small.get("/authors/")

    assert "Refresh" not in first.headers
    assert "The runs of 3 of 3 sets have not been played" in text_of(strict(first))
    assert "/authors/?play" in [link.attrib.get("href") for link in tags(strict(first), "a")]
    monkeypatch.setattr(authors, "WORK_S", 0.0)
    second = small.get("/authors/?play")
    assert "1" == second.headers["Refresh"]
    assert "The runs of 3 of 3 sets are being played" in text_of(strict(second))


def test_mistakes_and_warnings_are_listed_with_their_places(tmp_path):
    files = FILES | {"quizzes/one.yaml": "title: ["}
    settings = Settings(
        data=tmp_path / "data", content=write(tmp_path / "content", files), shows_author_pages=True
    )
    told = shown(create_app(settings=settings).test_client())

    assert "quizzes/one.yaml:1" in told
    assert "quizzes/facts.yaml:9:33" in told or "quizzes/facts.yaml:9" in told


def test_no_learner_is_told_of(client):
    """Whatever somebody answered, the page stays the same."""
    before = shown(client)
    client.post("/practice/rollback/", data={})

    assert before == shown(client)
