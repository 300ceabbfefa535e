"""What a prediction may ask besides the ends of tasks: rows, surplus rows, the run, a repair."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from trialrun.engine import (
    TRUTH,
    UNSUCCESSFUL_STATES,
    Action,
    Do,
    Rules,
    State,
    Trace,
    WhatIfError,
    read_what_if,
)
from trialrun.nearest import few
from trialrun.questions.amounts import DIGITS_MAX, AmountError, read_amount
from trialrun.questions.graph_shown import plain_tasks
from trialrun.questions.kind import Form, Part
from trialrun.questions.question import REPLAY, Question
from trialrun.questions.replay import ASSUMED, repaired, rows_following, run_ends, tables_of_task
from trialrun.questions.stage import Flaw, Stage, plainly

STATES, ROWS, SURPLUS, RUN, REPAIR = "states", "rows", "surplus", "run", "repair"
RUN_PART = f"{RUN}:end"
RUN_ENDS = (State.SUCCESS, State.SUCCESS_WITH_FAILURES, State.FAILED, State.CANCELED)
AGAIN, LEFT = "yes", "no"
ROWS_TOLD_MAX = 10**12
_WHY = {
    "repair.unsuccessful": "It did not succeed.",
    "repair.named": "The repair names it.",
    "repair.dependent": "It waits for what is run again.",
    "": "It succeeded, or was not to run, and waits for nothing that is run again.",
}
_LEFT_BY_API = "The repair does not name it, and takes no dependents along."


class Foretold(NamedTuple):
    """The parts of a prediction by what they ask, each without what stands before the colon."""

    tables: tuple[str, ...]
    has_rows: bool
    has_surplus: bool
    has_run: bool
    repaired: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> "Foretold":
        """Returns what a question asks besides the ends of tasks."""
        heads = [part.partition(":") for part in more_parts(question)]
        tables = [name for head, _, name in heads if head in (ROWS, SURPLUS)]
        kinds = {head for head, *_ in heads}
        again = {name for head, _, name in heads if head == REPAIR}
        # A kept key has its parts by name; the graph has the tasks in their order.
        order = [key for key, _ in question.body["tasks"] if key in again]
        return cls(
            tuple(sorted(set(tables))), ROWS in kinds, SURPLUS in kinds, RUN in kinds, tuple(order)
        )


def more_parts(question: Question) -> list[str]:
    """Returns the parts of a question that are no ends of tasks, as WHAT:OF."""
    tasks = {key for key, _ in question.body["tasks"]}
    return [part for part in question.key if part not in tasks]


class KeyAndWhy(NamedTuple):
    """What is asked besides the ends of tasks: the key, and the reasons."""

    key: dict[str, str]
    why: dict[str, str]


def tables_of(trace: Trace) -> list[str]:
    """Returns the tables that the tasks of a run may write, those that none has written too."""
    world = trace.world
    named = {table for task in world.job.tasks for table in tables_of_task(task, world)}
    return sorted(named | set(trace.tables))


def deciders_of(
    ends: Collection[str], tables: Collection[str], asks: Collection[str]
) -> dict[str, str]:
    """Returns what tells each part, as claims name it."""
    found = {key: f'tasks["{key}"].state' for key in ends} if STATES in asks else {}
    for name, of in ((ROWS, "rows"), (SURPLUS, "dup")):
        if name in asks:
            found |= {f"{name}:{table}": f'tables["{table}"].{of}' for table in tables}
    return found | ({RUN_PART: "run"} if RUN in asks else {})


def repair_of(trace: Trace, text: str) -> Action:
    """Reads the repair that is asked about. Raises WhatIfError."""
    (action,) = read_what_if(trace.world, (), (text,)).actions(())
    return action


def asks_flaws(
    asks: Sequence[str], repair: str, trace: Trace, ends: Mapping[str, str]
) -> Iterator[Flaw]:
    """Yields what cannot be asked of a run."""
    for index, name in enumerate(asks):
        if name in asks[:index]:
            yield Flaw(("asks", index), f"`{name}` is asked for twice; remove one")
    if {ROWS, SURPLUS} & set(asks) and not tables_of(trace):
        yield Flaw(("asks",), "no task of this run writes to a table; remove rows and surplus")
    if RUN in asks and trace.result not in RUN_ENDS:
        yield Flaw(("asks",), f"the run ends {trace.result}, which is not asked for; remove run")
    if REPAIR not in asks:
        return
    try:
        action = repair_of(trace, repair)
    except WhatIfError as error:
        yield Flaw(("repair",), plainly(error, repair))
        return
    if action.do is not Do.REPAIR:
        yield Flaw(("repair",), f"`{repair}` is no repair; write repair, or repair;tasks=a,b")
    elif not action.tasks and UNSUCCESSFUL_STATES.isdisjoint(map(State, ends.values())):
        yield Flaw(("asks",), "every task of this run succeeded, so a repair is refused")
    elif guessed := [task for task, rule in _again(trace, repair, ends).items() if _is_ours(rule)]:
        told = f"that this repair runs {few(guessed)} again is an assumption of ours"
        yield Flaw(("repair",), f"{told}; nobody is graded on it, so ask for dependents, too")


def _again(
    trace: Trace, repair: str, ends: Mapping[str, str], rules: Rules = TRUTH
) -> dict[str, str]:
    """Returns {task: rule} of what a repair runs again."""
    plain = plain_tasks(trace.world.job.tasks)
    return repaired(plain, ends, plain_repair(trace, repair), rules)


def _is_ours(rule: str) -> bool:
    """Says whether a rule is our assumption."""
    return rule.endswith(ASSUMED)


def more_of(
    asks: Sequence[str], repair: str, stage: Stage, trace: Trace, ends: Mapping[str, str]
) -> KeyAndWhy:
    """Returns key and reasons of what is asked besides the ends of tasks."""
    why: dict[str, str] = {}
    for table in tables_of(trace) if {ROWS, SURPLUS} & set(asks) else ():
        last = [e for e in trace.events if e.commit and e.commit.table == table]
        told = stage.narrate(trace, last[-1]) if last else "No task writes to it in this run."
        why |= {f"{name}:{table}": told for name in (ROWS, SURPLUS) if name in asks}
    if RUN in asks:
        why[RUN_PART] = stage.narrate(trace, list(trace.own_events("run"))[-1])
    if REPAIR in asks:
        asked, again = plain_repair(trace, repair), _again(trace, repair, ends)
        is_named = (asked[0] or asked[1]) and not asked[2]
        for task in ends:
            rule = again.get(task, "")
            why[f"{REPAIR}:{task}"] = _LEFT_BY_API if is_named and not rule else _WHY[rule]
    return KeyAndWhy(more_so(asks, repair, trace, ends), why)


def more_so(
    asks: Sequence[str], repair: str, trace: Trace, ends: Mapping[str, str], rules: Rules = TRUTH
) -> dict[str, str]:
    """Returns what is so in a run of what is asked besides the ends of tasks."""
    found: dict[str, str] = {}
    for table in tables_of(trace) if {ROWS, SURPLUS} & set(asks) else ():
        end = trace.tables.get(table)
        for name, count in ((ROWS, end.rows if end else 0), (SURPLUS, end.dup if end else 0)):
            if name in asks:
                found[f"{name}:{table}"] = str(count)
    if RUN in asks:
        found[RUN_PART] = str(trace.result)
    if REPAIR in asks:
        again = _again(trace, repair, ends, rules)
        found |= {
            f"{REPAIR}:{task}": AGAIN if task in again else LEFT
            for task in ends
            if not _is_ours(again.get(task, ""))
        }
    return found


def plain_repair(trace: Trace, text: str) -> list[Any]:
    """Returns the tasks that a repair names, whether it takes all that failed, and dependents."""
    action = repair_of(trace, text)
    return [list(action.tasks), action.all_failed, action.dependents]


def repair_told(repair: Sequence[Any] | None) -> str:
    """Asks which tasks a repair runs again.

    >>> repair_told([["a"], False, True])
    'If a repair over the API names a, with dependents, which tasks run again?'
    """
    named, all_failed, dependents = repair or ([], False, False)
    if not named and not all_failed:
        return "If Repair run is pressed now, its dialog left as it is, which tasks run again?"
    of = f"names {', '.join(named)}" if named else "takes all that failed"
    behind = "with dependents" if dependents else "without dependents"
    return f"If a repair over the API {of}, {behind}, which tasks run again?"


def read_more(question: Question, form: Form) -> tuple[dict[str, str], list[str]]:
    """Reads what is asked besides the ends of tasks: a response, and sentences for what is open."""
    asked, response, open_ = Foretold.of(question), {}, []
    counts = [p for p in more_parts(question) if p.partition(":")[0] in (ROWS, SURPLUS)]
    missing = []
    for part in counts:
        typed = [" ".join(text.split()) for text in form.get(part, ()) if text.strip()]
        if typed and typed[-1].isprintable():
            response[part] = typed[-1][:40]
        count = _count(typed[-1]) if typed else None
        if count is None:
            missing.append(part.partition(":")[2])
        else:
            response[part] = str(count)
    if missing:
        named = ", ".join(dict.fromkeys(missing))
        open_.append(f"Write whole numbers of rows, 0 where there are none. Still open: {named}.")
    if asked.has_run:
        said = [text for text in form.get(RUN_PART, ()) if text in RUN_ENDS]
        response |= {RUN_PART: said[-1]} if said else {}
        open_ += [] if said else ["Say how the run ends."]
    if asked.repaired:
        picked = set(form.get(REPAIR, ()))
        response |= {f"{REPAIR}:{t}": AGAIN if t in picked else LEFT for t in asked.repaired}
        if not picked & set(asked.repaired):
            open_.append("Pick the tasks that the repair runs again.")
    return response, open_


def _count(text: str) -> int | None:
    try:
        amount = read_amount(text, ROWS)
    except AmountError:
        return None
    return int(amount) if 0 <= amount <= ROWS_TOLD_MAX and amount == int(amount) else None


def check_more(key: Mapping[str, str], tasks: Collection[str]) -> None:
    """Raises ValueError unless a kept key asks what can be asked, and says what can be so."""
    asked: dict[str, set[str]] = {ROWS: set(), SURPLUS: set()}
    for part, said in key.items():
        head, _, name = part.partition(":")
        asked.get(head, set()).add(name)
        if head == REPAIR and name not in tasks:
            raise ValueError("the repair of a task that there is not")
        if head not in (ROWS, SURPLUS, REPAIR) and part != RUN_PART:
            raise ValueError("nothing of the kind is asked")
        if not _can_be(head, said):
            raise ValueError("the key is nothing that can be said")
    if all(asked.values()) and asked[ROWS] != asked[SURPLUS]:
        raise ValueError("rows and surplus rows are asked of other tables")


def _can_be(head: str, said: str) -> bool:
    if head in (ROWS, SURPLUS):
        return said.isascii() and said.isdecimal() and len(said) <= DIGITS_MAX
    return said in (RUN_ENDS if head == RUN else (AGAIN, LEFT))


def fits_more(question: Question, response: Mapping[str, str]) -> bool:
    """Says whether a kept response says all that is asked besides the ends of tasks."""
    return all(
        _can_be(part.partition(":")[0], response.get(part, "")) for part in more_parts(question)
    )


def parts_of(
    question: Question, response: Mapping[str, str], said: Mapping[str, str]
) -> list[Part]:
    """Returns the parts that are asked besides the ends of tasks.

    `said` are the ends of all tasks as they were said, {} where they were not asked for.
    """
    parts = []
    for part in more_parts(question):
        key, given = question.key[part], response.get(part, "")
        name = part.partition(":")[2]
        follows = bool(given and said) and given != key and _follows(question, said, part, given)
        why = question.body["why"].get(part, "")
        parts.append(Part(part, name, given, key, why, given == key, follows=follows))
    return parts


def _follows(question: Question, said: Mapping[str, str], part: str, given: str) -> bool:
    """Says whether a wrong part is what the rules make of wrong ends."""
    head, _, name = part.partition(":")
    ends = {task: question.key[task] for task in said}
    if said == ends:
        return False
    tasks = question.body["tasks"]
    if head == RUN:
        return run_ends(tasks, ends) == question.key[part] and run_ends(tasks, said) == given
    if head == REPAIR:
        again = repaired(tasks, said, question.body["repair"])
        return _is_ours(again.get(name, "")) or (AGAIN if name in again else LEFT) == given
    rows = rows_following(question.body.get(REPLAY, {}), said, name)
    return bool(rows) and str(rows[head == SURPLUS]) == given
