"""A simulator page is a function of its address."""

import json

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.pages import HTMX, strict, tags, text_of

HALF = "/simulator/half-written/"


def data_of(client: FlaskClient, url: str) -> dict:
    script = next(s for s in tags(strict(client.get(url)), "script") if "src" not in s.attrib)
    return json.loads(script.text)


def states(client: FlaskClient, url: str) -> dict[str, str]:
    root = strict(client.get(url))
    nodes = [e for e in root.iter() if "data-node" in e.attrib]
    return {e.attrib["data-node"]: e.attrib["data-state"] for e in nodes}


def test_a_fresh_scenario_stands_at_its_start(client: FlaskClient) -> None:
    assert {"none"} == set(states(client, HALF).values())


def test_step_shows_that_moment(client: FlaskClient) -> None:
    assert states(client, HALF + "?step=14")["enrich"] == "failed"
    assert states(client, HALF + "?step=31")["enrich"] == "success"


def test_a_step_past_the_end_is_the_end(client: FlaskClient) -> None:
    assert states(client, HALF + "?step=31") == states(client, HALF + "?step=9999999")


def test_the_same_address_gives_the_same_bytes(client: FlaskClient) -> None:
    url = HALF + "?fail=clean@1&do=run_now&do=fix&do=repair&step=9"

    assert client.get(url).data == client.get(url).data


def test_every_frame_is_the_fold_the_server_paints(client: FlaskClient) -> None:
    frames = data_of(client, HALF)["frames"]
    shown: dict[str, str] = {}
    for step, frame in enumerate(frames):
        shown.update(frame)
        if step % 6 == 0:
            painted = states(client, f"{HALF}?step={step}")
            assert (shown["task.2"].lower() or "none") == painted["enrich"]


def test_making_a_task_fail_changes_the_run(client: FlaskClient) -> None:
    url = "/simulator/everything-works/?fail=silver&step=999"

    assert states(client, url) == {
        "ingest": "success",
        "silver": "failed",
        "gold": "upstream_failed",
    }


def test_none_makes_a_scenario_succeed(client: FlaskClient) -> None:
    assert {"success"} == set(
        states(client, "/simulator/chain-breaks/?fail=none&step=999").values()
    )


def test_repair_and_run_now_are_compared(client: FlaskClient) -> None:
    root = strict(client.get("/simulator/one-branch-fails/"))
    table = next(t for t in tags(root, "table") if t.attrib["class"] == "futures")
    rows = {
        text_of(next(iter(tags(r, "th")))): [text_of(d) for d in tags(r, "td")]
        for r in tags(table, "tr")[1:-1]
    }

    assert rows["Tasks run"] == ["1", "3"]
    assert rows["Rows there twice"] == ["40", "2,000"]
    assert rows["Ends as"] == ["Succeeded", "Succeeded"]


def test_nothing_to_compare_when_nothing_failed(client: FlaskClient) -> None:
    assert "Repair or run again?" not in client.get("/simulator/everything-works/").get_data(
        as_text=True
    )


def test_every_event_has_a_why_and_a_source(client: FlaskClient) -> None:
    root = strict(client.get(HALF))
    events = [e for e in root.iter() if e.attrib.get("class", "").startswith("event event--")]

    assert len(events) == 31
    for event in events:
        paragraphs = [text_of(p) for p in tags(event, "p")]
        assert len(paragraphs) >= 2
        assert "read 2026" in paragraphs[-1] or "our assumption" in paragraphs[-1]


def test_without_javascript_every_move_is_a_link(client: FlaskClient) -> None:
    root = strict(client.get(HALF + "?step=5"))
    ways = {
        a.attrib.get("data-go"): a.attrib["href"] for a in tags(root, "a") if "data-go" in a.attrib
    }

    assert ways["next"] == HALF + "?step=6"
    assert ways["back"] == HALF + "?step=4"
    assert ways["end"] == HALF + "?step=31"


def test_it_plays_by_itself_only_when_asked_to(client: FlaskClient) -> None:
    assert "data-autoplay" not in client.get(HALF + "?step=5").get_data(as_text=True)
    assert "data-autoplay" in client.get(HALF + "?step=5&play=1").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("do=dance", "is no action"),
        ("do=run_now:ingest", "only fix, cancel, edit, restore take a name after the colon"),
        ("do=fix:nobody", "There is no task"),
        ("fail=enrch", "Did you mean enrich?"),
        ("fail=enrich@3", "cannot fail after write 3"),
        ("fail=%00", "is no failure"),
        ("fail=<script>alert(1)</script>", "is no failure"),
        ("step=-1", "must be a whole number"),
        ("step=1e9", "must be a whole number"),
        ("step=٣", "must be a whole number"),
        ("task=nobody", "selects a task"),
        ("&".join(["do=run_now"] * 21), "at most 20"),
        ("do=" + "a" * 5000, "at most 4000"),
        ("do=run_now@999999999", "later than 30 days"),
        ("do=%ff%fe", "is no action"),
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_a_broken_address_gets_a_sentence(client: FlaskClient, query: str, says: str) -> None:
    for headers in ({}, HTMX):
        response = client.get(f"{HALF}?{query}", headers=headers)
        root = strict(response)
        alerts = [e for e in root.iter() if e.attrib.get("role") == "alert"]
        alert = next(e for e in alerts if text_of(e))

        assert response.status_code == 400
        assert says in text_of(alert)
        assert {"none"} == {e.attrib["data-state"] for e in root.iter() if "data-node" in e.attrib}


DOINGS = [
    ["run_now", "cancel@60"],
    ["run_now", "cancel:{first}@250"],
    ["wait@3600"],
    ["run_now", "repair;tasks={first}"],
    ["run_now;only=+{last}"],
    ["run_now", "fix", "repair;all_failed;dependents"],
    ["run_now", "restore:silver.orders;version=0"],
    ["run_now", "run_now@10", "cancel;run=2@20"],
    ["run_now", "edit:nothing"],
]


@pytest.mark.parametrize("slug", bundled().scenarios)
def test_whatever_the_operator_does_there_is_a_page_or_a_sentence(client, slug):
    keys = [task.key for task in bundled().scenarios[slug].world.job.tasks]
    for doing in DOINGS:
        do = [text.format(first=keys[0], last=keys[-1]) for text in doing]
        page = client.get(f"/simulator/{slug}/", query_string={"do": do})

        assert page.status_code in (200, 400), do
        assert "<h1" in page.text
