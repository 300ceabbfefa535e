"""A state that is told in two places is told alike: graph, timeline, and the ends of tasks."""

from tests.build import a_failure, a_loop, a_run_job, a_script, a_story, a_task, a_world, with_jobs
from tests.engine.rich import Told, book, of_every_story
from trialrun.diagram import WORDS, Values, frames_of, timeline_of, values_at
from trialrun.diagram.frames import NOTE_LENGTH_MAX
from trialrun.diagram.timeline import Stretch
from trialrun.engine import Condition, Op, State, Trace


def graph_at_the_end(trace: Trace) -> Values:
    frames = frames_of(trace)
    return values_at(frames, len(frames) - 1)


def told_of(trace: Trace) -> dict[str, tuple[Stretch, ...]]:
    rows = [row for row in timeline_of(trace).rows if row.iteration < 0]
    return {trace.keys[row.task]: row.told for row in rows}


@of_every_story
def test_the_timeline_ends_as_the_graph_does(story: Told) -> None:
    """What the run that is shown did not touch, an earlier one did."""
    graph, told = graph_at_the_end(story.trace), told_of(story.trace)
    for index, key in enumerate(story.trace.keys):
        state, note = graph[f"task.{index}"], graph[f"task.{index}.note"]
        if state:
            last = told[key][-1]
            assert (state, WORDS[state]) == (last.state, graph[f"task.{index}.word"])
            assert note.removesuffix("…") == last.note[: NOTE_LENGTH_MAX - note.endswith("…")]


@of_every_story
def test_the_graph_ends_as_the_tasks_do(story: Told) -> None:
    graph = graph_at_the_end(story.trace)
    for index, key in enumerate(story.trace.keys):
        state = story.trace.tasks[key].state
        assert graph[f"task.{index}"] == ("" if state == State.BLOCKED else state)


@of_every_story
def test_every_run_of_a_task_is_told_to_its_end(story: Told) -> None:
    """As often as the trace says that a task ended, the timeline says so, in that state."""
    trace = story.trace
    open_states = (State.BLOCKED, State.PENDING, State.RUNNING, State.WAITING_FOR_RETRY)
    for index, key in enumerate(trace.keys):
        ends = [(e.after, e.t_ms) for e in trace.own_events("task")
                if e.task == index and e.after not in open_states]  # fmt: skip
        told = [(each.state, each.to_ms) for each in told_of(trace)[key]]
        left = iter(told)
        assert all(end in left for end in ends), (key, ends, told)


def test_the_book_has_tasks_that_end_without_a_bar() -> None:
    ends = {
        each.state
        for story in book()
        for told in told_of(story.trace).values()
        for each in told
        if each.from_ms == each.to_ms
    }

    assert {"SUCCESS", "FAILED", "EXCLUDED", "DISABLED", "UPSTREAM_FAILED", "CANCELED"} <= ends


def test_what_the_graph_writes_below_a_box_is_told() -> None:
    check = a_task(
        "check", type="condition", compute="none", condition=Condition(Op.GREATER_THAN, "3", "2")
    )
    world = a_world(
        check,
        a_task("no", "check:false"),
        a_loop("each", '["US", "EU"]', "check:true"),
        a_run_job("call", "child", "check:true"),
        a_task("off", disabled=True),
        a_task("quick"),
        one=a_script(fails=a_failure(iterations=[1])),
        quick=a_script(takes_s=0),
    )

    told = told_of(a_story(with_jobs(world, child=a_world("c"))))

    assert {
        "check": (Stretch("SUCCESS", 0, 0, "3 > 2: true"),),
        "no": (Stretch("EXCLUDED", 0, 0),),
        "each": (Stretch("FAILED", 0, 90_000, "1 of 2 done, 1 not"),),
        "call": (Stretch("SUCCESS", 0, 60_000, "child: Succeeded"),),
        "off": (Stretch("DISABLED", 0, 0),),
        "quick": (Stretch("SUCCESS", 0, 0),),
    } == told


def test_a_run_that_took_no_time_has_a_mark_at_its_moment() -> None:
    (row,) = timeline_of(a_story(a_world("a", a=a_script(takes_s=0)))).rows

    assert ((), ["SUCCESS"]) == (row.bars, [mark.kind for mark in row.marks])
