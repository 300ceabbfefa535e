"""A page of the largest job has at most 2 MB, needs no script, and says what it leaves out."""

import re
from collections.abc import Iterator, Sequence

import pytest
from flask.testing import FlaskClient

from app import ROOT, Settings, create_app
from tests import large
from tests.build import bundled
from tests.proving import PROVES, some_of
from tests.web.pages import ids_of, strict, tags, text_of
from trialrun.content import FixedShelf

BYTES_MAX = 2_000_000
FRAMES_BYTES_MAX = 4_000_000
LONG_ADDRESS = 3_850

JOBS = {
    "flat": (large.flat(large.long), large.long),
    "chain": (large.chain(large.long), large.long),
    "chains": (large.chains(large.long), large.long),
    "dense": (large.dense(), large.short),
    "loop": (large.loop(), lambda _: "inner"),
    "twice": (large.dense(large.long, count=64), large.long),
    "middle": (large.chains(large.long, count=70), large.long),
}
SAMPLE = JOBS if PROVES else ("dense", "twice")
"""A commit gets those whose pages are the largest of their size, `make prove` all."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A browser; its jobs are read and drawn once for all tests here."""
    settings = Settings(data=tmp_path_factory.mktemp("large") / "data", content=ROOT)
    return create_app({}, settings, FixedShelf(bundled())).test_client()


def addresses(url: str, name: large.Name) -> Iterator[str]:
    """Yields the addresses that make most of a job."""
    long_one = large.dials(name, 100 if name is large.short else 40)
    for query in ("", f"fail={name(0)}&step=9999999", large.kept(name(0)), long_one):
        yield f"{url}?{query}"
    waits = ("|".join(f"wait@{first + at}" for at in range(17)) for first in range(90_000, 90_012))
    kept = "".join(f"&keep=run_now|fix|repair|{each}" for each in waits)
    longest = f"{url}?fail={name(0)}&task={name(0)}{kept}"
    while len(longest) < LONG_ADDRESS:
        longest += f"&dial={name(len(longest) % 60)}.retries:2"
    yield longest


@pytest.mark.parametrize("job", SAMPLE)
def test_no_page_of_a_large_job_is_larger_than_2_mb(client, job):
    text, name = JOBS[job]
    url = large.bring(client, text)
    own = f"{large.OWN}?from={url.split('/')[2]}"
    found = {}

    def of(url: str) -> Sequence[str]:
        return some_of(list(addresses(url, name)), every=3)

    for address in [*of(url), f"{url}map/", f"{url}predict/", own]:
        page = client.get(address)
        assert page.status_code == 200 or job == "loop"
        found[address] = len(page.data)
    for address in of(f"{url}compare/"):
        found[address] = len(client.get(address).data)
    found["picture"] = len(client.get(f"{url}picture.svg?step=500").data)
    found["events"] = len(client.get(f"{url}events.csv").data)

    assert {} == {address: size for address, size in found.items() if size > BYTES_MAX}


@pytest.mark.parametrize("job", SAMPLE)
def test_frames_that_stand_apart_are_bounded_too(client, job):
    text, name = JOBS[job]
    url = large.bring(client, text)
    for address in (f"{url}?fail={name(0)}", f"{url}compare/?fail={name(0)}"):
        page = client.get(address).get_data(as_text=True)
        for apart in re.findall(r'data-frames="([^"]+)"', page):
            frames = client.get(apart.replace("&amp;", "&"))
            assert 200 == frames.status_code
            assert len(frames.data) < FRAMES_BYTES_MAX
            assert len(frames.json["frames"]) == len(frames.json["says"])


def test_a_large_page_is_whole_without_a_script(client):
    text, name = JOBS["chains"]
    url = large.bring(client, text)
    response = client.get(f"{url}?fail={name(3)}&step=9999999")
    root = strict(response)

    assert len(ids_of(root)) == len(set(ids_of(root)))
    assert "40 of 1,000 tables: those of this step, and with surplus rows, first." in text_of(root)
    assert "100 of 1,000 rows, around this step." in text_of(root)
    forms = [form for form in tags(root, "form") if "when-no-js" in form.get("class", "")]
    assert [url] == [form.get("action") for form in forms]
    assert {"fail", "step", "task"} == {field.get("name") for field in tags(forms[0], "input")}


def test_a_phone_is_given_the_rows_of_a_graph_that_is_drawn_once(client):
    url = large.bring(client, large.chains(large.short, count=70))

    page = client.get(f"{url}?fail={large.short(0)}&task={large.short(1)}&step=3")
    (graph,) = [tag for tag in tags(strict(page), "div") if "data-rows" in tag.attrib]
    assert "graph--once" in graph.attrib["class"]
    asked = f"{url}rows/?fail={large.short(0)}"
    (svg,) = [
        each
        for each in tags(strict(client.get(asked)), "svg")
        if each.attrib.get("class") == "graph__drawing"
    ]
    assert 70 == sum(each.attrib.get("class") == "node__box" for each in tags(svg, "rect"))
    assert float(svg.attrib["viewBox"].split()[2]) <= 384
    twice = large.bring(client, large.chains(large.short, count=64))
    assert "data-rows" not in client.get(twice).text


def test_a_task_that_is_picked_is_shown_with_its_rows(client):
    text, name = JOBS["chains"]
    url = large.bring(client, text)
    root = strict(client.get(f"{url}?task={name(700)}&step=3"))

    assert f"100 of 1,000 rows, around {name(700)}." in text_of(root)
    assert f"What does {name(700)} do?" in text_of(root)


def test_a_table_that_is_picked_is_shown(client):
    text, name = JOBS["chains"]
    url = large.bring(client, text)
    root = strict(client.get(f"{url}?table={name(700)}&step=3"))

    assert name(700) in [code.text for code in tags(root, "code")]


def test_a_story_of_many_runs_lists_those_at_hand(client):
    text = large.flat(count=2).replace('"name"', '"continuous": {}, "name"', 1)
    root = strict(client.get(f"{large.bring(client, text)}?do=wait@20000&step=300"))

    assert re.search(r"20 of \d+ runs are listed, those around this step\.", text_of(root))


def test_a_small_story_is_shown_as_a_whole(client):
    page = client.get("/simulator/half-written/?fail=enrich").get_data(as_text=True)

    assert "data-frames" not in page
    assert " of 5 tables" not in page
    assert 'data-bolt="enrich"' in page
