"""What people read has the apostrophes of print, whoever wrote it."""

import re

from flask.testing import FlaskClient

from tests.browser.pages import PAGES
from tests.build import bundled
from tests.web.pages import strict, tags, text_of
from trialrun.engine import BELIEFS
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS

STRAIGHT = re.compile(r"\w'\w")
CODE = ("code", "script", "style", "textarea", "pre")


def said(client: FlaskClient, url: str) -> str:
    root = strict(client.get(url))
    codes = {text_of(e) for tag in CODE for e in tags(root, tag)} - {""}
    text = text_of(root)
    for code in sorted(codes, key=len, reverse=True):
        text = text.replace(code, "")
    return text


def test_no_page_has_a_straight_apostrophe(client: FlaskClient) -> None:
    assert {} == {url: found for url in PAGES if (found := STRAIGHT.findall(said(client, url)))}


def test_no_rule_has_one() -> None:
    found = [rule.says + rule.why for rule in bundled().rules.values()]

    assert [] == [text for text in found if STRAIGHT.search(text)]


def test_no_belief_has_one() -> None:
    found = [belief.says for belief in (*BELIEFS.values(), *BUNDLE_BELIEFS.values())]

    assert [] == [text for text in found if STRAIGHT.search(text)]
