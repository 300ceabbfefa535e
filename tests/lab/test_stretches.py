"""How each run behind a question ended: all of them in order, and which decides."""

from dataclasses import replace

import pytest

from tests.build import a_failure, a_scenario, a_script, a_task, a_world, bundled, with_job
from trialrun.engine import State, Trace
from trialrun.lab.stretches import names_of_runs, stretches_behind, stretches_of
from trialrun.questions import PlayedRun, Question, Scenario
from trialrun.questions.question import PROOF
from trialrun.questions.scenario import PLAIN

WORLD = a_world("a", a_task("b", "a"), a=a_script(fails=a_failure(0)))


def played(*do: str, world=WORLD) -> Trace:
    return a_scenario(world=world, do=" ".join(("run_now", *do))).play_text()


def told(trace: Trace, *steps: int) -> list[tuple[str, str, str]]:
    found = stretches_of(trace, steps)
    return [(each.name, each.result, each.failed) for each in found]


def test_a_run_and_its_repairs_stand_in_order_with_what_failed():
    assert [
        ("Run 1", "FAILED", "a"),
        ("Repair of run 1", "FAILED", "a"),
        ("Repair 2 of run 1", "SUCCESS", ""),
    ] == told(played("repair", "fix", "repair", world=a_world(
        "a", a_task("b", "a"), a=a_script(fails=a_failure())
    )))  # fmt: skip


def test_what_a_repair_leaves_alone_stands_as_it_was():
    world = a_world("a", "b", a=a_script(fails=a_failure(0)))
    first, repaired = stretches_of(played("repair", world=world))

    assert {"a": "FAILED", "b": "SUCCESS"} == first.ends
    assert {"a": "SUCCESS", "b": "SUCCESS"} == repaired.ends


def test_a_run_that_never_began_is_there_too():
    world = with_job(a_world("a"), max_concurrent_runs=1, queue=False)
    skipped = played("run_now@30", world=world)

    assert [("Run 1", "SUCCESS", ""), ("Run 2", "SKIPPED", "")] == told(skipped)
    assert {} == stretches_of(skipped)[1].ends


def test_runs_that_end_alike_one_after_another_are_one():
    assert [("Run 1", "FAILED", "a"), ("Runs 2 to 4", "SUCCESS", "")] == told(
        played("run_now", "run_now", "run_now")
    )


def test_the_run_into_which_the_deciding_step_falls_decides():
    trace = played("repair")
    failed = next(event.q + 1 for event in trace.events if event.after == State.FAILED)

    assert [True, False] == [each.decides for each in stretches_of(trace, [failed])]
    assert [False, True] == [each.decides for each in stretches_of(trace, [len(trace.events)])]
    assert [False, False] == [
        each.decides for each in stretches_of(trace, [failed, len(trace.events)])
    ]


SEVERAL = [
    (question, place)
    for found in bundled().sets.values()
    for question in found.questions.values()
    for place in range(len(question.runs))
    if PROOF in question.body
]


def stories_of(question: Question) -> list[Scenario | None]:
    return [bundled().scenarios[run.scenario] for run in question.runs]


@pytest.mark.parametrize(
    ("question", "place"), SEVERAL, ids=lambda each: getattr(each, "uid", each)
)
def test_of_our_questions_the_last_stretch_of_the_last_run_is_how_it_ends(question, place):
    run = question.runs[place]
    trace = bundled().scenarios[run.scenario].play_text(run.what_if)
    ends = {key: str(end.state) for key, end in trace.tasks.items()}
    found = stretches_behind(question, stories_of(question), place, ends)

    assert len(found) != 1
    assert not found or len(trace.runs) > 1 or len(trace.segments) > 1
    assert not found or any(each.ends == ends for each in found)


def test_where_the_story_ends_otherwise_by_now_nothing_is_told_of_it():
    question, place = next(
        each for each in SEVERAL if each[0].uid == "rollback/before-the-first-write"
    )
    other = {"ingest": "CANCELED"}

    assert stretches_behind(question, stories_of(question), place, {})
    assert [] == stretches_behind(question, stories_of(question), place, other)
    assert [] == stretches_behind(question, [None], place, {})


def test_runs_of_one_story_are_told_apart_by_what_differs():
    several = [q for q in {each.uid: each for each, _ in SEVERAL}.values() if len(q.runs) > 1]

    assert several
    for question in several:
        assert len({*names_of_runs(question, stories_of(question))}) == len({*question.runs})


def test_of_a_story_that_is_gone_the_title_is_left():
    question = next(each for each, _ in SEVERAL)
    runs = (PlayedRun("One", "gone", PLAIN), PlayedRun("One", "gone", PLAIN))

    assert ["One", "One"] == names_of_runs(replace(question, runs=runs), [None, None])
