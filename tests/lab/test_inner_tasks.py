"""Tasks of a job that a task starts, at any depth: they can be made to fail, and are told of."""

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_task,
    a_world,
    a_write,
    with_jobs,
)
from tests.web.lab import an_address, choice, faults, own_story, simulation, trace_of
from trialrun.engine import Trace, path_of_event, places_of
from trialrun.engine.whatif.failure_map import failures_of
from trialrun.lab.address import Address
from trialrun.lab.failure_map import sheet_of
from trialrun.lab.varied import changes_of

LOW = a_world("x", a_task("y", "x"), x=a_script(a_write("low"), takes_s=30))
MID = with_jobs(
    a_world(
        a_task("load", max_retries=1, timeout_ms=60_000, parameters=(("day", "1"),)),
        a_loop("each", '["a", "b"]', "load"),
        a_run_job("deeper", "low", "each"),
        load=a_script(a_write("m1"), a_write("m2"), takes_s=60),
    ),
    low=LOW,
)
OURS = own_story(
    with_jobs(a_world("first", a_run_job("start", "mid", "first"), a_task("end", "start")), mid=MID)
)
CALM = an_address(OURS)
PATHS = ["first", "start", "mid/load", "mid/each", "mid/deeper", "mid/low/x", "mid/low/y", "end"]


def ends(trace: Trace) -> dict[str, str]:
    """Returns how each task ended last, by its path."""
    return {path_of_event(trace, e): e.after for e in trace.events if e.kind == "task"}


def test_every_task_has_a_path_behind_the_task_that_leads_to_it():
    assert PATHS == [place.path for place in places_of(OURS.world)]


@pytest.mark.parametrize("path", ["mid/load", "mid/each", "mid/low/x", "mid/low/y"])
def test_a_task_in_a_started_job_can_be_made_to_fail_as_ours_can(path):
    for label, text in (("Every time, until it is fixed", ""), ("First attempt only", ":0")):
        work = path.replace("each", "one")
        failing = choice(OURS, CALM, path, fail_label(path)).address
        scoped = choice(OURS, failing, path, label).address

        assert (f"{work}{text}",) == scoped.what_if.fail
        assert path == scoped.task
        assert faults(OURS, scoped).is_failing(path)
    assert "FAILED" == ends(trace_of(OURS, failing))[path]
    assert "UPSTREAM_FAILED" == ends(trace_of(OURS, failing))["end"]


def fail_label(path: str) -> str:
    """Returns what letting a task fail at its start is called."""
    return "Fail before it writes" if path in ("mid/load", "mid/low/x") else "Fail"


def test_it_has_the_choices_of_our_own_but_what_reaches_no_started_job():
    def labels(path: str) -> set[str]:
        return {each.label for each in faults(OURS, CALM).choices(path)}

    every = {"Let it succeed", "Fail", "Its notebook is missing", "A library is missing"}
    slow = "Take 3 times as long"
    assert every | {slow, "Time out", "Cancel it halfway"} == labels("first")
    assert every | {slow} == labels("mid/low/y")
    assert {"Fail after write 1 of 2", "Time out", slow} < labels("mid/load")
    loop = choice(OURS, CALM, "mid/each", "Fail").address
    shown = [each.label for each in faults(OURS, loop).iterations("mid/each")]
    assert ["All iterations", "Iteration 1 only", "Iteration 2 only"] == shown
    timed = choice(OURS, CALM, "mid/load", "Time out").address
    assert "TIMEDOUT" == ends(trace_of(OURS, timed))["mid/load"]


@pytest.mark.parametrize("key", ["first", "end"])
def test_what_fails_in_a_started_job_goes_on_failing_beside_what_is_chosen(key):
    inside = choice(OURS, CALM, "mid/load", "Fail after write 1 of 2").address
    both = choice(OURS, inside, key, "Fail").address

    assert {"mid/load@1", key} == {*both.what_if.fail}
    calm = choice(OURS, both, "mid/load", "Let it succeed").address
    assert (key,) == calm.what_if.fail
    assert () == choice(OURS, calm, key, "Let it succeed").address.what_if.fail


FAILING = own_story(
    with_jobs(
        a_world("first", a_run_job("start", "mid"), a_run_job("other", "side"), first=a_script()),
        mid=with_jobs(
            a_world("load", a_run_job("deeper", "low"), load=a_script(fails=ALWAYS)),
            low=a_world("x", x=a_script(fails=FIRST)),
        ),
        side=a_world("s", "t", s=a_script(fails=ALWAYS), t=a_script(fails=a_failure(1))),
    )
)
AS_WRITTEN = {"mid/load": ALWAYS, "mid/low/x": FIRST, "side/s": ALWAYS, "side/t": a_failure(1)}


@pytest.mark.parametrize("path", ["first", *AS_WRITTEN])
def test_whatever_is_toggled_leaves_the_failures_of_all_other_jobs_alone(path):
    address = an_address(FAILING)
    for _ in range(2):
        there = faults(FAILING, address).toggle(path)
        assert there is not None
        wanted = failing_at(address)
        if path in wanted:
            del wanted[path]
        else:
            wanted[path] = AS_WRITTEN.get(path, ALWAYS)

        assert wanted == failing_at(there)
        address = there
    assert () == address.what_if.fail


def failing_at(address: Address) -> dict[str, object]:
    """Returns what fails, by path."""
    world = FAILING.read(address.what_if).world(FAILING.world)
    scripts = {place.work: place.script for place in places_of(world)}
    return {path: script.fails for path, script in scripts.items() if script and script.fails}


def test_an_address_of_a_calmed_job_is_read_as_it_is_written():
    calm = faults(FAILING, an_address(FAILING, fail=("first", "mid/none"))).toggle("side/t")

    assert calm is not None
    assert {"first", "mid/none", "side/s"} == {*FAILING.read(calm.what_if).text().fail}
    assert {"first", "side/s"} == {*failing_at(calm)}


def test_its_panel_shows_what_it_received_and_why_it_stands_so():
    story = choice(OURS, CALM, "mid/load", "Fail before it writes").address
    sim = simulation(OURS, Address(story.path, story.what_if, step=999, task="mid/load"))

    receipts = sim.inspector.receipts(is_held=False)
    assert receipts
    assert ["Attempt 1", "Attempt 2"] == [each.label for each in receipts.shown]
    assert "start" == sim.inspector.node == sim.inspector.around
    assert "mid/load" == sim.subject
    assert "load" in sim.chain[0].says
    about = [at for at, task in enumerate(sim.player()["tasks"]) if task == len(sim.trace.keys)]
    assert sim.chain[0].step == about[-1]
    deep = simulation(OURS, Address(CALM.path, task="mid/low/x"))
    assert ("start", "mid/deeper") == (deep.inspector.node, deep.inspector.around)


def test_a_task_that_starts_a_job_leads_to_its_tasks():
    sim = simulation(OURS, Address(CALM.path, task="start"))

    assert ["mid/load", "mid/each", "mid/deeper"] == [e.address.task for e in sim.inspector.inner()]
    nested = simulation(OURS, Address(CALM.path, task="mid/deeper"))
    assert ["mid/low/x", "mid/low/y"] == [e.address.task for e in nested.inspector.inner()]
    assert [] == simulation(OURS, Address(CALM.path, task="first")).inspector.inner()


def test_it_is_told_how_a_story_was_varied_in_there():
    slow = choice(OURS, CALM, "mid/low/x", "Take 3 times as long").address

    assert any("mid/low/x" in told for told in changes_of(OURS, slow.what_if))


def test_the_failure_map_has_a_row_for_each_of_their_failures_and_each_opens_its_run():
    sheet = sheet_of(OURS, CALM, "map", 0)
    assert sheet
    failures = failures_of(OURS.world)
    rows = {(row.task, row.where): row for row in sheet.rows}

    assert [failure.task for failure in failures] == [row.task for row in sheet.rows]
    assert {"mid/load", "mid/one", "mid/low/x", "mid/low/y"} < {row.task for row in sheet.rows}
    for failure in failures:
        trace = trace_of(OURS, an_address(OURS, fail=(failure.text,)))
        assert "FAILED" == trace.result
    row = rows["mid/load", "after write 1 of 2"]
    assert "fail=mid/load@1" in row.url.replace("%2F", "/")
    assert row.repair
    assert row.run_now
    assert "end, mid/each and mid/deeper" == " and ".join(row.not_run.rsplit(", ", 1))


def test_a_failure_that_its_job_swallows_says_that_the_run_succeeds_all_the_same():
    story = own_story(
        with_jobs(
            a_world(a_run_job("start", "mid"), a_task("end", "start")),
            mid=a_world("x", a_task("tidy", "x", run_if="ALL_DONE")),
        )
    )

    sheet = sheet_of(story, an_address(story), "map", 0)
    assert sheet
    notes = {row.task: row.note for row in sheet.rows}
    assert "The run succeeds all the same." == notes["mid/x"]


def test_what_is_retried_without_limit_in_a_started_job_has_no_end():
    story = own_story(
        with_jobs(a_world(a_run_job("start", "mid")), mid=a_world(a_task("x", max_retries=-1)))
    )

    sheet = sheet_of(story, an_address(story), "map", 0)
    assert sheet
    assert ["This story has no end"] == [row.note.partition(":")[0] for row in sheet.rows]
