"""The page for authors: what is asked, whom it finds out, who guesses; and no learner in it."""

from dataclasses import replace

import pytest

from app import Settings, create_app
from tests.build import bundled
from tests.content.files import FILES, write
from tests.questions.bank.test_coverage import FACTS
from tests.web.pages import strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.content.tally import tally_of
from trialrun.content.warned import questions_in
from trialrun.engine import BELIEFS
from trialrun.web import authors
from trialrun.web.http.heavy import HeavySlot


def shown(client) -> str:
    return text_of(strict(client.get("/authors/")))


def played(client) -> str:
    """Returns the text of the page once all is played behind it."""
    client.get("/authors/")
    client.application.extensions[authors.FILES].runs.wait()
    return shown(client)


@pytest.fixture
def small(tmp_path):
    """An app of three sets."""
    return small_app(tmp_path).test_client()


def small_app(tmp_path, **config):
    content = write(tmp_path / "content", FILES | {"lessons/facts.yaml": FACTS})
    settings = Settings(data=tmp_path / "data", content=content, shows_author_pages=True)
    return create_app(config, settings=settings)


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

    assert all(belief in told for belief in BELIEFS)
    assert "0 % mutation score" in told
    assert "All sets are counted. The oldest was played today" in told
    assert "are not played yet" not in told
    assert told == shown(small)


def test_what_is_kept_is_shown_at_once_by_another_process(tmp_path):
    told = played(small_app(tmp_path).test_client())

    other = small_app(tmp_path, **{authors.WORKS: False}).test_client()
    assert told == shown(other)


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
        return create_app({authors.WORKS: False}, settings, FixedShelf(bundled())).test_client()

    for is_author in (True, False):
        client = client_of(is_author)
        links = [link.attrib.get("href") for link in tags(strict(client.get("/words/")), "a")]
        assert is_author == ("/authors/" in links)
        assert (200 if is_author else 404) == client.get("/authors/").status_code


def test_what_is_not_played_yet_is_said_and_nothing_of_it_counted(tmp_path):
    client = small_app(tmp_path, **{authors.WORKS: False}).test_client()

    told = shown(client)
    assert "The runs of 3 of 3 sets are not played yet as each belief would have them" in told
    assert "Nothing is said of beliefs before the runs of a set are played." in told
    assert "They are played when this page is opened again." in told


def test_what_is_known_of_some_sets_is_told_as_the_least(tmp_path):
    """One set is changed: the others' figures stay, and are said to be not all."""
    client = small_app(tmp_path, **{authors.WORKS: False}).test_client()
    files = client.application.extensions[authors.FILES]
    found = client.application.extensions["trialrun"].shelf.current()
    files.runs.work_on(replace(found, sets={"one": found.sets["one"]}), HeavySlot(1))
    files.runs.wait()

    told = shown(client)
    assert "The runs of 2 of 3 sets are not played yet" in told
    assert "So far, over 1 of 3 sets, at least 0 of 2 beliefs are told from the truth" in told
    assert "at least 0 % mutation score, over 1 of 3 sets" in told
    assert "not found out so far" in told
    assert "survives" not in told
    assert "That is counted once all sets are played." in told


def test_it_plays_while_no_heavy_page_is_made_and_lets_it_go_first(tmp_path):
    """A page that is made holds the slot; nothing is played until it gives it back."""
    app = small_app(tmp_path)
    runs, found = app.extensions[authors.FILES].runs, app.extensions["trialrun"].shelf.current()
    slot = HeavySlot(1)
    slot.take("a")

    runs.work_on(found, slot)
    assert 3 == len(runs.known(found).waiting)
    assert runs.is_working
    slot.give_back()
    runs.wait()
    assert not runs.is_working
    assert () == runs.known(found).waiting
    assert slot.take_if_free()


def test_whoever_works_goes_on_with_the_catalog_of_now(tmp_path):
    app = small_app(tmp_path)
    runs, found = app.extensions[authors.FILES].runs, app.extensions["trialrun"].shelf.current()
    slot = HeavySlot(1)
    slot.take("a")
    runs.work_on(replace(found, sets={"one": found.sets["one"]}), slot)

    runs.work_on(found, slot)
    slot.give_back()
    runs.wait()
    assert () == runs.known(found).waiting


def test_what_does_not_fit_the_catalog_of_now_is_not_counted(tmp_path):
    """A file is written anew, and the catalog is the one before."""
    app = small_app(tmp_path)
    runs, found = app.extensions[authors.FILES].runs, app.extensions["trialrun"].shelf.current()
    (tmp_path / "content/quizzes/one.yaml").write_text("title: [")

    runs.work_on(found, HeavySlot(1))
    runs.wait()
    assert ("one",) == runs.known(found).waiting


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
