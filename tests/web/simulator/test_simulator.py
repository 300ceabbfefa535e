"""A simulator page is a function of its address."""

import json

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.proving import some_of
from tests.web.lab import SLUGS, scenario, simulation
from tests.web.pages import HTMX, Element, ids_of, strict, tags, text_of
from trialrun.diagram import ending_told

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

    assert rows["Task executions"] == ["1", "3"]
    assert rows["Surplus rows in the end"] == ["40", "2,000"]
    assert rows["Ends as"] == ["Succeeded 40 surplus rows", "Succeeded 2,000 surplus rows"]


def test_nothing_to_compare_when_nothing_failed(client: FlaskClient) -> None:
    assert "Repair or run again?" not in client.get("/simulator/everything-works/").get_data(
        as_text=True
    )


def the(root: Element, name: str) -> Element:
    """Returns the one element with a class."""
    (one,) = [e for e in root.iter() if name in e.attrib.get("class", "").split()]
    return one


@pytest.mark.parametrize("slug", ["half-written", "a-job-runs-a-job", "second-run-waits"])
def test_every_event_has_its_why_and_a_source_when_stepped_to(client, slug):
    trace = scenario(slug).play()
    for event in trace.events:
        root = strict(client.get(f"/simulator/{slug}/?step={event.q + 1}"))
        first = tags(the(root, "why__chain"), "li")[0]
        rule = bundled().rules[event.rule]

        assert rule.why in text_of(first)
        assert "read 2026" in text_of(first) or "our assumption" in text_of(first)
        says = text_of(next(e for e in first if e.attrib["class"] == "why__says"))
        is_last = event.q + 1 == len(trace.events)
        assert text_of(the(root, "transport__says")).endswith(
            ending_told(trace) if is_last else says
        )


@pytest.mark.parametrize("slug", SLUGS)
def test_the_last_step_says_what_the_run_came_to(client: FlaskClient, slug: str) -> None:
    root = strict(client.get(f"/simulator/{slug}/?step=9999"))
    trace = scenario(slug).play()
    said = text_of(the(root, "transport__says"))

    assert "cluster" not in said
    assert said.endswith(ending_told(trace))


def test_green_does_not_hide_surplus_rows(client: FlaskClient) -> None:
    page = client.get("/simulator/half-written/?step=9999")
    root = strict(page)
    boxes = [e for e in root.iter() if e.attrib.get("class") == "mark-surplus"]

    status = text_of(the(root, "sim__status"))
    assert status.startswith("Run Succeeded")
    assert "40 surplus rows" in status
    assert ["⚠ 40 surplus rows"] * 2 == [text_of(box) for box in boxes]
    assert 'aria-label="enrich, succeeded, 40 surplus rows"' in page.text
    assert "The run succeeded after a repair. 40 surplus rows in silver.menu." in page.text


def test_a_failed_run_names_the_task_beside_its_state(client: FlaskClient) -> None:
    root = strict(client.get("/simulator/chain-breaks/?step=9999"))

    assert text_of(the(root, "sim__status")).startswith("Run Failed silver")


def test_cards_tell_surplus_rows_in_text(client: FlaskClient) -> None:
    told = {}
    for card in tags(strict(client.get("/simulator/")), "li"):
        for mark in tags(card, "span"):
            if mark.attrib.get("class") == "surplus" and mark.attrib["data-state"] != "none":
                told[text_of(next(iter(tags(card, "h3"))))] = text_of(mark)

    dups = {s.title: s.play_text().final()["dup"] for s in bundled().scenarios.values()}
    assert told == {title: f"{dup:,} surplus rows" for title, dup in dups.items() if dup}


def test_before_anything_happens_there_is_no_why(client: FlaskClient) -> None:
    assert "Nothing has happened yet." == text_of(the(strict(client.get(HALF)), "why__chain"))


def test_a_selected_task_is_told_by_its_own_last_event(client: FlaskClient) -> None:
    root = strict(client.get(HALF + "?step=31&task=enrich"))

    assert "Why? enrich" == text_of(the(root, "why__title"))
    assert "enrich" in text_of(tags(the(root, "why__chain"), "li")[0])
    assert ["true", "true"] == [
        a.attrib.get("aria-current")
        for a in tags(root, "a")
        if a.attrib.get("data-task") == "enrich"
    ]


def test_a_selected_table_is_told_by_its_last_commit(client: FlaskClient) -> None:
    root = strict(client.get(HALF + "?step=31&table=silver.menu"))

    assert "Why? silver.menu" == text_of(the(root, "why__title"))
    assert "silver.menu" in text_of(tags(the(root, "why__chain"), "li")[0])
    assert "silver.menu" in text_of(the(root, "inspector__title"))
    before = strict(client.get(HALF + "?step=3&table=silver.menu"))
    assert "Nothing has happened to it yet." == text_of(the(before, "why__chain"))


def sent(form: Element) -> list[tuple[str, str]]:
    """Returns what a browser without JavaScript sends for a form as it stands."""
    pairs = [
        (field.attrib["name"], field.attrib["value"])
        for field in tags(form, "input")
        if field.attrib.get("type") == "hidden"
    ]
    for select in tags(form, "select"):
        (chosen,) = [o for o in tags(select, "option") if "selected" in o.attrib]
        pairs.append((select.attrib["name"], chosen.attrib["value"]))
    return pairs


@pytest.mark.parametrize("query", ["?step=5", "?task=enrich&step=5", "?dial=queue:off&step=9"])
def test_the_dials_are_a_form_that_changes_nothing_by_itself(client: FlaskClient, query) -> None:
    form = the(strict(client.get(HALF + query)), "dials")
    again = client.get(HALF, query_string=sent(form))

    assert {"dial"} == {select.attrib["name"] for select in tags(form, "select")}
    assert "submit" in [button.attrib["type"] for button in tags(form, "button")]
    assert f'data-url="{(HALF + query).replace("&", "&amp;")}"' in again.text


def test_a_dial_is_turned_by_the_form(client: FlaskClient) -> None:
    form = the(strict(client.get(HALF + "?step=31&task=enrich")), "dials")
    pairs = [*sent(form), ("dial", "enrich.write1:overwrite")]

    root = strict(client.get(HALF, query_string=pairs))

    assert "dial=enrich.write1:overwrite" in the(root, "sim").attrib["data-url"]
    assert "was 40" in text_of(the(root, "figures"))
    assert ["Writes to silver.menu"] == [
        text_of(e) for e in root.iter() if "dials__label--turned" in e.attrib.get("class", "")
    ]


def test_a_cluster_can_come_from_a_pool(client: FlaskClient) -> None:
    for slug in bundled().scenarios:
        response = client.get(f"/simulator/{slug}/?dial=compute:job_cluster_pool&step=99")

        assert 200 == response.status_code


def runs_on(client: FlaskClient, url: str) -> list[str]:
    return [text_of(run) for run in tags(the(strict(client.get(url)), "runs"), "li")]


def test_the_runs_say_why_one_is_queued(client: FlaskClient) -> None:
    url = "/simulator/second-run-waits/"
    trace = scenario("second-run-waits").play()
    queued = next(event.q + 1 for event in trace.events if event.after == "QUEUED")
    says = simulation(scenario("second-run-waits")).lines[queued - 1].says

    assert ["Run 1 Running", "Run 2 Not started"] == runs_on(client, f"{url}?step={queued - 1}")
    assert ["Run 1 Running", f"Run 2 Queued {says}"] == runs_on(client, f"{url}?step={queued}")
    assert ["Run 1 Succeeded", "Run 2 Succeeded"] == runs_on(client, f"{url}?step=999")


def test_a_run_says_what_it_is_for_where_another_is_for_something_else(client: FlaskClient) -> None:
    url = "/simulator/second-run-waits/?do=run_now&do=run_now;for=tuesday"

    assert ["Run 1 Succeeded", "Run 2 for tuesday Succeeded"] == runs_on(client, f"{url}&step=999")


def test_the_runs_say_why_one_is_skipped(client: FlaskClient) -> None:
    url = "/simulator/second-run-waits/?dial=queue:off"
    runs = runs_on(client, f"{url}&step=999")

    assert "Run 1 Succeeded" == runs[0]
    assert runs[1].startswith("Run 2 Skipped ")
    assert len(runs[1]) > len("Run 2 Skipped ")


def test_a_single_run_needs_no_strip(client: FlaskClient) -> None:
    assert 'class="runs"' not in client.get(HALF).text


CHANGED = "The simulator has changed its answer"


def test_whoever_follows_a_link_is_told_if_the_answer_has_changed(client: FlaskClient) -> None:
    sim = simulation(scenario("half-written"))

    assert f"seen={sim.digest}" in sim.link
    assert CHANGED not in client.get(sim.link).text
    assert CHANGED in client.get(HALF + "?step=3&seen=00000000").text
    assert CHANGED not in client.get(HALF + "?step=3").text


def test_the_links_of_a_page_do_not_say_what_was_seen_once_the_story_varies(client) -> None:
    root = strict(client.get(HALF + "?step=3&seen=00000000"))
    links = [a.attrib["href"] for a in tags(root, "a") if "fail=" in a.attrib["href"]]

    assert links
    assert [] == [link for link in links if "seen=" in link]


STEPS = ["step=0", "step=7", "step=19&task={last}", "step=9999", "step=12&fail=none&task={first}"]


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_every_step_is_strict_with_unique_ids_and_labels(client: FlaskClient, slug) -> None:
    keys = [task.key for task in scenario(slug).world.job.tasks]
    for step in STEPS:
        query = step.format(first=keys[0], last=keys[-1])
        root = strict(client.get(f"/simulator/{slug}/?{query}"))
        labelled = {label.attrib.get("for") for label in tags(root, "label")}
        inside = {f for label in tags(root, "label") for f in tags(label, "select")}

        assert sorted(set(ids_of(root))) == sorted(ids_of(root)), query
        assert [] == [
            field.attrib
            for tag in ("input", "select")
            for field in tags(root, tag)
            if field.attrib.get("type") != "hidden" and field not in inside
            if field.attrib.get("id") not in labelled
        ], query
        for name in ("aria-labelledby", "aria-describedby"):
            wanted = {i for e in root.iter() for i in e.attrib.get(name, "").split()}
            assert wanted <= set(ids_of(root)), query


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_htmx_gets_the_section_with_its_title_and_heading(client: FlaskClient, slug: str) -> None:
    fragment = client.get(f"/simulator/{slug}/?step=5", headers=HTMX)
    root = strict(fragment)
    section = fragment.text.partition("<title>")[0].strip()

    assert ["section", "title", "div"] == [e.tag for e in root]
    assert [f"sim-{slug}", "labhead"] == [e.attrib["id"] for e in root if "id" in e.attrib]
    assert section in client.get(f"/simulator/{slug}/?step=5").text


def test_inside_a_lesson_htmx_gets_the_section_alone(client: FlaskClient) -> None:
    root = strict(client.get(HALF + "?step=5&embed=1", headers=HTMX))

    assert ["section"] == [e.tag for e in root]


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_the_page_has_a_place_for_what_the_frames_change(client: FlaskClient, slug: str) -> None:
    url = f"/simulator/{slug}/"
    frames = data_of(client, url)["frames"]
    bound = {
        value
        for e in strict(client.get(url)).iter()
        for name, value in e.attrib.items()
        if name.startswith("data-bind-")
    }

    # No key comes later than the first frame, and whatever a page binds is in it.
    assert {key for frame in frames for key in frame} == {*frames[0]}
    assert {bind for bind in bound if bind not in frames[0]} == set()


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


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_whatever_the_operator_does_there_is_a_page_or_a_sentence(client, slug):
    keys = [task.key for task in bundled().scenarios[slug].world.job.tasks]
    for doing in DOINGS:
        do = [text.format(first=keys[0], last=keys[-1]) for text in doing]
        page = client.get(f"/simulator/{slug}/", query_string={"do": do})

        assert page.status_code in (200, 400), do
        assert "<h1" in page.text


VARIED = [
    "?fail=none",
    "?do=run_now&do=fix&do=run_now",
    "?dial=enrich.write1:overwrite",
]


@pytest.mark.parametrize("query", VARIED)
@pytest.mark.parametrize("page", ["", "compare/", "predict/", "picture.svg"])
def test_every_page_of_a_varied_story_names_it_and_tells_no_summary(
    client: FlaskClient, page: str, query: str
) -> None:
    story = scenario("half-written")
    shown = client.get(f"{HALF}{page}{query}").text

    name = "restaurant (ingest, clean, enrich, report)" if page == "predict/" else story.title
    assert name in shown
    assert "fails between the two commits" not in shown
    assert page == "predict/" or ", varied: " in shown


def test_a_varied_story_leads_back_to_what_was_written(client: FlaskClient) -> None:
    (crumb,) = [
        e
        for e in strict(client.get(HALF + "?fail=none")).iter()
        if "crumb" in e.attrib.get("class", "")
    ]
    links = {text_of(a): a.attrib["href"] for a in tags(crumb, "a")}

    assert HALF == links["Half written, then repaired"]
