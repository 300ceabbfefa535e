"""Every rule the engine can name is told in words, and every rule and kind happens in a story."""

import ast
import re
from dataclasses import replace
from itertools import combinations_with_replacement, product

from tests.build import (
    ALWAYS,
    FIRST,
    ROOT,
    a_failure,
    a_file,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    an_if,
    an_update,
    bundled,
    with_edit,
    with_job,
    with_jobs,
)
from trialrun.engine import (
    BELIEFS,
    ILLUSTRATIVE,
    RUN_IF,
    RUN_NOW,
    Action,
    Arrival,
    Compute,
    ComputeKind,
    Continuous,
    Do,
    Event,
    Failure,
    Get,
    Happening,
    Notifications,
    Op,
    Periodic,
    Schedule,
    Task,
    TaskScript,
    Trace,
    World,
    simulate,
)
from trialrun.engine.job.job import Trigger
from trialrun.engine.job.world import LASTING
from trialrun.engine.rules import judge

RULE_ID = re.compile(r"[a-z_]+(\.[a-z_]+)+")

PARTS = {"condition.text", "condition.number"}
MADE_OF_PARTS = {
    *(judge(run_if, "".join(edges)).rule for run_if in RUN_IF for count in (1, 2, 3)
      for edges in product("SFCED", repeat=count)),
    *(f"{part}_{outcome}" for part in PARTS for outcome in ("true", "false")),
    *(f"compute.{kind}.ends" for kind in ComputeKind
      if not kind.startswith("serverless") and kind is not ComputeKind.NONE),
    *(f"notify.{kind}" for kind in ("on_start", "on_success", "on_failure", "on_duration_warning")),
    *(f"trigger.{on}{seen}" for on in ("file", "table") for seen in ("", "_seen")),
}  # fmt: skip
"""Rules whose names are put together. Serverless is never released: nothing is kept open for it."""


def named_in_the_engine() -> set[str]:
    """Returns the string constants in the engine's source that look like a rule id."""
    found = set()
    # The door names modules, and decides nothing.
    door = ROOT / "trialrun/engine/__init__.py"
    for file in set((ROOT / "trialrun/engine").rglob("*.py")) - {door}:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if RULE_ID.fullmatch(node.value) else set()
    return found - PARTS


HALF = a_script(a_write("x"), a_write("y"), fails=a_failure(0, after=1))
FAILS = a_script(fails=ALWAYS)
ME = ("me",)


def a_meeting(kinds: str) -> Trace:
    """Plays a parent of each kind (S, F, C, E or D) with a child for each run_if behind them."""
    parents: list[Task] = []
    for index, kind in enumerate(kinds):
        if kind == "E":
            parents.append(an_if(f"if{index}", "1", Op.EQUAL_TO, "2"))
        ups = [f"if{index}:true"] if kind == "E" else []
        parents.append(a_task(f"{kind}{index}", *ups, disabled=kind == "D"))
    keys = [f"{kind}{index}" for index, kind in enumerate(kinds)]
    children = [a_task(f"on_{run_if}", *keys, run_if=run_if) for run_if in RUN_IF]
    broken = {key: FAILS for key in keys if key.startswith("F")}
    cancels = [f"cancel:{key}@1" for key in keys if key.startswith("C")]
    return a_story(a_world(*parents, *children, **broken), "run_now", *cancels)


def on_every_compute() -> World:
    """Returns a job with a task on each kind of compute, at the bundled prices."""
    computes = tuple(Compute(str(kind), kind) for kind in ComputeKind)
    tasks = (a_task(f"on_{kind}", compute=str(kind)) for kind in ComputeKind)
    return with_job(a_world(*tasks, rates=ILLUSTRATIVE), computes=computes)


def started_by(trigger: Trigger, *happenings: Happening, **tasks: TaskScript) -> World:
    """Returns a job of one task with a trigger."""
    return replace(with_job(a_world("a", **tasks), trigger=trigger), happenings=happenings)


def run_if_stories() -> list[Trace]:
    pairs = combinations_with_replacement("SFCED", 2)
    return [a_meeting("".join(kinds)) for kinds in [*pairs, *"SFCED"]]


def attempt_stories() -> list[Trace]:
    serverless = a_task("a", disable_auto_optimization=False)
    return [
        a_story(a_world("a", a_task("b", "a", compute="main"), b=HALF), "run_now", "fix", "repair"),
        a_story(a_world(a_task("a", compute="team"), a=FAILS)),
        a_story(a_world("a", a=a_script(a_write("x"), fails=FIRST)), "run_now", "fix"),
        a_story(a_world("a", a=a_script(a_write("x"), fails=a_failure(0, after=1)))),
        a_story(a_world("a"), "fix"),
        a_story(a_world(a_task("a", max_retries=1), a=FAILS)),
        a_story(a_world(serverless, a=FAILS)),
        a_story(a_world(a_task("a", type="pipeline"), a=FAILS)),
        a_story(a_world(a_task("a", timeout_ms=1000))),
        a_story(a_world(a_task("a", parameters=(("x", "{{job.nothing}}"),)))),
        *(
            a_story(a_world("a", a=a_script(a_write("x", mode=mode), takes_s=1)), *["run_now"] * 2)
            for mode in ("append", "overwrite", "merge", "idempotent")
        ),
        a_story(a_world("a", a=a_script(a_write("x"))), "run_now", "restore:x", "restore:y"),
        a_story(a_world("a", a=a_script(a_write("x"))), "run_now", "restore:x;version=1"),
        a_story(on_every_compute()),
    ]


def value_stories() -> list[Trace]:
    many = [(f"k{index}", "1") for index in range(251)]
    return [
        a_story(
            a_world(
                "a", a_task("b", "a"),
                a=a_script(sets=[("k", "1")]), b=a_script(gets=[Get("a", "k")]),
            )
        ),
        a_story(a_world("a", a=a_script(gets=[Get("b", "k")]))),
        a_story(a_world("a", a=a_script(sets=[("k", f'"{"x" * 50_000}"')]))),
        a_story(a_world("a", a=a_script(sets=many))),
        a_story(with_job(
            a_world(a_task("a", parameters=(("x", "{{job.parameters.p}}" * 40),))),
            parameters=(("p", "x" * 30_000),),
        )),
    ]  # fmt: skip


def flow_stories() -> list[Trace]:
    ifs = [
        an_if("number", "2", Op.GREATER_THAN, "1"),
        an_if("no_number", "1", Op.GREATER_THAN, "2"),
        an_if("text", "1", Op.EQUAL_TO, "1"),
        an_if("no_text", "1", Op.EQUAL_TO, "2"),
        an_if("neither", "x", Op.GREATER_THAN, "2"),
        an_if("nothing", "{{tasks.text.values.x}}", Op.EQUAL_TO, "2", "text"),
    ]
    of_a = "{{tasks.a.values.k}}"
    no_list = an_if("if", of_a, Op.EQUAL_TO, "1", "a")
    return [
        a_story(a_world(*ifs)),
        a_story(a_world("a", no_list, a=a_script(sets=[("k", "[1]")]))),
        a_story(a_world(a_task("a", disabled=True), a_loop("loop", of_a, "a"))),
        a_story(a_world(a_loop("loop", "[1, 2]"), "b", one=a_script(fails=FIRST)),
                "run_now", "repair"),
        a_story(a_world(a_loop("loop", "[]"))),
        a_story(a_world(a_loop("loop", "{}"))),
        a_story(a_world(a_loop("loop", f'["{"x" * 10_000}"]'))),
        a_story(a_world(a_loop("loop", of_a))),
        a_story(a_world(a_loop("loop", "[1, 2]", timeout_ms=1000))),
        a_story(a_world(a_loop("loop", "[1, 2]"), "b"), "run_now", "repair;tasks=loop"),
    ]  # fmt: skip


def run_job_stories() -> list[Trace]:
    parent = a_world(a_run_job("a", "child"), "b")
    fine, broken = a_world("x"), a_world("x", x=FAILS)
    return [
        a_story(with_jobs(parent, child=fine)),
        a_story(with_jobs(parent, child=fine), "run_now", "cancel:a@5"),
        a_story(with_jobs(parent, child=broken), "run_now", "fix", "repair"),
        a_story(with_jobs(parent, child=with_job(fine, max_concurrent_runs=0))),
        a_story(with_jobs(parent, child=with_job(fine, timeout_ms=1000))),
        a_story(
            with_jobs(
                a_world(a_run_job("a", "child"), a_run_job("b", "child")),
                child=a_world("x", x=a_script(takes_s=50 * 3600)),
            )
        ),
    ]


MISSING = [
    a_world(
        a_task("a", disable_auto_optimization=False),
        a=a_script(fails=Failure(None, 0, None, kind)),
    )
    for kind in LASTING
]


def operator_stories() -> list[Trace]:
    two = a_world("a", a_task("b", "a"), a=a_script(fails=FIRST))
    inner = a_world("a", a_task("b", "a", run_if="ALL_DONE"), a=a_script(fails=FIRST))
    return [
        *map(a_story, MISSING),
        a_story(two, "repair"),
        a_story(two, "run_now", "repair@5", "repair;tasks=a", "repair;tasks=a;all_failed"),
        a_story(two, "run_now", "repair;all_failed"),
        a_story(two, "run_now", "repair", "repair", "repair;tasks=a", "repair;tasks=a;id=1"),
        a_story(two, "run_now", "repair;tasks=a,a", "repair;tasks=a;dependents"),
        a_story(with_job(two, parameters=(("p", "1"),)), "run_now;p.p=2", "repair;all_failed"),
        a_story(with_job(two, parameters=(("p", "1"),)), "run_now;p.p=2", "repair"),
        a_story(a_world("a", a=FAILS), "run_now", "repair"),
        a_story(inner, "run_now", "repair"),
        a_story(inner, "run_now", "cancel:a@5"),
        a_story(two, "run_now", "cancel@5", "cancel", "cancel:a"),
        a_story(two, "run_now", "cancel:b@5", "run_now;only=b", "run_now;only=a;token=t",
                "run_now;token=t"),
        a_story(two, "run_now", "run_now@1", "cancel@2", "repair@3"),
        a_story(with_edit(two, "e"), "run_now", "edit:e"),
        a_story(with_job(two, timeout_ms=1000)),
        a_story(with_job(two, queue=False), "run_now", "run_now@1"),
        a_story(with_job(two, max_concurrent_runs=0)),
        a_story(a_world("a", a=a_script(takes_s=50 * 3600)), "run_now", "run_now@1"),
        simulate(two, (*RUN_NOW, Action(Do.REPAIR, tasks=("x",)), Action(Do.EDIT, name="x"),
                       Action(Do.RUN_NOW, tasks=("x",)))),
    ]  # fmt: skip


def telling_stories() -> list[Trace]:
    told = Notifications(ME, ME, ME, ME, warns_after_ms=1000)
    told_job = with_job(a_world("a"), notifications=told)
    return [
        a_story(told_job),
        a_story(with_job(a_world("a", a=FAILS), notifications=told)),
        a_story(a_world(a_task("a", notifications=told))),
    ]


def trigger_stories() -> list[Trace]:
    files, tables = Arrival("file", ("/in",)), Arrival("table", ("t",))
    on_and_on = started_by(Continuous(), a=a_script(fails=FIRST))
    return [
        a_story(started_by(Schedule("0 * * * * ?")), "wait@90"),
        a_story(started_by(Periodic(60_000)), "wait@90"),
        a_story(started_by(files, a_file(5, "/in/f"), a_file(70, "/in/f")), "wait@200"),
        a_story(started_by(tables, an_update(5, "t")), "wait@90"),
        a_story(on_and_on, "wait@100", "run_now@110", "wait@300"),
    ]


def belief_stories() -> list[Trace]:
    fork = a_world("a", a_task("b", "a"), "c", a_task("d", "a", run_if="ALL_DONE"), a=HALF)
    told = Notifications(on_duration_warning=ME, warns_after_ms=1000)
    second = Failure(None, 0, frozenset({1}))
    stories = [
        (fork, ("run_now", "repair")),
        (a_world(an_if("if", "1", Op.EQUAL_TO, "1.0"), a_task("a", "if:true")), ("run_now",)),
        (a_world("a", a=a_script(a_write("x"))), ("run_now", "run_now@1")),
        (with_job(a_world("a"), notifications=told), ("run_now",)),
        (a_world(a_loop("loop", "[1, 2]"), one=a_script(fails=second)), ("run_now",)),
    ]
    return [
        a_story(world, *do, rules=belief.rules)
        for world, do in stories
        for belief in BELIEFS.values()
    ]


STORIES = [
    *run_if_stories(),
    *attempt_stories(),
    *value_stories(),
    *flow_stories(),
    *run_job_stories(),
    *operator_stories(),
    *telling_stories(),
    *trigger_stories(),
    *belief_stories(),
]


def emitted() -> set[str]:
    return {row[10] for story in STORIES for row in story.rows}


def test_every_rule_of_the_engine_is_told_in_words():
    assert named_in_the_engine() | MADE_OF_PARTS == set(bundled().rules)


def test_every_rule_of_the_engine_happens_in_a_story():
    assert named_in_the_engine() | MADE_OF_PARTS == emitted()


def test_every_kind_of_event_happens_in_a_story():
    listed = re.search(r"kind: ([^.]*)\.", Event.__doc__ or "")

    assert listed is not None
    assert set(re.findall(r"\w+", listed[1])) - {"or"} == {
        row[2] for story in STORIES for row in story.rows
    }
