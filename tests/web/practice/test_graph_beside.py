"""The graph beside the options of a question: nothing of how the run ended, before the answer."""

from tests.build import bundled
from tests.web.pages import SAME_SITE, answer_on, start_attempt, strict, tags
from trialrun.diagram import WORDS
from trialrun.questions.graph_shown import graph_shown


def states_on(root) -> set[str]:
    """Returns the states of all boxes on a page, by symbol and in words."""
    found = {
        e.attrib["data-state"] for e in root.iter() if "node" in e.attrib.get("class", "").split()
    }
    words = {(e.text or "") for e in tags(root, "text") if e.attrib.get("class") == "node__word"}
    return found | words - {""}


def reasons_of(question) -> list[str]:
    """Returns the reasons of a question: of its options, or by part."""
    options = question.body.get("options")
    return [part["why"] for part in options] if options else list(question.body["why"].values())


def test_states_are_told_behind_the_answer_only(client) -> None:
    told = 0
    for slug, found in bundled().sets.items():
        attempt = start_attempt(client, slug, slug.replace("-", ""))
        for number in range(1, len(found.questions) + 1):
            url = f"{attempt}{number}/"
            page = strict(client.get(url))
            (uid,) = [
                e.attrib["value"] for e in tags(page, "input") if e.attrib["name"] == "question"
            ]
            question = bundled().question(uid)
            shown = graph_shown(question)
            if shown is None:
                continue
            assert {"none"} == states_on(page), uid
            for why in reasons_of(question):
                assert why not in client.get(url).text
            client.post(url, data=answer_on(page), headers=SAME_SITE)
            ends = {state for _, ends in shown.ends for state in ends.values()}
            after = states_on(strict(client.get(url)))
            assert {state.lower() for state in ends} <= after, uid
            assert {WORDS[state] for state in ends} <= after, uid
            told += 1

    shown = [graph_shown(q) for found in bundled().sets.values() for q in found.questions.values()]
    assert told == sum(graph is not None for graph in shown) > 10


def test_a_prediction_shows_how_each_task_ended_behind_the_answer_only(client) -> None:
    question = next(
        q
        for found in bundled().sets.values()
        for q in found.questions.values()
        if q.kind_name == "predict" and "FAILED" in q.key.values()
    )
    uid = f"{question.set_slug}/{question.id}"
    client.post(f"/practice/{uid}/", data={"attempt": "p1"}, headers=SAME_SITE)
    before = strict(client.get("/attempts/p1/1/"))
    client.post("/attempts/p1/1/", data={"skip": "1"}, headers=SAME_SITE)
    after = states_on(strict(client.get("/attempts/p1/1/")))

    assert "failed" not in states_on(before)
    assert {state.lower() for state in question.key.values()} <= after
