"""Frames: what is shown after each event; folded, they are what the trace says."""

import pytest
from hypothesis import given

from tests.build import (
    ALWAYS,
    FIRST,
    a_failure,
    a_loop,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    bundled,
)
from tests.diagram.read_frames import end_of
from tests.engine.rich import Told, of_every_story
from tests.proving import some_of
from tests.strategies import operators, worlds
from trialrun.diagram import (
    PIPS_MAX,
    WORDS,
    clock,
    dollars,
    frames_of,
    values_at,
    versions_shown,
)
from trialrun.engine import BELIEFS, State, Trace, simulate

TRANSACTION = BELIEFS["job-is-a-transaction"].rules

HALF = a_world(
    "a",
    a_task("b", "a"),
    b=a_script(a_write("menu", 1234), a_write("price", 40), fails=a_failure(0, after=1)),
)


def shown(values: dict[str, str], trace: Trace) -> dict[str, object]:
    """Returns what values show, in the shape of `told`."""
    return {
        "run": values["run"],
        "tasks": [values[f"task.{index}"] for index in range(len(trace.tasks))],
        "runs": {run.run: values[f"run.{run.run}"] for run in trace.runs},
        "iterations": {
            key: value for key, value in values.items() if key.startswith("it.") and value
        },
        "tables": {
            name: tuple(
                int(values[f"table.{name}.{part}"].replace(",", ""))
                for part in ("version", "rows", "dup")
            )
            for name in trace.tables
        },
        "cost": values["cost"],
        "clock": values["clock"],
    }


def told(trace: Trace) -> dict[str, object]:
    """Returns what the end of a trace says."""
    own = [segment for segment in trace.segments if not segment.job]
    part_of = {task for s in own if s.run == own[-1].run for task in s.tasks}
    last_ms = trace.events[-1].t_ms if trace.events else 0
    return {
        "run": str(own[-1].result) if own else "",
        # A task that is left out of a run has not started in it.
        "tasks": [
            str(end.state) if index in part_of else ""
            for index, end in enumerate(trace.tasks.values())
        ],
        "runs": {run.run: str(run.result) for run in trace.runs},
        "iterations": {
            f"it.{index}.{n}": str(state)
            for index, end in enumerate(trace.tasks.values())
            for n, state in enumerate(end.iterations[:PIPS_MAX])
            if state != State.BLOCKED
        },
        "tables": {name: tuple(table) for name, table in trace.tables.items()},
        "cost": dollars(trace.cents_at(last_ms)),
        "clock": clock(last_ms),
    }


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_frames_fold_to_the_end_of_the_story(slug):
    trace = bundled().scenarios[slug].play()

    assert told(trace) == shown(end_of(trace), trace)
    assert dollars(trace.cents) == end_of(trace)["cost"]


@given(worlds(), operators)
def test_frames_of_any_story_fold_to_its_end(world, actions):
    trace = simulate(world, actions)

    assert told(trace) == shown(end_of(trace), trace)


@given(worlds(), operators)
def test_frames_of_a_belief_fold_to_its_end(world, actions):
    trace = simulate(world, actions, TRANSACTION)

    assert told(trace) == shown(end_of(trace), trace)


@of_every_story
def test_frames_of_every_rich_story_fold_to_its_end(story: Told) -> None:
    assert told(story.trace) == shown(end_of(story.trace), story.trace)


@of_every_story
def test_no_frame_has_a_key_that_the_page_has_no_place_for(story: Told) -> None:
    frames = frames_of(story.trace)

    assert [] == [
        (step, key)
        for step, frame in enumerate(frames)
        for key in frame.values
        if key not in frames[0].values
    ]


@of_every_story
def test_at_every_step_each_task_of_the_run_shown_is_as_it_last_changed(story: Told) -> None:
    """Reads the trace as a diary: whoever starts last is shown, as that run stands."""
    trace = story.trace
    frames = frames_of(trace)
    values: dict[str, str] = {}
    states: dict[int, dict[int, str]] = {}
    run = -1
    for event, frame in zip([None, *trace.events], frames, strict=True):
        values.update(frame.values)
        if event is not None and event.segment >= 0 and not trace.job_of(event):
            segment = trace.segments[event.segment]
            of_run = states.setdefault(segment.run, {})
            if event.kind == "run" and event.after == State.RUNNING:
                run = segment.run
                if segment.kind == "run":
                    of_run.update(dict.fromkeys(segment.tasks, "BLOCKED"))
            if event.kind == "task":
                of_run[event.task] = str(event.after)

        expected = [states.get(run, {}).get(task, "") for task in range(len(trace.keys))]
        assert expected == [values[f"task.{task}"] for task in range(len(trace.keys))]
        assert [WORDS[state] for state in expected] == [
            values[f"task.{task}.word"] for task in range(len(trace.keys))
        ]


@of_every_story
def test_at_every_step_tables_are_as_their_last_commit_left_them(story: Told) -> None:
    trace = story.trace
    values: dict[str, str] = {}
    left = dict.fromkeys(trace.tables, ("0", "0", "0"))
    for event, frame in zip([None, *trace.events], frames_of(trace), strict=True):
        values.update(frame.values)
        if event is not None and event.commit is not None:
            commit = event.commit
            left[commit.table] = (
                str(commit.version), f"{commit.table_rows:,}", f"{commit.table_dup:,}"
            )  # fmt: skip

        assert left == {
            name: tuple(values[f"table.{name}.{part}"] for part in ("version", "rows", "dup"))
            for name in trace.tables
        }


def test_there_is_a_frame_for_the_start_and_one_for_each_event():
    trace = a_story(HALF)

    frames = frames_of(trace)

    assert [0] + [event.t_ms for event in trace.events] == [frame.t_ms for frame in frames]


def test_the_first_frame_shows_that_nothing_has_started():
    first = frames_of(a_story(HALF))[0].values

    assert {
        "clock": "0:00", "cost": "$0.00", "run": "", "run.word": "Not started",
        "run.who": "", "run.took": "", "surplus": "",
        "run.1": "", "run.1.word": "Not started",
        "task.0": "", "task.0.word": "Not started", "task.0.attempts": "", "task.0.note": "",
        "task.0.label": "a, not started",
        "task.1": "", "task.1.word": "Not started", "task.1.attempts": "", "task.1.note": "",
        "task.1.label": "b, not started",
        "table.menu": "empty", "table.menu.version": "0", "table.menu.rows": "0",
        "table.menu.dup": "0", "table.menu.v1": "",
        "table.price": "empty", "table.price.version": "0", "table.price.rows": "0",
        "table.price.dup": "0",
    } == first  # fmt: skip


def test_every_value_is_known_from_the_start():
    frames = frames_of(a_story(HALF, "run_now", "fix", "repair"))

    assert {frozenset(frames[0].values)} == {
        frozenset(values_at(frames, step)) for step in range(len(frames))
    }


def frame_of(trace: Trace, rule: str) -> dict[str, str]:
    """Returns what the last event of a rule changes."""
    event = [event for event in trace.events if event.rule == rule][-1]
    return frames_of(trace)[event.q + 1].values


CHANGES = [
    pytest.param(
        "run_now.new_run",
        {
            "run": "RUNNING", "run.word": "Running", "run.1": "RUNNING",
            "task.0": "BLOCKED", "task.1": "BLOCKED",
        },
        id="a run starts",
    ),
    pytest.param(
        "retry.none_forbidden", {"task.1": "FAILED", "task.1.word": "Failed"}, id="a task fails"
    ),
    pytest.param(
        "repair.unsuccessful", {"task.1": "BLOCKED", "task.1.word": "Blocked"}, id="is repaired"
    ),
    pytest.param("run_if.all_success.met", {"task.1.attempts": "×2"}, id="runs again"),
    pytest.param(
        "commit.append_again",
        {
            "table.menu": "doubled",
            "table.menu.version": "2",
            "table.menu.rows": "2,468",
            "table.menu.dup": "1,234",
            "table.menu.v2": "doubled",
        },
        id="doubles rows",
    ),
    pytest.param(
        "run.all_succeeded", {"run": "SUCCESS", "run.1": "SUCCESS", "clock": "3:00"},
        id="the run ends",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "values"), CHANGES)
def test_an_event_changes_what_it_is_about(rule, values):
    trace = a_story(HALF, "run_now", "fix", "repair@120")

    assert values.items() <= frame_of(trace, rule).items()


def test_a_new_run_clears_the_attempts_of_the_one_before():
    world = a_world(a_task("a", max_retries=1), a=a_script(fails=a_failure(0)))

    assert "" == end_of(a_story(world, "run_now", "run_now"))["task.0.attempts"]


def test_a_run_of_some_tasks_shows_the_others_as_not_started():
    trace = a_story(HALF, "run_now", "run_now;only=a")

    assert {
        "task.0": "SUCCESS", "task.1": "", "task.1.word": "Not started",
        "task.1.label": "b, not started", "run": "SUCCESS",
    }.items() <= end_of(trace).items()  # fmt: skip


def test_a_repair_of_an_older_run_shows_that_run_again():
    world = a_world("a", a_task("b", "a"), a=a_script(fails=a_failure(1)), b=a_script(fails=FIRST))
    trace = a_story(world, "run_now", "run_now", "repair;run=1")

    # Run 2 failed in a. Run 1 had failed in b only, and its a is kept.
    assert {"task.0": "SUCCESS", "task.1": "SUCCESS", "run": "SUCCESS"}.items() <= end_of(
        trace
    ).items()
    assert "a, succeeded" == end_of(trace)["task.0.label"]


def test_the_run_that_is_asked_for_is_shown_whatever_starts_later():
    world = a_world("a", a=a_script(fails=FIRST))
    trace = a_story(world, "run_now", "run_now")

    ends = {
        run: values_at(frames_of(trace, run), len(trace.events))["task.0"] for run in (None, 1, 2)
    }

    assert {None: "SUCCESS", 1: "FAILED", 2: "SUCCESS"} == ends


def test_a_table_that_is_rolled_back_is_empty_again():
    trace = a_story(HALF, rules=TRANSACTION)

    assert {"table.menu": "empty", "table.menu.rows": "0"}.items() <= frame_of(
        trace, "belief.rolls_back"
    ).items()


# Labels, versions, words.


def test_a_task_that_is_not_reached_is_labelled_with_what_kept_it():
    trace = a_story(
        a_world("ingest", a_task("silver", "ingest"), a_task("gold", "silver"),
                silver=a_script(fails=ALWAYS))
    )  # fmt: skip

    end = end_of(trace)

    assert ["ingest, succeeded", "silver, failed"] == [end[f"task.{n}.label"] for n in (0, 1)]
    assert "gold, upstream failed, because silver failed" == end["task.2.label"]


def test_a_label_names_every_parent_that_kept_a_task():
    world = a_world("a", "b", a_task("c", "a", "b", run_if="ALL_FAILED"))

    assert (
        "c, excluded, because a succeeded and b succeeded" == end_of(a_story(world))["task.2.label"]
    )


def test_a_label_follows_the_task_and_says_blocked_at_first():
    trace = a_story(a_world("a"))
    labels = [f.values["task.0.label"] for f in frames_of(trace) if "task.0.label" in f.values]

    assert ["a, not started", "a, blocked", "a, running", "a, succeeded"] == [
        label for n, label in enumerate(labels) if n == 0 or labels[n - 1] != label
    ]


@pytest.mark.parametrize(
    ("version", "first", "last"), [(0, 1, 0), (1, 1, 1), (24, 1, 24), (25, 2, 25), (100, 77, 100)]
)
def test_the_last_versions_of_a_table_are_listed(version, first, last):
    assert range(first, last + 1) == versions_shown(version)


def test_versions_that_are_not_listed_are_in_no_frame():
    world = a_world(a_loop("each", str(list(range(30)))), one=a_script(a_write("t")))
    frames = frames_of(a_story(world))

    keys = {key for frame in frames for key in frame.values if key.startswith("table.t.v")}
    assert {"table.t.version", *(f"table.t.v{n}" for n in range(7, 31))} == keys


def test_every_state_has_a_word():
    assert {*State, ""} == set(WORDS)


CLOCKS = [
    (0, "0:00"),
    (999, "0:00"),
    (61_000, "1:01"),
    (3_599_000, "59:59"),
    (3_600_000, "1:00:00"),
    (37_230_000, "10:20:30"),
]


@pytest.mark.parametrize(("t_ms", "text"), CLOCKS)
def test_a_clock_shows_minutes_and_seconds(t_ms, text):
    assert text == clock(t_ms)


@pytest.mark.parametrize(("cents", "text"), [(0, "$0.00"), (7, "$0.07"), (12345, "$123.45")])
def test_a_sum_is_written_in_dollars(cents, text):
    assert text == dollars(cents)
