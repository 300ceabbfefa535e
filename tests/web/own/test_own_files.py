"""Files, folders and zips as one's own job: read, chosen, kept, and refused in sentences."""

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app import ROOT as APP_ROOT
from app import Settings, create_app
from tests.jobs.bundle.bundles import resources
from tests.lab.test_unzipping import REFUSED, zip_of
from tests.proving import PROVES
from tests.web.pages import HTMX, SAME_SITE, ids_of, strict, tags, text_of
from trialrun.jobs.packed import unpack
from trialrun.store import TEXT_BYTES_MAX
from trialrun.web.own.sent import BODY_BYTES_MAX

OWN = "/simulator/own/"
CHECK = "/simulator/own/check"
FILES = "/simulator/own/files"
ROOT = """\
bundle: {name: orchard}
include: [resources/*.yml]
variables: {catalog: {}, size: {default: small}}
targets:
  dev: {mode: development, default: true}
  prod: {}
"""
TASK = "      - {task_key: b, run_if: ALL_DUN, notebook_task: {notebook_path: /b}}\n"
BUNDLE = {
    "orchard/databricks.yml": ROOT,
    "orchard/resources/early.yml": resources(
        "early", extra='      description: "${var.catalog}"\n'
    ),
    "orchard/resources/late.yml": resources("late"),
    "orchard/resources/odd.yml": resources("odd", task=TASK),
    "orchard/src/a.py": "print()",
}
WITH_AND_WITHOUT = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])


def post(client: FlaskClient, url: str, files: dict[str, str | bytes], **fields: str):
    """Sends files by name, beside other fields."""
    # Written by hand: the client of the tests leaves the files of a large form open.
    parts = [(f'name="{name}"', value.encode()) for name, value in {"text": "", **fields}.items()]
    for name, text in files.items():
        body = text.encode() if isinstance(text, str) else text
        parts.append((f'name="file"; filename="{name}"', body))
    sent = b"".join(
        f"--cut\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body + b"\r\n"
        for head, body in parts
    )
    kind = "multipart/form-data; boundary=cut"
    return client.post(url, data=sent + b"--cut--\r\n", content_type=kind, headers=SAME_SITE)


def packed(client: FlaskClient, files: dict[str, str | bytes] = BUNDLE) -> str:
    """Returns the text that files come to."""
    return post(client, FILES, files).json["text"]


def said_in(response: TestResponse) -> str:
    return text_of(next(e for e in strict(response).iter() if e.attrib.get("id") == "problems"))


def typed_in(response: TestResponse) -> str:
    (field,) = tags(strict(response), "textarea")
    return field.text or ""


def form_of(response: TestResponse) -> dict[str, str]:
    """Returns what a browser without a script would send of the form."""
    root = strict(response)
    fields = {"text": typed_in(response)}
    for field in tags(root, "input"):
        if "name" in field.attrib and field.attrib.get("type") != "file":
            fields[field.attrib["name"]] = field.attrib.get("value", "")
    for select in tags(root, "select"):
        (chosen,) = [o for o in tags(select, "option") if "selected" in o.attrib]
        fields[select.attrib["name"]] = chosen.attrib.get("value", chosen.text)
    return fields


def send(client: FlaskClient, url: str, fields: dict[str, str], headers=None) -> TestResponse:
    return client.post(url, data=fields, headers=SAME_SITE | (headers or {}))


def test_files_come_back_as_one_text_and_nothing_is_kept(client):
    response = post(client, FILES, BUNDLE)

    assert (200, ["text"]) == (response.status_code, list(response.json))
    assert [
        "databricks.yml", "resources/early.yml", "resources/late.yml", "resources/odd.yml"
    ] == list(unpack(response.json["text"]).texts)  # fmt: skip
    assert "Left out: 1 neither YAML nor JSON." in response.json["text"]


@WITH_AND_WITHOUT
def test_problems_are_told_by_file_and_line_beside_the_tree(client, headers):
    response = send(client, CHECK, {"text": packed(client)}, headers)
    root, said = strict(response), said_in(response)

    assert said.startswith("1 problem, the first in resources/odd.yml, line 8; 2 jobs can be")
    assert "4 files, 4 of them read" in said
    assert "databricks.yml the root" in said
    assert re.search(r"resources/ 1 problem .*odd\.yml included 1 problem", said)
    assert len(set(ids_of(root))) == len(ids_of(root))
    links = [a for a in tags(root, "a") if text_of(a) == "resources/odd.yml, line 8"]
    line = int(links[0].attrib["data-line"])
    assert "run_if: ALL_DUN" in packed(client).split("\n")[line - 1]
    # So the gutter numbers it, and whoever has no gutter counts.
    assert line != 8
    assert f"resources/odd.yml, line 8 line {line} of the text" in said
    labelled = {label.attrib["for"] for label in tags(root, "label")}
    fields = [*tags(root, "input"), *tags(root, "select"), *tags(root, "textarea")]
    assert {e.attrib["id"] for e in fields if e.attrib.get("type") != "hidden"} <= labelled


def test_without_a_script_files_are_read_chosen_and_run(client):
    read = post(client, CHECK, {name.split("/")[-1]: text for name, text in BUNDLE.items()})
    assert "Assumed: early.yml, late.yml, odd.yml in resources/" in said_in(read)
    assert "Target dev (the default), mode development" in said_in(read)
    # Whoever has a field is not told of a command line.
    assert "has no value; give one in its field beside the job’s text" in said_in(read)
    assert "--var" not in said_in(read)

    chosen = send(client, CHECK, form_of(read) | {"target": "prod", "var:catalog": "main"})
    assert "Target prod (as asked)" in said_in(chosen)
    assert typed_in(chosen).startswith("# target: prod\n# var: catalog=main\n")
    assert "has no value" not in said_in(chosen)

    kept = send(client, OWN, form_of(chosen) | {"job": "2"})
    assert re.fullmatch(r"/simulator/own-[0-9a-f]{20}-2/", kept.location)
    page = client.get(kept.location).text
    assert "late" in page
    assert "Jobs of this text" in page

    again = client.get(f"{OWN}?from={kept.location.split('/')[2]}")
    assert form_of(chosen) == form_of(again)
    assert said_in(again).startswith("1 problem, the first in resources/odd.yml, line 8")


def test_files_can_be_run_at_once(client):
    response = post(client, OWN, {"x.zip": zip_of({k: v.encode() for k, v in BUNDLE.items()})})

    assert 303 == response.status_code
    assert "early" in client.get(response.location).text


def test_what_is_typed_rules_until_a_choice_is_changed(client):
    shown = form_of(send(client, CHECK, {"text": packed(client)}))
    typed = "# target: prod\n" + shown["text"]

    told = said_in(send(client, CHECK, shown | {"text": typed}))
    assert "Target prod (as asked)" in told
    told = said_in(send(client, CHECK, shown | {"text": typed, "var:catalog": "x"}))
    assert "Target prod (as asked)" in told
    assert "has no value" not in told


def test_a_choice_is_put_above_the_text_of_the_page(client):
    shown = form_of(send(client, CHECK, {"text": packed(client)}))
    root = strict(send(client, CHECK, shown | {"target": "prod"}, HTMX))
    (section,) = [e for e in root.iter() if e.attrib.get("id") == "problems"]

    was, head = section.attrib["data-head-was"], section.attrib["data-head"]
    assert shown["text"].startswith(was)
    assert head == "# target: prod\n" + was
    unchanged = strict(send(client, CHECK, shown, HTMX))
    assert [] == [e for e in unchanged.iter() if "data-head" in e.attrib]


def test_a_pasted_root_can_be_given_a_target_and_values_too(client):
    text = ROOT + resources("nightly", extra='      description: "${var.catalog}"\n')
    shown = form_of(send(client, CHECK, {"text": text}))
    chosen = send(client, CHECK, shown | {"target": "prod", "var:catalog": "main"})

    assert "Target prod (as asked)" in said_in(chosen)
    assert f"# target: prod\n# var: catalog=main\n# ==> databricks.yml <==\n{text}" == typed_in(
        chosen
    )
    back = send(client, CHECK, form_of(chosen) | {"var:catalog": ""})
    assert {} == unpack(typed_in(back)).chosen.values


def test_a_root_is_chosen_among_several(client):
    files = {
        f"{name}/{path.split('/', 1)[1]}": text.replace("early", name)
        for name in ("apples", "pears")
        for path, text in BUNDLE.items()
    }
    shown = form_of(send(client, CHECK, {"text": packed(client, files)}))

    assert "apples/databricks.yml" == shown["root"]
    chosen = send(client, CHECK, shown | {"root": "pears/databricks.yml"})
    assert "pears/databricks.yml is read as the root" in said_in(chosen)
    assert "pears/ 1 problem" in said_in(chosen)


def test_notes_in_the_simulator_name_the_file(client):
    kept = send(client, OWN, {"text": packed(client)})

    assert "resources/early.yml, line 5: " in client.get(kept.location).text


BAD = [pytest.param({"x.zip": one.values[0]}, one.values[1], id=one.id) for one in REFUSED] + [
    pytest.param({"a.py": "x", "b.py": "y"}, "There is no YAML or JSON among 2 files", id="none"),
    pytest.param({"a.yml": b"\xff"}, "The file is not UTF-8 text", id="no text"),
]


@pytest.mark.parametrize(("files", "says"), BAD)
def test_what_cannot_be_taken_is_a_sentence_and_the_text_stays(client, files, says):
    for url in (CHECK, OWN):
        response = post(client, url, files, text="typed before")
        assert 422 == response.status_code
        assert says in said_in(response)
        assert "typed before" == typed_in(response)
    answer = post(client, FILES, files)
    assert (422, True) == (answer.status_code, says in answer.json["says"])


def test_files_beyond_the_bound_are_413(client):
    data = {f"{n}.bin": b"x" * 1_000_000 for n in range(1 + BODY_BYTES_MAX // 1_000_000)}

    assert 413 == post(client, OWN, data).status_code
    answer = post(client, FILES, data)
    assert (413, True) == (answer.status_code, "may be sent at once" in answer.json["says"])


def test_a_bundle_that_is_larger_than_a_text_names_its_largest_files(client):
    files = {"databricks.yml": ROOT} | {
        f"resources/{n}.yml": "#" * 600_000 for n in range(TEXT_BYTES_MAX // 600_000 + 1)
    }
    answer = post(client, FILES, files)

    assert 422 == answer.status_code
    assert "The largest: resources/1.yml (600,000 bytes)" in answer.json["says"]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """One app for all examples: a check keeps nothing."""
    data = tmp_path_factory.mktemp("fuzz")
    return create_app(settings=Settings(data=data, content=APP_ROOT)).test_client()


HEADS = [
    "# target: p\0d\n",
    "# Left out: \0\n",
    "# target: prod\n",
    "# var: catalog=1\n",
    "# var: =\n",
    "# bundle: x\n",
    "x\n",
    "# ==>\n",
]
MARKS = ["# ==> databricks.yml <==\n", "# ==> resources/a.yml <==\n", "==> a/../b.json <==\n",
         f"# ==> {'a/' * 30}\u202e.yml <==\n", "# ===> x.yml <==\n"]  # fmt: skip
BODIES = [ROOT, resources("a"), resources("b", task=TASK), "a: [\n", "{}\n", "\x85\u2028\n", "[\n"]
PACKED = st.lists(st.sampled_from(HEADS + MARKS * 2 + BODIES * 2), max_size=12).map("".join)
SHOWN = {"was:target": "", "was:root": "", "was:var:catalog": ""}
CHOICES = st.fixed_dictionaries(
    {}, optional={name[4:]: st.sampled_from(["", "prod", "\n# ==> x.yml <==", "\0"])
                  for name in SHOWN}
)  # fmt: skip


@settings(max_examples=5_000 if PROVES else 60, suppress_health_check=list(HealthCheck))
@given(PACKED, CHOICES, st.booleans())
def test_whatever_is_packed_is_answered_in_strict_html(fuzzed, text, chosen, is_htmx):
    fields = {"text": text, **SHOWN, **chosen}
    response = send(fuzzed, CHECK, fields, HTMX if is_htmx else {})
    root = strict(response)

    assert response.status_code in (200, 422)
    assert len(set(ids_of(root))) == len(ids_of(root))
