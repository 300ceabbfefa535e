"""The meaning of a term at its first use: once, where it helps, and nothing else is changed."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.content.glossary import GlossaryTerm
from trialrun.content.prose.first_use import found_in, mark_first_uses
from trialrun.content.readers.inlines import env_of
from trialrun.content.readers.markdown import parser

TERMS = {
    "task": GlossaryTerm("task", "A step.", ("task",)),
    "task-value": GlossaryTerm("task value", "A `small` value.", ("task value",), ("tv<b>",)),
    "policy": GlossaryTerm("policy", "A rule.", ("policy",)),
    "sdp": GlossaryTerm("SDP", "Pipelines.", ("SDP",), (), ("DLT", "L&T")),
}
FORMS = tuple(sorted((form, id_) for id_, term in TERMS.items() for form in term.forms))
MARK = re.compile(
    r'<button class="term" popovertarget="word\.([a-z-]+)">([^<]*)</button>'
    r'<span class="term__note" id="word\.\1" popover>(.*?)</span>'
)


def rendered(body: str, *, is_marked: bool = True) -> str:
    env = env_of(body)
    tokens = parser().parse(body, env)
    if is_marked:
        mark_first_uses(tokens, FORMS, TERMS)
    return str(parser().renderer.render(tokens, parser().options, env))


def marks(body: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in MARK.finditer(rendered(body))]


MARKED = [
    pytest.param("Two tasks and a task.", [("task", "tasks")], id="the first use alone"),
    pytest.param("Task by task.", [("task", "Task")], id="with a capital"),
    pytest.param("One task value.", [("task-value", "task value")], id="the longest form"),
    pytest.param("Two policies.", [("policy", "policies")], id="a plural"),
    pytest.param("A sdp, an SDP.", [("sdp", "SDP")], id="capitals as they are"),
    pytest.param("Some multitask-task, subtasks, task_key.", [], id="no part of a word"),
    pytest.param("It *is a task* here.", [("task", "task")], id="in emphasis"),
    pytest.param("- a task\n- one more task", [("task", "task")], id="in a list"),
    pytest.param("> That task.", [("task", "task")], id="in a quote"),
    pytest.param("| A |\n|---|\n| the task |", [("task", "task")], id="in a row"),
    pytest.param("::: lock\nEach task.\n:::", [("task", "task")], id="in a box"),
]
NOT_MARKED = [
    pytest.param("## A task", id="a heading"),
    pytest.param("| task |\n|---|\n| x |", id="a row of headings"),
    pytest.param("`task` and\n\n```\ntask\n```", id="code"),
    pytest.param("Some [task](/lessons/x/).", id="a link"),
    pytest.param("![The task](a.png)", id="the words of a picture"),
    pytest.param(":::: recall Say it\n::: answer What?\nA task.\n:::\n::::", id="a recall"),
    pytest.param("::: dial The task\nx\n:::", id="a title"),
    pytest.param("Such a **task** is small.", id="where it is set strong"),
    pytest.param("**This task stays.**", id="a sentence that is set strong"),
    pytest.param("For that matter a task is a step.", id="where a sentence says what it is"),
    pytest.param("The word task stands for a step.", id="what it stands for"),
    pytest.param("So it goes. A task does one thing.", id="what it does"),
    pytest.param("A step is called a task.", id="what is called so"),
    pytest.param("| A | B |\n|---|---|\n| task | a step |", id="what a row begins with"),
]


@pytest.mark.parametrize(("body", "expected"), MARKED)
def test_the_first_use_is_marked(body, expected):
    assert expected == marks(body)


@pytest.mark.parametrize("body", NOT_MARKED)
def test_a_meaning_stands_only_where_it_helps(body):
    assert [] == marks(body)


@pytest.mark.parametrize("first", ["Such a **task** it is.", "A task does one thing."])
def test_where_the_lesson_has_said_it_nothing_is_said_again(first):
    assert [] == marks(f"{first}\n\nNow the task runs.")


@pytest.mark.parametrize("first", ["## A task", "`task`", "[task](/lessons/x/)", "**This task.**"])
def test_what_says_nothing_is_no_first_use(first):
    assert [("task", "task")] == marks(f"{first}\n\nNow the task runs.")


def test_a_dial_comes_behind_what_every_reader_sees():
    dial = "::: dial More\nIn the task, a policy.\n:::\n\n"

    assert [("policy", "policy")] == marks(dial)[1:]
    assert [("policy", "policy"), ("task", "task")] == marks(f"{dial}Now the task runs.")


def test_a_meaning_has_all_names_and_leads_to_the_page_of_words():
    (value,) = MARK.finditer(rendered("Some task value."))
    (sdp,) = MARK.finditer(rendered("Some SDP."))

    assert (
        '<a href="/words/#task-value">Task value</a>: A <code>small</code> value. '
        "In code: <code>tv&lt;b&gt;</code>."
    ) == value[3]
    assert '<a href="/words/#sdp">SDP</a>: Pipelines. Formerly: DLT, L&amp;T.' == sdp[3]


def test_what_a_lesson_has_is_told_wherever_it_stands():
    tokens = parser().parse("## A policy\n\n**Task** and `SDP`.", {})

    assert ("policy", "task") == mark_first_uses(tokens, FORMS, TERMS)


def test_without_a_glossary_nothing_is_found():
    assert [] == list(found_in("A task.", ()))


WORDS = ("task", "tasks", "Task value", "task value", "policies", "SDP", "sdp", "is a", "A")
SIGNS = ("*", "**", "`", "_", "<b>", "&", ".", ", ", "“", '"', "'", "\\", "[^ours]", "{{input}}")
PARTS = ("**task**", "`task`", "[task](/a/)", "\n\n| task | b |\n|---|---|\n| task | d task |\n\n")
LINES = ("\n", "\n\n", "\n- ", "\n## ", "\n> ", "\n::: dial x\n", "\n:::\n", "\n```\n")
PIECES = st.sampled_from([*WORDS, *SIGNS, *PARTS, *LINES])


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_the_text_of_a_lesson_is_as_it_was_but_for_the_marks(body):
    marked = rendered(body)
    plain = MARK.sub(lambda found: found[2], marked)

    assert rendered(body, is_marked=False) == plain
    found = [mark[1] for mark in MARK.finditer(marked)]
    assert sorted(set(found)) == sorted(found)
    assert html.unescape(marked).count("popover>") == len(found)
