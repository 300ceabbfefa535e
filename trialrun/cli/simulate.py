"""`simulate`: plays a job file in the terminal and draws how it ends."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trialrun.cli.deeds import add_deeds, deeds_of, save, told_of
from trialrun.cli.input import Input, Unplayable, add_what_to_read, read_input

if TYPE_CHECKING:
    from trialrun.engine import TaskEnd, Trace, WhatIf

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

CELL_MAX = 200

HELP = """\
FILE is a bundle's folder, its databricks.yml or a zip of it, the answer of `databricks jobs get`,
an API payload (YAML or JSON), or a scenario; "-" reads standard input.
Nobody knows what its tasks do, so unless FILE is a scenario each takes a minute and appends 1,000
rows to a table of its name (a rerun of a pipeline adds none, dbt overwrites, dashboards and alerts
write nothing); task values that others ask for are made up, so that conditions are true and loops
have three elements.
What they really do can be said, of each or of all:
  --writes load=silver.menu:overwrite:500   a table, how (append, overwrite, merge, idempotent:
                                            with a transaction id), rows; each can be left out
  --writes load=nothing --writes '*=append' nothing; '*' is all that nothing else is said of
  --sets load.count=7                       a task value: JSON, or text; load=nothing
  --sets count.output.first_row.n=7         what a query returns; also output.rows, .alert_state
  --outcome check=false                     how an If/else comes out
  --elements loop=12                        how many elements a For each has
  --takes load=90s --takes '*=5m'           how long an execution takes
  --starts job_cluster=5m                   how long compute of a kind takes to come up
Tables are Delta tables: a write is committed whole, or not at all. --save-scenario FILE writes
all of it as a scenario, which simulate and check read back.

A bundle is read as it would be deployed: with its includes, its target (--target, else
DATABRICKS_BUNDLE_TARGET, else the only one or the default) and its variables (--var, BUNDLE_VAR_x,
variable-overrides.json, the target's values, defaults). What only the workspace knows stays text.
Surest is what `databricks bundle validate -o json` prints: there all is worked in.

--fail TASK[:ATTEMPT][@WRITES] lets a task fail: at the given attempts only, counted from 0
(as in load:0), or at all of them until they are mended, which --repair and --run-again do
before they start. @1 fails after the first write. TASK.ITERATION fails one iteration of what a
for-each runs, from 0. TASK=missing_notebook and TASK=missing_library are errors that cannot heal,
which serverless does not retry by itself (our assumption). Else it retries a failing task up to
three times unasked; that it uses all three is our assumption.
"""


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "simulate",
        help="play a job file and draw how it ends",
        description="Play a job file and draw how it ends.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_what_to_read(parser)
    parser.add_argument("--fail", metavar="TASK", action="append", default=[])
    parser.add_argument(
        "--slow", metavar="TASK@SECONDS", action="append", default=[],
        help="how long a task takes",
    )  # fmt: skip
    parser.add_argument("--repair", action="store_true", help="then repair the run")
    parser.add_argument("--run-again", action="store_true", help="then run the job again")
    parser.add_argument(
        "--do", metavar="ACTION", action="append", default=[],
        help="what the operator does first, e.g. cancel@90 (after 1:30); a run is started",
    )  # fmt: skip
    parser.add_argument(
        "--received", action="store_true",
        help="show the parameters that each attempt received, and where each came from",
    )  # fmt: skip
    add_deeds(parser)
    parser.add_argument("--json", action="store_true", help="print the whole trace as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the end, or the trace; returns 2 where FILE or an option cannot be played."""
    from trialrun.collector import collect_less_often
    from trialrun.engine import Endless, beyond_told, simulate, undefined_told

    collect_less_often()
    try:
        given = read_input(arguments)
        what_if = _what_if(given, arguments)
        world, actions = what_if.world(given.world), what_if.actions(given.actions)
        trace = simulate(world, actions)
        if arguments.save_scenario:
            save(arguments.save_scenario, given.name, world, actions, given.around)
    except (Unplayable, Endless, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    for told in told_of(given, what_if.deeds):
        print(told, file=sys.stderr)
    for told in (*undefined_told(world, actions), *beyond_told(world)):
        print(f"warning: {told}", file=sys.stderr)
    if given.target:
        print(given.target, file=sys.stderr if arguments.json else sys.stdout)
    if arguments.json:
        print(trace.to_json())
        return 0
    _draw(given.name, trace)
    if arguments.received:
        _draw_received(trace)
    return 0


def _draw_received(trace: "Trace") -> None:
    from trialrun.cli.received import HEAD, rows_received

    rows = list(rows_received(trace))
    print()
    if rows:
        _table(HEAD, rows)
    else:
        print("No task received a parameter.")


def _what_if(given: Input, arguments: argparse.Namespace) -> "WhatIf":
    """Reads what the options change. Raises WhatIfError: a ValueError."""
    from trialrun.engine import WhatIf, read_what_if

    fail, do, deed = arguments.fail, doings(arguments), deeds_of(arguments)
    slow = arguments.slow
    if not (fail or slow or do or deed):
        return WhatIf()
    return read_what_if(given.world, fail, do, slow=slow, deed=deed)


def doings(arguments: argparse.Namespace) -> list[str]:
    """Returns what the operator does, [] for what FILE says."""
    asked = arguments.repair or arguments.run_again
    if not (arguments.do or asked or arguments.fail):
        return []
    does = list(arguments.do)
    if not any(text.startswith(("run_now", "wait")) for text in does):
        does.insert(0, "run_now")
    if asked and any(":" not in text and text != "none" for text in arguments.fail):
        does.append("fix")
    if arguments.repair:
        does.append("repair")
    return [*does, "run_now"] if arguments.run_again else does


def _draw(name: str, trace: "Trace") -> None:
    from trialrun.diagram import (
        WORDS,
        clock,
        dollars,
        occasions_told,
        spelled_clock,
        surplus_of_tasks,
        surplus_said,
        surplus_told,
    )
    from trialrun.engine import codes_of_what_is_missing

    dup = surplus_told(sum(table.dup for table in trace.tables.values()))
    state = f"{WORDS[trace.result]}, {dup}," if dup else WORDS[trace.result]
    span_ms, worked_ms = _took_ms(trace)
    print(f"{name}: {state} after {spelled_clock(span_ms)}")
    if worked_ms != span_ms:
        print(f"API run_duration: {spelled_clock(worked_ms)}, without the time before the repair.")
    ends = [e.q for e in trace.own_events("run") if e.after == trace.result]
    said = [_sentence(trace, ends[-1]) if ends else "No run was started.", surplus_said(trace)]
    print(f"{' '.join(filter(None, said))}\n")
    whys = _said(trace)
    surplus = surplus_of_tasks(trace)
    codes = codes_of_what_is_missing(trace)
    rows = [
        (
            key,
            ", ".join(
                filter(None, (_state(end), codes.get(key), surplus_told(surplus.get(key, 0))))
            ),
            str(end.attempts),
            f"{clock(end.started_ms)}-{clock(end.ended_ms)}" if end.has_run else "",
            whys.get(key, ""),
        )
        for key, end in trace.tasks.items()
    ]
    _table(("TASK", "STATE", "ATTEMPTS", "TIME", "WHY"), rows)
    if trace.tables:
        print()
        _table(
            ("TABLE", "VERSION", "ROWS", "SURPLUS ROWS"),
            [
                (table, str(end.version), f"{end.rows:,}", f"{end.dup:,}")
                for table, end in trace.tables.items()
            ],
        )
        if any(end.dup for end in trace.tables.values()):
            print("Surplus rows were there already, for the same occasion, such as one night.")
    print()
    told = occasions_told(trace)
    runs = ", ".join(
        WORDS[segment.result] + (f" (for {told[segment.run]})" if segment.run in told else "")
        for segment in trace.segments
        if not segment.job
    )
    print(f"Runs and repairs: {runs or 'none'}")
    for event in trace.events:
        if event.kind == "refused":
            print(f"Refused at {clock(event.t_ms)}: {_sentence(trace, event.q)}")
    _print_cost(trace, dollars(trace.cents))
    from trialrun.cli.assumed import assumptions_told

    for line in assumptions_told(trace):
        print(line)


def _took_ms(trace: "Trace") -> tuple[int, int]:
    """Returns how long the last run took, its repairs included; a story may go on behind it.

    First from its first start to its last end, then its stretches of work added up, as the API
    tells it. Facts: run-duration-sum.
    """
    from trialrun.diagram import time_taken

    own = [segment for segment in trace.segments if not segment.job]
    last = [segment for segment in own if segment.run == max(each.run for each in own)]
    if not last:
        return trace.t_end_ms, trace.t_end_ms
    worked_ms, span_ms = time_taken(last)
    return span_ms, worked_ms


def _state(end: "TaskEnd") -> str:
    from trialrun.diagram import WORDS
    from trialrun.engine import State

    if end.state is State.BLOCKED:
        return WORDS[""]
    return WORDS[end.state] + (f" ({end.outcome})" if end.outcome else "")


def _print_cost(trace: "Trace", dollars: str) -> None:
    from trialrun.diagram import clock
    from trialrun.engine import PRICES_WRITTEN

    used: dict[str, int] = {}
    for usage in trace.usages:
        used[usage.compute] = used.get(usage.compute, 0) + usage.to_ms - usage.from_ms
    shares = ", ".join(f"{compute} {clock(ms)}" for compute, ms in used.items())
    print(f"Cost: {dollars} at illustrative prices of {PRICES_WRITTEN}, idle time included")
    print(f"Paid for: {shares or 'nothing'}")


def _said(trace: "Trace") -> dict[str, str]:
    """Returns, for each task, why it ended as it did.

    That is the sentence of its last event, behind that of its last attempt where it failed.
    """
    runs = {segment.id: segment.run for segment in trace.segments if not segment.job}
    latest = max(runs.values(), default=0)
    last: dict[str, list[int]] = {}
    for event in trace.events:
        if event.kind == "task" and runs.get(event.segment) == latest:
            failed = [q for q in event.cause if trace.events[q].kind == "attempt"]
            last[trace.task_key(event)] = [*failed, event.q]
    return {
        key: " ".join(_sentence(trace, q) for q in told)
        for key, told in last.items()
        if trace.events[told[-1]].rule != "attempt.succeeded"
    }


def _sentence(trace: "Trace", q: int) -> str:
    from trialrun.cli.sentences import words_of
    from trialrun.diagram import names_of

    event = trace.events[q]
    words = words_of(event.rule)
    if words is None:
        return event.rule
    says, is_assumed = words
    label = " (our assumption)" if is_assumed else ""
    return says.format(**names_of(trace, event)) + label


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from trialrun.jobs.tree import shown

    rows = [tuple(shown(cell, CELL_MAX) for cell in row) for row in rows]
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    for row in [head, *rows]:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
