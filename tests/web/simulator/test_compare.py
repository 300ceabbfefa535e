"""Two futures of one failure under one cursor."""

import json
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from tests.web.lab import SLUGS, an_address, scenario, simulation
from tests.web.pages import HTMX, ids_of, strict, tags, text_of
from trialrun.diagram import frames_of, values_at
from trialrun.engine import WhatIfText, first_parting
from trialrun.lab.address import Address
from trialrun.lab.side_by_side import SIDES, SideBySide

HALF = "/simulator/half-written/compare/"
LOOP = "/simulator/one-region-fails/compare/"


def comparison(slug: str = "half-written", *picked: int, **parts) -> SideBySide:
    story = scenario(slug)
    sim = simulation(story, Address(f"/simulator/{slug}/", **parts))
    picked = picked or (0, 1)
    return SideBySide(sim, sim.address, (picked[0], picked[1]), None)


COMPARED = [slug for slug in SLUGS if simulation(scenario(slug)).futures]
OTHERS = (("run_now", "cancel@1"), ("run_now", "repair", "fix", "run_now@9000"), ("run_now",))


def comparisons(slug: str) -> list[SideBySide]:
    """Returns a scenario's futures and some that were kept, each beside each."""
    kept = comparison(slug, kept=OTHERS)
    count = len(kept.futures)
    return [
        comparison(slug, left, right, kept=OTHERS)
        for left in range(count)
        for right in range(count)
    ]


def test_there_is_something_to_compare():
    assert COMPARED
    for slug in ("half-written", "one-region-fails", "repaired", "run-again"):
        assert simulation(scenario(slug)).futures
    assert not simulation(scenario("everything-works")).futures


@pytest.mark.parametrize("slug", COMPARED)
def test_both_sides_go_from_their_start_to_their_end(slug):
    for found in comparisons(slug):
        steps = [moment.steps for moment in found.moments]

        assert (0, 0) == steps[0]
        assert tuple(len(trace.events) for trace in found.traces) == steps[-1]
        for one, two in pairwise(steps):
            assert {b - a for a, b in zip(one, two, strict=True)} <= {0, 1}
            assert one != two


@pytest.mark.parametrize("slug", COMPARED)
def test_time_never_goes_back(slug):
    for found in comparisons(slug):
        times = [moment.t_ms for moment in found.moments]

        assert sorted(times) == times
        assert max(trace.events[-1].t_ms for trace in found.traces) == times[-1]


@pytest.mark.parametrize("slug", COMPARED)
def test_frames_fold_to_what_each_side_shows_at_each_moment(slug):
    for found in comparisons(slug)[:6]:
        both = [frames_of(trace) for trace in found.traces]
        values: dict[str, str] = {}
        for moment, frame in zip(found.moments, found.frames, strict=True):
            values.update(frame.values)
            for side, frames, step in zip(SIDES, both, moment.steps, strict=True):
                expected = values_at(frames, step)
                assert expected == {
                    key: values[f"{side}.{key}"] for key in expected
                }  # fmt: skip


@pytest.mark.parametrize("slug", COMPARED)
def test_every_key_is_in_the_first_frame(slug):
    for found in comparisons(slug):
        keys = {key for frame in found.frames for key in frame.values}

        assert keys == {*found.frames[0].values}


@pytest.mark.parametrize("slug", COMPARED)
def test_the_sides_are_the_same_until_they_part(slug):
    for found in comparisons(slug):
        left, right = found.traces
        step = found.parting_step
        if left.rows == right.rows:
            assert (0, []) == (step, found.parting)
            continue
        shared = found.moments[step - 1].steps[0]

        assert left.rows[:shared] == right.rows[:shared]
        assert left.rows[shared : shared + 1] != right.rows[shared : shared + 1]


def test_the_first_parting_is_told_for_both():
    found = comparison()
    left, right = first_parting(*found.traces)

    assert ("repair.same_run", "run_now.new_run") == (left.rule, right.rule)
    assert [
        ("Repair run", "The repair starts inside the same run; tasks in it: 2."),
        ("Run now", "Run 2 starts; tasks in it: 4."),
    ] == found.parting
    assert found.step == found.parting_step


def test_every_moment_but_the_first_says_something():
    found = comparison()

    assert len(found.moments) - 1 == len(found.lines)
    shared = found.parting_step - 1
    assert [] == [line.says for line in found.lines[:shared] if line.says.startswith("Run now:")]
    assert {"Repair run", "Run now"} == {line.says.split(":")[0] for line in found.lines[shared:]}


def test_the_player_has_as_many_places_as_frames():
    player = comparison().player()

    assert len(player["frames"]) == len(player["xs"]) == len(player["says"])
    assert (0, 1000) == (player["xs"][0], player["xs"][-1])


# The page.


@pytest.mark.parametrize("slug", COMPARED)
@pytest.mark.parametrize("query", ["", "?step=0", "?step=9999999", "?left=2&right=1&step=9"])
def test_the_page_is_strict_and_its_ids_are_unique(client: FlaskClient, slug, query):
    response = client.get(f"/simulator/{slug}/compare/{query}")
    root = strict(response)

    assert 200 == response.status_code
    assert 1 == len(tags(root, "h1"))
    assert len(set(ids_of(root))) == len(ids_of(root))
    labelled = {label.attrib.get("for") for label in tags(root, "label")}
    inside = {f for label in tags(root, "label") for f in tags(label, "select")}
    fields = [f for tag in ("select", "input") for f in tags(root, tag)]
    assert [] == [
        f.attrib
        for f in fields
        if f.attrib.get("type") != "hidden" and f not in inside
        if f.attrib.get("id") not in labelled
    ]


def test_htmx_gets_the_section_alone(client: FlaskClient):
    root = strict(client.get(HALF, headers=HTMX))

    assert [] == tags(root, "h1")
    assert ["compare-half-written"] == [s.attrib["id"] for s in tags(root, "section")]


BAD = ["left=0", "left=3", "right=x", "left=-1", "right=", "left=٢", "right=1000", "left=1.5"]


@pytest.mark.parametrize("query", BAD)
def test_a_future_there_is_not_gets_a_sentence(client: FlaskClient, query):
    response = client.get(f"{HALF}?{query}")
    alerts = [e for e in strict(response).iter() if e.attrib.get("role") == "alert"]
    (alert,) = [e for e in alerts if text_of(e)]

    assert 400 == response.status_code
    assert f"There are 2 futures here; {query.split('=')[0]} takes a number from 1 to 2." == (
        text_of(alert)
    )


def test_the_two_that_are_picked_are_shown(client: FlaskClient):
    root = strict(client.get(f"{HALF}?left=2&right=1"))

    titles = [h for h in tags(root, "h2") if h.attrib.get("class") == "compare__title"]
    picked = [o.attrib["value"] for o in tags(root, "option") if "selected" in o.attrib]
    assert ["Run now", "Repair run"] == [text_of(title) for title in titles]
    assert ["2", "1"] == picked[:2]


@pytest.mark.parametrize("slug", ["everything-works", "too-slow"])
def test_where_nothing_failed_there_is_a_sentence(client: FlaskClient, slug):
    response = client.get(f"/simulator/{slug}/compare/")

    assert 200 == response.status_code
    assert "there is nothing to repair" in response.text


@pytest.mark.parametrize(("slug", "status"), [("nothing", 404), ("half-written", 400)])
def test_what_cannot_be_compared_is_refused(client: FlaskClient, slug, status):
    assert status == client.get(f"/simulator/{slug}/compare/?do=dance").status_code


def test_a_future_in_which_the_loop_never_begins_has_open_pips(client: FlaskClient):
    address = Address(
        LOOP, WhatIfText(do=("run_now", "fix", "repair")), kept=(("run_now;only=report",),)
    )
    url = address.url()
    response = client.get(f"{url}&right=3&step=9999")
    pips = [
        e.attrib["data-state"]
        for e in strict(response).iter()
        if e.attrib.get("data-bind-state", "").startswith("right.it.")
    ]

    assert 200 == response.status_code
    assert {"none"} == set(pips)


def test_the_frames_of_the_page_are_those_of_the_comparison(client: FlaskClient):
    script = next(s for s in tags(strict(client.get(HALF)), "script") if "src" not in s.attrib)

    assert [frame.values for frame in comparison().frames] == json.loads(script.text)["frames"]
    assert an_address(scenario("half-written")).path == comparison().sim.address.path


def test_tables_stand_beside_each_other_as_they_stand_alone(client: FlaskClient):
    """At the end of a future, its side shows what the simulator shows of it."""

    def shown(url: str) -> list[list[str]]:
        found = [t for t in tags(strict(client.get(url)), "table") if t.get("class") == "tables"]
        rows = [row for t in found for row in tags(t, "tr") if row.get("class") is None]
        return [[text_of(cell) for cell in row] for row in rows]

    alone = shown("/simulator/half-written/?do=run_now&do=fix&do=repair&step=9999")

    assert ["Table", "Version", "Rows", "Surplus rows"] == alone[0]
    assert alone == shown(f"{HALF}?step=9999")[: len(alone)]


WORLDS = f"{HALF}?thought=job-is-a-transaction"


def test_a_thought_stands_beside_the_truth_where_they_part(client: FlaskClient) -> None:
    page, part = client.get(WORLDS), client.get(WORLDS, headers=HTMX)
    told = text_of(strict(page))

    assert (200, 200) == (page.status_code, part.status_code)
    assert "“When one task fails, the whole job rolls back.”" in told
    assert "They part at step" in told
    assert "As it is" in told
    assert "If it were so" in told
    assert not [e for e in tags(strict(part), "select") if e.attrib.get("name") in SIDES]
    assert len(set(ids_of(strict(page)))) == len(ids_of(strict(page)))
    assert client.get(f"{HALF}frames.json?thought=job-is-a-transaction").get_json()["frames"]
    assert "Repair or run again?" in client.get(f"{HALF}?thought=nonsense").text
