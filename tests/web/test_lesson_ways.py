"""The ways into a lesson and on from it: no link arrives at nothing, no lesson just ends."""

from itertools import islice

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import LESSON, SAME_SITE, start_attempt, strict, tags, text_of
from trialrun.web.lesson_ways import SETS_SHOWN

FIRST = "pipeline-vs-job/b-and-c-start"
KEYS = "question-keys"
WAITS = "What you were sent to read opens after"


def skip(client: FlaskClient, question: str) -> None:
    """Skips a prompt of the lesson."""
    client.post(LESSON, data={"question": question, "skip": "1"}, headers=SAME_SITE)


def says(client: FlaskClient, url: str) -> list[tuple[str, str]]:
    """Returns what a page says of a section that is not open, and where it leads."""
    notices = [e for e in tags(strict(client.get(url)), "p") if WAITS in text_of(e)]
    return [(text_of(e), tags(e, "a")[0].attrib["href"]) for e in notices]


def onward(client: FlaskClient):
    """Returns the end of the lesson."""
    return next(e for e in strict(client.get(LESSON)).iter() if e.attrib.get("id") == "onward")


def test_a_section_that_is_not_open_says_which_prediction_opens_it(client):
    ((two, to_first),) = says(client, f"{LESSON}?section=the-dials")
    ((one, _),) = says(client, f"{LESSON}?section=what-runs-when")
    skip(client, FIRST)
    ((left, to_second),) = says(client, f"{LESSON}?section=the-dials")
    skip(client, "rollback/what-is-committed")

    assert f"{WAITS} 2 predictions: say what you expect" in two
    assert f"{WAITS} a prediction" in one
    assert f"{WAITS} a prediction" in left
    assert "#q-pipeline-vs-job-b-and-c-start" == to_first
    assert "#q-rollback-what-is-committed" == to_second
    assert [] == says(client, f"{LESSON}?section=the-dials")


@pytest.mark.parametrize("section", ["pipeline-and-job", "no-such-section", "", "<b>"])
def test_a_section_that_is_open_or_none_at_all_needs_no_word(client, section):
    page = client.get(LESSON, query_string={"section": section})

    assert client.get(LESSON).data == page.data


@pytest.mark.parametrize("slug", some_of(list(bundled().sets), every=7))
def test_read_again_opens_its_section_or_says_what_does(client, slug):
    attempt, links = start_attempt(client, slug), {}
    for number in range(1, len(bundled().sets[slug].questions) + 1):
        url = f"{attempt}{number}/"
        client.post(url, data={"skip": "1"}, headers=SAME_SITE)
        root = strict(client.get(url))
        found = [a.attrib["href"] for a in tags(root, "a") if text_of(a) == "Read it again"]
        links |= dict.fromkeys(found, f"Back to question {number}")

    assert links or not any(q.section for q in bundled().sets[slug].questions.values())
    for opens in (False, True):
        if opens:
            for lesson in {question.lesson for question in bundled().sets[slug].questions.values()}:
                client.post(f"/lessons/{lesson}/", data={"skip": "all"}, headers=SAME_SITE)
        for href, back in links.items():
            address, _, anchor = href.partition("#")
            root = strict(client.get(address))
            is_there = anchor in {e.attrib.get("id") for e in root.iter()}
            assert is_there is not bool(says(client, address)), href
            assert is_there or not opens, href
            assert back in text_of(root)


def test_the_end_is_not_there_before_it_is_reached(client):
    skip(client, FIRST)

    assert "hidden" in onward(client).attrib
    assert "" == text_of(onward(client))


def test_a_lesson_ends_in_practice_a_level_and_a_comparison(client):
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    links = {text_of(a): a.attrib["href"] for a in tags(onward(client), "a")}
    sets = {
        found.title: f"/practice/{found.slug}/"
        for found in bundled().sets.values()
        if f"/lessons/{found.lesson}/" == LESSON
    }
    if len(sets) > SETS_SHOWN:
        assert "/practice/" == links.pop(f"{len(sets) - SETS_SHOWN} more question sets")
    compare = links.pop("repair or run again, side by side")

    assert compare.startswith("/simulator/half-written/compare/?back=lessons.")
    assert "They part at" in text_of(strict(client.get(compare)))
    level = links.pop(bundled().levels["keep-what-succeeded"].title)
    back = next(
        a for a in tags(strict(client.get(level)), "a") if a.attrib.get("class") == "crumb__back"
    )
    assert f"{LESSON}#onward" == back.attrib["href"]
    later = [entry for entry in bundled().outline if entry.slug in bundled().lessons]
    following = later[[f"/lessons/{entry.slug}/" for entry in later].index(LESSON) + 1]
    assert f"/lessons/{following.slug}/" == links.pop(following.title)
    assert dict(islice(sets.items(), SETS_SHOWN)) == links


@pytest.mark.parametrize("end", ["", "read/"], ids=["lesson", "text"])
def test_the_lessons_beside_one_are_linked_before_it_is_read(client: FlaskClient, end: str) -> None:
    slugs = [entry.slug for entry in bundled().outline]
    for at, slug in enumerate(slugs):
        links = tags(strict(client.get(f"/lessons/{slug}/{end}")), "a")
        found = {e.attrib["rel"]: e.attrib["href"] for e in links if "rel" in e.attrib}
        for rel, beside in (("prev", slugs[at - 1 : at]), ("next", slugs[at + 1 : at + 2])):
            assert [f"/lessons/{other}/{end}" for other in beside] == [
                href for name, href in found.items() if name == rel
            ]


def test_the_list_of_keys_names_those_of_its_page(client: FlaskClient) -> None:
    """A page of a go knows the lesson of its question, and is none."""
    question = f"{start_attempt(client)}1/"
    told = {}
    for url in (question, LESSON):
        found = next(e for e in strict(client.get(url)).iter() if e.attrib.get("id") == KEYS)
        told[url] = text_of(found)

    assert "go on, from a verdict to the next question" in told[question]
    assert "the next lesson" not in told[question]
    assert "in the simulator" not in told[question]
    assert "the next lesson" in told[LESSON]
    assert "the lesson before" in told[LESSON]
