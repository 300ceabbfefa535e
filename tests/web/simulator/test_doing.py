"""The page of what tasks do: what is said there is in the link, and is played everywhere."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cli.test_deeds import JOB
from tests.web.pages import SAME_SITE, ids_of, strict, tags, text_of
from trialrun.content.readers.scenarios import read_scenario

THIRTY = "name: thirty\ntasks:\n" + "".join(
    f"  - {{task_key: {'a' * 76}_{n:02d}, notebook_task: {{notebook_path: /x}}}}\n"
    for n in range(30)
)


@pytest.fixture
def own(client: FlaskClient) -> str:
    return brought(client, JOB)


def brought(client: FlaskClient, text: str) -> str:
    response = client.post("/simulator/own/", data={"text": text}, headers=SAME_SITE)
    return response.headers["Location"].split("?")[0]


def say(client: FlaskClient, path: str, fields: dict[str, str], query: str = "") -> TestResponse:
    return client.post(f"{path}tasks/{query}", data=fields, headers=SAME_SITE)


def deeds_in(response: TestResponse) -> list[str]:
    assert 303 == response.status_code
    return parse_qs(urlsplit(response.headers["Location"]).query).get("deed", [])


SAID = {
    "load:table0": "silver.menu", "load:rows0": "5,000", "load:takes": "1:30",
    "load:set.n": "7", "load:key": "who", "load:value": "EU", "check:outcome": "false",
    "*:mode0": "overwrite", "starts:serverless": "5m", "yes:mode0": "nothing",
}  # fmt: skip
DEEDS = [
    "writes:*=overwrite", "writes:load=silver.menu:5000", "writes:yes=nothing", "sets:load.n=7",
    "sets:load.who=EU", "outcome:check=false", "takes:load=90s", "starts:serverless=300s",
]  # fmt: skip


def test_what_is_said_stands_in_the_link_and_in_the_form_again(client, own):
    said = SAID | {"load:set.n": ""}
    response = say(client, own, said)
    assert [deed for deed in DEEDS if "load.n" not in deed] == deeds_in(response)

    page = strict(client.get(response.headers["Location"].replace("?", "tasks/?", 1)))
    values = {
        e.attrib["name"]: e.attrib.get("value", "")
        for e in tags(page, "input")
        if "name" in e.attrib
    }
    assert ("silver.menu", "5,000", "1:30") == (
        values["load:table0"], values["load:rows0"], values["load:takes"]
    )  # fmt: skip
    chosen = {e.attrib["value"] for e in tags(page, "option") if "selected" in e.attrib}
    assert {"overwrite", "false", "nothing"} <= chosen


def test_what_is_made_up_stands_in_grey_and_only_what_fits_is_asked(client, own):
    page = strict(client.get(f"{own}tasks/"))
    assumed = {
        e.attrib["name"]: e.attrib.get("placeholder", "")
        for e in tags(page, "input")
        if "name" in e.attrib
    }

    assert ("load", "1,000", "1:00") == (
        assumed["load:table0"], assumed["load:rows0"], assumed["load:takes"]
    )  # fmt: skip
    assert "check:takes" not in assumed
    assert not any(name.startswith("check:set") for name in assumed)
    assert "0:30" == assumed["starts:serverless"]


@pytest.mark.parametrize("page", ["", "map/", "predict/", "compare/"])
def test_every_page_about_the_story_plays_it_as_said(client, own, page):
    query = urlsplit(
        say(client, own, SAID | {"load:set.n": "", "no:mode0": "nothing"}).headers["Location"]
    ).query
    text = text_of(strict(client.get(f"{own}{page}?{query}&fail=load&do=run_now")))

    assert "This is the story as it was written" not in text
    if page == "map/":
        assert "Your variation: all tasks write in mode overwrite" in text
        assert "after its last write" not in text.partition("no Fail")[2]
    if page == "":
        assert "it is said what 4 tasks do" in text
        assert "stands in for" not in text
        assert "Nobody knows what its tasks do" not in text


def test_a_mistake_stands_at_its_field_and_nothing_typed_is_lost(client, own):
    response = say(client, own, SAID | {"load:takes": "soon", "load:rows0": "many"})
    page = strict(response)
    text = text_of(page)

    assert 422 == response.status_code
    assert "“soon” is no time here: write 1:30, 90s, 5m or 2h" in text
    assert "“many” is no number from 0 to 1,000,000,000,000" in text
    values = {
        e.attrib["name"]: e.attrib.get("value", "")
        for e in tags(page, "input")
        if "name" in e.attrib
    }
    assert ("soon", "silver.menu", "EU") == (
        values["load:takes"], values["load:table0"], values["load:value"]
    )  # fmt: skip
    wrong = [e.attrib["name"] for e in page.iter() if e.attrib.get("aria-invalid")]
    assert {"load:takes", "load:rows0"} == set(wrong)


def test_what_cannot_both_be_is_a_sentence_about_all_of_it(client, own):
    response = say(client, own, {"load:set.n": "-7", "check:outcome": "true"})

    assert 422 == response.status_code
    assert "it is said that n of load is -7" in text_of(strict(response))


def test_a_failure_behind_a_write_that_is_gone_is_a_sentence(client, own):
    response = say(client, own, {"load:mode0": "nothing"}, "?fail=load@1")

    assert 422 == response.status_code
    assert "load makes 0 writes, so it cannot fail after write 1" in text_of(strict(response))


def test_thirty_long_names_are_too_long_for_a_link_and_still_make_a_scenario(client):
    own = brought(client, THIRTY)
    fields = {f"{'a' * 76}_{n:02d}:rows0": "5" for n in range(30)}
    fields |= {f"{'a' * 76}_{n:02d}:takes": "90s" for n in range(30)}
    response = say(client, own, fields)

    assert 422 == response.status_code
    assert "Say more of all tasks at once and less of each" in text_of(strict(response))
    saved = say(client, own, fields | {"download": "1"})
    assert 200 == saved.status_code
    scenario, problems = read_scenario("scenarios/x.yaml", "x", saved.text)
    assert [] == problems
    assert scenario is not None
    assert {5} == {entry.writes[0].rows for entry in scenario.world.script.values()}


def test_the_story_is_downloaded_as_a_scenario_that_an_author_can_keep(client, own):
    query = urlsplit(say(client, own, SAID | {"load:set.n": ""}).headers["Location"]).query
    response = client.get(f"{own}scenario.yaml?{query}")

    scenario, problems = read_scenario("scenarios/x.yaml", "x", response.text)
    assert [] == problems
    assert scenario is not None
    assert "false" == scenario.play().tasks["check"].outcome
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_task_of_a_job_that_is_started_and_two_writes_can_be_said(client):
    path = "/simulator/a-job-runs-a-job/"
    names = [
        e.attrib["name"]
        for e in tags(strict(client.get(f"{path}tasks/")), "input")
        if "name" in e.attrib
    ]
    inner = next(name for name in names if "/" in name and name.endswith(":takes"))
    assert [f"takes:{inner.removesuffix(':takes')}=7s"] == deeds_in(
        say(client, path, {inner: "7s"})
    )

    half = "/simulator/half-written/"
    both = deeds_in(say(client, half, {"enrich:rows1": "9"}))
    assert 2 == len(both)
    assert both[1].endswith(":append:9")
    assert ["writes:enrich=nothing"] == deeds_in(
        say(client, half, {"enrich:mode0": "nothing", "enrich:mode1": "nothing"}, "?fail=none")
    )


def test_saying_nothing_leads_to_the_story_as_it_was(client, own):
    assert [] == deeds_in(say(client, own, {}, "?deed=takes:load=5s"))
    for bad in ("?deed=takes:x", "?fail=nobody"):
        assert 400 == client.get(f"{own}tasks/{bad}").status_code


def test_of_a_thousand_tasks_some_are_asked_about_and_nothing_said_is_lost(client):
    many = "name: many\ntasks:\n" + "".join(
        f"  - {{task_key: t{n}, notebook_task: {{notebook_path: /x}}}}\n" for n in range(400)
    )
    own = brought(client, many)
    page = client.get(f"{own}tasks/?of=t300&deed=takes:t1=7s")
    names = {e.attrib.get("name") for e in tags(strict(page), "input")}

    assert "t300:takes" in names
    assert "t1:takes" not in names
    assert "takes:t1=7s" in page.text
    assert ["takes:t1=7s", "takes:t300=5s"] == deeds_in(
        say(client, own, {"kept": "takes:t1=7s", "t300:takes": "5s"})
    )

    # A mistake is shown where it was typed; to ask about others loses nothing that was.
    typed = {"around": "t300", "of": "t5", "t300:takes": "5s", "t299:rows0": "abc"}
    wrong = strict(say(client, own, typed))
    at_fault = [e.attrib for e in wrong.iter() if e.attrib.get("aria-invalid")]
    assert [("t299:rows0", "abc")] == [(one["name"], one["value"]) for one in at_fault]
    assert "“abc” is no number from 0 to" in text_of(wrong)
    assert ["t5"] == [e.attrib["value"] for e in tags(wrong, "input") if e.attrib["name"] == "of"]
    others = say(client, own, typed | {"t299:rows0": "7", "show": "1"})
    assert ["writes:t299=7", "takes:t300=5s"] == deeds_in(others)
    shown = strict(client.get(others.headers["Location"]))
    names = {e.attrib.get("name"): e.attrib.get("value") for e in tags(shown, "input")}
    assert "t5" == names["of"]
    assert "t5:takes" in names
    assert "t300:takes" not in names


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("load:rows0", "50k", "“50k” is no number from 0 to 1,000,000,000,000: write it in digits"),
        ("*:rows0", "50k", "“50k” is no number from 0 to 1,000,000,000,000: write it in digits"),
        ("load:takes", "12 minutes", "“12 minutes” is no time here: write 1:30, 90s, 5m or 2h"),
        ("*:takes", "40d", "“40d” is no time here"),
        ("starts:serverless", "999h", "“999h” is no time here"),
        ("load:set.n", '[{"path": "a"}', "this begins like JSON and is none"),
        ("load:set.n", "7" * 301, "a number has at most 300 digits"),
    ],
)
def test_a_field_speaks_of_what_stands_in_it(client, own, name, value, says):
    page = strict(say(client, own, {name: value}))

    assert says in text_of(page)
    assert "TASK" not in text_of(page)
    assert [name] == [e.attrib["name"] for e in page.iter() if e.attrib.get("aria-invalid")]


def test_each_element_has_an_id_of_its_own_whatever_tasks_are_called(client):
    keys = ("a", "a-0", "a-1", "a-inside")
    tasks = "".join(
        f"  - {{task_key: {key}, notebook_task: {{notebook_path: /x}}}}\n" for key in keys
    )
    own = brought(client, f"name: alike\ntasks:\n{tasks}")
    ids = ids_of(strict(client.get(f"{own}tasks/")))

    assert len(ids) == len(set(ids))
