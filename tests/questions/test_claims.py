"""Claims in CEL: what holds, and every claim that cannot be judged in a sentence."""

import pytest

from tests.build import a_scenario
from trialrun.engine import State
from trialrun.questions import ClaimError, holds
from trialrun.questions.claimed import Term
from trialrun.questions.run_told import STATES, told_of

FAILED, SUCCESS = (Term(word, "state", STATES) for word in ("FAILED", "SUCCESS"))
FACTS = {
    "run": FAILED,
    "segments": [FAILED, SUCCESS],
    "dup": 40,
    "tables": {"silver.menu": {"rows": 80, "dup": 40}},
    "tasks": {"clean": {"state": SUCCESS, "attempts": 2}},
}

CLAIMS = [
    pytest.param('run == "FAILED"', True, id="a state"),
    pytest.param('run == "SUCCESS"', False, id="another state"),
    pytest.param('tables["silver.menu"].rows == 80', True, id="a table under its name"),
    pytest.param("tasks.clean.attempts > 2", False, id="a task under its name"),
    pytest.param('run == "FAILED" && dup == 40', True, id="both"),
    pytest.param('tables["silver.menu"].rows < 80', False, id="less"),
    pytest.param('run == "EXCLUDED"', False, id="a state this engine never reaches"),
    pytest.param("segments[0] == 'FAILED'", True, id="a segment"),
    pytest.param("size(segments) == 2", True, id="how many segments"),
    pytest.param('tasks["clean"].state == "SUCCESS"', True, id="the state of a task"),
]


@pytest.mark.parametrize(("claim", "is_true"), CLAIMS)
def test_a_claim_is_judged_by_the_end_of_a_run(claim, is_true):
    assert is_true == holds(claim, FACTS)


NO_TABLE = "there is no tables['bronze'] in the run; it has silver.menu"
NO_LOOP = "a claim calls nothing but size(…)"

ERRORS = [
    pytest.param("run ==", "the claim is no CEL: ", id="no CEL"),
    pytest.param("run ==", "something is missing at its end", id="no CEL, with what to do"),
    pytest.param('run = "FAILED"', "no CEL: write == for =", id="one sign of equality"),
    pytest.param('run === "FAILED"', "write == for =", id="three signs of equality"),
    pytest.param('run == "FAILED" and dup == 0', "write && for and", id="a word for &&"),
    pytest.param('run == "FAILED" OR dup == 0', "write || for or", id="a word for ||"),
    pytest.param('tables["bronze"].rows == 1', NO_TABLE, id="unknown table"),
    pytest.param('dup == 40 || tables["bronze"].rows == 1', NO_TABLE, id="skipped by ||"),
    pytest.param('dup == 41 && tables["bronze"].rows == 1', NO_TABLE, id="skipped by &&"),
    pytest.param(
        "tasks['clear'].attempts == 1",
        "there is no tasks['clear'] in the run; did you mean `clean`? it has clean",
        id="unknown task in brackets",
    ),
    pytest.param("tasks.bronze.attempts == 1", "there is no tasks['bronze']", id="unknown task"),
    pytest.param(
        'run == "FAILD"', '"FAILD" is no state; did you mean FAILED? Write one of', id="no state"
    ),
    pytest.param('dup == "40"', "write 40 without quotes", id="quoted number"),
    pytest.param(
        "run == 1", "run is no number; compare a state with a quoted", id="a numbered state"
    ),
    pytest.param("tables.all(name, true)", NO_LOOP, id="a loop"),
    pytest.param("[1, 2] . exists_one (n, n == 1)", NO_LOOP, id="a loop with blanks"),
    pytest.param("nope == 1", "there is no `nope` in the run; it has", id="unknown name"),
    pytest.param(
        "dup", "the claim gives 40; write one that is true or false, with ==", id="number"
    ),
    pytest.param("run", "the claim gives 'FAILED'; write one that is true or false", id="text"),
    pytest.param("dup < run", "the claim cannot be evaluated: No such overload", id="mix"),
    pytest.param('__import__("os")', "and this one calls __import__", id="code"),
    pytest.param("true" + " " * 500, "the claim has 504 characters; at most 500", id="too long"),
]


@pytest.mark.parametrize(("claim", "sentence"), ERRORS)
def test_a_claim_that_cannot_be_judged_says_why(claim, sentence):
    with pytest.raises(ClaimError) as error:
        holds(claim, FACTS)

    assert sentence in str(error.value)


@pytest.mark.parametrize("claim", ["run ==", "true" + " " * 500], ids=["no CEL", "too long"])
def test_a_claim_that_is_no_cel_says_one_sentence(claim):
    with pytest.raises(ClaimError) as error:
        holds(claim, FACTS)

    assert "the claim cannot be evaluated" not in str(error.value)


@pytest.mark.parametrize(
    "claim",
    ["dup / 0 == 1", "dup % 0 == 1", "9223372036854775807 + dup > 0", "[1, 2][dup] == 1"],
    ids=["division by zero", "remainder of zero", "overflow", "past the end of a list"],
)
def test_a_claim_that_breaks_off_says_why(claim):
    with pytest.raises(ClaimError):
        holds(claim, FACTS)


@pytest.mark.parametrize(
    "claim",
    ["[1, 2].existsOne(n, n == 1)", "[1, 2].// all\nall(n, n > 0)"],
    ids=["its other spelling", "behind a comment"],
)
def test_a_loop_in_disguise_is_refused(claim):
    with pytest.raises(ClaimError):
        holds(claim, FACTS)


def test_a_loop_behind_quoted_slashes_is_refused():
    with pytest.raises(ClaimError):
        holds("'//' != run && [1, 2].all(n, n > 0)", FACTS)


NUMBER = "without quotes: in quotes it is no number"
A_LIST = "is a list; write size(segments) for how many"
NO_NUMBER = "is no number; compare a state with a quoted state, and write size(segments)"

KINDS = [
    pytest.param('dup == "40"', NUMBER, id="a number against a text"),
    pytest.param("tasks.clean.attempts > '1'", NUMBER, id="attempts"),
    pytest.param('tables["silver.menu"].rows != "80"', NUMBER, id="rows"),
    pytest.param('dup == 40 && dup == "4"', NUMBER, id="behind what is fine"),
    pytest.param(
        'run == "FAILURE"',
        '"FAILURE" is no state; did you mean FAILED? Write one of BLOCKED',
        id="no state",
    ),
    pytest.param('run == "failed"', '"failed" is no state', id="a state in small letters"),
    pytest.param('run == ""', '"" is no state', id="an empty text"),
    pytest.param("segments[0] != 'SUCESS'", '"SUCESS" is no state', id="a slip in a segment"),
    pytest.param('tasks["clean"].state == "OK"', '"OK" is no state', id="a slip in a task"),
    pytest.param("run == 1", f"run {NO_NUMBER}", id="a run against a number"),
    pytest.param("tasks.clean.state > 0", f"tasks.clean.state {NO_NUMBER}", id="a state"),
    pytest.param(
        'tasks["clean"].state == 0', f'tasks["clean"].state {NO_NUMBER}', id="a state by its key"
    ),
    pytest.param("segments == 2", f"segments {A_LIST}", id="bare segments"),
    pytest.param('run == "FAILED" || segments >= 2', f"segments {A_LIST}", id="behind an or"),
]


@pytest.mark.parametrize(("claim", "sentence"), KINDS)
def test_a_comparison_that_could_never_hold_is_refused(claim, sentence):
    with pytest.raises(ClaimError) as error:
        holds(claim, FACTS)

    assert sentence in str(error.value)


@pytest.mark.parametrize("state", [*State, "CANCELED", "TIMEDOUT", "UPSTREAM_CANCELED"])
def test_every_state_may_be_asked_for(state):
    assert (state == "FAILED") == holds(f'run == "{state}"', FACTS)


LOOPS = [
    "tables.all(name, tables[name].rows > 0)",
    "tables.exists(name, tables[name].rows > 0)",
    "segments.exists_one(s, s == 'FAILED')",
    "size(segments.map(s, s)) == 2",
    "size(segments . filter (s, s == 'FAILED')) == 1",
]


@pytest.mark.parametrize("claim", LOOPS)
def test_a_claim_takes_no_loop(claim):
    with pytest.raises(ClaimError, match="a claim calls nothing but size"):
        holds(claim, FACTS)


END = told_of(a_scenario().play())
MEANT = [
    pytest.param('table["menu"].rows == 1', "did you mean `tables`?", id="one for several"),
    pytest.param('Task["a"].state == "SUCCESS"', "did you mean `tasks`?", id="a capital"),
    pytest.param('run == "" || tabel["x"].rows == 1', "did you mean `tables`?", id="behind &&"),
    pytest.param('"menu" in table', "did you mean `tables`?", id="what something is in"),
    pytest.param("cent > 3", "did you mean `cents`?", id="a value"),
    pytest.param('tables["meny"].rows == 1', "did you mean `menu`?", id="a table"),
    pytest.param("tables.meny.rows == 1", "did you mean `menu`?", id="a table behind a dot"),
    pytest.param('tasks["A"].state == "SUCCESS"', "did you mean `a`?", id="a task"),
    pytest.param('tables["menu"].row == 1', "did you mean `rows`? it has dup", id="of a table"),
    pytest.param('tables["menu"]["row"] == 1', "did you mean `rows`?", id="of a table, quoted"),
    pytest.param('tasks.a.stat == "SUCCESS"', "did you mean `state`?", id="of a task"),
    pytest.param("rows == 40", 'write tables["NAME"].rows', id="of which table?"),
    pytest.param('state == "SUCCESS"', 'write tasks["NAME"].state', id="of which task?"),
    pytest.param("run == SUCCESS", 'write "SUCCESS" for SUCCESS', id="a state without quotes"),
    pytest.param("run == failed", 'write "FAILED" for failed', id="a small one"),
    pytest.param('run == "success"', "did you mean SUCCESS?", id="a small one, quoted"),
    pytest.param('runs[1] == "FAILED"', "runs has 1, counted from 0", id="a run too many"),
    pytest.param('runs.a == "FAILED"', "runs is a list; write runs[0]", id="a list"),
    pytest.param("cents.x == 1", "cents is a value by itself; remove .x", id="behind a value"),
    pytest.param('tables["menu"] == 40', "write what of it: .version, .rows, .dup", id="a row"),
    pytest.param("40 == tables", 'write tables["NAME"]., and what of it', id="all tables"),
    pytest.param("a.ms < b.ms", "there is no `a` in the run; it has ", id="runs"),
    pytest.param("foo == 1 || bar == 2", "no `foo` in the run; it has ", id="two: the first"),
    pytest.param("foo == 1 || bar == 2", "; and there is no `bar`", id="two: the second"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "sentence"), MEANT)
def test_what_was_meant_is_told(claim, sentence):
    with pytest.raises(ClaimError) as error:
        holds(claim, END)

    assert sentence in str(error.value)


def test_of_several_runs_one_is_to_be_named():
    with pytest.raises(ClaimError, match=r"several runs; write a\.dup or b\.dup"):
        holds("dup == 0", {"a": END, "b": END})


RIGHT = [
    'tasks["a"]["state"] == "SUCCESS"',
    'tasks.a.state == "SUCCESS" && size(segments) == 1',
    '"menu" in tables && !("x" in tables)',
    'segments[0] == "FAILED" && run in ["FAILED", "CANCELED"]',
    "(dup + again) * 2 == 0 || true",
    'cents >= 0.5 ? run == "FAILED" : dup == 0',
    "size(tasks['a'].iterations) == 0",
]


@pytest.mark.parametrize("claim", RIGHT)
def test_what_names_something_is_let_through(claim):
    assert holds(claim, END)


def test_names_are_looked_for_in_all_runs_that_are_told_apart():
    facts = {"broken": FACTS, "fixed": FACTS | {"tables": {"gold": {"rows": 1, "dup": 0}}}}

    assert holds('fixed.tables["gold"].rows == 1', facts)
    with pytest.raises(ClaimError, match=r"it has gold$"):
        holds('fixed.tables["bronze"].rows == 1', facts)


SLIPS = [
    pytest.param("dup = 40", "write == for =", id="one sign"),
    pytest.param("dup = 40 and dup == 40", "write == for =; write && for and", id="two slips"),
    pytest.param("tables[“silver.menu”].rows == 40", "write straight quotes, \" or ', for “"),
    pytest.param("tables[‘silver.menu’].rows == 40", "write straight quotes, \" or ', for ‘"),
    pytest.param('tables["silver.menu].rows == 40', "a quote is not closed; write one more"),
    pytest.param("(dup == 40", "( is not closed; write one more )", id="a bracket"),
    pytest.param("dup ==", "something is missing at its end", id="cut short"),
    pytest.param(
        "dup ] == 40",
        "it cannot be read on from `] == 40`; check what stands there and just before it",
        id="one bracket too many",
    ),
]


@pytest.mark.parametrize(("claim", "said"), SLIPS)
def test_a_claim_that_is_no_cel_is_told_in_our_words_alone(claim, said):
    with pytest.raises(ClaimError) as error:
        holds(claim, FACTS)

    assert f"the claim is no CEL: {said}" == str(error.value)
