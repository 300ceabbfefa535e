"""Every event in words, and the chain of causes behind it."""

import re
from itertools import pairwise

import pytest

from tests.build import FIRST, a_scenario, a_script, a_story, a_task, a_world, a_write, bundled
from tests.engine.rich import Told, book
from tests.web.lab import SLUGS, scenario
from trialrun.engine import Trace
from trialrun.lab.why import CHAIN_MAX, Narration


def narration_of(trace: Trace) -> Narration:
    return Narration(bundled(), trace)


UNFILLED = re.compile(r"\{\w*\}")
"""A place in a rule's words that nothing has filled; JSON has a quote behind the bracket."""
TRACES = {slug: scenario(slug).play() for slug in SLUGS}
CHAIN = a_story(
    a_world("a", a_task("b", "a"), a_task("c", "b"), a=a_script(a_write("t"), fails=FIRST)),
    "run_now", "fix", "repair",
)  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_there_is_a_line_for_each_event(slug):
    trace = TRACES[slug]
    lines = narration_of(trace).lines

    assert [event.q + 1 for event in trace.events] == [line.step for line in lines]
    assert [] == [line.step for line in lines if not line.says or UNFILLED.search(line.says)]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_link_of_a_chain_is_a_cause_of_the_one_before(slug):
    trace = TRACES[slug]
    story = narration_of(trace)
    for step in range(1, len(trace.events) + 1):
        chain = story.chain(step)

        assert step == chain[0].step
        for link, cause in pairwise(chain):
            assert cause.step - 1 in trace.events[link.step - 1].cause
        assert not trace.events[chain[-1].step - 1].cause or len(chain) == CHAIN_MAX


def test_chains_of_rich_stories_end_where_nothing_came_before():
    def check(told: Told) -> None:
        story = narration_of(told.trace)
        for step in range(1, len(told.trace.events) + 1):
            chain = story.chain(step)
            links = [line.step for line in chain]
            assert sorted(links, reverse=True) == links
            last = told.trace.events[links[-1] - 1]
            assert not last.cause or len(chain) == CHAIN_MAX

    for told in book()[:80]:
        check(told)


def test_a_failure_leads_to_the_failure_that_it_came_of():
    trace = a_story(
        a_world("good", "bad", a_task("c", "bad", "good"), bad=a_script(fails=FIRST, takes_s=5))
    )
    index = next(e.q for e in trace.events if e.after == "UPSTREAM_FAILED")

    chain = narration_of(trace).chain(index + 1)

    assert ["c", "bad"] == [trace.task_key(trace.events[line.step - 1]) for line in chain[:2]]
    assert "FAILED" == trace.events[chain[1].step - 1].after


def test_a_success_leads_to_the_cause_that_came_last():
    trace = a_story(a_world("slow", "fast", a_task("c", "fast", "slow"), slow=a_script(takes_s=90)))
    begins = next(e for e in trace.events if e.task == 2 and e.after == "RUNNING")
    line = narration_of(trace).lines[begins.q]

    assert max(begins.cause) + 1 == line.cause
    assert 2 == len(begins.cause)


def test_a_chain_is_cut_where_it_is_too_long():
    trace = a_story(a_world("a"), *["run_now"] * (CHAIN_MAX + 2))

    assert CHAIN_MAX == len(narration_of(trace).chain(len(trace.events)))
    assert trace.events[narration_of(trace).chain(len(trace.events))[-1].step - 1].cause


def test_nothing_has_led_to_the_start():
    assert [] == narration_of(CHAIN).chain(0)


def test_a_step_is_about_itself_if_nothing_is_selected():
    assert [0, 3, 7] == [narration_of(CHAIN).about(step) for step in (0, 3, 7)]


@pytest.mark.parametrize("key", ["a", "b", "c"])
def test_a_task_is_told_by_its_last_event_up_to_the_step(key):
    story, index = narration_of(CHAIN), CHAIN.keys.index(key)
    of_it = [event.q + 1 for event in CHAIN.events if event.task == index]
    for step in range(len(CHAIN.events) + 1):
        expected = max((each for each in of_it if each <= step), default=0)

        assert expected == story.about(step, task=index)


def test_a_table_is_told_by_its_last_commit_up_to_the_step():
    story = narration_of(CHAIN)
    commit = next(event.q + 1 for event in CHAIN.events if event.commit)

    assert [0, commit, commit] == [
        story.about(step, table="t") for step in (commit - 1, commit, len(CHAIN.events))
    ]
    assert 0 == story.about(len(CHAIN.events), table="nothing")


def test_a_task_of_a_child_job_is_no_task_of_ours():
    trace = scenario("a-job-runs-a-job").play()
    lines = narration_of(trace).lines

    of_child = [event.q for event in trace.events if trace.job_of(event)]
    assert of_child
    assert {-1} == {lines[q].task for q in of_child}


def test_tones_tell_what_kind_of_turn_it_is():
    trace = a_scenario(do="run_now fix repair").play()
    tones = {(e.kind, str(e.after)): narration_of(trace).lines[e.q].tone for e in trace.events}
    doubled = [
        line.tone
        for line in narration_of(trace).lines
        if line.table and trace.events[line.step - 1].commit.dup
    ]

    assert "bad" == tones["task", "FAILED"]
    assert "good" == tones["task", "SUCCESS"]
    assert "plain" == tones["task", "RUNNING"]
    assert ["doubled"] == doubled


@pytest.mark.parametrize("slug", SLUGS)
def test_every_line_points_at_the_reason_of_its_rule(slug):
    trace = TRACES[slug]
    story = narration_of(trace)
    reasons = story.reasons
    for event, line in zip(trace.events, story.lines, strict=True):
        rule = bundled().rules[event.rule]

        assert rule.why == reasons[line.reason].why
        assert bundled().facts[rule.fact] == reasons[line.reason].fact
    assert len({event.rule for event in trace.events}) == len(reasons)
