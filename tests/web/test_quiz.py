"""Quiz me on this job: a go of questions by its own names, and the same as files for authors."""

import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.mine.doing import kept, learner_in
from tests.web.pages import SAME_SITE, answer_on, strict, tags, text_of
from trialrun.families import SEED_MAX
from trialrun.lab.own_examples import EXAMPLES
from trialrun.web import quiz

ATTEMPT = "q1"
STORY = "/quiz/half-written/"


@pytest.fixture
def own(client: FlaskClient) -> str:
    """The address of the quiz about a job that this browser has brought."""
    sent = client.post("/simulator/own/", data={"text": EXAMPLES["bundle"]}, headers=SAME_SITE)
    return sent.headers["Location"].replace("/simulator/", "/quiz/")


def _start(client: FlaskClient, url: str, count: int = 5):
    client.get(url)
    return client.post(url, data={"attempt": ATTEMPT, "count": count}, headers=SAME_SITE)


def test_the_page_says_what_is_asked_and_that_tables_are_not(client, own):
    says = text_of(strict(client.get(own)))

    assert "What Repair run reruns" in says
    assert "nobody has said yet what the tasks write" in says


def test_of_a_story_tables_are_asked_too(client):
    says = text_of(strict(client.get(STORY)))

    assert "What a table holds" in says
    assert "nobody has said" not in says


def test_the_simulator_leads_to_the_quiz_with_what_was_said(client):
    page = strict(client.get("/simulator/half-written/?deed=takes:ingest=90"))

    hrefs = [unquote(a.attrib["href"]) for a in tags(page, "a")]
    assert "/quiz/half-written/?deed=takes:ingest=90s" in hrefs


def test_a_quiz_is_a_go_that_is_answered_to_its_end(client, own):
    assert f"/attempts/{ATTEMPT}/1/" == _start(client, own).headers["Location"]
    for number in range(1, 6):
        url = f"/attempts/{ATTEMPT}/{number}/"
        page = strict(client.get(url))
        assert "orchard" in text_of(page)
        sent = client.post(url, data=answer_on(page), headers=SAME_SITE, follow_redirects=True)
        assert "not in its set" not in text_of(strict(sent))

    result = text_of(strict(client.get(f"/attempts/{ATTEMPT}/")))
    assert "Quiz: orchard" in result
    assert "Again, other questions" in result
    assert re.search(r"[0-5] of 5 right", result)


def test_a_run_behind_an_answer_is_that_of_the_job(client, own):
    _start(client, own)
    url = f"/attempts/{ATTEMPT}/1/"
    sent = client.post(
        url, data=answer_on(strict(client.get(url))), headers=SAME_SITE, follow_redirects=True
    )

    (run,) = [a.attrib["href"] for a in tags(strict(sent), "a") if "Run it" in text_of(a)]
    assert run.startswith(own.replace("/quiz/", "/simulator/"))
    assert 200 == client.get(run).status_code


def test_a_go_that_is_open_is_gone_on_with_from_the_page(client, own):
    _start(client, own)

    assert "Go on at question 1 of 5" in text_of(strict(client.get(own)))


def test_a_double_click_starts_one(client, own):
    first = _start(client, own)
    second = _start(client, own)

    assert first.headers["Location"] == second.headers["Location"]
    page = text_of(strict(client.get(f"/attempts/{ATTEMPT}/1/")))
    assert "of 5" in page


@pytest.mark.parametrize("count", ["", "9999", "-1", "x"])
def test_any_count_is_a_quiz(client, count):
    sent = _start(client, STORY, count)

    assert 303 == sent.status_code


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/quiz/nothing/", 404),
        ("/quiz/own-00000000000000000000/", 404),
        ("/quiz/half-written/?deed=nonsense", 400),
        (f"/quiz/half-written/?deed={'x' * 5000}", 400),
    ],
)
def test_what_cannot_be_asked_about_is_said(client, url, status):
    for path in (url, url.replace("/?", "/set.yaml?") if "?" in url else f"{url}set.yaml"):
        found = client.get(path)

        assert status == found.status_code
        assert strict(found) is not None
    assert status == client.post(url, data={"attempt": "a"}, headers=SAME_SITE).status_code


def test_a_job_without_work_is_not_asked_about(client):
    text = '{"tasks": [{"task_key": "a", "condition_task": {"op": "EQUAL_TO", '
    text += '"left": "1", "right": "1"}}]}'
    sent = client.post("/simulator/own/", data={"text": text}, headers=SAME_SITE)
    url = sent.headers["Location"].replace("/simulator/", "/quiz/")

    assert "too little in this job" in text_of(strict(client.get(url)))
    assert 422 == client.post(url, data={"attempt": "a"}, headers=SAME_SITE).status_code
    assert 422 == client.get(f"{url}set.yaml").status_code


def test_the_same_comes_as_files_for_authors(client, own):
    page = strict(client.get(own))
    hrefs = {text_of(a): a.attrib["href"] for a in tags(page, "a")}
    found = client.get(hrefs["questions as a file, with the answers"])

    assert "attachment" in found.headers["Content-Disposition"]
    assert "scenarios/orchard.yaml" in found.get_data(as_text=True)
    assert 200 == client.get(hrefs["the job as a scenario"]).status_code


def test_the_file_with_the_answers_is_folded_behind_what_it_tells_and_no_quiz_is_drawn_like_it(
    client, own, monkeypatch
):
    folds = [fold for fold in tags(strict(client.get(own)), "details") if "set.yaml" in hrefs(fold)]
    seeds = []
    for drawn in (0, SEED_MAX - 1):
        monkeypatch.setattr("secrets.randbelow", lambda _, drawn=drawn: drawn)
        monkeypatch.setattr(
            quiz, "questions_of_quiz", lambda *_, seed, count: seeds.append(seed) or []
        )
        _start(client, own)

    assert ["The file tells the answers" in text_of(fold) for fold in folds] == [True]
    assert "open" not in folds[0].attrib
    assert len(seeds) == 2
    assert quiz.FILE_SEED not in seeds


def hrefs(root) -> str:
    """Returns where a part of a page leads to."""
    return " ".join(a.attrib["href"] for a in tags(root, "a"))


def test_a_drawn_story_can_be_quizzed_as_well(client):
    assert "drill-end-state-v1-7" not in bundled().scenarios

    assert 200 == client.get("/quiz/drill-end-state-v1-7/").status_code


def _own(client: FlaskClient, *tasks: str) -> str:
    text = f"name: mine\ntasks: [{', '.join(tasks)}]\n"
    sent = client.post("/simulator/own/", data={"text": text}, headers=SAME_SITE)
    return sent.headers["Location"].replace("/simulator/", "/quiz/")


@pytest.mark.parametrize("retries", [-1, 1_000])
def test_what_is_retried_without_end_fails_in_no_question(client, retries):
    plain = "notebook_task: {notebook_path: /n}"
    stream = f"{{task_key: stream, max_retries: {retries}, {plain}}}"
    behind = f"{{task_key: load, depends_on: [{{task_key: stream}}], {plain}}}"
    last = f"{{task_key: report, depends_on: [{{task_key: load}}], {plain}}}"
    form = {"attempt": ATTEMPT, "count": "12"}

    alone = client.post(_own(client, stream), data=form, headers=SAME_SITE)
    assert 422 == alone.status_code
    assert "No task".lower() in text_of(strict(alone)).lower()
    sent = client.post(_own(client, stream, behind, last), data=form, headers=SAME_SITE)
    assert f"/attempts/{ATTEMPT}/1/" == sent.headers["Location"]
    go = kept(client).attempts.find(learner_in(client), ATTEMPT)
    stems = [kept(client).questions.text(put) for put in go.puts]
    assert not [stem for stem in stems if "every attempt of `stream` raises" in stem]


def test_of_a_run_that_is_long_nothing_is_asked(client):
    inner = "{task_key: one, notebook_task: {notebook_path: /n}}"
    inputs = ",".join(map(str, range(400)))
    loop = f"{{task_key: each, for_each_task: {{inputs: '[{inputs}]', task: {inner}}}}}"
    plain = "{task_key: load, notebook_task: {notebook_path: /n}}"
    url = _own(client, plain, loop)

    assert "a quiz plays many runs" in text_of(strict(client.get(url))).lower()
    assert 422 == client.post(url, data={"attempt": "a"}, headers=SAME_SITE).status_code
