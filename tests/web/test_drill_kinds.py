"""Each kind of question that families draw, through Drill and a quiz: right, wrong and blank."""

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.families.drawn import first, right_to
from tests.families.wrong_answers import near_misses
from tests.web.pages import SAME_SITE, answer_on, ids_of, strict, tags, text_of
from trialrun.families import Generated
from trialrun.lab.quiz import questions_of_quiz, quiz_of
from trialrun.questions import KINDS, Question

DRAWN = [
    ("end-state", "choice"),
    ("repair-dialog", "choices"),
    ("decided-next", "order"),
    ("run-result", "match"),
    ("table-rows", "number"),
    ("quartz-field", "text"),
    ("table-rows", "predict"),
]
each_kind = pytest.mark.parametrize(("name", "kind"), DRAWN, ids=[kind for _, kind in DRAWN])


def form_of(question: Question, answer) -> dict[str, list[str]]:
    """Returns an answer as the form of its kind sends it."""
    sent: dict[str, list[str]] = {}
    tasks = {key for key, _ in question.body.get("tasks", ())}
    for part, said in answer.items():
        if "options" in question.body:
            sent.setdefault("option", []).append(part)
        elif part.startswith("repair:"):
            sent.setdefault("repair", []).extend([part[7:]] if said == "yes" else [])
        elif "sides" in question.body:
            sent[f"side-{part}"] = [said]
        elif part in tasks:
            is_order = said.isdecimal()
            sent[f"{'place' if is_order else 'task'}-{part}"] = [said]
        else:
            sent[part] = [said]
    return sent


def url_of(found: Generated) -> str:
    return f"/drill/{found.family.id}/v{found.family.version}/{found.seed}/"


def send(client: FlaskClient, found: Generated, answer, attempt: str = "k1"):
    client.get(url_of(found))
    data = {"attempt": attempt, "put": found.question.digest, **form_of(found.question, answer)}
    return client.post(url_of(found), data=data, headers=SAME_SITE)


def test_each_kind_but_a_level_is_tried_here():
    assert [kind for kind in KINDS if kind != "goal"] == sorted(
        (kind for _, kind in DRAWN), key=list(KINDS).index
    )


@each_kind
def test_its_page_asks_and_tells_nothing_of_the_key(client, name, kind):
    found = first(name, kind)
    page = client.get(url_of(found))
    text = page.get_data(as_text=True)

    assert len(ids_of(strict(page))) == len(set(ids_of(strict(page))))
    assert "Behind this answer" not in text
    assert "So it would be" not in text
    assert all(fact.says not in text for fact in found.question.facts)


@each_kind
def test_the_right_answer_is_right_and_is_shown_again(client, name, kind):
    found = first(name, kind)
    sent = send(client, found, right_to(found.question))
    shown = strict(client.get(sent.headers["Location"]))

    assert 303 == sent.status_code
    assert "Right" in [text_of(each) for each in tags(shown, "h2")]
    assert "Not this time" not in text_of(shown)


@each_kind
def test_a_wrong_answer_is_explained_with_its_facts(client, name, kind):
    found = first(name, kind)
    wrong = next(near_misses(found.question))
    shown = strict(client.get(send(client, found, wrong).headers["Location"]))

    assert "Not this time" in text_of(shown)
    assert found.question.facts[0].says.split("`")[0][:40] in text_of(shown)


@each_kind
def test_a_blank_answer_comes_back_as_a_sentence(client, name, kind):
    found = first(name, kind)
    refused = send(client, found, {})

    assert 422 == refused.status_code
    assert any(
        word in text_of(strict(refused)) for word in ("Pick", "Write", "Give each", "Say how")
    )


@pytest.mark.parametrize("text", ["", "x" * 5000, "\x00", "🙈" * 50, "<script>", "-1", "1e9"])
@each_kind
def test_no_form_breaks_it(client, name, kind, text):
    found = first(name, kind)
    right = form_of(found.question, right_to(found.question))
    client.get(url_of(found))
    data = {"attempt": "k1", "put": found.question.digest, **dict.fromkeys(right, text)}
    status = client.post(url_of(found), data=data, headers=SAME_SITE).status_code

    # A form that is too large is refused before it is read.
    assert status in (200, 303, 413, 422)


def test_a_quiz_on_a_job_asks_in_several_ways():
    quiz = quiz_of(bundled(), bundled().scenarios["clean-up-always"])
    kinds = {
        found.question.kind_name
        for seed in (1, 2)
        for found in questions_of_quiz(bundled(), quiz, seed=seed, count=12)
    }

    assert {"choice", "choices", "match", "number", "predict"} <= kinds


def test_a_go_of_a_quiz_takes_each_kind(client):
    client.post("/quiz/half-written/", data={"attempt": "q1", "count": "12"}, headers=SAME_SITE)
    sent = []
    # Of what was drawn by chance there may be fewer.
    while (page := client.get(f"/attempts/q1/{len(sent) + 1}/")).status_code == 200:
        url, data = f"/attempts/q1/{len(sent) + 1}/", answer_on(strict(page))
        sent.append(client.post(url, data=data, headers=SAME_SITE).status_code)

    assert [303] * len(sent) == sent
    assert len(sent) > 6
    assert 200 == client.get("/attempts/q1/").status_code
