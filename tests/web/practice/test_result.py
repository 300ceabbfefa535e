"""How it went leads on: to what was wrong, to the belief behind it, to a run that shows better."""

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.pages import LESSON, SAME_SITE, start_attempt, strict, tags, text_of
from trialrun.engine import BELIEFS
from trialrun.questions.kinds.options import PICKED

TRANSACTION = "job-is-a-transaction"


def uids_of(client: FlaskClient, attempt: str) -> list[str]:
    """Returns the questions of an attempt in its order, as its forms name them."""
    found = []
    for number in range(1, 40):
        response = client.get(f"{attempt}{number}/")
        if response.status_code != 200:
            break
        fields = tags(strict(response), "input")
        found += [i.attrib["value"] for i in fields if i.attrib.get("name") == "question"]
    return found


def answer_all(client: FlaskClient, attempt: str) -> dict[str, int]:
    """Answers a set: by a belief where there is one to hold, else rightly, paintings skipped.

    Returns the numbers of the questions, by uid.
    """
    numbers = {uid: number for number, uid in enumerate(uids_of(client, attempt), start=1)}
    for uid, number in numbers.items():
        question = bundled().question(uid)
        options = question.body.get("options", ())
        held = [o["id"] for o in options if o["belief"] == TRANSACTION]
        right = [option for option, value in question.key.items() if value == PICKED]
        picked = (held[:1] + right)[: len(right)]
        data = {"option": picked} if options else {"skip": "1"}
        client.post(f"{attempt}{number}/", data=data, headers=SAME_SITE)
    return numbers


@pytest.fixture
def attempt(client: FlaskClient) -> str:
    """A go at a set, with all of its questions."""
    return start_attempt(client, "rollback")


def buttons(client: FlaskClient, url: str) -> list[tuple[str, bool]]:
    """Returns what the buttons of a result page say, and whether each is the main one."""
    root = strict(client.get(url))
    row = next(e for e in root.iter() if e.attrib.get("class") == "row")
    found = [e for e in row.iter() if "button" in e.attrib.get("class", "").split()]
    return [(text_of(e), "button--primary" in e.attrib["class"]) for e in found]


def test_it_leads_with_what_was_wrong_and_starts_exactly_that(client, attempt):
    numbers = answer_all(client, attempt)
    wrong = [
        uid
        for uid in numbers
        if not bundled().question(uid).body.get("options")
        or any(o["belief"] == TRANSACTION for o in bundled().question(uid).body["options"])
    ]

    assert [
        (f"Practise the {len(wrong)} wrong or skipped", True),
        ("Again, in another order", False),
        ("Today", False),
    ] == buttons(client, attempt)
    started = client.post(f"{attempt}missed/", data={"attempt": "again"}, headers=SAME_SITE)
    assert "/attempts/again/1/" == started.location
    assert sorted(wrong) == sorted(uids_of(client, "/attempts/again/"))


def test_every_run_on_it_leads_back_to_the_place_that_it_was_left_from(client, attempt):
    answer_all(client, attempt)
    root = strict(client.get(attempt))
    left = [
        (place.attrib["id"], link.attrib["href"])
        for place in tags(root, "li")
        if "id" in place.attrib
        for link in tags(place, "a")
        if link.attrib["href"].startswith("/simulator/")
    ]

    assert {"at", "behind"} == {place.split("-")[0] for place, _ in left}
    for place, url in left:
        back = [
            a
            for a in tags(strict(client.get(url)), "a")
            if "crumb__back" in a.attrib.get("class", "")
        ]
        assert [f"{attempt}#{place}"] == [a.attrib["href"] for a in back]


def test_a_go_that_is_open_says_so_and_is_gone_on_with_first(client, attempt):
    client.post(f"{attempt}1/", data={"skip": "1"}, headers=SAME_SITE)

    assert [
        ("Go on at question 2", True),
        ("Practise the wrong or skipped one", False),
        ("Today", False),
    ] == buttons(client, attempt)
    assert "This round is still open." in text_of(strict(client.get(attempt)))


def test_what_is_all_right_leads_to_its_lesson_then_to_the_whole_set(client):
    uid = "rollback/what-is-committed"
    client.post(f"/practice/{uid}/", data={"attempt": "one"}, headers=SAME_SITE)
    key = bundled().question(uid).key
    data = {"option": [option for option, value in key.items() if value == PICKED]}
    client.post("/attempts/one/1/", data=data, headers=SAME_SITE)

    rest = [("Again", False), ("The whole set", False), ("Today", False)]
    assert [("Go on with the lesson", True), *rest] == buttons(client, "/attempts/one/")
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    assert [("Again", False), ("The whole set", True), ("Today", False)] == buttons(
        client, "/attempts/one/"
    )


@pytest.mark.parametrize("skips", [False, True])
def test_one_question_is_called_so_and_leads_into_its_lesson(client, skips):
    uid = "pipeline-vs-job/the-task-beside-it"
    client.post(f"/practice/{uid}/", data={"attempt": "one"}, headers=SAME_SITE)
    key = bundled().question(uid).key
    data = {"skip": "1"} if skips else {"option": [o for o, v in key.items() if v == PICKED]}
    client.post("/attempts/one/1/", data=data, headers=SAME_SITE)
    root = strict(client.get("/attempts/one/1/"))
    (onward,) = [a for a in tags(root, "a") if "data-next" in a.attrib]
    assert ("Go on with the lesson", LESSON) == (text_of(onward), onward.attrib["href"])
    assert ["One question"] == [text_of(h) for h in tags(root, "h1")]
    result = strict(client.get("/attempts/one/"))
    assert ["One question: Pipeline or job"] == [text_of(h) for h in tags(result, "h1")]
    assert ("Go on with the lesson", True) == buttons(client, "/attempts/one/")[0]


def test_misses_are_grouped_by_the_belief_behind_them(client, attempt):
    numbers = answer_all(client, attempt)
    held = [
        number
        for uid, number in numbers.items()
        if any(o["belief"] == TRANSACTION for o in bundled().question(uid).body.get("options", ()))
    ]
    root = strict(client.get(attempt))
    (group,) = [e for e in tags(root, "li") if "behind__group" in e.attrib.get("class", "")]
    links = [a.attrib["href"] for a in tags(group, "a")]

    assert BELIEFS[TRANSACTION].says in text_of(group)
    assert [f"{attempt}{number}/" for number in sorted(held)] == links[:-2]
    assert f"/drill/belief/{TRANSACTION}/" == links[-1]
    assert len(held) > 2


def test_the_counter_run_shows_where_it_parts_and_leads_back(client, attempt):
    answer_all(client, attempt)
    root = strict(client.get(attempt))
    (run,) = [a.attrib["href"] for a in tags(root, "a") if "See where it goes wrong" in text_of(a)]
    shown = strict(client.get(run))
    said = next(e for e in shown.iter() if "thought" in e.attrib.get("class", "").split())
    back = next(a for a in tags(shown, "a") if a.attrib.get("class") == "crumb__back")

    assert run.startswith("/simulator/chain-breaks/?thought=job-is-a-transaction&back=")
    assert BELIEFS[TRANSACTION].says in text_of(said)
    assert "is rolled back to" in text_of(said)
    assert f"{attempt}#behind-1" == back.attrib["href"]


def test_what_somebody_else_missed_is_not_theirs_to_practise(app, client, attempt):
    client.post(f"{attempt}1/", data={"skip": "1"}, headers=SAME_SITE)
    other = app.test_client()
    response = other.post(f"{attempt}missed/", data={"attempt": "x"}, headers=SAME_SITE)

    assert 404 == response.status_code


def test_where_nothing_was_missed_nothing_is_started(client, attempt):
    response = client.post(f"{attempt}missed/", data={"attempt": "x"}, headers=SAME_SITE)

    assert "/practice/" == response.location
