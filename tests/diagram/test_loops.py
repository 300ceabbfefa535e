"""Notes, ways out and pips: what frames show of conditions and loops."""

import pytest

from tests.build import (
    FIRST,
    a_failure,
    a_loop,
    a_script,
    a_story,
    a_task,
    a_world,
    an_if,
    with_job,
)
from tests.diagram.read_frames import end_of, notes
from trialrun.diagram import PIPS_MAX, frames_of, iterations_of, values_at
from trialrun.engine import Op

BRANCH = (a_task("good", "check:true"), a_task("bad", "check:false"))


@pytest.mark.parametrize(
    ("left", "note", "true", "false"),
    [
        pytest.param("2", "2 > 1: true", "SUCCESS", "EXCLUDED", id="true"),
        pytest.param("0", "0 > 1: false", "EXCLUDED", "SUCCESS", id="false"),
        pytest.param("x", "x > 1: undecided", "EXCLUDED", "EXCLUDED", id="undecided"),
    ],
)
def test_a_condition_notes_what_it_compared_and_greys_out_the_way_not_taken(
    left, note, true, false
):
    trace = a_story(a_world(an_if("check", left, Op.GREATER_THAN, "1"), *BRANCH))

    end = end_of(trace)

    assert (note, true, false) == tuple(
        end[key] for key in ("task.0.note", "edge.0.true", "edge.0.false")
    )


def test_a_new_run_forgets_which_way_the_last_one_took():
    world = a_world("a", an_if("check", "2", Op.GREATER_THAN, "1", "a"), *BRANCH)
    frames = frames_of(a_story(world, "run_now", "run_now"))
    second = [step for step, frame in enumerate(frames) if frame.values.get("run") == "RUNNING"][1]

    at_start = values_at(frames, second)

    assert ("", "", "") == tuple(
        at_start[key] for key in ("task.1.note", "edge.1.true", "edge.1.false")
    )


LOOP = a_world(
    a_loop("each", '["US", "EU", "APAC"]'), "z", one=a_script(fails=a_failure(iterations=[1]))
)


def pips(values: dict[str, str], task: int = 0) -> list[str]:
    return [value for key, value in values.items() if key.startswith(f"it.{task}.")]


def test_a_loop_notes_how_many_of_its_iterations_are_done():
    trace = a_story(LOOP)

    assert [
        "", "0 of 3 done", "1 of 3 done", "1 of 3 done, 1 not", "2 of 3 done, 1 not",
    ] == notes(trace)  # fmt: skip
    assert ["SUCCESS", "FAILED", "SUCCESS"] == pips(end_of(trace))


def test_a_repair_of_a_loop_keeps_the_pips_of_what_succeeded():
    trace = a_story(LOOP, "run_now", "fix", "repair")
    frames = frames_of(trace)
    begun = [e.q + 1 for e in trace.events if e.kind == "task" and e.after == "RUNNING"][-1]
    assert 3 == len([e for e in trace.events if e.kind == "task" and e.after == "RUNNING"])

    assert ["SUCCESS", "", "SUCCESS"] == pips(values_at(frames, begun))
    assert ["SUCCESS", "SUCCESS", "SUCCESS"] == pips(end_of(trace))


def test_a_repair_of_a_loop_over_fewer_elements_forgets_the_others():
    world = with_job(
        a_world(
            a_loop("each", "{{job.parameters.regions}}"), "b", one=a_script(fails=FIRST)
        ),
        parameters=(("regions", "[1, 2, 3]"),),
    )  # fmt: skip

    end = end_of(a_story(world, "run_now", "fix", "repair;p.regions=[7]"))

    assert ("1 of 1 done", ["SUCCESS", "", ""]) == (end["task.0.note"], pips(end))


def test_a_repair_of_a_loop_over_other_elements_keeps_no_pip():
    one = a_script(fails=a_failure(iterations=[1]))
    world = with_job(
        a_world(a_loop("each", "{{job.parameters.regions}}"), "b", one=one),
        parameters=(("regions", "[1, 2, 3]"),),
    )
    trace = a_story(world, "run_now", "fix", "repair;p.regions=[7, 8, 9]")
    begun = [e.q + 1 for e in trace.events if e.task == 0 and e.kind == "task"][-2]

    assert "RUNNING" == trace.events[begun - 1].after
    assert ["", "", ""] == pips(values_at(frames_of(trace), begun))


def test_a_new_run_of_a_loop_begins_with_open_pips():
    trace = a_story(LOOP, "run_now", "run_now")
    frames = frames_of(trace)
    second = [step for step, frame in enumerate(frames) if frame.values.get("run") == "RUNNING"][1]

    assert ["", "", ""] == pips(values_at(frames, second))
    assert "" == values_at(frames, second)["task.0.note"]


def test_so_many_pips_are_shown_and_all_are_counted():
    world = a_world(a_loop("each", str(list(range(PIPS_MAX + 3))), at_once=20))
    end = end_of(a_story(world, "run_now", "run_now"))

    assert ["SUCCESS"] * PIPS_MAX == pips(end)
    assert f"{PIPS_MAX + 3} of {PIPS_MAX + 3} done" == end["task.0.note"]


def test_the_elements_of_a_loop_are_json_texts():
    assert {0: ('"US"', '"EU"', '"APAC"')} == iterations_of(a_story(LOOP))
