"""Values in a lesson's text: what a run gives, as pages tell it, and why one is refused."""

import re
from html import unescape

import pytest

from tests.build import ROOT, bundled
from tests.content.files import FILES, write
from tests.content.pictures import a_png
from trialrun.content import load_catalog
from trialrun.content.fact import Facts
from trialrun.content.prose.bound import Binder, Unbound, ValueSources
from trialrun.content.readers.lessons import read_lesson
from trialrun.engine import WhatIfText
from trialrun.lab.address import Address
from trialrun.questions import AskedBundle

FRONT = "---\ntitle: Mine\norder: 1\nminutes: 8\n---\n\n"
FIRST = 7
"""The line on which a body begins."""
PATH = "/simulator/one-branch-fails/"
BRANCH = "run: one-branch-fails |"
REPAIRED = "run: one-branch-fails?do=run_now&do=fix&do=repair |"
BUNDLE = """\
bundle: {name: library}
resources:
  jobs:
    loans:
      name: loans
      max_concurrent_runs: 3
      parameters: [{name: branch, default: "${var.branch}"}]
      tasks: [{task_key: count, notebook_task: {notebook_path: ./count.py}}]
variables: {branch: {default: main-street}}
targets:
  dev: {mode: development, default: true}
  prod: {mode: production}
"""


def stories() -> ValueSources:
    catalog = bundled()
    assumed = Facts(dict(catalog.facts), dict(catalog.rules)).assumed_rules
    return ValueSources(
        catalog.scenarios,
        {"library": AskedBundle((("databricks.yml", BUNDLE),))},
        {"torn": "scenarios/torn.yaml"},
        assumed={"": assumed},
        rules=catalog.rules,
    )


def read(body: str):
    lesson, found = read_lesson(
        "lessons/mine.md",
        "mine",
        FRONT + body,
        facts=bundled().facts,
        scenarios=bundled().scenarios.keys(),
        stories=stories(),
        levels=(),
        outline={"mine": True},
    )
    # The rhythm of so short a text is another test's affair.
    return lesson, [each for each in found if each.rule not in ("minutes", "unbound-claim")]


def html(body: str) -> str:
    lesson, found = read(body)

    assert [] == [problem for problem in found if not problem.is_warning]
    return "".join(block.content for step in lesson.steps for block in step.blocks)


def words(body: str) -> str:
    """Returns what is read of a body, in one line."""
    return " ".join(unescape(re.sub("<[^<>]*>", "", html(body))).split())


def flaws(body: str) -> list[str]:
    lesson, found = read(body)

    assert lesson is None
    return [f"{problem.line - FIRST}: {problem.message}" for problem in found]


TOLD = [
    (f"{BRANCH} tables['silver.menu'].rows", "40"),
    (f"{BRANCH} tables['silver.menu'].rows | rows", "40 rows"),
    (f"{BRANCH} tables['bronze.orders'].rows | rows", "1,000 rows"),
    (f"{BRANCH} tables['silver.menu'].rows - 39 | rows", "1 row"),
    (f"{REPAIRED} tables['silver.menu'].rows", "80"),
    (f"{BRANCH} run", "Failed"),
    (f"{REPAIRED} segments", "Failed and Succeeded"),
    (f"{BRANCH} judged", "ingest, clean and enrich"),
    (f"{BRANCH} tasks['enrich'].api.code", "RUN_EXECUTION_ERROR"),
    (f"{BRANCH} segment_log[0].kind", "run"),
    (f"{BRANCH} tasks['enrich'].state == 'FAILED' || true ? run : run", "Failed"),
    (f"{BRANCH} tasks['ingest'].ended_ms", "6:00"),
    (f"{BRANCH} ms | minutes", "9 minutes"),
    (f"{BRANCH} cents", "$0.36"),
    ("run: one-branch-fails?fail=enrich%401 | tables['silver.menu'].rows", "40"),
    ("deployed: library | jobs['loans'].name", "[dev you] loans"),
    ("deployed: library prod | jobs['loans'].name", "loans"),
    ("deployed: library dev?user=ines&var=branch=harbour | jobs['loans'].name", "[dev ines] loans"),
    ("deployed: library?var=branch=harbour | jobs['loans'].parameters['branch']", "harbour"),
    ("deployed: library?env=BUNDLE_VAR_branch=east | variables['branch']", "east"),
    ("deployed: library prod | jobs['loans'].max_concurrent_runs | runs", "3 runs"),
    ("deployed: library prod | mode", "production"),
]


@pytest.mark.parametrize(("asked", "says"), TOLD, ids=[asked for asked, _ in TOLD])
def test_a_value_is_told_as_pages_tell_it(asked, says):
    assert f"It is {says}." == words(f"It is {{{{{asked}}}}}.")


def test_a_value_leads_to_the_event_that_decides_it_and_back():
    found = html(f"Rows: {{{{{REPAIRED} tables['silver.menu'].rows}}}}.")
    (link,) = re.findall('<a class="ran" id="value-1" href="([^"]*)"', found)
    what_if = WhatIfText(do=("run_now", "fix", "repair"))
    events = bundled().scenarios["one-branch-fails"].play_text(what_if).events
    last = max(each.q for each in events if each.commit and each.commit.table == "silver.menu")
    back = "lessons.mine.value-1"

    assert unescape(link) == Address(PATH, what_if, step=last + 1, back=back).url()


def test_a_value_of_a_deployment_leads_to_its_page_and_back():
    asked = "library dev?user=ines&var=branch=a b&env=BUNDLE_VAR_branch=east"
    found = html(f"It is {{{{deployed: {asked} | jobs['loans'].name}}}}.")
    (link,) = re.findall('<a class="ran" id="value-1" href="([^"]*)"', found)
    said = "target=dev&var.branch=a+b&env.branch=east&user=ines&back=lessons.mine.value-1"

    assert f"/bundles/library/?{said}" == unescape(link)


def test_a_lesson_knows_the_values_that_runs_lead_back_to():
    lesson, _ = read(f"{{{{{BRANCH} run}}}} and {{{{{BRANCH} ms}}}}.")

    assert {"value-1", "value-2"} < lesson.anchors
    assert "value-3" not in lesson.anchors


PLACES = [
    ("| a | b |\n|---|---|\n| {} | x |", "a b Failed x"),
    ("- {}", "Failed"),
    ("::: lock\nIt is {}.\n:::", "Lock it It is Failed."),
    ("::: trap It is {}\nSo.\n:::", "It is Failed So."),
    ("::: dial It is {}\nSo.\n:::", "It is Failed So."),
    ("::: answer Is it {}?\nYes.\n:::", "Is it Failed? Yes."),
    ("## It is {}\n\nSo.", "It is Failed So."),
    ("It is *{}*, [so {}](/levels/).", "It is Failed, so Failed."),
]


@pytest.mark.parametrize(("text", "says"), PLACES)
def test_a_value_stands_wherever_prose_does(text, says):
    assert says == words(text.replace("{}", f"{{{{{BRANCH} run}}}}"))


def test_titles_hold_words_and_no_links():
    found = html(f"## It is {{{{{BRANCH} run}}}}\n\n::: dial So {{{{{BRANCH} run}}}}\nYes.\n:::")

    assert '<h2 id="it-is-failed">It is Failed</h2>' in found
    assert "<h3>So Failed</h3>" in found
    assert '<div class="fold__body" id="so-failed">' in found
    assert "class=" not in html(f"[so {{{{{BRANCH} run}}}}](/levels/)")


def test_code_keeps_what_was_typed():
    asked = f"{{{{{BRANCH} run || run}}}}"

    assert asked in words(f"Write `{asked}` or `{{{{input}}}}`.")
    assert f"{asked} {{{{input}}}}" in words(f"```\n{asked}\n{{{{input}}}}\n```")


def test_a_value_may_be_broken_over_lines():
    assert "It is Failed." == words(f"It is {{{{{BRANCH}\nrun}}}}.")


def test_the_words_of_a_picture_hold_values(tmp_path):
    asked = '{{run: one-fails?fail=none | tables["menu"].rows | rows}}'
    text = FILES["lessons/jobs.md"].replace("More.", f"![A table of {asked}](a.png)")
    root = write(tmp_path, FILES | {"lessons/jobs.md": text})
    (root / "lessons/a.png").write_bytes(a_png())
    catalog = load_catalog(root)

    assert () == catalog.problems
    assert 'alt="A table of 40 rows"' in catalog.lessons["jobs"].steps[1].blocks[0].content


REFUSED = [
    ("run: one-brnch-fails | run", "there is no scenario `one-brnch-fails`; did you mean"),
    ("run: torn | run", "the scenario `torn` has a mistake of its own; see scenarios/torn.yaml"),
    ("run: one-branch-fails", "write {{run: STORY | EXPR}}, and a unit behind another bar"),
    ("run: one-branch-fails | run | x | y", "write {{run: STORY | EXPR}}, and a unit"),
    ("run: | run", "write {{run: STORY | EXPR}}"),
    (f"{BRANCH} tables['silver.manu'].rows", "did you mean `silver.menu`?"),
    (f"{BRANCH} tables['silver.menu']", "this gives no single value"),
    (f"{BRANCH} run == 'FAILED'", "this is true or false, which no sentence shows; write a value"),
    (f"{BRANCH} ms / 60000", "CEL leaves out the rest of a division; name the unit behind"),
    (f"{BRANCH} ms * 2", "times and money are added and taken from each other, no more"),
    (f"{BRANCH} ms + cents", "this mixes times, money and what is counted"),
    (f"{BRANCH} ms | hours", "9:00 is no whole number of hours; take another unit, or none"),
    (f"{BRANCH} ms | rows", "a time is told in seconds, minutes, hours, or as 2:00"),
    (f"{BRANCH} cents | dollars", "money is told in dollars, as in $0.12; leave out `| dollars`"),
    (f"{BRANCH} dup | minutes", "this is no time, so it has no minutes"),
    (f"{BRANCH} dup | row", "write what is counted as a plural, as in | rows, and not `row`"),
    (f"{BRANCH} run | rows", "this is text, of which there are no rows; leave out `| rows`"),
    (f"{BRANCH} tasks['enrich'].started_ms - tasks['enrich'].ended_ms", "less than nothing"),
    (f"{BRANCH} tasks['enrich'].iterations", "this list is empty; say in words"),
    (f"{BRANCH} 40", "this names nothing of the run; write a value of it, or plain words"),
    (f"{BRANCH} [1,2].map(x, x)", "calls nothing but size"),
    ("run: one-branch-fails?fial=x | run", "`fial` is nothing that can be said here; did you mean"),
    ("run: one-branch-fails?do | run", "`do` says nothing; write do=…"),
    ("run: one-branch-fails?do=repair | run", "no run starts; `do` replaces what the story does"),
    ("run: everything-works?do=run_now&do=cancel@9999 | run", "one of the actions in `do` is ref"),
    ("run: one-branch-fails?fail=enrch | run", "there is no task `enrch` in this job; did you"),
    ("deployed: librry | mode", "there is no bundle `librry`; did you mean `library`?"),
    ("deployed: library prod x | mode", "write {{deployed: BUNDLE TARGET | EXPR}}: one bundle"),
    ("deployed: library prd | mode", "nothing is deployed, since Databricks refuses it (no-such"),
    ("deployed: library?var=branch | mode", "`var=branch` gives no value; write var=branch=VALUE"),
    ("deployed: library?env=PATH=x | mode", "`PATH` is read by no bundle"),
    ("deployed: library | refused", "this is true or false"),
]


@pytest.mark.parametrize(("asked", "says"), REFUSED, ids=[asked for asked, _ in REFUSED])
def test_a_value_that_cannot_be_told_refuses_the_lesson(asked, says):
    (told,) = flaws(f"One line.\n\nIt is {{{{{asked}}}}}.")

    assert told.startswith("2: `{{")
    assert says in told


@pytest.mark.parametrize(
    "typed",
    ["{{rum: a | run}}", "{{input}}", "{run: one-branch-fails | run}", "{{run: a | run}", "{{ so"],
)
def test_braces_that_ask_for_nothing_are_named_where_they_stand(typed):
    (told,) = flaws(f"One *line*,\n`two`\nIt is {typed} here.")

    assert told.startswith("2: `{")
    assert "is no value; write {{run: STORY | EXPR}} or {{deployed: BUNDLE TARGET | EXPR}}" in told


def test_each_value_that_cannot_be_told_is_named_with_its_line():
    found = flaws(f"So {{{{{BRANCH} rn}}}},\nand {{{{{BRANCH} mss}}}}.\n\n# T {{{{{BRANCH} a}}}}")

    assert ["0", "1", "3"] == [told.partition(":")[0] for told in found]


def test_a_value_that_rests_on_an_assumption_is_marked_and_named():
    body = "It {{run: one-region-fails | tasks['report'].state}}."
    lesson, (*warnings,) = read(body)

    assert ["assumed-value"] == [warning.rule for warning in warnings]
    assert [True] == [warning.is_warning for warning in warnings]
    assert "[^for-each-goes-on] [^for-each-repair]" in warnings[0].message
    assert {"for-each-goes-on", "for-each-repair"} == set(lesson.facts)
    assert ("for-each-goes-on", "for-each-repair") == lesson.steps[0].facts
    assert '<span class="provenance provenance--assumed">our assumption</span>' in html(body)


def test_an_assumption_that_is_cited_is_said_already():
    body = (
        "It {{run: one-region-fails | tasks['report'].state}}[^for-each-goes-on][^for-each-repair]."
    )
    _, found = read(body)

    assert [] == found
    assert 2 == html(body).count('class="fact-ref"')


def test_an_assumption_beside_the_way_to_a_value_does_not_matter():
    _, found = read("It starts {{run: one-region-fails?do=run_now | clusters | clusters}}.")

    assert [] == found


def test_a_lesson_asks_for_so_many_values_at_most():
    binder = Binder(stories())
    for _ in range(300):
        binder.value("run", "one-branch-fails | run")

    with pytest.raises(Unbound, match="at most 300 values"):
        binder.value("run", "one-branch-fails | run")


def test_a_lesson_asks_for_so_many_runs_at_most():
    binder = Binder(stories())
    for second in range(80):
        binder.value("run", f"one-branch-fails?slow=enrich@{second + 1} | run")

    with pytest.raises(Unbound, match="at most 80 different runs"):
        binder.value("run", "one-branch-fails?slow=enrich@99 | run")


@pytest.mark.parametrize("folder", ["quizzes", "levels", "scenarios"])
def test_no_other_file_holds_a_raw_value(folder):
    texts = [path.read_text("utf-8") for path in (ROOT / folder).rglob("*.yaml")]

    assert [] == [text for text in texts if re.search(r"\{\{\s*(run|deployed)\s*:", text)]
