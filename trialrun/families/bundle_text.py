"""A bundle as it is written, drawn: one job, variables with defaults, and three targets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from trialrun.families.draw import Draw
from trialrun.families.trades import Trade

_CRONS = ("0 0 2 * * ?", "0 30 5 * * ?", "0 0 22 * * ?")


@dataclass(frozen=True, slots=True)
class DrawnTarget:
    """A target as it is written; "" leaves a line out."""

    name: str
    mode: str = ""
    runs: str = ""
    retries: str = ""
    prefix: str = ""
    pause: str = ""
    most: str = ""
    own_pause: str = ""
    own_runs: str = ""
    own_retries: str = ""

    def lines(self, key: str, task: str) -> Iterator[str]:
        """Yields its lines."""
        yield f"  {self.name}:"
        yield from _given("    mode: {}", self.mode)
        if self.runs or self.retries:
            yield "    variables:"
            yield from _given("      runs: {}", self.runs)
            yield from _given("      retries: {}", self.retries)
        if self.prefix or self.pause or self.most:
            yield "    presets:"
            yield from _given('      name_prefix: "{}"', self.prefix)
            yield from _given("      trigger_pause_status: {}", self.pause)
            yield from _given("      jobs_max_concurrent_runs: {}", self.most)
        if self.own_pause or self.own_runs or self.own_retries:
            yield from ("    resources:", "      jobs:", f"        {key}:")
            yield from _given("          max_concurrent_runs: {}", self.own_runs)
            yield from _given("          schedule:\n            pause_status: {}", self.own_pause)
            if self.own_retries:
                yield from ("          tasks:", f"            - task_key: {task}")
                yield f"              max_retries: {self.own_retries}"

    @property
    def is_plain(self) -> bool:
        """Says whether it says nothing but its name."""
        return replace(self, name="") == DrawnTarget("")


def _given(line: str, value: str) -> Iterator[str]:
    if value:
        yield line.format(value)


@dataclass(frozen=True, slots=True)
class DrawnBundle:
    """A bundle as it is written: one job with a schedule and two tasks, and some targets."""

    bundle: str
    job: str
    tasks: tuple[str, str]
    cron: str
    pause: str
    runs: str
    retries: str
    default_runs: str
    default_retries: str
    targets: tuple[DrawnTarget, ...]

    @property
    def text(self) -> str:
        """Returns it as YAML."""
        first, second = self.tasks
        lines = [
            f"bundle: {{name: {self.bundle}}}",
            "variables:",
            f"  runs: {{default: {self.default_runs}}}",
            f"  retries: {{default: {self.default_retries}}}",
            "resources:",
            "  jobs:",
            f"    {self.job}:",
            f"      name: {self.job}",
            *_given("      max_concurrent_runs: {}", self.runs),
            "      schedule:",
            f'        quartz_cron_expression: "{self.cron}"',
            "        timezone_id: UTC",
            *_given("        pause_status: {}", self.pause),
            "      tasks:",
            f"        - task_key: {first}",
            f"          max_retries: {self.retries}",
            f"          notebook_task: {{notebook_path: ../src/{first}}}",
            f"        - task_key: {second}",
            f"          depends_on: [{{task_key: {first}}}]",
            f"          notebook_task: {{notebook_path: ../src/{second}}}",
            "targets:",
        ]
        for target in self.targets:
            lines += target.lines(self.job, first)
        return "\n".join(lines)

    def with_target(self, target: DrawnTarget) -> "DrawnBundle":
        """Returns it with a target written otherwise."""
        targets = tuple(target if each.name == target.name else each for each in self.targets)
        return replace(self, targets=targets)


def drawn_bundle(draw: Draw, trade: Trade) -> DrawnBundle:
    """Draws a bundle of a trade."""
    read, work = draw.among(trade.reads), draw.among(trade.works)
    dev = DrawnTarget("dev", "development", *_variables(draw))
    if draw.is_one_in(3):
        dev = replace(dev, prefix=f"[{draw.among(('try', 'play', 'lab'))}] ")
    staging = DrawnTarget(
        "staging", "", *_variables(draw), prefix=draw.among(("[stage] ", "test_"))
    )
    staging = replace(staging, pause=draw.among(("PAUSED", "")), most=draw.among(("", "2", "6")))
    prod = DrawnTarget("prod", "production", *_variables(draw))
    prod = replace(
        prod,
        own_pause=draw.among(("", "", "PAUSED", "UNPAUSED")),
        own_runs=draw.among(("", "", "7", "8")),
        own_retries=draw.among(("", "", "4", "5")),
    )
    return DrawnBundle(
        draw.among(trade.jobs),
        draw.among(trade.jobs),
        (read, work),
        draw.among(_CRONS),
        draw.among(("", "", "UNPAUSED")),
        draw.among(("", "${var.runs}", "${var.runs}", "3")),
        draw.among(("${var.retries}", "${var.retries}", "1")),
        str(draw.between(1, 3)),
        str(draw.between(0, 1)),
        (dev, staging, prod),
    )


def _variables(draw: Draw) -> tuple[str, str]:
    return draw.among(("", "5", "9", "10")), draw.among(("", "2", "3"))
