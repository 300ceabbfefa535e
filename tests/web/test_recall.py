"""What a reader says without looking: revealed, judged by themselves, kept, carried along."""

import json
from dataclasses import replace

import pytest

from tests.web.mine.doing import bring, elsewhere, export
from tests.web.pages import HTMX, LESSON, SAME_SITE, strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.web.lesson_recall import GRADES

PROMPT = "of-pipeline-and-job-which-one-says-what-and-which-says-when-and-how"
JUDGE = f"{LESSON}recall/{PROMPT}/"


@pytest.fixture
def open_lesson(client):
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    return client


def kept_on(client, prompt: str = PROMPT) -> str:
    (item,) = [
        e for e in tags(strict(client.get(LESSON)), "details") if e.get("id") == f"recall-{prompt}"
    ]
    return " ".join(text_of(e) for e in tags(item, "span") if "recall__kept" in e.get("class", ""))


def test_each_prompt_has_its_answer_and_a_form_to_judge_oneself(open_lesson):
    root = strict(open_lesson.get(LESSON))
    items = [e for e in tags(root, "details") if "recall" in e.get("class", "").split()]

    assert len(items) >= 4
    for item in items:
        assert "open" not in item.attrib
        assert [b.get("value") for b in tags(item, "button")] == list(GRADES)
        assert len(text_of(item)) > 100
    assert kept_on(open_lesson) == ""


def test_a_judgement_is_kept_and_the_last_one_counts(open_lesson):
    first = open_lesson.post(JUDGE, data={"grade": "not-yet"}, headers=SAME_SITE)
    was = kept_on(open_lesson)
    open_lesson.post(JUDGE, data={"grade": "knew"}, headers=SAME_SITE)

    assert first.status_code == 303
    assert first.location.endswith(f"#recall-{PROMPT}")
    assert was.strip() == "not yet"
    assert kept_on(open_lesson).strip() == "you knew it"


def test_with_a_script_only_the_prompt_comes_back_open(open_lesson):
    page = open_lesson.post(JUDGE, data={"grade": "partly"}, headers=SAME_SITE | HTMX)
    told = page.get_data(as_text=True)

    assert page.status_code == 200
    assert told.lstrip().startswith("<details")
    assert "Kept: you knew it in part." in told
    assert " open>" in told


@pytest.mark.parametrize("form", [{}, {"grade": ""}, {"grade": "splendid"}, {"other": "knew"}])
@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX])
def test_what_is_no_judgement_gets_a_sentence_and_nothing_is_kept(open_lesson, form, headers):
    page = open_lesson.post(JUDGE, data=form, headers=headers)

    assert page.status_code == 422
    assert "Pick how it went" in page.get_data(as_text=True)
    assert kept_on(open_lesson) == ""


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (f"{LESSON}recall/what-is-not-there/", "This prompt is not in the lesson any more"),
        ("/lessons/no-such-lesson/recall/x/", "There is no such page"),
    ],
)
def test_a_prompt_that_there_is_not_gets_a_sentence(open_lesson, address, says):
    page = open_lesson.post(address, data={"grade": "knew"}, headers=SAME_SITE)

    assert page.status_code == 404
    assert says in page.get_data(as_text=True)


def test_judgements_count_for_no_standing_of_questions(open_lesson):
    before = text_of(strict(open_lesson.get("/practice/")))
    open_lesson.post(JUDGE, data={"grade": "partly"}, headers=SAME_SITE)

    assert text_of(strict(open_lesson.get("/practice/"))) == before


def test_judgements_travel_in_an_export(open_lesson, tmp_path):
    open_lesson.post(JUDGE, data={"grade": "partly"}, headers=SAME_SITE)
    exported = export(open_lesson)
    found = [a for a in json.loads(exported)["answers"] if a["activity"] == "recall"]
    other = elsewhere(tmp_path).test_client()
    bring(other, exported)

    assert [a["response"] for a in found] == [{"grade": "partly"}]
    assert kept_on(other).strip() == "you knew it in part"


def test_a_judgement_of_another_text_is_told_as_one(open_lesson, app):
    open_lesson.post(JUDGE, data={"grade": "knew"}, headers=SAME_SITE)
    services = app.extensions["trialrun"]
    whole = services.shelf.current()
    slug = LESSON.split("/")[2]
    lesson = reworded(whole.lessons[slug])
    replaced = FixedShelf(replace(whole, lessons={**whole.lessons, slug: lesson}))
    app.extensions["trialrun"] = replace(services, shelf=replaced)
    page = open_lesson.get(LESSON).get_data(as_text=True)
    told = kept_on(open_lesson)
    app.extensions["trialrun"] = services

    assert "This was worded anew since you judged it." in page
    assert told == ""


def reworded(lesson):
    """Returns a lesson whose prompts all have another text than when they were judged."""

    def anew(block):
        if block.recall is None:
            return block
        prompts = tuple(replace(prompt, digest="0" * 32) for prompt in block.recall.prompts)
        return replace(block, recall=replace(block.recall, prompts=prompts))

    steps = (replace(s, blocks=tuple(map(anew, s.blocks))) for s in lesson.steps)
    return replace(lesson, steps=tuple(steps))
