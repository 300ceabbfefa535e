"""What claims may speak of beyond the end: API codes, notices, logs, values, order of judging."""

import pytest

from tests.build import (
    FIRST,
    a_loop,
    a_script,
    a_story,
    a_task,
    a_world,
    an_if,
    bundled,
    with_job,
)
from trialrun.engine import Endless, Failure, Get, Notifications, Op
from trialrun.questions import ClaimError, holds
from trialrun.questions.run_told import end_of, told_of
from trialrun.questions.task_told import text_and_kind

TELLS = Notifications(on_success=("team",), on_failure=("oncall", "team"))

RETRIED = a_story(
    with_job(
        a_world(
            a_task("load", max_retries=1, min_retry_interval_ms=90_000, notifications=TELLS),
            a_task("report", "load"),
            load=a_script(fails=FIRST),
        ),
        notifications=TELLS,
    )
)
REPAIRED = a_story(
    a_world(
        "load", a_task("clean", "load"), a_task("report", "clean"), clean=a_script(fails=FIRST)
    ),
    "run_now",
    "repair",
)
VALUES = a_story(
    a_world(
        "count",
        an_if("any", "{{tasks.count.values.rows}}", Op.GREATER_THAN, "0", "count"),
        a_loop("each", '["a", "b"]', "any:true"),
        a_task("tell", "any:true", parameters=(("n", "{{tasks.count.values.rows}}"),)),
        a_task("late", "any:false"),
        a_task("get", "count"),
        count=a_script(sets=(("rows", "7"), ("name", '"7"'))),
        get=a_script(gets=(Get("count", "rows", None),)),
    )
)
NOT_THERE, NO_LIBRARY = (
    a_story(a_world("load", load=a_script(fails=Failure(None, 0, kind=kind))))
    for kind in ("missing_notebook", "missing_library")
)
SKIPPED = a_story(with_job(a_world("load"), queue=False), "run_now", "run_now@10")
QUEUED = a_story(with_job(a_world("load"), queue=True), "run_now", "run_now@10")

CLAIMS = [
    (RETRIED, 'api.life_cycle_state == "TERMINATED" && api.result_state == "SUCCESS"'),
    (RETRIED, 'api.state == "TERMINATED" && api.code == "SUCCESS"'),
    (RETRIED, 'tasks["load"].api.result_state == "SUCCESS"'),
    (RETRIED, "size(tasks.load.attempt_log) == 2"),
    (RETRIED, 'tasks["load"].attempt_log[0].state == "FAILED"'),
    (RETRIED, 'tasks["load"].attempt_log[0].ended_ms == 30000'),
    (RETRIED, 'tasks["load"].attempt_log[1].started_ms == 90000'),
    (RETRIED, "tasks.load.attempt_log[1].counts && !tasks.load.attempt_log[0].counts"),
    (RETRIED, "notices == 3 && size(notice_log) == 3"),
    (RETRIED, 'notice_log[0].event == "on_failure" && notice_log[0].level == "task"'),
    (RETRIED, 'notice_log[0].task == "load" && notice_log[0].at_ms == 30000'),
    (RETRIED, 'notice_log[0].to == ["oncall", "team"] && "oncall" in notice_log[0].to'),
    (RETRIED, 'notified["team"].on_success == 2 && notified["team"].on_failure == 1'),
    (RETRIED, "notified.oncall.on_failure == 1 && notified.oncall.on_start == 0"),
    (RETRIED, 'judged[0] == "load" && judged[1] == "report" && size(judged) == 2'),
    (REPAIRED, 'size(segment_log) == 2 && segment_log[1].kind == "repair"'),
    (REPAIRED, 'segment_log[1].tasks == ["clean", "report"] && size(segment_log[0].tasks) == 3'),
    (REPAIRED, 'segment_log[0].state == "FAILED" && "clean" in segment_log[1].tasks'),
    (REPAIRED, 'segment_log[1].started_ms >= segment_log[0].ended_ms && segment_log[0].job == ""'),
    (
        REPAIRED,
        "tasks.clean.attempt_log[0].segment == 0 && tasks.clean.attempt_log[1].segment == 1",
    ),
    (REPAIRED, "size(tasks.report.attempt_log) == 1 && tasks.report.attempt_log[0].segment == 1"),
    (REPAIRED, 'size(run_log) == 1 && run_log[0].state == "SUCCESS" && judged[0] == "clean"'),
    (VALUES, 'tasks["count"].sets["rows"].text == "7"'),
    (VALUES, 'tasks["count"].sets["rows"].type == "number"'),
    (VALUES, 'tasks["count"].sets["name"].text == "7" && tasks.count.sets.name.type == "text"'),
    (VALUES, 'tasks["tell"].received["n"] == "7" && tasks.tell.lacks == ""'),
    (VALUES, 'tasks["get"].gets["count.rows"].type == "number"'),
    (VALUES, 'tasks["any"].left == "7" && tasks["any"].right == "0"'),
    (VALUES, 'tasks["any"].outcome == "true" && tasks["any"].attempt_log[0].counts'),
    (VALUES, 'tasks["each"].inputs == [\'"a"\', \'"b"\']'),
    (VALUES, 'tasks["each"].iteration_log[1].received["x"] == "b"'),
    (VALUES, 'tasks["each"].iteration_log[0].attempt_log[0].state == "SUCCESS"'),
    (VALUES, 'tasks["late"].api.code == "SKIPPED" && size(tasks.late.attempt_log) == 0'),
    (NOT_THERE, 'api.code == "RESOURCE_NOT_FOUND" && api.life_cycle_state == "INTERNAL_ERROR"'),
    (NOT_THERE, 'tasks.load.api.code == "RESOURCE_NOT_FOUND"'),
    (NOT_THERE, 'run_log[0].api.code == "RESOURCE_NOT_FOUND" && run_log[0].api.code == api.code'),
    (SKIPPED, "run_log[1].was_skipped && !run_log[1].was_queued && run_log[1].started_ms == -1"),
    (SKIPPED, 'run_log[1].api.result_state == "MAXIMUM_CONCURRENT_RUNS_REACHED"'),
    (SKIPPED, 'run_log[1].api.life_cycle_state == "SKIPPED" && run_log[1].state == "SKIPPED"'),
    (QUEUED, "run_log[1].was_queued && !run_log[1].was_skipped && !run_log[0].was_queued"),
    (QUEUED, "run_log[1].created_ms == 10000 && run_log[1].started_ms == run_log[0].ended_ms"),
]


@pytest.mark.parametrize(("trace", "claim"), CLAIMS, ids=[claim for _, claim in CLAIMS])
def test_what_a_run_tells_can_be_claimed(trace, claim):
    assert holds(claim, told_of(trace))


SAID = [
    (RETRIED, 'api.code == "SUCESS"', '"SUCESS" is no termination code; did you mean SUCCESS?'),
    (RETRIED, 'api.state == "RUNING"', '"RUNING" is no state of a status; did you mean RUNNING?'),
    (RETRIED, 'notice_log[0].event == "on_fail"', '"on_fail" is no event; did you mean on_failure'),
    (
        RETRIED,
        "notice_log[0].event == 1",
        "notice_log[0].event is no number; compare it with a quoted event",
    ),
    (RETRIED, 'notice_log[0].at_ms == "10"', "write 10 without quotes"),
    (RETRIED, 'notice_log[0].at_ms == "soon"', "notice_log[0].at_ms is no text"),
    (RETRIED, 'tasks.load.attempt_log[0].counts == "yes"', "is true or false; write it without"),
    (RETRIED, "notified.teem.on_failure == 0", "notified has no `teem`; did you mean `team`?"),
    (RETRIED, 'judged[0] == "laod"', '"laod" is no task; did you mean load?'),
    (REPAIRED, 'segment_log[1].tasks == ["claen"]', '"claen" is no task; did you mean clean?'),
    (RETRIED, 'judged == "load"', "judged is a list; write judged[0] for its first"),
    (RETRIED, "judged[2] == 'load'", "judged has 2, counted from 0; there is no judged[2]"),
    (RETRIED, "attempt_log[0].counts", 'told of a task; write tasks["NAME"].attempt_log'),
    (REPAIRED, '"claen" in segment_log[1].tasks', '"claen" is no task; did you mean clean?'),
    (VALUES, "tasks.tell.received.n == 7", "tasks.tell.received.n is text; write what it is"),
    (VALUES, 'tasks.tell.received.m == "7"', "tasks.tell.received has no `m`; it has n"),
    (VALUES, 'tasks.count.sets.rows.type == "int"', '"int" is no type of a value; write one of bo'),
    (VALUES, 'tasks["late"].api.life_cycle_state == "SKIPPED"', "is an assumption of ours; nobody"),
    (NO_LIBRARY, 'tasks.load.api.code == "LIBRARY_INSTALLATION_ERROR"', "is an assumption of ours"),
    (NO_LIBRARY, 'api.code == "RUN_EXECUTION_ERROR"', "the termination code of a run that ended"),
    (VALUES, 'tasks["any"].outcome == "True"', '"True" is no outcome; did you mean true?'),
]


@pytest.mark.parametrize(("trace", "claim", "said"), SAID, ids=[claim for _, claim, _ in SAID])
def test_a_claim_that_could_never_hold_is_told_in_a_sentence(trace, claim, said):
    with pytest.raises(ClaimError) as error:
        holds(claim, told_of(trace))

    assert said in str(error.value)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("true", ("true", "boolean")),
        ("null", ("null", "null")),
        ('{"a": 1}', ('{"a": 1}', "object")),
        ("1.5", ("1.5", "number")),
    ],
)
def test_a_value_is_told_as_a_reference_gives_it_with_its_type(written, told):
    assert told == text_and_kind(written)


def test_every_bundled_story_can_be_asked_everything():
    for scenario in bundled().scenarios.values():
        try:
            facts = told_of(scenario.play_text())
        except Endless:
            continue
        assert holds("size(run_log) == size(runs)", facts)
        assert holds("size(segment_log) == size(segments)", facts)
        assert holds("size(notice_log) == notices", facts)
        for key, end in scenario.play_text().tasks.items():
            assert holds(f'size(tasks["{key}"].attempt_log) == {end.attempts}', facts), key


def test_the_end_of_a_run_is_told_as_the_trace_has_it():
    for trace in (RETRIED, REPAIRED, VALUES, SKIPPED):
        facts, end = end_of(trace), trace.final()
        assert list(end) == list(facts)
        assert end == {name: plainly(value) for name, value in facts.items()}


def plainly(value):
    return {name: plainly(each) for name, each in value.items()} if is_told(value) else value


def is_told(value) -> bool:
    return hasattr(value, "items")


def test_what_nobody_asks_for_is_not_worked_out(monkeypatch):
    def refuse(_):
        raise AssertionError("worked out")

    monkeypatch.setattr("trialrun.questions.run_told.stories_of", refuse)

    assert holds('tasks["load"].state == "SUCCESS" && notices == 3', told_of(RETRIED))
