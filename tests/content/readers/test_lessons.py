"""Lessons: steps that wait for a prediction, links, facts, and every mistake at its line."""

import re

import pytest

from tests.build import bundled
from trialrun.content.course import Block
from trialrun.content.fact import Fact
from trialrun.content.prose.bound import ValueSources
from trialrun.content.readers.lessons import read_lesson

FACTS = {
    slug: Fact(says="?", source="?", read="2026-11-22", sure="H")
    for slug in ("atomic-commit", "no-rollback")
}

LESSON = """\
---
title: Jobs
order: 5
minutes: 20
objectives: [Reading a graph]
---

A job runs tasks.[^atomic-commit] See [streams](/lessons/s1-streams/).

## What fails

One task fails.

:::{predict} rollback/what-is-committed
:::

## Nothing is taken back

It stays.[^no-rollback] And again.[^atomic-commit]

:::{sim} one-branch-fails
:::

The end.
"""


SCENARIOS = frozenset({"one-branch-fails"})
END = "level: keep-what-succeeded\ncompare: one-branch-fails"


def read(text: str = LESSON, scenarios=SCENARIOS):
    lesson, found = read_lesson(
        "lessons/s1-jobs.md",
        "s1-jobs",
        text,
        facts=FACTS,
        scenarios=scenarios,
        stories=ValueSources(bundled().scenarios),
        levels=frozenset({"keep-what-succeeded"}),
        bundles=frozenset({"ferry-line"}),
        outline={"s1-jobs": True, "s1-streams": False, "f1-start": True},
    )
    return lesson, [problem for problem in found if not problem.is_warning]


def problems(text: str, scenarios=SCENARIOS) -> list[str]:
    lesson, found = read(text, scenarios)

    assert (lesson is None) == bool(found)
    return [f"{problem.line}: {problem.message}" for problem in found]


def html(text: str) -> str:
    """Returns the HTML of a lesson with the given body, all steps of it."""
    lesson, found = read(LESSON[: LESSON.index("A job runs")] + text)

    assert [] == found
    return "".join(block.content for step in lesson.steps for block in step.blocks)


def test_front_matter_is_read():
    lesson, found = read()

    assert [] == found
    assert ("Jobs", 5, 20, ("Reading a graph",)) == (
        lesson.title,
        lesson.order,
        lesson.minutes,
        lesson.objectives,
    )


def test_the_ways_on_from_its_end_are_read():
    lesson, found = read(LESSON.replace("minutes: 20", f"minutes: 20\n{END}", 1))

    assert [] == found
    assert ("keep-what-succeeded", "one-branch-fails") == (lesson.level, lesson.compare)


ENDS = [
    pytest.param(
        "level: keep-all",
        "5: there is no level `keep-all`; write one of keep-what-succeeded",
        id="a level that is not there",
    ),
    pytest.param(
        "compare: nothing",
        "5: there is no scenario `nothing`; write one of broken, everything-works, "
        "one-branch-fails",
        id="a scenario that is not there",
    ),
    pytest.param(
        "compare: everything-works",
        "5: in `everything-works` there is nothing to repair, so nothing to compare; "
        "name a scenario of 2 or more tasks in which a run fails",
        id="a scenario in which nothing fails",
    ),
]


@pytest.mark.parametrize(("line", "says"), ENDS)
def test_an_end_that_leads_nowhere_is_named(line, says):
    text = LESSON.replace("minutes: 20", f"minutes: 20\n{line}", 1)

    assert [says] == problems(text, SCENARIOS | {"everything-works", "broken"})


def test_a_scenario_that_has_a_mistake_of_its_own_is_left_to_its_own_file():
    text = LESSON.replace("minutes: 20", "minutes: 20\ncompare: broken", 1)

    assert [] == problems(text, SCENARIOS | {"broken"})


def test_a_lesson_is_split_where_it_asks():
    lesson, _ = read()

    assert ["rollback/what-is-committed", None] == [step.asks for step in lesson.steps]


def test_nothing_behind_the_question_is_in_the_step_that_asks():
    asking, behind = read()[0].steps

    assert ["html"] == [block.kind for block in asking.blocks]
    assert asking.blocks[0].content.endswith("<p>One task fails.</p>\n")
    assert "taken back" not in asking.blocks[0].content
    assert behind.blocks[0].content.startswith('<h2 id="nothing-is-taken-back">')


def test_a_simulator_is_a_block_of_its_own():
    _, behind = read()[0].steps

    assert Block("sim", "one-branch-fails") == behind.blocks[1]
    assert Block("html", "<p>The end.</p>\n") == behind.blocks[2]


def test_each_step_knows_its_sections_and_facts():
    lesson, _ = read()

    assert [
        (("what-fails", "What fails"),),
        (("nothing-is-taken-back", "Nothing is taken back"),),
    ] == [step.sections for step in lesson.steps]
    assert [("atomic-commit",), ("no-rollback", "atomic-commit")] == [
        step.facts for step in lesson.steps
    ]


def test_facts_are_numbered_by_their_first_use():
    lesson, _ = read()

    assert {"atomic-commit": 1, "no-rollback": 2} == lesson.facts


def test_a_dial_is_a_section():
    lesson, _ = read(LESSON + "\n::: dial Which compute\nAny.\n:::\n")

    assert "which-compute" in lesson.sections


def test_a_link_to_a_coming_lesson_is_no_link():
    lesson, _ = read()

    assert (
        '<span class="coming">streams<span class="coming__mark">coming</span></span>'
        in lesson.steps[0].blocks[0].content
    )


def test_a_link_to_a_written_lesson_is_a_link():
    assert '<a href="/lessons/f1-start/#top">it</a>' in html("See [it](/lessons/f1-start/#top).\n")


ESCAPED = [
    pytest.param("<script>alert(1)</script>", "script", id="a script"),
    pytest.param("<img src=x onerror=alert(1)>", "img", id="an image with a handler"),
    pytest.param("a <b onclick=x>b</b>", "b", id="inline"),
    pytest.param(
        "::: trap <script>x</script>\nBeware.\n:::", "script", id="in a container's title"
    ),
    pytest.param("::: dial <script>x</script>\nBeware.\n:::", "script", id="in a fold's title"),
    pytest.param("## <script>x</script>", "script", id="in a heading"),
]


@pytest.mark.parametrize(("text", "tag"), ESCAPED)
def test_raw_html_is_shown_as_text(text, tag):
    shown = html(text + "\n")

    assert f"<{tag}" not in shown
    assert f"&lt;{tag}" in shown


DEAD = [
    pytest.param("[x](javascript:alert(1))", id="javascript"),
    pytest.param("[x](JaVaScRiPt:alert(1))", id="javascript in mixed case"),
    pytest.param("[x](vbscript:x)", id="vbscript"),
    pytest.param("[x](data:text/html;base64,PA==)", id="data"),
    pytest.param("<javascript:alert(1)>", id="autolink"),
]


@pytest.mark.parametrize("text", DEAD)
def test_a_link_that_runs_code_is_not_active(text):
    assert "<a" not in html(text + "\n")


MISTAKES = [
    pytest.param(
        "---\ntitle: Jobs\n",
        "title: Jobs\n",
        ["1: start with front matter: ---, title: …, order: …, minutes: …, ---"],
        id="front matter missing",
    ),
    pytest.param(
        "minutes: 20\n", "", ["2: `minutes` is missing; add minutes: …"], id="a field missing"
    ),
    pytest.param(
        "minutes: 20",
        "minutes: 20\nmood: good",
        ["5: there is no field `mood` here; remove it"],
        id="an unknown field",
    ),
    pytest.param(
        "[^no-rollback]",
        "[^no-rollbark]",
        ["19: there is no fact `no-rollbark` in lessons/facts.yaml; did you mean `no-rollback`?"],
        id="unknown fact",
    ),
    pytest.param(
        "{sim} one-branch-fails",
        "{sim} one-branch-flies",
        ["21: there is no scenario `one-branch-flies`; did you mean `one-branch-fails`?"],
        id="unknown scenario",
    ),
    pytest.param(
        ":::{sim} one-branch-fails",
        "::: alarm One branch fails",
        [
            "21: `::: alarm One branch fails` opens nothing; write ::: with anchor, lock, trap, "
            "dial, recall or answer, or :::{sim}, :::{figure}, :::{deploy} or :::{predict}"
        ],
        id="unknown container",
    ),
    pytest.param(
        "/lessons/s1-streams/",
        "/lessons/s1-steams/",
        ["8: there is no lesson `s1-steams`; did you mean `s1-streams`?"],
        id="unknown lesson",
    ),
    pytest.param(
        ":::{sim} one-branch-fails\n:::",
        ":::: trap\n:::{sim} one-branch-fails\n:::\n::::",
        ["22: :::{sim} stands inside the ::: trap of line 21; close that with ::: before it"],
        id="a simulator inside a container",
    ),
    pytest.param(
        ":::{sim} one-branch-fails\n:::",
        ":::{sim} one-branch-fails\n:::\n\n:::{sim} one-branch-fails\n:::",
        ["24: :::{sim} one-branch-fails stands above already; keep one of them"],
        id="a simulator twice",
    ),
    pytest.param(
        ":::{sim} one-branch-fails\n:::",
        ":::{deploy} ferry-lime\n:::",
        ["21: there is no bundle `ferry-lime`; did you mean `ferry-line`?"],
        id="unknown bundle",
    ),
    pytest.param(
        "One task fails.",
        "::: anchor\nOne task fails.",
        # The next ::: closes it, so that the prompt stands inside.
        ["15: :::{predict} stands inside the ::: anchor of line 12; close that with ::: before it"],
        id="a container that is not closed before a prompt",
    ),
    pytest.param(
        "The end.",
        "::: trap\nThe end.",
        ["24: `::: trap` is not closed; write ::: on a line behind it"],
        id="a container that is not closed at all",
    ),
]


@pytest.mark.parametrize(("old", "new", "found"), MISTAKES)
def test_a_mistake_is_named_at_its_line(old, new, found):
    assert old in LESSON

    assert found == problems(LESSON.replace(old, new))


def test_all_mistakes_of_a_body_are_named_at_once():
    text = LESSON.replace("[^no-rollback]", "[^x]").replace("one-branch-fails", "y")

    assert ["19", "21"] == [problem.split(":")[0] for problem in problems(text)]


def test_two_headings_that_read_the_same_are_a_mistake():
    (problem,) = problems(LESSON + "\n## What fails\n")

    assert "two headings read “What fails”; word one of them differently" in problem


def test_two_headings_that_read_the_same_are_named_at_the_second():
    assert ["26"] == [p.split(":")[0] for p in problems(LESSON + "\n## What fails\n")]


def test_questions_know_their_line():
    assert {"rollback/what-is-committed": 14} == read()[0].asks_lines


def messages(more: str) -> list[str]:
    return [problem.message for problem in read(LESSON + "\n" + more)[1]]


TWICE = [
    "::: answer What fails\nx\n:::",
    "::: answer Why\nx\n:::\n\n::: answer Why\ny\n:::",
    "## Why\n\n::: answer Why\nx\n:::",
    "::: dial Why\nx\n:::\n\n::: answer Why\ny\n:::",
]
OF_PAGE = [
    "Sources",
    "Question keys",
    "Question title",
    "Fact ref 1",
    "Fact atomic-commit",
    "Onward",
]


@pytest.mark.parametrize("text", TWICE)
def test_no_two_parts_have_one_id(text):
    assert any("two headings read “" in said for said in messages(text))


@pytest.mark.parametrize("title", OF_PAGE)
@pytest.mark.parametrize("mark", ["## {}", "::: dial {}\nx\n:::", "::: answer {}\nx\n:::"])
def test_no_part_takes_an_id_of_the_page(title, mark):
    assert [f"“{title}” is a name of the page's own; word it differently"] == messages(
        mark.format(title)
    )


def test_an_answer_is_no_section():
    lesson, found = read(LESSON + "\n::: answer Why\nx\n:::\n")

    assert [] == found
    assert "why" not in lesson.sections


@pytest.mark.parametrize("name", ["trap", "lock", "dial", "answer"])
def test_notes_and_links_in_a_title_are_those_of_the_text(name):
    title = (
        "Who [streams](/lessons/s1-streams/)? [^no-rollback] [start](/lessons/f1-start/) `run_if`"
    )
    text = LESSON.replace("The end.", f"::: {name} {title}\nx\n:::\n\nThe end.[^no-rollback]")
    lesson, found = read(text)
    html = "".join(block.content for step in lesson.steps for block in step.blocks)
    ids = re.findall(r' id="([^"]+)"', html)

    assert [] == found
    assert {"atomic-commit": 1, "no-rollback": 2} == lesson.facts
    assert "no-rollback" in lesson.steps[-1].facts
    assert sorted(set(ids)) == sorted(ids)
    assert '<span class="coming">streams<span class="coming__mark">' in html
    assert '<a href="/lessons/f1-start/">start</a>' in html
    if name in ("trap", "lock"):
        assert re.search('aria-label="Who streams?[^"<>`^]* start run_if"', html)


@pytest.mark.parametrize("name", ["trap", "dial", "answer"])
def test_a_mistake_in_a_title_is_named_at_its_line(name):
    text = LESSON + f"\n::: {name} A [^nofact] [b](/lessons/none/) $x^2$ ![c](c.png)\nx\n:::\n"
    said = {problem.message[:33] for problem in read(text)[1]}
    lines = {problem.line for problem in read(text)[1]}

    assert {"there is no fact `nofact` in less", "there is no lesson `none`; add it"} <= said
    assert 4 == len(said)
    assert {LESSON.count("\n") + 2} == lines


TO_SECTIONS = ["#what-fails", "/lessons/s1-jobs/#what-fails", "#sim-one-branch-fails", "#sources"]


@pytest.mark.parametrize("link", [*TO_SECTIONS, "#q-rollback-what-is-committed", "#"])
def test_a_link_to_a_section_of_the_lesson_is_taken(link):
    assert [] == messages(f"See [there]({link}).")


@pytest.mark.parametrize("link", ["#what-failed", "/lessons/s1-jobs/#what-failed"])
def test_a_link_to_a_section_that_there_is_not_is_named(link):
    (said,) = messages(f"See [there]({link}).")

    assert said.startswith("there is no section `what-failed` in this lesson")
    assert "what-fails" in said


@pytest.mark.parametrize("name", ["dial", "answer"])
def test_a_fold_without_a_title_is_a_mistake(name):
    assert [f"26: what is this about? Write a title: ::: {name} The title"] == problems(
        LESSON + f"\n::: {name}\nA.\n:::\n"
    )


@pytest.mark.parametrize("slug", list(bundled().lessons))
def test_ids_of_a_bundled_lesson_are_unique(slug):
    blocks = [block for step in bundled().lessons[slug].steps for block in step.blocks]
    ids = re.findall(r' id="([^"]+)"', "".join(b.content for b in blocks if b.kind == "html"))

    assert len(ids) == len(set(ids))
