"""One word per thing: no page says by a code what has a name. Code stands in `code`."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import (
    LESSON,
    SAME_SITE,
    Element,
    answer_on,
    ids_of,
    start_attempt,
    strict,
    tags,
)
from tests.web.test_every_page import PAGES
from trialrun.content import FixedShelf
from trialrun.content.glossary import PARTS
from trialrun.engine import BELIEFS, State
from trialrun.engine.rules.run_if import RUN_IF

CODES = {
    "an objective of an exam guide": re.compile(r"\b[AP]-(?:S?\d)(?:-\d)?\b"),
    "seconds that are a time of their own": re.compile(r"\b\d{2,} s\b"),
    "a state or a condition of the API": re.compile(
        rf"\b(?:{'|'.join({*map(str, State), *RUN_IF} - {''})})\b"
    ),
    "an option of the API": re.compile(r"\b(?:all_failed|run_now|rerun_\w+|run_if|max_retries)\b"),
    "another word for For each or If/else": re.compile(r"\bfor-each\b|\bif/else\b"),
    "another word for a cycle": re.compile(r"\bcircles?\b"),
    "another word for canceled": re.compile(r"\bcancelled\b", re.I),
}
UNSAID = {"code", "pre", "kbd", "script", "style", "textarea", "title"}
"""Elements whose text is code, or that no page shows."""

SCENARIOS = [f"/simulator/{slug}/" for slug in bundled().scenarios]
LEVELS = [f"/levels/{slug}/" for slug in bundled().levels]
MORE = [
    "/simulator/half-written/?task=enrich&step=99", "/simulator/too-slow/?task=load",
    "/simulator/too-slow/?task=load&dial=load.timeout:7200",
    "/simulator/clean-up-always/?task=clean_up&dial=clean_up.run_if:ALL_FAILED",
    "/simulator/half-written/map/?dial=report.run_if:ALL_DONE&slow=report@600",
    "/simulator/half-written/compare/?step=20", "/simulator/half-written/predict/",
    "/simulator/one-region-fails/?task=per_region", "/simulator/branch-and-join/?task=quality_ok",
    "/simulator/half-written/?do=run_now&do=fix&do=repair;all_failed",
    "/practice/pipeline-vs-job/", "/practice/repair-vs-rerun/", "/practice/cluster-choice/",
]  # fmt: skip
REFUSED = ("dance", "nonsense", "ingest@1")
"""Parts of addresses that a page answers with the grammar of addresses."""
ALL = [
    url for url in dict.fromkeys([*PAGES, *SCENARIOS, *LEVELS, *MORE])
    if not any(part in url for part in REFUSED)
]  # fmt: skip


def said(element: Element) -> Iterator[str]:
    """Yields what a page shows or reads out, but for its code, each run of text by itself."""
    tag = element.tag.split("}")[-1] if isinstance(element.tag, str) else ""
    if tag and tag not in UNSAID:
        yield element.text or ""
        yield element.attrib.get("aria-label", "")
        for child in element:
            yield from said(child)
            yield child.tail or ""


def coded(root: Element) -> list[str]:
    """Returns what a page says by a code, and which kind of code it is."""
    return [
        f"{kind}: {' '.join(text.split())[:90]}"
        for text in said(root)
        for kind, pattern in CODES.items()
        if pattern.search(text)
    ]


@pytest.mark.parametrize("url", ALL)
def test_a_page_says_things_by_their_names(client: FlaskClient, url: str) -> None:
    assert [] == coded(strict(client.get(url)))


def test_the_whole_lesson_says_things_by_their_names(client: FlaskClient) -> None:
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)

    assert [] == coded(strict(client.get(LESSON)))


@pytest.mark.parametrize("slug", some_of(list(bundled().sets), every=5))
def test_questions_and_verdicts_say_things_by_their_names(client: FlaskClient, slug: str) -> None:
    attempt = start_attempt(client, slug)
    found = []
    for number in range(1, len(bundled().sets[slug].questions) + 1):
        url = f"{attempt}{number}/"
        before = strict(client.get(url))
        found += coded(before)
        found += coded(
            strict(
                client.post(url, data=answer_on(before), headers=SAME_SITE, follow_redirects=True)
            )
        )

    assert [] == found


def test_every_event_and_every_belief_is_told_by_names() -> None:
    """The sentences of the rules stand on pages as they are: no Markdown marks code in them."""
    texts = [f"{rule.says} {rule.why}" for rule in bundled().rules.values()]
    texts += [belief.says for belief in BELIEFS.values()]

    assert [] == [text for text in texts for code in CODES.values() if code.search(text)]


def test_the_words_page_has_what_a_term_is_and_was_and_where_it_is_taught(
    client: FlaskClient,
) -> None:
    root = strict(client.get("/words/"))
    (shown,) = [each for each in root.iter() if each.attrib.get("id") == "auto-cdc"]
    text = " ".join("".join(shown.itertext()).split())

    assert text.startswith("AUTO CDC create_auto_cdc_flow Applies a feed of changes to a table")
    assert "Formerly APPLY CHANGES INTO, APPLY CHANGES." in text
    links = [a.attrib["href"] for a in tags(shown, "a")]
    assert ["/lessons/s1-lakeflow-sdp/#changes-in-the-right-order", "/facts/auto-cdc/"] == links


def test_the_parts_and_the_terms_of_the_words_page_are_where_links_lead(
    client: FlaskClient,
) -> None:
    ids = ids_of(strict(client.get("/words/")))
    terms = bundled().glossary

    assert {*PARTS, *terms} <= set(ids)
    others = [id_ for id_ in ids[ids.index("others") :] if id_ in terms]
    assert sorted(others, key=lambda id_: terms[id_].name.casefold()) == others


def test_without_a_glossary_the_words_page_says_so(app) -> None:
    shelf = FixedShelf(replace(bundled(), glossary={}))
    app.extensions["trialrun"] = replace(app.extensions["trialrun"], shelf=shelf)

    assert "The words are missing" in app.test_client().get("/words/").text


def test_a_lesson_explains_a_term_once_and_never_in_a_heading_a_link_or_code(
    client: FlaskClient,
) -> None:
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    root = strict(client.get(LESSON))
    opening = [e.attrib["popovertarget"] for e in root.iter() if "popovertarget" in e.attrib]
    notes = [each.attrib["id"] for each in root.iter() if "popover" in each.attrib]

    assert opening == notes
    assert sorted(set(notes)) == sorted(notes)
    assert "word.task" == notes[0]
    for tag in ("h1", "h2", "h3", "a", "label", "legend", "pre", "code", "summary", "form"):
        for each in tags(root, tag):
            assert not [e for e in each.iter() if "popovertarget" in e.attrib]


def test_the_words_page_has_each_state_with_its_name_in_the_api(client: FlaskClient) -> None:
    # A long name may break between its parts.
    text = re.sub(r'<wbr>|<span class="joint">([^<]*)</span>', r"\1", client.get("/words/").text)

    for name in ("UPSTREAM_FAILED", "SUCCESS_WITH_FAILURES", "AT_LEAST_ONE_FAILED"):
        assert 1 == text.count(f"<code>{name}</code>")
    assert "Upstream failed" in text
