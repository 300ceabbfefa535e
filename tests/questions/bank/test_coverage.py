"""Which question tells which belief from the truth, and what too few of them tell."""

import pytest

from tests.content.files import FILES, write
from tests.questions.bank.told import coverage
from trialrun.cli import main
from trialrun.content import load_catalog
from trialrun.engine import BELIEFS
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
from trialrun.questions.bank.coverage import Coverage, coverage_flaws

HEAD = "title: Ports\nsummary: Some.\nlesson: jobs\nquestions:\n"
WROTE = FILES["scenarios/one-fails.yaml"].replace("{on: all}", "{on: all, after_write: 1}")
FACTS = FILES["lessons/facts.yaml"].replace(
    "rules:\n",
    "  no-cross-task-rollback: {says: It stays., source: docs, read: 2026-11-22, sure: H}\n"
    "  run-if-all-success: {says: It waits., source: docs, read: 2026-11-22, sure: L}\nrules:\n",
)
CHOICE = """\
  - id: q-{n}
    kind: choice
    stem: "{stem}"
    run: one-fails
    options:
      - {{says: All of them., claim: 'tables["menu"].rows == 40', why: They are committed.}}
      - {{says: {wrong}, claim: 'tables["menu"].rows == {rows}', why: It is not so at all.}}
    facts: [stays]
"""
PREDICT = """\
  - id: p
    kind: predict
    stem: How does it end?
    run: one-fails
    facts: [stays]
"""


def of(tmp_path, *questions: str, **files: str) -> Coverage:
    texts = {"quizzes/ports.yaml": HEAD + "".join(questions), "scenarios/one-fails.yaml": WROTE}
    root = write(tmp_path, {**FILES, **texts, "lessons/facts.yaml": FACTS, **files})
    for name in ("one", "two"):
        (root / f"quizzes/{name}.yaml").unlink()
    catalog = load_catalog(root)
    assert set() == {p.path for p in catalog.problems} - {"lessons/jobs.md"}
    return coverage(catalog, root)


def choice(n: int, *, stem: str = "", wrong: str = "None of them.", rows: int = 0) -> str:
    return CHOICE.format(n=n, stem=stem or f"What is left after story {n}?", wrong=wrong, rows=rows)


def told(found: Coverage, belief: str) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    (row,) = (each for each in found.beliefs if each.belief.id == belief)
    return row.questions, row.offering, row.surfaces


def test_a_question_tells_the_beliefs_in_whose_run_it_has_another_key(tmp_path):
    found = of(tmp_path, choice(1), choice(2, wrong="Half of them.", rows=20))

    both, one = ("ports/q-1", "ports/q-2"), ("ports/q-1",)
    assert (both, one, 2) == told(found, "job-is-a-transaction")
    assert (both, one, 2) == told(found, "failed-task-is-undone")
    assert ((), (), 0) == told(found, "equal-compares-numbers")
    assert [*BELIEFS, *BUNDLE_BELIEFS] == [row.belief.id for row in found.beliefs]


def test_a_question_without_options_tells_them_too_and_strikes_none(tmp_path):
    scenario = WROTE.replace("environment_key: e", "existing_cluster_id: c").replace(
        "{on: all, after_write: 1}", "{on: [0]}"
    )
    found = of(tmp_path, PREDICT, **{"scenarios/one-fails.yaml": scenario})

    assert (("ports/p",), ("ports/p",), 1) == told(found, "three-retries-by-default")
    assert {} == found.removes


BUNDLE = """\
  - id: b
    kind: number
    stem: How many runs of the job go on at once?
    bundle:
      target: dev
      text: |
        bundle: {name: port}
        resources: {jobs: {load: {name: load, tasks: [{task_key: a, notebook_task: {
          notebook_path: ./a.py}}]}}}
        targets: {dev: {mode: development}, prod: {}}
    value: jobs["load"].max_concurrent_runs
    unit: count
    why: Mode development lets four go on at once.
    facts: [stays]
"""


def test_a_question_about_a_target_tells_beliefs_about_targets(tmp_path):
    found = of(tmp_path, BUNDLE)

    assert (("ports/b",), ("ports/b",), 1) == told(found, "target-keeps-its-limits")
    assert ((), (), 0) == told(found, "target-keeps-its-names")
    assert ((), (), 0) == told(found, "job-is-a-transaction")


def test_a_question_that_rests_on_facts_tells_none(tmp_path):
    found = of(tmp_path, choice(1))

    assert {"ports/q-1"} == {uid for row in found.beliefs for uid in row.questions}


def test_two_questions_that_read_alike_are_one_surface(tmp_path):
    found = of(tmp_path, choice(1, stem="What is left?"), choice(2, stem="What is left"))
    other = of(tmp_path, choice(1, stem="What is left?"), choice(2, stem="What remains?"))

    assert 1 == told(found, "job-is-a-transaction")[2]
    assert 2 == told(other, "job-is-a-transaction")[2]


def test_only_beliefs_that_may_be_graded_count_and_survivors_are_named(tmp_path, monkeypatch):
    """The file of facts here has the fact of two beliefs, and one of a third that is unsure."""
    one, two = of(tmp_path, choice(1)), of(tmp_path, choice(1), choice(2))

    assert [] == list(coverage_flaws(one))
    monkeypatch.setattr("trialrun.questions.bank.coverage.SET_MIN", 1)
    ids = {"job-is-a-transaction", "failed-task-is-undone"}
    assert ids == {row.belief.id for row in two.gradable}
    assert (0.0, 1.0) == (one.score, two.score)
    assert ids == {row.belief.id for row in one.survivors}
    assert [] == [flaw for flaw in coverage_flaws(two) if flaw.rule == "survivor"]
    flaws = [flaw.message for flaw in coverage_flaws(one) if flaw.rule == "survivor"]
    assert 2 == len(flaws)
    assert (
        "the belief `job-is-a-transaction` (“When one task fails, the whole job rolls back.”) is "
        "told from the truth by 1 question: ports/q-1; write 1 more whose key is another one in "
        "its run"
    ) in flaws


@pytest.mark.parametrize(("struck", "is_named"), [(3, True), (2, False)])
def test_a_sentence_may_strike_options_in_a_tenth_of_all(tmp_path, struck, is_named):
    """Twenty questions here, of which some are struck, and one in the set of facts."""
    questions = [choice(n, rows=0 if n < struck else 20) for n in range(20)]
    found = of(tmp_path, *questions)

    assert {"no-cross-task-rollback": tuple(f"ports/q-{n}" for n in range(struck))} == found.removes
    named = [flaw.message for flaw in coverage_flaws(found) if flaw.rule == "one-sentence"]
    assert is_named == bool(named)
    assert all(
        "whoever keeps the sentence of no-cross-task-rollback strikes an option in 3 of "
        "21 questions" in message
        for message in named
    )


def test_what_was_told_apart_is_kept_until_a_claim_changes(tmp_path, capsys, monkeypatch):
    root = write(tmp_path, FILES | {"scenarios/one-fails.yaml": WROTE})
    file = root / "quizzes/one.yaml"
    file.write_text(HEAD + choice(1))

    def bank() -> str:
        main(["check", "--bank", "--json", str(root)])
        return capsys.readouterr().out

    first = bank()
    with monkeypatch.context() as patch:
        patch.setattr("trialrun.content.coverage.told_apart", None)
        assert first == bank()
    file.write_text(HEAD + choice(1, wrong="None of them.", rows=20))
    assert first != bank()
