"""Frames: what is shown after each event; folded, they are the end of the story."""

import pytest
from hypothesis import given

from tests.build import a_failure, a_script, a_story, a_task, a_world, a_write, bundled
from tests.strategies import operators, worlds
from trialrun.diagram import WORDS, clock, dollars, frames_of, values_at
from trialrun.engine import BELIEFS, State, Trace, simulate

TRANSACTION = BELIEFS["job-is-a-transaction"].rules

HALF = a_world(
    "a",
    a_task("b", "a"),
    b=a_script(a_write("menu", 1234), a_write("price", 40), fails=a_failure(0, after=1)),
)


def shown_end(trace: Trace) -> dict[str, object]:
    """Returns what the last frame shows, in the shape of trace.final()."""
    frames = frames_of(trace)
    values = values_at(frames, len(frames) - 1)
    return {
        "run": values["run"],
        "cost": values["cost"],
        "tasks": [values[f"task.{index}"] for index in range(len(trace.tasks))],
        "tables": {
            name: tuple(
                int(values[f"table.{name}.{part}"].replace(",", ""))
                for part in ("version", "rows", "dup")
            )
            for name in trace.tables
        },
    }


def told_end(trace: Trace) -> dict[str, object]:
    end = trace.final()
    return {
        "run": end["run"],
        "cost": dollars(end["cents"]),
        "tasks": [task["state"] for task in end["tasks"].values()],
        "tables": {
            name: (table["version"], table["rows"], table["dup"])
            for name, table in end["tables"].items()
        },
    }


@pytest.mark.parametrize("slug", list(bundled().scenarios))
def test_frames_fold_to_the_end_of_the_story(slug):
    trace = bundled().scenarios[slug].play()

    assert told_end(trace) == shown_end(trace)


@given(worlds(), operators)
def test_frames_of_any_story_fold_to_its_end(world, actions):
    trace = simulate(world, actions)

    assert told_end(trace) == shown_end(trace)


@given(worlds(), operators)
def test_frames_of_a_belief_fold_to_its_end(world, actions):
    trace = simulate(world, actions, TRANSACTION)

    assert told_end(trace) == shown_end(trace)


def test_there_is_a_frame_for_the_start_and_one_for_each_event():
    trace = a_story(HALF)

    frames = frames_of(trace)

    assert [0] + [event.t_ms for event in trace.events] == [frame.t_ms for frame in frames]


def test_the_first_frame_shows_that_nothing_has_started():
    first = frames_of(a_story(HALF))[0].values

    assert {
        "clock": "0:00", "cost": "$0.00", "run": "", "run.word": "Not started",
        "task.0": "", "task.0.word": "Not started", "task.0.attempts": "",
        "task.1": "", "task.1.word": "Not started", "task.1.attempts": "",
        "table.menu": "empty", "table.menu.version": "0", "table.menu.rows": "0",
        "table.menu.dup": "0",
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
        {"run": "RUNNING", "run.word": "Running", "task.0": "BLOCKED", "task.1": "BLOCKED"},
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
        },
        id="doubles rows",
    ),
    pytest.param("run.all_succeeded", {"run": "SUCCESS", "clock": "3:00"}, id="the run ends"),
]


@pytest.mark.parametrize(("rule", "values"), CHANGES)
def test_an_event_changes_what_it_is_about(rule, values):
    trace = a_story(HALF, "run_now", "fix", "repair@120")

    assert values.items() <= frame_of(trace, rule).items()


def test_a_new_run_clears_the_attempts_of_the_one_before():
    world = a_world(a_task("a", max_retries=1), a=a_script(fails=a_failure(0)))

    frames = frames_of(a_story(world, "run_now", "run_now"))

    assert "" == values_at(frames, len(frames) - 1)["task.0.attempts"]


def test_a_table_that_is_rolled_back_is_empty_again():
    trace = a_story(HALF, rules=TRANSACTION)

    assert {"table.menu": "empty", "table.menu.rows": "0"}.items() <= frame_of(
        trace, "belief.rolls_back"
    ).items()


def test_every_state_has_a_word():
    assert {*State, ""} == set(WORDS)


CLOCKS = [(0, "0:00"), (999, "0:00"), (61_000, "1:01"), (3_600_000, "60:00")]


@pytest.mark.parametrize(("t_ms", "text"), CLOCKS)
def test_a_clock_shows_minutes_and_seconds(t_ms, text):
    assert text == clock(t_ms)


@pytest.mark.parametrize(("cents", "text"), [(0, "$0.00"), (7, "$0.07"), (12345, "$123.45")])
def test_a_sum_is_written_in_dollars(cents, text):
    assert text == dollars(cents)
