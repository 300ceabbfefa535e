"""The graph beside options: that of the run, with nothing of its end before the answer."""

import json
from dataclasses import replace

import pytest

from tests.build import a_choice, a_question, bundled
from tests.questions.kinds.options import NONE, TRUE
from trialrun.questions import Question, read_kept
from trialrun.questions.graph_shown import GRAPH, graph_shown

CHOICES = [
    question
    for found in bundled().sets.values()
    for question in found.questions.values()
    if question.kind_name in ("choice", "choices")
]
OF_ONE_RUN = [q for q in CHOICES if len(q.runs) == 1 and GRAPH in q.body]
"""But for those whose author leaves the graph out."""
ids = {"ids": lambda question: question.uid}


@pytest.mark.parametrize("question", OF_ONE_RUN, **ids)
def test_a_question_about_a_run_shows_its_graph_and_how_it_ended(question: Question) -> None:
    (run,) = question.runs
    trace = bundled().scenarios[run.scenario].play_text(run.what_if)
    shown = graph_shown(question)

    assert shown is not None
    assert [task.key for task in trace.world.job.tasks] == [task.key for task in shown.tasks]
    assert ((run.title, {key: str(trace.tasks[key].state) for key in trace.keys}),) == shown.ends


def test_most_questions_about_a_run_show_its_graph():
    assert len(OF_ONE_RUN) > 0.5 * sum(len(question.runs) == 1 for question in CHOICES)


def test_a_question_without_a_run_shows_none():
    assert {None} == {graph_shown(question) for question in CHOICES if not question.runs}


def test_runs_of_the_same_tasks_share_a_graph():
    shown = graph_shown(bundled().question("repair-vs-rerun/two-run-pages"))

    assert shown is not None
    assert ["Failed, then repaired", "Failed, then run again"] == [title for title, _ in shown.ends]


def kept_before(question: Question) -> Question:
    """Reads a question as it was kept before there were graphs."""
    text = json.loads(question.text)
    del text["body"][GRAPH]
    return read_kept(json.dumps(text), question.digest)


def test_what_was_kept_before_is_shown_without_a_graph_and_says_the_same():
    for question in OF_ONE_RUN:
        kept = kept_before(question)

        assert graph_shown(kept) is None
        assert kept.says_the_same(question)
        assert question.says_the_same(kept)
        assert not replace(kept, stem="Another?").says_the_same(question)


@pytest.mark.parametrize(
    "graph",
    [
        [],
        {"tasks": []},
        {"tasks": [["a", []]], "ends": [{"a": "DONE"}]},
        {"tasks": [["a", [["b", ""]]]], "ends": []},
    ],
)
def test_a_graph_that_is_none_is_not_read(graph: object) -> None:
    text = json.loads(OF_ONE_RUN[0].text)
    text["body"][GRAPH] = graph

    with pytest.raises(ValueError, match=r"."):
        read_kept(json.dumps(text), "d")


def test_an_author_may_leave_it_out():
    made = a_question(a_choice(TRUE, NONE))
    without = a_question(a_choice(TRUE, NONE, graph=False))

    assert graph_shown(made) is not None
    assert graph_shown(without) is None
