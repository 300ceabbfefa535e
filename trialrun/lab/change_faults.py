"""What would have to happen to a task for an answer to be right, where nobody could bring it about.

Another place at which a task fails that does fail, a leaf that fails where the end of the run is
asked about, a parent that does where Upstream failed is. Never what is asked for itself: that
a task fails shows nobody why it would.
"""

from collections.abc import Iterator

from trialrun.engine import Failure, State, Trace, isolated
from trialrun.lab.address import Address
from trialrun.lab.change_asked import AskedAbout
from trialrun.lab.change_tries import HAPPENING, Try
from trialrun.lab.variation import Variation, scripts_of
from trialrun.questions import Scenario

_OF_THE_END = frozenset({"run", "notified", "notices"})


def happenings_of(
    scenario: Scenario, trace: Trace, address: Address, asked: AskedAbout
) -> list[Try]:
    """Returns what would have to happen, the likeliest first."""
    vary = Variation(scenario, trace, address)
    found = [
        *_elsewhere(vary, trace, asked),
        *_leaves(vary, trace, asked),
        *_parents(vary, trace, asked),
        *_canceled(vary, trace, asked),
        *_calm(vary, trace, asked),
    ]
    return [each for each in found if asked.bears(each.kind)]


def _elsewhere(vary: Variation, trace: Trace, asked: AskedAbout) -> Iterator[Try]:
    """Yields the tasks that fail, failing at another place among their writes."""
    scripts = scripts_of(trace.world)
    for key, work in _works(vary, trace, asked):
        script = scripts[work]
        if not script.fails or script.fails.kind:
            continue
        for after in range(len(script.writes) + 1):
            if after != script.fails.after_write:
                failure = Failure(script.fails.on, after, script.fails.iterations)
                told = f"{isolated(key)} fails {_place(after, len(script.writes))}"
                yield _try("place", told, vary.changed(work, failure), key)


def _leaves(vary: Variation, trace: Trace, asked: AskedAbout) -> Iterator[Try]:
    """Yields the leaves that succeed, failing: the end of a run hangs on them."""
    if not asked.about & _OF_THE_END:
        return
    inner = {up.task_key for task in trace.world.job.tasks for up in task.depends_on}
    for key, work in _works(vary, trace, asked):
        if key not in inner and trace.tasks[key].state is State.SUCCESS:
            yield _failing(vary, "leaf", trace, key, work)


def _parents(vary: Variation, trace: Trace, asked: AskedAbout) -> Iterator[Try]:
    """Yields what stands before a task that is said to end as Upstream failed, failing."""
    if State.UPSTREAM_FAILED not in asked.words:
        return
    before = {
        up.task_key
        for task in trace.world.job.tasks
        if task.key in asked.tasks
        for up in task.depends_on
    }
    for key, work in _works(vary, trace, asked):
        if key in before - asked.tasks and trace.tasks[key].state is State.SUCCESS:
            yield _failing(vary, "parent", trace, key, work)


def _canceled(vary: Variation, trace: Trace, asked: AskedAbout) -> Iterator[Try]:
    """Yields the tasks that are said to be Canceled, canceled by hand."""
    if State.CANCELED not in asked.words:
        return
    for key, work in _works(vary, trace, asked):
        if key in asked.tasks and not vary.cancels(key):
            there = vary.canceled(key, work)
            if there is not None:
                told = f"somebody cancels {isolated(key)} while it is running"
                yield _try("canceled", told, there, key)


def _calm(vary: Variation, trace: Trace, asked: AskedAbout) -> Iterator[Try]:
    """Yields the tasks that fail or hang, doing neither, where that is not what was said."""
    for key, work in _works(vary, trace, asked):
        is_said = key in asked.tasks and "state" in asked.about
        if not is_said and (work in vary.failing or work in vary.slowed):
            told = f"nothing goes wrong in {isolated(key)}"
            yield _try("calm", told, vary.changed(work), key)


def _works(vary: Variation, trace: Trace, asked: AskedAbout) -> Iterator[tuple[str, str]]:
    for key in trace.keys:
        if key in asked.near and key in vary.work:
            yield key, vary.work[key]


def _failing(vary: Variation, kind: str, trace: Trace, key: str, work: str) -> Try:
    there = vary.changed(work, Failure(None, 0))
    return _try(kind, f"{isolated(key)} fails", there, key)


def _try(kind: str, told: str, there: Address, key: str) -> Try:
    return Try(HAPPENING, kind, told, there.what_if, key)


def _place(after: int, writes: int) -> str:
    if after == 0:
        return "before it writes"
    return "after its last write" if after == writes else f"after write {after} of {writes}"
