"""One word per thing: no page says by a code what has a name. Code stands in `code`."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import LESSON, SAME_SITE, Element, answer_on, start_attempt, strict
from tests.web.test_every_page import PAGES
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


def test_the_words_page_has_each_state_with_its_name_in_the_api(client: FlaskClient) -> None:
    # A long name may break between its parts.
    text = re.sub(r'<wbr>|<span class="joint">([^<]*)</span>', r"\1", client.get("/words/").text)

    for name in ("UPSTREAM_FAILED", "SUCCESS_WITH_FAILURES", "AT_LEAST_ONE_FAILED"):
        assert 1 == text.count(f"<code>{name}</code>")
    assert "Upstream failed" in text
