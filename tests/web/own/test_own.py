"""Bring your own job: problems at their lines, a link that keeps it, nothing that breaks."""

import json
import re
from pathlib import Path
from time import process_time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app import ROOT, Settings, create_app
from tests.proving import PROVES
from tests.web.pages import HTMX, SAME_SITE, ids_of, strict, tags, text_of
from trialrun.jobs import read_job_file
from trialrun.lab.own_examples import EXAMPLES
from trialrun.lab.own_job import digest_of, read_own
from trialrun.lab.run_view import EVENTS_SHOWN_MAX
from trialrun.store import TEXT_BYTES_MAX
from trialrun.web.http.services import jobs
from trialrun.web.own.kept import find_own, own_family, own_text_of

OWN = "/simulator/own/"
CHECK = "/simulator/own/check"
CORPUS = sorted((ROOT / "tests/jobs/corpus").iterdir())
SECONDS_MAX = 4
WITH_AND_WITHOUT = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
TWO = """\
resources:
  jobs:
    early: {name: early, tasks: [{task_key: a, notebook_task: {notebook_path: /n}}]}
    late: {name: late, tasks: [{task_key: b, notebook_task: {notebook_path: /n}}]}
"""


def a_payload(*keys: str, **fields: object) -> str:
    """Returns a create payload of notebooks."""
    tasks = [{"task_key": key, "notebook_task": {"notebook_path": "/n"}} for key in keys]
    return json.dumps({"name": "j", "tasks": tasks} | fields)


def a_loop(iterations: int) -> str:
    """Returns a job of one for-each over so many elements."""
    task = {"task_key": "one", "notebook_task": {"notebook_path": "/n"}}
    loop = {"inputs": json.dumps(list(range(iterations))), "concurrency": 100, "task": task}
    many = [{"task_key": f"loop{n}", "for_each_task": loop} for n in range(100)]
    return json.dumps({"name": "j", "tasks": many})


def check(client: FlaskClient, text: str, headers: dict[str, str] = HTMX) -> TestResponse:
    return client.post(CHECK, data={"text": text}, headers=SAME_SITE | headers)


def send(client: FlaskClient, text: str, headers: dict[str, str] | None = None) -> TestResponse:
    return client.post(OWN, data={"text": text}, headers=SAME_SITE | (headers or {}))


def upload(client: FlaskClient, body: bytes, text: str = "") -> TestResponse:
    # Written by hand: the client of the tests leaves the file of a large form open.
    parts = (b'name="text"\r\n\r\n' + text.encode(), b'name="file"; filename="j"\r\n\r\n' + body)
    head = b"--cut\r\nContent-Disposition: form-data; "
    sent = b"".join(head + part + b"\r\n" for part in parts) + b"--cut--\r\n"
    kind = "multipart/form-data; boundary=cut"
    return client.post(OWN, data=sent, content_type=kind, headers=SAME_SITE)


def typed_in(response: TestResponse) -> str:
    """Returns what the page's text holds."""
    (field,) = tags(strict(response), "textarea")
    return field.text or ""


def lines_in(response: TestResponse) -> list[int]:
    """Returns the lines that a page or fragment links to, in order."""
    return [
        int(a.attrib["data-line"]) for a in tags(strict(response), "a") if "data-line" in a.attrib
    ]


def said_in(response: TestResponse) -> str:
    """Returns what stands in #problems."""
    return text_of(next(e for e in strict(response).iter() if e.attrib.get("id") == "problems"))


@WITH_AND_WITHOUT
@pytest.mark.parametrize(
    "url",
    [OWN, f"{OWN}?example=bundle", f"{OWN}?example=json", f"{OWN}?example=nope", f"{OWN}?from=x"],
)
def test_the_page_is_strict_and_labelled(client, url, headers):
    response = client.get(url, headers=headers)
    root = strict(response)

    assert len(set(ids_of(root))) == len(ids_of(root))
    assert "problems" in ids_of(root)
    assert "HX-Request" in response.headers["Vary"]
    assert len(tags(root, "h1")) == (0 if headers else 1)
    assert [e for e in root.iter() if "style" in e.attrib or "on" in e.attrib] == []
    labelled = {label.attrib["for"] for label in tags(root, "label")}
    assert {e.attrib["id"] for tag in ("input", "textarea") for e in tags(root, tag)} <= labelled


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fills_the_text_and_can_be_run(client, name):
    page = client.get(f"{OWN}?example={name}")

    assert EXAMPLES[name] == typed_in(page)
    assert " tasks in 1 job: " in said_in(page)
    assert 303 == send(client, typed_in(page)).status_code


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("example=nope", "There is no such example. There are: bundle, json."),
        ("from=nope", "is not kept here, or no longer"),
        ("from=own-00000000000000000000", "is not kept here, or no longer"),
        ("from=own-0-0", "is not kept here, or no longer"),
        ("from=", "is not kept here, or no longer"),
        ("example=%00", "There is no such example"),
    ],
)
def test_an_address_that_leads_to_no_text_says_so(client, query, says):
    response = client.get(f"{OWN}?{query}")

    assert 404 == response.status_code
    assert says in said_in(response)


@WITH_AND_WITHOUT
def test_a_check_tells_what_is_there(client, headers):
    response = check(client, a_payload("a", "b", "c", name="restaurant"), headers)

    assert 200 == response.status_code
    assert said_in(response).startswith("3 tasks in 1 job: restaurant")
    assert "3 tasks; a run ends as Succeeded after 1:30 (minutes:seconds)" in said_in(response)


@WITH_AND_WITHOUT
def test_a_check_names_each_problem_at_its_line_and_quotes_it(client, headers):
    text = "tasks:\n- task_key: a\n  run_if: ALL_DUN\n- task_key: a b\n"
    response = check(client, text, headers)

    assert 200 == response.status_code
    assert [3, 4] == lines_in(response)[:2]
    assert said_in(response).startswith("2 problems, the first at line 3")
    assert "did you mean ALL_DONE?" in said_in(response)
    assert "run_if: ALL_DUN" in said_in(response)


def test_a_check_tells_one_message_politely(client):
    root = strict(check(client, "tasks: [{task_key: a b}]"))
    live = [e for e in root.iter() if e.attrib.get("aria-live") == "polite"]

    assert ["1 problem, the first at line 1"] == [text_of(e) for e in live]


def test_warnings_stand_apart_from_problems(client):
    said = said_in(check(client, a_payload("a", no_such_field=1)))

    assert said.startswith("1 task in 1 job: j")
    assert "1 note: left out, kept as text or not simulated" in said
    assert "there is no field no_such_field here" in said


def test_a_long_line_is_quoted_around_its_column(client):
    text = a_payload(*[f"t{n}" for n in range(50)]).replace('"t40"', '"t 40"')
    said = said_in(check(client, text))

    assert "line 1" in said
    assert '"t 40"' in said


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\n" * 1000])
def test_an_empty_text_gets_a_sentence(client, text):
    checked, sent = check(client, text), send(client, text)

    assert (200, 422) == (checked.status_code, sent.status_code)
    for response in (checked, sent):
        assert "There is no job here yet" in said_in(response)


@WITH_AND_WITHOUT
def test_a_text_with_problems_is_422_in_an_alert_and_kept_in_the_form(client, headers):
    text = "\n  tasks:\n- é</textarea>\n"
    response = send(client, text, headers)
    root = strict(response)

    assert 422 == response.status_code
    (alert,) = [e for e in root.iter() if e.attrib.get("id") == "problems"]
    assert "alert" == alert.attrib["role"]
    assert "line 3" in text_of(alert)
    if not headers:
        assert text == typed_in(response)


def test_a_job_is_kept_and_leads_to_the_simulator(client, app):
    response = send(client, EXAMPLES["bundle"])
    slug = f"own-{digest_of(EXAMPLES['bundle'])}"

    assert (303, f"/simulator/{slug}/") == (response.status_code, response.location)
    with app.test_request_context():
        scenario = find_own(slug)
        assert EXAMPLES["bundle"] == own_text_of(slug)
    assert scenario is not None
    assert (slug, "orchard", "") == (scenario.slug, scenario.title, scenario.path)
    assert "SUCCESS" == scenario.play().result.name


def test_htmx_is_sent_to_the_simulator(client):
    response = send(client, EXAMPLES["json"], HTMX)

    assert (204, b"") == (response.status_code, response.data)
    assert f"/simulator/own-{digest_of(EXAMPLES['json'])}/" == response.headers["HX-Redirect"]


def test_the_same_text_has_the_same_address_whatever_its_line_ends(client):
    places = {
        send(client, EXAMPLES["bundle"].replace("\n", end)).location for end in ("\n", "\r\n", "\r")
    }

    assert 1 == len(places)


def test_of_two_jobs_the_first_is_run_and_both_are_listed(client, app):
    location = send(client, TWO).location
    slug = location.split("/")[2]
    page = client.get(f"{OWN}?from={slug}-2")

    with app.test_request_context():
        found = [find_own(f"{slug}{end}") for end in ("", "-2", "-3", "-1", "-02", "-0")]
        assert ("early", "late") == tuple(s.title for s in own_family(slug))
    assert ["early", "late"] == [s.title for s in found if s]
    assert [None] * 4 == found[2:]
    assert TWO == typed_in(page)
    links = [a.attrib["href"] for a in tags(strict(page), "a")]
    assert [f"/simulator/{slug}/", f"/simulator/{slug}-2/"] == [a for a in links if slug in a]
    assert said_in(page).startswith("2 tasks in 2 jobs: early, late")


def test_a_found_job_is_the_same_value_again(client, app):
    slug = send(client, TWO).location.split("/")[2]

    with app.test_request_context():
        assert find_own(slug) is find_own(slug)


@pytest.mark.parametrize(
    "slug", ["", "own", "own-", "own-xyz", "own-" + "A" * 20, "own-" + "0" * 20, "half-written"]
)
def test_a_slug_that_leads_to_no_kept_text_finds_nothing(app, slug):
    with app.test_request_context():
        assert find_own(slug) is None
        assert own_text_of(slug) is None
        assert () == own_family(slug)


def test_a_text_that_is_gone_is_found_no_more(client, app):
    slug = send(client, a_payload("gone")).location.split("/")[2]

    with app.test_request_context():
        assert find_own(slug) is not None
        database = jobs()._database
        with database.writing() as db:
            db.conn.execute("DELETE FROM job")
        assert find_own(slug) is None
    assert 404 == client.get(f"{OWN}?from={slug}").status_code


def test_a_kept_text_that_can_be_read_no_more_is_not_found(app):
    with app.test_request_context():
        jobs().keep("0" * 19 + "1", "tasks: nope", 1, learner="ada", address="")

        assert find_own("own-" + "0" * 19 + "1") is None


def test_a_job_that_has_no_end_is_refused_in_a_sentence(client):
    text = a_loop(1000)
    response = send(client, text)

    assert 422 == response.status_code
    assert "the job j" in said_in(response)


def test_a_run_too_long_for_a_page_is_refused_in_a_sentence():
    (said,) = read_own(a_loop(30)).problems

    assert re.fullmatch(
        rf"a run of the job j has [\d,]+ events, and a page shows {EVENTS_SHOWN_MAX:,}; "
        "take tasks or iterations out",
        said.message,
    )


def test_a_graph_too_dense_for_a_page_is_refused_soon():
    tasks = [
        {
            "task_key": f"t{n}",
            "depends_on": [{"task_key": f"t{parent}"} for parent in range(n)],
            "notebook_task": {"notebook_path": "/n"},
        }
        for n in range(100)
    ]
    (said,) = read_own(json.dumps({"name": "j", "tasks": tasks})).problems

    assert (
        "the dependencies of the job j pass 166,650 rows of tasks, and a page draws 20,000; "
        "take dependencies out"
    ) == said.message


def test_more_jobs_than_a_page_lists_are_refused():
    job = {"name": "j", "tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/n"}}]}
    text = json.dumps({"jobs": [{"job_id": n, "settings": job} for n in range(101)]})
    (said,) = read_own(text).problems

    assert "there are 101 jobs in this text; bring at most 100" == said.message


@WITH_AND_WITHOUT
@pytest.mark.parametrize("url", [OWN, CHECK])
@pytest.mark.parametrize("size", [TEXT_BYTES_MAX + 1, 4 * TEXT_BYTES_MAX])
def test_a_text_beyond_the_bound_is_413_and_says_how_large_it_may_be(client, url, size, headers):
    response = client.post(url, data={"text": "x" * size}, headers=SAME_SITE | headers)

    assert 413 == response.status_code
    assert "up to 1,000,000 bytes" in text_of(strict(response))
    assert ("problems" in ids_of(strict(response))) == bool(headers)


def test_a_file_beyond_the_bound_is_413(client):
    assert 413 == upload(client, b"#" * (TEXT_BYTES_MAX + 1)).status_code


def test_bytes_are_counted_and_not_signs(client):
    assert 413 == send(client, "é" * (TEXT_BYTES_MAX // 2 + 1)).status_code


@WITH_AND_WITHOUT
@pytest.mark.parametrize("url", [OWN, CHECK])
def test_a_text_of_1_mb_is_taken_soon(client, url, headers):
    text = a_payload(*[f"t{n}" for n in range(1000)], description="é" * 100)
    text += " " * (TEXT_BYTES_MAX - len(text.encode()))
    started = process_time()
    response = client.post(url, data={"text": text}, headers=SAME_SITE | headers)

    assert process_time() - started < SECONDS_MAX
    assert response.status_code in (200, 204, 303)


def test_1_mb_of_mistakes_is_told_soon(client):
    text = "tasks:\n" + "".join(f"- tusk_{n}: {'x' * 80}\n" for n in range(9000))
    started = process_time()
    response = check(client, text)
    strict(response)

    assert process_time() - started < SECONDS_MAX
    # 100 problems and 100 notes: each a missing task_key and a field that is not known.
    assert said_in(response).startswith("More than 100 problems, the first at line 1")
    assert 200 == len(lines_in(response))
    assert "there are 8901 more mistakes like these" in said_in(response)


def test_a_file_is_read_instead_of_the_text(client, app):
    response = upload(client, b"\xef\xbb\xbf" + EXAMPLES["bundle"].encode(), "tasks: nope")

    assert response.location == f"/simulator/own-{digest_of(EXAMPLES['bundle'])}/"


@pytest.mark.parametrize("body", [b"tasks: \xff", EXAMPLES["json"].encode("utf-16")])
def test_a_file_that_is_no_utf_8_is_a_sentence_and_the_text_stays(client, body):
    response = upload(client, body, "typed before")

    assert 422 == response.status_code
    assert "The file is not UTF-8 text" in said_in(response)
    assert "typed before" == typed_in(response)


def test_a_file_with_problems_stands_in_the_text(client):
    assert "tasks: nope" == typed_in(upload(client, b"tasks: nope"))


HOSTILE = [
    pytest.param("\n".join("  " * n + "a:" for n in range(100)), id="100 levels"),
    pytest.param("[" * 100_000, id="100,000 brackets"),
    pytest.param("tasks: [{task_key: <script>alert(1)</script>}]", id="a script as key"),
    pytest.param('tasks: [{task_key: "</code></textarea><b>"}]', id="ends of elements"),
    pytest.param("tasks: [{task_key: a\u202eb\u2066}]", id="bidi"),
    pytest.param("tasks: [{task_key: a\0\x01\x1b\x7f\x85\ufffe\U0001ffff}]", id="control signs"),
    pytest.param("a: b\x85c: [\u2028d: }\u2029", id="other line ends"),
    pytest.param("\ufeff{", id="byte order mark"),
    pytest.param("{{ 7 * 7 }}{% raw %}", id="template"),
    pytest.param("# `" * 100 + "\n`: ` [", id="backticks"),
]


@WITH_AND_WITHOUT
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_told_in_strict_html(client, text, headers):
    for response in (check(client, text, headers), send(client, text, headers)):
        root = strict(response)

        assert response.status_code in (200, 422)
        assert [s for s in tags(root, "script") if "src" not in s.attrib] == []
        (told,) = [e for e in root.iter() if e.attrib.get("id") == "problems"]
        assert "problem" in text_of(told)
        assert all(sign.isprintable() or sign == "\n" for sign in "".join(told.itertext()))


def test_a_post_from_another_site_is_refused(client):
    for url in (OWN, CHECK):
        response = client.post(url, data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert 403 == response.status_code


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.name)
def test_what_can_be_read_can_be_run(client, file):
    text = file.read_text("utf-8")
    expected = 422 if read_job_file("", text).problems else 303

    assert expected == send(client, text).status_code


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """One app for all examples: a check keeps nothing."""
    data: Path = tmp_path_factory.mktemp("fuzz")
    fuzz: Flask = create_app(settings=Settings(data=data, content=ROOT))
    return fuzz.test_client()


SIGNS = st.sampled_from(
    [*"{}[]:,-&*!|>'\"%@`#?<\n\t \\$", "\0", "\u202e", "\ufffe", "\x85", "<<", "${"]
)
TEXTS = st.sampled_from([file.read_text("utf-8") for file in CORPUS] + list(EXAMPLES.values()))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Draws a real job with a few cuts, copies and strange signs."""
    text = draw(TEXTS)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 60)))
        piece = draw(SIGNS | st.just("") | st.just(text[start:end] * 2) | st.text(max_size=5))
        text = text[:start] + piece + text[end:]
    return text


@settings(
    max_examples=10_000 if PROVES else 200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=mutated(), is_htmx=st.booleans())
def test_whatever_is_typed_is_answered_in_strict_html(fuzzed, text, is_htmx):
    response = check(fuzzed, text, HTMX if is_htmx else {})
    root = strict(response)

    assert response.status_code in (200, 422)
    assert len(set(ids_of(root))) == len(ids_of(root))
