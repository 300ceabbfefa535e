"""What a task received, as its panel and its table show it."""

from tests.build import (
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    with_job,
    with_jobs,
)
from trialrun.engine import TaskPlace, Trace, places_of
from trialrun.lab import receipts
from trialrun.lab.receipts import (
    RECEIPTS_MAX,
    SHORT_MAX,
    VALUES_MAX,
    WHOLE_MAX,
    ReceiptShown,
    receipts_of,
    received_rows,
)

END = 10_000


def shown(trace: Trace, task: int = 0, step: int = END) -> tuple[ReceiptShown, ...]:
    """Returns what is shown of a task's receipts."""
    place = TaskPlace("", trace.world.job.tasks[task], trace.world)
    return receipts_of(trace, place, step, is_held=False).shown


def failing(*parameters: tuple[str, str], job: tuple[tuple[str, str], ...] = ()) -> Trace:
    """Returns a story of one task that is repaired."""
    world = a_world(a_task("a", parameters=parameters), "z", a=a_script(fails=a_failure(0)))
    run = "run_now;p.day=friday" if job else "run_now"
    return a_story(with_job(world, parameters=job), run, "repair;tasks=a")


def test_each_attempt_says_what_differs_from_the_one_before():
    first, again = shown(failing(("own", "1"), job=(("day", "monday"),)))

    assert ("Run 1", "2 values", False) == (first.label, first.says, first.is_open)
    assert ("Repair of run 1, attempt 2", "1 of 2 values differs") == (again.label, again.says)
    assert {"day": True, "own": False} == {
        value.name: value.is_new for group in again.groups for value in group.values
    }


def test_the_latest_up_to_the_step_is_open_unless_it_is_long():
    trace = failing(*((f"p{at}", "1") for at in range(3)))
    first, again = (each.step for each in shown(trace))

    assert [first] == [each.step for each in shown(trace, step=first) if each.is_open]
    assert [again] == [each.step for each in shown(trace) if each.is_open]
    long = failing(*((f"p{at}", "1") for at in range(30)))
    assert [] == [each.step for each in shown(long) if each.is_open]


def test_what_comes_is_held_back_from_whoever_predicts():
    trace = failing(("own", "1"))
    first, _ = (each.step for each in shown(trace))

    assert 1 == receipts_of(trace, places_of(trace.world)[0], first, is_held=True).count
    assert 0 == receipts_of(trace, places_of(trace.world)[0], first - 1, is_held=True).count


def test_values_from_one_place_stand_together_in_their_order():
    trace = failing(("x", "1"), ("y", "{{task.name}}"), ("z", "2"), job=(("day", "d"),))

    groups = shown(trace)[0].groups

    assert [
        ("Pushed down: job parameter, from Run now", ["day"]),
        ("Set in the task", ["x"]),
        ("Set in the task as {{task.name}}: of this run", ["y"]),
        ("Set in the task", ["z"]),
    ] == [(group.says, [value.name for value in group.values]) for group in groups]


def test_a_long_value_is_short_at_first_and_a_very_long_one_is_whole_in_the_table():
    trace = failing(("short", "s" * SHORT_MAX), ("long", "l" * 2 * WHOLE_MAX))

    short, long = shown(trace)[0].groups[0].values

    assert ("s" * SHORT_MAX, "") == (short.short, short.whole)
    assert ("l" * SHORT_MAX + "…", "l" * WHOLE_MAX) == (long.short, long.whole)
    assert 2 * WHOLE_MAX == long.chars
    assert "l" * 2 * WHOLE_MAX in [row[6] for row in received_rows(trace)]


def test_of_many_receipts_those_around_the_step_are_shown():
    inputs = str([*range(40)])
    trace = a_story(a_world(a_loop("each", inputs, at_once=1)))

    found = receipts_of(trace, places_of(trace.world)[0], END, is_held=False)

    assert (41, RECEIPTS_MAX) == (found.count, len(found.shown))
    assert "Iteration 40" == found.shown[-1].label


def test_of_very_many_values_some_are_shown():
    many = tuple((f"p{at}", "1") for at in range(VALUES_MAX + 5))

    (one,) = shown(failing(*many))

    assert (5, VALUES_MAX) == (one.more, sum(len(group.values) for group in one.groups))
    assert "Repair of run 1, attempt 2" == one.label


def test_a_task_that_runs_a_job_shows_what_that_jobs_tasks_received():
    child = with_job(a_world("c"), parameters=(("day", "d"),))

    trace = a_story(with_jobs(a_world(a_run_job("a", "child")), child=child))

    assert ["child/c: attempt 1"] == [each.label for each in shown(trace)]


def test_what_is_missing_is_told_in_panel_and_table():
    trace = a_story(a_world(a_task("a", parameters=(("x", "{{job.parameters.nope}}"),))))

    assert "job.parameters.nope" == shown(trace)[0].missing
    (row,) = received_rows(trace)
    assert "there is no {{job.parameters.nope}}" == row[-1]


def test_a_very_long_table_says_where_it_is_cut(monkeypatch):
    monkeypatch.setattr(receipts, "TABLE_CHARS_MAX", 50)

    rows = list(received_rows(failing(("x", "1" * 60))))

    assert "and more: a table this long is cut off here" == rows[-1][-1]
    assert 2 == len(rows)
