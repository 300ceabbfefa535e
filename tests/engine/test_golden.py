"""The trace of every bundled scenario, event for event, as text that a person can read.

`python -m tests.engine.test_golden` writes the files anew; read their diff before you commit it.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.build import ROOT, bundled
from trialrun.engine import (
    Cause,
    Commit,
    Compared,
    Event,
    Fixed,
    Iterated,
    Notice,
    Started,
    Trace,
    Used,
    Value,
)

GOLDEN = ROOT / "tests" / "golden"
AROUND = 3


def golden_text(trace: Trace) -> str:
    """Returns a trace, one line an event, and how it ends in the last line.

    Before that stands what each run was for, if not all were for the same.

    `q h:mm:ss kind segment task[iteration] attempt before->after <cause> rule: data`
    """
    lines = [_event_line(trace, event) for event in trace.events]
    tables = [
        f"{name} v{end.version} {end.rows} rows" + (f", {end.dup} twice" if end.dup else "")
        for name, end in trace.tables.items()
    ]
    if len({run.occasion for run in trace.runs}) > 1:
        told = [f"run{run.run} for {run.occasion}" for run in trace.runs]
        lines.append(", ".join(told))
    return "\n".join([*lines, "; ".join([f"{trace.result} {trace.cents} cents", *tables]), ""])


def first_difference(expected: str, got: str) -> str:
    """Says where two texts part: both lines, with three common ones before them.

    >>> print(first_difference("a\\nb\\n", "a\\nc\\n"))
      a
    line 2 expected: b
    line 2      got: c
    """
    old, new = expected.splitlines(), got.splitlines()
    longest = max(len(old), len(new))
    at = next((i for i in range(longest) if old[i : i + 1] != new[i : i + 1]), None)
    if at is None:
        return ""
    return "\n".join(
        [
            *(f"  {line}" for line in old[max(at - AROUND, 0) : at]),
            f"line {at + 1} expected: {_line(old, at)}",
            *(f"                  {line}" for line in old[at + 1 : at + 1 + AROUND]),
            f"line {at + 1}      got: {_line(new, at)}",
            *(f"                  {line}" for line in new[at + 1 : at + 1 + AROUND]),
        ]
    )


def golden_files() -> dict[str, Path]:
    """Returns the golden files by scenario."""
    return {path.stem: path for path in GOLDEN.glob("*.txt")}


def _event_line(trace: Trace, event: Event) -> str:
    before, after = event.before or "", event.after or ""
    words = [
        str(event.q),
        _clock(event.t_ms),
        event.kind,
        "-" if event.segment < 0 else _segment(trace, event.segment),
        _task(trace, event),
        f"#{event.attempt}" if event.attempt >= 0 else "",
        f"{before}->{after}" if before or after else "",
        f"<{','.join(map(str, event.cause))}>",
        f"{event.rule}:" if event.data is not None else event.rule,
        _data(event.data),
    ]
    return " ".join(word for word in words if word)


def _segment(trace: Trace, index: int) -> str:
    segment = trace.segments[index]
    job = f"{segment.job}/" if segment.job else ""
    return f"{job}{segment.kind}{segment.run}" + (f".{index}" if segment.kind == "repair" else "")


def _task(trace: Trace, event: Event) -> str:
    iteration = f"[{event.iteration}]" if event.iteration >= 0 else ""
    return trace.task_key(event) + iteration


def _clock(t_ms: int) -> str:
    seconds, ms = divmod(t_ms, 1000)
    rest = f".{ms:03}" if ms else ""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}{rest}"


def _data(data: Any) -> str:
    match data:
        case None:
            return ""
        case Commit(table, version, op, rows, dup, table_rows, table_dup):
            twice = f" ({dup} again, {table_dup} twice)" if dup or table_dup else ""
            return f"{op} {rows} to {table} v{version} = {table_rows}{twice}"
        case Started(parameters):
            return " ".join(f"{name}={value}" for name, value in parameters)
        case Compared(op, left, right, outcome):
            return f"{left} {op} {right} = {outcome or 'nothing'}"
        case Value(of, name, json):
            return f"{of}.{name}={json}"
        case Notice(level, notice, to):
            return f"{level} {notice} to {', '.join(to)}"
        case Used(compute):
            return compute
        case Cause(trigger, detail):
            return f"{trigger} {detail}".strip()
        case Fixed(key):
            return key
        case Iterated(inputs):
            return f"[{', '.join(inputs)}]"
    raise ValueError(f"no words for {data}")


def _line(lines: list[str], at: int) -> str:
    return lines[at] if at < len(lines) else "(nothing)"


def test_every_scenario_has_a_golden_file_and_no_other_has():
    have, want = set(golden_files()), set(bundled().scenarios)

    assert set() == want - have, "write them with: python -m tests.engine.test_golden"
    assert set() == have - want, "golden files without a scenario: delete them"


@pytest.mark.parametrize("slug", sorted(bundled().scenarios))
def test_a_scenario_goes_as_its_golden_file_says(slug):
    path = golden_files().get(slug)
    if path is None:
        pytest.fail(f"{slug} has no golden file; python -m tests.engine.test_golden writes it")

    difference = first_difference(
        path.read_text(encoding="utf-8"), golden_text(bundled().scenarios[slug].play())
    )

    if difference:
        pytest.fail(f"{path.relative_to(ROOT)}\n{difference}", pytrace=False)


def test_the_first_line_that_differs_is_told_with_what_is_around_it():
    old, new = "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"

    assert (
        "  2\n  3\n  4\n"
        "line 5 expected: 5\n"
        "                  6\n                  7\n                  8\n"
        "line 5      got: five\n"
        "                  6\n                  7\n                  8"
    ) == first_difference(old, new)
    assert "line 2      got: (nothing)" == first_difference("a\nb\n", "a\n").splitlines()[-1]
    assert "" == first_difference(old, old)


def write_golden_files() -> None:
    """Writes all golden files anew and deletes those without a scenario."""
    GOLDEN.mkdir(exist_ok=True)
    scenarios = bundled().scenarios
    for slug, path in golden_files().items():
        if slug not in scenarios:
            path.unlink()
    for slug, scenario in scenarios.items():
        (GOLDEN / f"{slug}.txt").write_text(golden_text(scenario.play()), encoding="utf-8")


if __name__ == "__main__":
    write_golden_files()
