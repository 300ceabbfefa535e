"""An address says a page: written, read and written again it is the same."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.build import bundled
from tests.web.lab import PATH, SLUGS, an_address, faults, scenario
from trialrun.engine import WhatIfError, WhatIfText
from trialrun.lab.address import (
    KEPT_MAX,
    Address,
    keep_text,
    read_keep,
    read_was,
    was_text,
    what_if_in,
)
from trialrun.web.http.heavy import add_heavy_slot
from trialrun.web.simulator.routes import ADDRESS_LENGTH_MAX, read_address

HALF = scenario("half-written")


@pytest.fixture(scope="module")
def bare() -> Flask:
    """An app without pages: what reads an address needs no more than a request."""
    app = Flask(__name__)
    app.config["HEAVY_WAITING_MAX"] = 1
    add_heavy_slot(app)  # a job that fails at once, over and over, is heavy to play
    return app


def reading(app: Flask, url: str, slug: str = "half-written") -> Address:
    with app.test_request_context(url):
        return read_address(an_address(scenario(slug)), scenario(slug))


URLS = [
    "",
    "?fail=enrich@1",
    "?fail=none&do=run_now",
    "?fail=clean&fail=enrich:0@1&slow=ingest:0,1@600&dial=queue:off&do=run_now&do=repair",
    "?dial=enrich.write1:overwrite&do=run_now&do=run_now%3Bonly%3D%2Breport@600",
    "?do=run_now%3Bp.x%3Da%26b&do=repair%3Btasks%3Dclean,enrich%3Bdependents%3Bid%3D1",
    "?do=run_now&do=cancel:enrich@400&step=12",
    "?do=run_now&keep=run_now|fix|repair&keep=run_now&task=enrich&step=7&seen=1a2b3c4d",
    "?table=silver.menu&said=abc123&step=0",
]


@pytest.mark.parametrize("query", URLS, ids=lambda query: query[:40] or "plain")
def test_an_address_is_read_and_written_as_it_was(bare, query):
    assert PATH + query == reading(bare, PATH + query).url()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_link_of_every_choice_is_canonical(bare, slug):
    story = scenario(slug)
    for task in story.world.job.tasks:
        for each in faults(story, an_address(story)).choices(task.key):
            url = each.address.url()

            assert (each.address, url) == (
                (found := reading(bare, url, slug)), found.url(),
            )  # fmt: skip


fails = st.lists(
    st.sampled_from(["enrich", "enrich@1", "enrich:0@2", "clean:1,0", "ingest", "none"]), max_size=3
)
slows = st.lists(st.sampled_from(["enrich@600", "clean:0@9", "none"]), max_size=2)
turns = st.lists(
    st.sampled_from(["queue:off", "queue:on", "enrich.retries:2", "clean.write1:merge",
                     "compute:serverless", "compute:all_purpose", "report.run_if:ALL_DONE"]),
    max_size=4,
)  # fmt: skip
dos = st.lists(
    st.sampled_from(["run_now", "fix", "fix:enrich", "repair@90", "run_now;p.a%3Bb=%40|%25",
                     "cancel:enrich@400", "restore:silver.menu;version=0", "wait@7200"]),
    max_size=4,
)  # fmt: skip


@given(
    fails, slows, turns, dos, st.lists(dos.filter(bool), max_size=3),
    st.none() | st.integers(0, 60), st.sampled_from([None, "enrich", "report"]),
)  # fmt: skip
def test_whatever_is_asked_has_one_address(fail, slow, dial, do, keep, step, task):
    app = Flask(__name__)
    asked = Address(
        PATH,
        WhatIfText(tuple(fail), tuple(slow), tuple(dial), tuple(do)),
        step=step,
        task=task,
        kept=tuple(map(tuple, keep)),
    )
    try:
        found = reading(app, asked.url())
    except WhatIfError:
        return

    assert found == reading(app, found.url())
    assert found.url() == reading(app, found.url()).url()
    assert (step, task) == (found.step, found.task)
    assert HALF.read(asked.what_if) == HALF.read(found.what_if)
    assert HALF.play_text(asked.what_if).rows == HALF.play_text(found.what_if).rows


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("?fail=&fail=enrich&do=", "?fail=enrich"),
        ("?fail=enrich@0&fail=enrich@1", "?fail=enrich@1"),
        ("?dial=queue:off&dial=queue:on", ""),
        ("?fail=enrich:1,0", "?fail=enrich:0,1"),
        ("?step=007", "?step=7"),
        ("?keep=run_now&keep=run_now", "?keep=run_now"),
        ("?embed=1&play=1&utm=x", ""),
    ],
)
def test_equal_pages_have_equal_addresses(bare, query, canonical):
    assert PATH + canonical == reading(bare, PATH + query).url()


BROKEN = [
    ("?keep=dance", "is no action"),
    ("?" + "&".join(["keep=run_now"] * (KEPT_MAX + 1)), f"at most {KEPT_MAX}"),
    ("?keep=" + "|".join(["run_now"] * 21), "20 at most"),
    ("?table=nothing", "selects a table"),
    ("?task=", "selects a task"),
    ("?step=12345678", "must be a whole number"),
    ("?x=" + "y" * ADDRESS_LENGTH_MAX, f"at most {ADDRESS_LENGTH_MAX}"),
]


@pytest.mark.parametrize(("query", "says"), BROKEN, ids=[query[:14] for query, _ in BROKEN])
def test_what_cannot_be_read_gets_a_sentence(bare, query, says):
    with pytest.raises(WhatIfError, match=says):
        reading(bare, PATH + query)


def test_varying_a_story_forgets_what_was_seen_and_said():
    address = Address(PATH, step=3, task="enrich", seen="1a2b", said="abc")

    assert Address(
        PATH, WhatIfText(fail=("clean",)), step=3, task="enrich", was=WhatIfText()
    ) == address.varied(fail=("clean",))


def test_what_one_arrived_with_is_kept_until_one_is_back():
    arrived = Address(PATH, WhatIfText(fail=("clean",)))
    moved = arrived.varied(do=("run_now",)).varied(slow=("clean@9",))

    assert arrived.what_if == moved.arrival
    assert arrived == moved.varied(do=(), slow=())


@given(st.lists(st.text(min_size=1, max_size=12).filter(lambda text: "%7C" not in text)))
def test_what_one_arrived_with_is_read_as_it_is_written(texts):
    what_if = WhatIfText(fail=tuple(texts), dial=tuple(texts[:1]))

    assert what_if == read_was(was_text(what_if))


def test_another_page_of_the_story_has_the_same_parameters():
    address = Address(PATH, WhatIfText(fail=("clean",)), step=3, picked=(1, 2))

    assert "/other/?fail=clean&left=1&right=2&step=3" == address.url("/other/")


@given(st.lists(st.text(max_size=12).filter(lambda text: "%7C" not in text), min_size=1))
def test_a_kept_future_is_read_as_it_was_written(does):
    assert tuple(does) == read_keep(keep_text(does))


def test_a_kept_future_may_hold_the_sign_that_parts_its_actions(bare):
    does = ("run_now;p.x=a|b", "repair")

    assert (does,) == reading(bare, Address(PATH, kept=(does,)).url()).kept


def test_what_is_empty_was_left_open():
    values = {"fail": ["", "a"], "do": [""], "other": ["x"]}

    assert WhatIfText(fail=("a",)) == what_if_in(values)


def test_an_address_can_be_read_by_anybody(bare):
    url = Address(PATH, WhatIfText(do=("run_now;only=+report@90",)), task="enrich").url()

    assert {"do": ["run_now;only=+report@90"], "task": ["enrich"]} == parse_qs(
        urlsplit(url).query, separator="&"
    )
    assert bundled().scenarios


def test_what_is_said_of_tasks_is_not_said_twice_in_an_address():
    said = WhatIfText(deed=("writes:load=nothing", "takes:load=90s"))
    arrived, now = said._replace(fail=("load",)), said._replace(do=("run_now", "repair"))

    assert "fail:load|deed:same" == was_text(arrived, now)
    assert arrived == read_was(was_text(arrived, now), now)
    assert arrived == read_was(was_text(arrived, WhatIfText()), WhatIfText())
