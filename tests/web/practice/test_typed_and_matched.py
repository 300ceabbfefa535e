"""What is typed and what is matched, over the web: kept when refused, graded once, never broken."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.web.pages import HTMX, SAME_SITE, answer_on, ids_of, strict, tags, text_of
from tests.web.practice.content import SET, STORY, Folder, a_question

FACTS = {"facts": ["job-names"]}
QUESTIONS = [
    {"id": "how-long", "kind": "number", "stem": "How many?", "run": STORY, "unit": "tasks",
     "value": "size(tasks)", "why": "So many."},
    {"id": "word", "kind": "text", "stem": "How is it called?", "answer": "two words",
     "why": "So it is called.", "wrong": [{"answer": "no", "why": "No *such* word."}], **FACTS},
    {"id": "pairs", "kind": "match", "stem": "What fits?", "offers": ["A `third` <b>one</b>"],
     "items": [{"says": "`left`", "fits": "One", "why": "It is one."},
               {"says": "right", "fits": "Two & more", "why": "It is two."}], **FACTS},
    a_question("both", kind="choices", right=("four minutes", "one minute")),
    {"id": "all", "kind": "predict", "stem": "What is there?", "run": STORY,
     "asks": ["states", "rows", "surplus", "run", "repair"]},
]  # fmt: skip


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A browser in a go at a set of these kinds, in the order of its file."""
    folder = Folder(tmp_path / "content")
    folder.write_set(QUESTIONS)
    text = (folder.root / f"quizzes/{SET}.yaml").read_text()
    folder.write(f"quizzes/{SET}.yaml", f"shuffle: no\n{text}")
    shelf = folder.shelf()
    assert () == shelf.current().problems
    found = create_app({}, Settings(data=tmp_path / "data"), shelf).test_client()
    found.post(f"/practice/{SET}/", data={"attempt": "a1"}, headers=SAME_SITE)
    return found


def url(number: int) -> str:
    return f"/attempts/a1/{number}/"


def named(client: FlaskClient, number: int) -> dict[str, str]:
    """Returns the fields of a form with what stands in them as it came."""
    root = strict(client.get(url(number)))
    return {f.attrib["name"]: f.attrib.get("value", "") for f in tags(root, "input")}


@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
def test_each_is_strict_before_when_refused_and_after(client, headers) -> None:
    for number in range(1, 6):
        before = strict(client.get(url(number), headers=headers))
        refused = client.post(url(number), headers=headers)
        after = client.post(url(number), data=answer_on(before), headers=headers)
        page = strict(client.get(url(number)))

        assert (422, True) == (refused.status_code, after.status_code < 400)
        for root in (before, strict(refused), page):
            assert len(set(ids_of(root))) == len(ids_of(root))
        labelled = {label.attrib.get("for") for label in tags(before, "label")}
        fields = [*tags(before, "input"), *tags(before, "select")]
        shown = [field for field in fields if field.attrib.get("type") != "hidden"]
        assert {field.attrib["id"] for field in shown} <= labelled
        assert any(title in text_of(page) for title in ("Right", "Not this time"))


def test_what_is_refused_stays_in_the_form(client) -> None:
    sent = client.post(url(1), data={"answer": 'many "<b>"'}, headers=SAME_SITE)
    (field,) = [f for f in tags(strict(sent), "input") if f.attrib.get("name") == "answer"]

    assert 422 == sent.status_code
    assert ('many "<b>"', "true") == (field.attrib["value"], field.attrib["aria-invalid"])
    assert "This asks for a number. Write it in digits" in text_of(strict(sent))


def test_so_many_are_picked_as_the_page_says_and_the_picks_stay(client) -> None:
    page = strict(client.get(url(4)))
    options = [f.attrib["value"] for f in tags(page, "input") if f.attrib.get("name") == "option"]
    sent = client.post(url(4), data={"option": options}, headers=SAME_SITE)
    checked = [f for f in tags(strict(sent), "input") if "checked" in f.attrib]

    assert "Pick 2." in text_of(page)
    assert (422, 3) == (sent.status_code, len(checked))
    assert "Pick 2 options: you picked 3." in text_of(strict(sent))


def test_a_side_that_was_given_stays_when_another_is_open(client) -> None:
    page = strict(client.get(url(3)))
    first = next(f.attrib["name"] for f in tags(page, "select"))
    given = answer_on(page)[first]
    sent = strict(client.post(url(3), data={first: given}, headers=SAME_SITE))
    chosen = [o.attrib["value"] for o in tags(sent, "option") if "selected" in o.attrib]

    assert [given] == chosen
    assert "Give each of them a side: one is still open." in text_of(sent)


def test_a_slip_is_told_with_its_reason_and_the_answer(client) -> None:
    client.post(url(2), data={"answer": " No. "}, headers=SAME_SITE)
    page = text_of(strict(client.get(url(2))))

    assert "You said No. not so Right is two words No such word." in page
    assert "So it is called." in page


def test_a_skipped_one_shows_what_is_right_and_nothing_that_was_said(client) -> None:
    for number, right in ((1, "In the run"), (2, "Right is two words"), (3, "Two & more")):
        client.post(url(number), data={"skip": "1"}, headers=SAME_SITE)
        page = text_of(strict(client.get(url(number))))

        assert right in page
        assert "You said" not in page


def test_what_follows_from_a_slip_says_so_and_is_not_counted_twice(client) -> None:
    page = strict(client.get(url(5)))
    states = {f.attrib["name"]: "SUCCESS" for f in tags(page, "select")}
    counts = {f.attrib["name"]: "0" for f in tags(page, "input") if f.attrib.get("type") == "text"}
    refused = client.post(url(5), data=states | counts, headers=SAME_SITE)
    client.post(url(5), data=states | counts | {"repair": "gold"}, headers=SAME_SITE)
    told = text_of(strict(client.get(url(5))))

    assert (422, 4) == (refused.status_code, len(states))
    assert "Pick the tasks that the repair runs again." in text_of(strict(refused))
    assert "follow from your answer above: that slip is not counted twice." in told
    assert "not so, but it follows from your answer above" in told
    assert "you said no not so, but it follows from your answer above; it is yes" in told


ODD = ["\0", "\ud800", "１\u202e２", "9" * 5000, "1e999999999", "-" * 300, "1,2.3,4", "  ", "<b>",
       "2:" * 99, "{{7*7}}", "٣", "½", "∞", "0x10", "NaN", "=1+1"]  # fmt: skip


def test_no_answer_that_is_sent_breaks_a_page(client) -> None:
    for number in (1, 2, 3):
        fields = [name for name in named(client, number) if name == "answer"] or [
            f.attrib["name"] for f in tags(strict(client.get(url(number))), "select")
        ]
        for text in ODD:
            told = text.encode("utf-8", "surrogatepass")
            sent = client.post(url(number), data=dict.fromkeys(fields, told), headers=SAME_SITE)
            assert sent.status_code in (303, 422), (number, text[:20])
        assert 200 == client.get(url(number)).status_code
    assert 200 == client.get("/attempts/a1/").status_code
