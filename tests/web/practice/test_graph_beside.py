"""The graph beside the options of a question: nothing of how the run ended, before the answer."""

import pytest

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import SAME_SITE, answer_on, strict, tags, text_of
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


GRAPHS = {
    question.uid: shown
    for found in bundled().sets.values()
    for question in found.questions.values()
    if (shown := graph_shown(question)) is not None
}


@pytest.mark.parametrize("uid", some_of(list(GRAPHS), every=4))
def test_states_are_told_behind_the_answer_only(client, uid) -> None:
    client.post(f"/practice/{uid}/", data={"attempt": "g1"}, headers=SAME_SITE)
    before = client.get("/attempts/g1/1/")
    assert {"none"} == states_on(strict(before))
    for why in reasons_of(bundled().question(uid)):
        assert why not in before.text
    client.post("/attempts/g1/1/", data=answer_on(strict(before)), headers=SAME_SITE)
    ends = {state for _, ends in GRAPHS[uid].ends for state in ends.values()}
    after = states_on(strict(client.get("/attempts/g1/1/")))
    assert {state.lower() for state in ends} <= after
    assert {WORDS[state] for state in ends} <= after


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


def answered(client, uid: str, go: str):
    """The verdict on a question that was skipped."""
    client.post(f"/practice/{uid}/", data={"attempt": go}, headers=SAME_SITE)
    before = client.get(f"/attempts/{go}/1/")
    client.post(f"/attempts/{go}/1/", data={"skip": "1"}, headers=SAME_SITE)
    return strict(before), strict(client.get(f"/attempts/{go}/1/"))


SEVERAL_RUNS = [
    ("rollback/before-the-first-write", ["Run 1 Failed enrich", "Repair of run 1 Succeeded"]),
    ("repair-vs-rerun/sound-named-alone", ["Run 1", "Repair of run 1"]),
    ("triggers-and-queue/every-thirty-minutes", ["Run 1", "Runs 2 to 3 Skipped", "Run 4"]),
    ("rollback/which-write-for-the-milk", ["Run 1 Failed collect", "Runs 2 to 3 Succeeded"]),
]


@pytest.mark.parametrize(("uid", "told"), SEVERAL_RUNS)
def test_every_run_of_a_story_is_told_in_order_behind_the_answer_only(client, uid, told) -> None:
    before, after = answered(client, uid, "s1")
    said = text_of(after)
    places = [said.index(each) for each in told]

    assert "Run 1" not in text_of(before)
    assert sorted(places) == places
    assert "The story has several runs" in said


def test_the_failure_that_is_asked_about_is_shown_beside_what_became_of_it(client) -> None:
    _, after = answered(client, "rollback/before-the-first-write", "s2")

    assert {"failed", "upstream_failed", "success"} <= states_on(after)


def test_links_to_runs_of_one_story_say_which_is_which(client) -> None:
    _, after = answered(client, "rollback/before-anybody-repairs", "s3")
    links = [text_of(a) for a in tags(after, "a") if text_of(a).startswith("Run it:")]

    assert 4 == len(links) == len(set(links))


def test_graphs_of_more_than_three_runs_are_folded_each_under_its_name(client) -> None:
    _, after = answered(client, "task-graph/six-conditions", "s4")
    folds = [each for each in tags(after, "details") if "asked__run" in each.attrib["class"]]
    names = {text_of(tags(fold, "summary")[0]) for fold in folds}

    assert 6 == len(folds) == len(names)
    assert not [fold for fold in folds if "open" in fold.attrib]
    assert [1] * 6 == [len(tags(fold, "figure")) for fold in folds]


def test_the_graph_of_one_run_is_not_folded(client) -> None:
    _, after = answered(client, "branches-and-loops/three-lifts", "s5")

    assert "asked__run" not in " ".join(e.attrib.get("class", "") for e in tags(after, "details"))
