"""The family about compute: which kind is the cheapest that has a run done in time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from trialrun.diagram import clock, dollars
from trialrun.engine import (
    ILLUSTRATIVE,
    NOBODY,
    ComputeKind,
    Rate,
    Trace,
    WhatIfText,
)
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, ReadsOff, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing
from trialrun.families.shapes import PLAIN_SHAPES, loop

_KINDS: Mapping[ComputeKind, str] = {
    ComputeKind.JOB_CLUSTER: "A job cluster of its own",
    ComputeKind.JOB_CLUSTER_POOL: "A job cluster from a pool",
    ComputeKind.ALL_PURPOSE: "The all-purpose cluster",
    ComputeKind.SERVERLESS: "Serverless, optimized",
    ComputeKind.SERVERLESS_STANDARD: "Serverless, standard",
}
_SPARE_MS = (0, 30_000, 60_000, 120_000)


class _Bill(NamedTuple):
    """What a run takes and costs on a kind of compute."""

    took_ms: int
    cents: int


def _grounds(draw: Draw, slug: str) -> Ground:
    """Draws a job with a price list of its own: no year's real one."""
    ground = drawn_ground(draw, slug, (*PLAIN_SHAPES, loop))
    prices = {kind: _priced(draw, rate) for kind, rate in ILLUSTRATIVE.items()}
    world = replace(ground.scenario.world, prices=prices)
    return replace(ground, scenario=replace(ground.scenario, world=world))


def _priced(draw: Draw, rate: Rate) -> Rate:
    share = draw.between(60, 160)
    return replace(
        rate,
        startup_ms=rate.startup_ms // 30_000 * draw.between(20, 40) // 30 * 30_000,
        cents_per_dbu=max(rate.cents_per_dbu * share // 100, 1) if rate.cents_per_dbu else 0,
        idle_ms=rate.idle_ms // 60_000 * draw.between(5, 15) // 10 * 60_000,
    )


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    bills = {kind: _bill(ground, kind) for kind in _KINDS}
    deadlines = sorted({bill.took_ms + draw.among(_SPARE_MS) for bill in bills.values()})
    deadline = draw.among(deadlines)
    best = _best(bills, deadline)
    if best is None or (best is _best(bills, deadlines[-1] * 2) and not draw.is_one_in(3)):
        return None
    told = {
        kind: f"It is done after {clock(bill.took_ms)}, for {dollars(bill.cents)} in all."
        for kind, bill in bills.items()
    }
    rates = "\n".join(
        f"{_KINDS[kind]}: {dollars(rate.cents_per_hour)} an hour, up after "
        f"{clock(rate.startup_ms)}" + _idle(rate)
        for kind, rate in world.prices.items()
        if kind in _KINDS
    )
    return Posed(
        ground,
        _on(best),
        f"{ground.opening} It has to be done {clock(deadline)} after its start. All its tasks run "
        "on one kind of compute, and they take the same time on each. By the price list below, "
        "made up for this question, which is the cheapest that is in time?",
        lambda trace: _said(best, told),
        tuple(_others(bills, best, told)),
        f"{rates}\n\n{listing(world, times=True)}",
        # Each kind that is in time has to be reckoned, and each that is not, told to be none.
        steps=3 + sum(bill.took_ms <= deadline for bill in bills.values()),
    )


def _on(kind: ComputeKind) -> WhatIfText:
    return WhatIfText(fail=(NOBODY,), dial=(f"compute:{kind}",))


def _bill(ground: Ground, kind: ComputeKind) -> _Bill:
    trace: Trace = ground.scenario.play(ground.scenario.read(_on(kind)))
    return _Bill(trace.runs[-1].t1_ms, trace.cents)


def _best(bills: Mapping[ComputeKind, _Bill], deadline_ms: int) -> ComputeKind | None:
    """Returns the cheapest kind of those in time; None where another costs nearly the same."""
    in_time = sorted(
        (bill.cents, kind) for kind, bill in bills.items() if bill.took_ms <= deadline_ms
    )
    if not in_time or any(cents * 20 < in_time[0][0] * 21 for cents, _ in in_time[1:]):
        return None
    return in_time[0][1]


def _idle(rate: Rate) -> str:
    return f", paid for {clock(rate.idle_ms)} more at its end" if rate.idle_ms else ""


def _said(kind: ComputeKind, told: Mapping[ComputeKind, str]) -> Said:
    return Said(_KINDS[kind], {"kind": kind}, why=told[kind])


def _others(
    bills: Mapping[ComputeKind, _Bill], best: ComputeKind, told: Mapping[ComputeKind, str]
) -> Iterator[Neighbour]:
    """Yields the other kinds, and what would have to count for each to be right."""
    for kind, bill in bills.items():
        if kind is best:
            continue
        reason = ""
        if _best(bills, max(bill.took_ms for bill in bills.values())) is kind:
            reason = "if there were time enough"
        elif _best(bills, bill.took_ms) is kind:
            reason = f"if it had to be done after {clock(bill.took_ms)}"
        yield Neighbour(reason, _on(kind), answer=_says(kind, told))


def _says(kind: ComputeKind, told: Mapping[ComputeKind, str]) -> ReadsOff:
    return lambda _: _said(kind, told)


CHEAPEST = Family(
    "cheapest-in-time",
    1,
    "cluster-choice",
    "The cheapest compute in time",
    "Start-up, price by the hour and what is paid when idle: which compute meets the deadline?",
    _grounds,
    (_pose,),
    (),
    ("job-cluster", "all-purpose", "performance-cost-optimized"),
)
