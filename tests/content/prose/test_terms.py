"""Terms that a lesson sets strong, and a glossary lacks."""

import pytest

from tests.content.prose.reading import passages
from trialrun.content.prose.looked import prose_warnings
from trialrun.content.prose.terms import former_flaws, term_flaws
from trialrun.content.readers.lesson_words import LessonWords

GLOSSARY = ("drift", "Task value", "policy")
TERMS = [
    ("The files **drift** apart.", []),
    ("Two **policies**, and **task values**.", []),
    ("This is a **watermark**.", ["watermark"]),
    ("This is a **watermark**.\n\nAnd a **Watermark**, two **watermarks**.", ["watermark"]),
    ("A **full refresh** and a **dry run**.", ["full refresh", "dry run"]),
    ("Press **Play**. So it goes.", []),
    ("So it goes. Press **Play**.", []),
    ("**Nothing is ever rolled back.**", []),
    ("**Drifting**", []),
    ("**Time:** a schedule.", []),
    ("- **Offsets** are first.", []),
    ("A **term of four whole words**.", []),
    ("Type **`plan`**, **-t prod** and **7**.", []),
]


@pytest.mark.parametrize(("body", "lacking"), TERMS)
def test_a_term_that_the_glossary_lacks_is_named_once(body, lacking):
    found = list(term_flaws(passages(body), GLOSSARY))

    assert lacking == [flaw.message.split("“")[1].split("”")[0] for flaw in found]
    assert {"missing-term"} >= {flaw.rule for flaw in found}


def test_the_near_one_is_offered():
    (flaw,) = term_flaws(passages("One **drfit**."), GLOSSARY)

    assert "the glossary has no “drfit”; did you mean `drift`?" == flaw.message


def warned(known) -> list[tuple[int, str]]:
    found = prose_warnings(
        "a.md",
        passages("So.\n\nA **term**."),
        LessonWords(known=known),
        minutes=9,
        minutes_line=4,
        offset=6,
    )
    return [(problem.line, problem.rule) for problem in found]


def test_without_a_glossary_no_term_is_missing():
    assert [] == warned(None)
    assert [(9, "missing-term")] == warned(())


FORMER = {"Delta Live Tables": "Lakeflow Spark Declarative Pipelines", "DLT": "SDP"}
OLD_NAMES = [
    ("Delta Live Tables runs at night.", ["Delta Live Tables"]),
    ("SDP was called Delta Live Tables, or DLT, before.", []),
    ("`DLT` is code, **DLT** is a name.", ["DLT"]),
    ("## What DLT is", ["DLT"]),
    ("DLTs and A-DLT", []),
    ("Until 2025 it was DLT. DLT is quick.", ["DLT"]),
    ("::: trap Older\nDLT\n:::", []),
    ("```\nDLT\n```", []),
]


@pytest.mark.parametrize(("body", "named"), OLD_NAMES)
def test_a_former_name_is_named_where_it_is_used_as_the_present_one(body, named):
    found = list(former_flaws(passages(body), FORMER))

    assert named == [flaw.message.split("“")[1].split("”")[0] for flaw in found]
    assert {"former-name"} >= {flaw.rule for flaw in found}


def test_without_former_names_none_is_used():
    assert [] == list(former_flaws(passages("DLT runs."), {}))
