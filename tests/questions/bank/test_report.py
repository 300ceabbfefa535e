"""What is wrong with a bank as a whole, in words an author can act on; and our own bank."""

from tests.build import bundled
from tests.content.files import FACT_SET, FILES, write
from tests.proving import PROVES
from tests.questions.bank.told import coverage
from trialrun.cli import main
from trialrun.content import load_catalog
from trialrun.content.warned import EVERY_SET, placed, questions_in, warnings_of
from trialrun.questions.bank.bots import SET_MIN
from trialrun.questions.bank.report import bank_report
from trialrun.questions.bank.rules import large_sets

WHOLE_FROM = 260
"""From so many questions on, everything that is warned of our own bank is a mistake."""
OPEN = {"bot", "survivor", "one-sentence", "plain-predictions"}
"""Rules over all questions that a bank of a few does not meet yet."""


def guessed_set(count: int) -> str:
    """Returns a set in which the longest option is the key."""
    head, _, question = FACT_SET.partition("  - id: what-is-so\n")
    question = "  - id: q-{n}\n" + question.replace("says: This.", "says: This and that {n}.")
    question = question.replace("{says", "{{says").replace("why: It is.}", "why: It is.}}")
    question = question.replace("why: It is not.}", "why: It is not.}}")
    return head + "".join(question.format(n=number) for number in range(count))


def test_nothing_is_warned_of_in_our_own_bank():
    """Of a question, of a set, and, once there are enough questions, of all of them together."""
    catalog = bundled()
    questions = questions_in(catalog)
    # Every belief's runs take too long for each time: `make content` has what was played kept.
    found = coverage(catalog) if PROVES else None
    warned = [
        *warnings_of(catalog, questions),
        *placed(catalog, bank_report(questions, found).flaws),
    ]

    if len(questions) < WHOLE_FROM:
        warned = [w for w in warned if w.path != EVERY_SET or w.rule not in OPEN]
    assert [] == [f"{warning.at}: {warning.message}" for warning in warned]


def test_rules_over_a_set_hold_from_twenty_questions_on(tmp_path):
    for count in (SET_MIN - 1, SET_MIN):
        root = write(tmp_path / str(count), FILES | {"quizzes/facts.yaml": guessed_set(count)})
        catalog = load_catalog(root)
        questions = questions_in(catalog)

        assert (["facts"] if count == SET_MIN else []) == large_sets(questions)
        flaws = bank_report(questions, coverage(catalog, root)).flaws
        named = {flaw.set_slug for flaw in flaws if flaw.rule in ("bot", "longest-key")}
        assert ({"", "facts"} if count == SET_MIN else {""}) == named


def test_check_bank_names_the_bot_its_figures_and_the_questions_to_mend(tmp_path, capsys):
    root = write(tmp_path, FILES | {"quizzes/facts.yaml": guessed_set(SET_MIN)})

    code = main(["check", "--bank", str(root)])

    lines = capsys.readouterr().out.splitlines()
    told = (
        "quizzes/facts.yaml: warning: the bot “longest” meets 100% of the keys, where chance meets "
        "50%: 4.5 standard errors above, and 3 are allowed; reword options in some of facts/q-0, "
    )
    assert 0 == code
    assert any(line.startswith(told) for line in lines)
    assert any("the key is the longest option in 20 of 20 questions" in line for line in lines)
    (row,) = (line for line in lines if line.startswith("  longest "))
    assert "facts 100.0% (+4.5 standard errors)  too good" in row
    assert "warnings (" in lines[-1]


def test_of_fewer_questions_than_rules_are_for_no_figure_is_a_fault(tmp_path, capsys):
    root = write(tmp_path, FILES | {"quizzes/facts.yaml": guessed_set(SET_MIN // 2)})

    assert 0 == main(["check", "--bank", str(root)])
    told = capsys.readouterr().out
    (row,) = (line for line in told.splitlines() if line.startswith("  longest "))
    assert row.endswith(" 83.3% (+2.3 standard errors)")
    assert "No belief of the engine is told from the truth." in told
    assert "These are figures, no faults: 12 questions may be odd by chance." in told
    assert 0 == main(["check", "--bank", "--json", str(root)])
    assert '"is_too_good": true' not in capsys.readouterr().out


def test_check_alone_says_nothing_of_bots(tmp_path, capsys):
    root = write(tmp_path, FILES | {"quizzes/facts.yaml": guessed_set(SET_MIN)})

    assert 0 == main(["check", str(root)])
    assert "bot" not in capsys.readouterr().out
