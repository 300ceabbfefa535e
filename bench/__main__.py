"""Runs all measurements, or those named, and prints one table. A missed goal is said as such."""

import sys
from time import perf_counter

from bench import (
    answers,
    bundles,
    check,
    cold_start,
    content,
    engine,
    first_visit,
    heavy,
    history,
    layout,
    pages,
    slow_clients,
)
from bench.figure import Figure, table

MEASUREMENTS = {
    "engine": engine.measure,
    "layout": layout.measure,
    "answers": answers.measure,
    "pages": pages.measure,
    "heavy": heavy.measure,
    "history": history.measure,
    "slow_clients": slow_clients.measure,
    "first_visit": first_visit.measure,
    "cold_start": cold_start.measure,
    "content": content.measure,
    "check": check.measure,
    "bundles": bundles.measure,
}


def main(names: list[str]) -> int:
    """Prints the table; returns 2 for a name that is not known, else 0."""
    unknown = sorted(set(names) - set(MEASUREMENTS))
    if unknown:
        print(f"There is no {', '.join(unknown)}; name some of {', '.join(MEASUREMENTS)}.")
        return 2
    figures: list[Figure] = []
    for name, measure in MEASUREMENTS.items():
        if names and name not in names:
            continue
        started = perf_counter()
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
        figures += measure()
        print(f"{perf_counter() - started:.0f} s", file=sys.stderr)
    print(table(figures))
    judged = [figure for figure in figures if figure.is_met is not None]
    missed = [figure for figure in judged if not figure.is_met]
    print(f"\n{len(judged) - len(missed)} of {len(judged)} goals met, {len(missed)} not met.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
