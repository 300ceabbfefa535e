"""Incident files: read as values, every flaw at its line; every bundled incident is proven."""

import pytest

from tests.build import a_cited, bundled
from trialrun.content.readers.incidents import best_problems, read_incident
from trialrun.content.starts import incident_start
from trialrun.engine import WhatIfText
from trialrun.questions import Call, Message

TEXT = incident_start("mine", order=3, fact="repair-selection")
FACTS = {"repair-selection": a_cited("repair-selection")}


def read(text: str, assumed: frozenset[str] = frozenset()):
    return read_incident("incidents/mine.yaml", "mine", text, facts=FACTS, assumed=assumed)


def changed(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_an_incident_is_read_as_a_value():
    incident, problems = read(TEXT)

    assert [] == problems
    assert ("mine", "Mine", 3, "incident-mine") == (
        incident.slug, incident.title, incident.level.order, incident.scenario.slug
    )  # fmt: skip
    assert Call("The pager", "The run of `mine` has failed. Mend it by the morning.") == (
        incident.call
    )
    assert {"clean": Message("ValueError: a row has no date")} == incident.messages
    again = WhatIfText(fail=("load:0@1", "clean"), dial=("load.retries:1",))
    twice = WhatIfText(do=("run_now", "run_now"))
    assert [None, WhatIfText(fail=("load",)), twice, again] == [
        cause.supposed for cause in incident.causes
    ]
    assert incident.causes[0] is incident.cause
    assert WhatIfText(do=("run_now", "fix", "repair")) == incident.level.solution
    assert [] == best_problems(incident)


TWICE = '"`load` failed, so nothing behind it was started."'
FLAWS = [
    pytest.param(
        ("messages: {clean:", "messages: {load:"),
        ("messages:", "`load` does not fail by itself, so its page shows no message; remove this"),
        id="a message of a task that succeeded",
    ),
    pytest.param(
        ('messages: {clean: "ValueError: a row has no date"}\n', ""),
        ("", "what does the page of `clean` show? Add `clean: …`"),
        id="no message",
    ),
    pytest.param(
        ('{clean: "ValueError: a row has no date"}', "{clean: {says: So., code: DRIVER_EROR}}"),
        ("messages:", "`DRIVER_EROR` is no termination code; did you mean `DRIVER_ERROR`?"),
        id="a code with a slip",
    ),
    pytest.param(
        ("    if: {fail: [load]}\n", ""),
        ("causes:", "2 causes have no `if`; each wrong cause says by `if`"),
        id="two that are it",
    ),
    pytest.param(
        ('sign: tasks["load"].state == "FAILED"', 'sign: tasks["load"].state == "SUCCESS"'),
        ('sign: tasks["load"]', "this holds in the run, too; exactly one sign may"),
        id="two signs that hold",
    ),
    pytest.param(
        ('sign: tasks["clean"].state == "FAILED"', 'sign: tasks["clean"].state == "SUCCESS"'),
        ('sign: tasks["clean"]', "this does not hold in the run; mend it, or the story"),
        id="none that holds",
    ),
    pytest.param(
        ('fail: ["load:0@1", clean]', 'fail: ["load:0@1"]'),
        ("causes:", "badges of tasks and runs alone rule out all but the right one"),
        id="causes that one glance rules out",
    ),
    pytest.param(
        ('sign: tasks["load"].state', 'sign: tasks["lod"].state'),
        ('sign: tasks["lod"]', "did you mean `load`"),
        id="a sign with a slip",
    ),
    pytest.param(
        ("if: {fail: [load]}", "if: {fail: [clean]}"),
        ("if: {fail: [clean]}", "its sign does not hold in that run either"),
        id="a straw man",
    ),
    pytest.param(
        ("if: {fail: [load]}", "if: {fail: [laod]}"),
        ("if: {fail: [laod]}", "did you mean"),
        id="a run with a slip",
    ),
    pytest.param(
        ("if: {do: [run_now, run_now]}", "if: {do: [run_now, run_now], fail: [clean]}"),
        ("", ""),
        id="sound",
    ),
    pytest.param(
        ('FAILED" && tables["bronze.mine"].rows == 120', 'FAILED"'),
        ("if: {do: [run_now, run_now]}", "the sign of the right cause holds in that run, too"),
        id="a sign that tells nothing apart",
    ),
    pytest.param(
        ("title: ", "title: Whole rows, mine # "),
        ("title:", "the title has “whole”, which of all causes only the right one says"),
        id="a title that names the cause",
    ),
    pytest.param(
        ("call:", "now: 9h\ncall:"),
        ("now:", "the story goes on until"),
        id="a call that is too late",
    ),
    pytest.param(
        ("says: The rows were loaded twice.", f"says: {TWICE}"),
        (f"says: {TWICE}\n    sign: tables", "reads like cause"),
        id="one cause twice",
    ),
    pytest.param(
        ("solution: {do: [fix, repair]}", "solution: {do: [fix, restart]}"),
        ("restart", "`restart` is no action"),
        id="an act with a slip",
    ),
    pytest.param(
        ("facts: [repair-selection]", "facts: [repair-selecting]"),
        ("repair-selecting", "there is no fact `repair-selecting`"),
        id="a fact with a slip",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "flaw"), FLAWS)
def test_a_mistake_is_named_at_its_line(change, flaw):
    text = changed(change)
    at, says = flaw
    _, problems = read(text)

    if not says:
        assert [] == problems
        return
    assert any(says in problem.message for problem in problems), problems
    if at:
        (problem, *_) = [one for one in problems if says in one.message]
        assert line_of(text, at) == problem.line


def test_a_name_of_a_file_that_names_the_cause_is_a_mistake():
    _, problems = read_incident(
        "incidents/whole.yaml", "the-whole", TEXT, facts=FACTS, assumed=frozenset()
    )

    (problem,) = problems
    assert problem.message.startswith("the name of the file has “whole”, which of all causes only")


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("title:", "# a note\ntitle:", True),
        ("says: The run is whole.", "says: All of the run is whole.", True),
        ("takeaway: Mend", "takeaway: First mend", True),
        ("takes: 60s", "takes: 61s", False),
        ('claim: run == "SUCCESS"', 'claim: run == "SUCCESS" && dup == 0', False),
        ("do_max: 3", "do_max: 4", False),
    ],
)
def test_its_digest_is_of_what_a_judgement_rests_on(old, new, is_same):
    before, _ = read(TEXT)
    after, problems = read(changed((old, new)))

    assert [] == problems
    assert is_same is (before.digest == after.digest)


def test_an_act_before_the_call_is_a_mistake():
    text = changed(
        ("call:", "now: 60s\ncall:"),
        ("do: [fix, repair, run_now]", "do: [fix, repair, run_now@30]"),
    )
    _, problems = read(text)

    assert any("this is done before the call" in problem.message for problem in problems)


def test_a_run_in_which_a_cause_would_be_it_rests_on_no_assumption():
    _, problems = read(TEXT, frozenset({"repair.same_run", "attempt.failed"}))

    assert any("rests on an assumption of ours" in problem.message for problem in problems)


OFFERED = "do: [fix, repair, run_now"
SOLVED = "solution: {do: [fix, repair]}"
BY_SEARCH = [
    pytest.param(
        (SOLVED, "solution: {do: [repair, fix, repair]}"),
        (SOLVED[:9], "fix, repair does better: 0 unwanted messages, "),
        id="a solution that sends a message more",
    ),
    pytest.param(
        (SOLVED, "solution: {do: [fix, fix, repair]}"),
        (SOLVED[:9], "fix, repair does better: 0 unwanted messages, "),
        id="a solution that does more than is needed",
    ),
    pytest.param(
        (OFFERED, f"{OFFERED}, restore:no.table"),
        (OFFERED, "`restore:no.table` is refused wherever it is done; mend it, or say why in"),
        id="an act that can never be done",
    ),
    pytest.param(
        (OFFERED, f"{OFFERED}, run_now"),
        (OFFERED, "`run_now` is offered twice; remove one"),
        id="an act twice",
    ),
    pytest.param(
        ('claim: run == "SUCCESS"', 'claim: run == "SUCCESS" && size(segments) == 2'),
        ("- {says: The run is whole", "repair, fix, repair ends with the rows and the result of"),
        id="a goal that asks how it came",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "flaw"), BY_SEARCH)
def test_what_only_a_look_at_all_ways_finds_is_named_at_its_line(change, flaw):
    text = changed(change)
    at, says = flaw
    incident, problems = read(text)

    assert [] == problems
    (problem,) = best_problems(incident)
    assert problem.message.startswith(says)
    assert line_of(text, at) == problem.line


def test_more_ways_than_can_be_looked_at_are_a_mistake():
    text = changed(
        ("do_max: 3", "do_max: 6"),
        (
            "do: [fix, repair, run_now]",
            'do: [fix, repair, run_now, "fix:clean", repair;tasks=clean]',
        ),
    )
    incident, problems = read(text)

    assert [] == problems
    (problem,) = best_problems(incident)
    assert "19,530 ways lead through it, and 3,000 at most are looked at" in problem.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("causes:", "causes: 3\nx:"),
        ("may:", "may: []\nx:"),
        ("job:", "job: [\nx:"),
        ("call:", "call: \nx:"),
    ],
)
def test_a_file_of_another_shape_is_told_and_breaks_nothing(old, new):
    incident, problems = read(changed((f"\n{old}", f"\n{new}")))

    assert incident is None
    assert problems


def test_our_incidents_are_seven_of_other_trades():
    found = bundled().incidents

    assert 7 == len(found)
    assert 7 == len({one.scenario.world.job.name for one in found.values()})
    assert [*range(1, 8)] == [one.level.order for one in found.values()]
