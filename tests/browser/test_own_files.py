"""A bundle in a real browser: listed before it is sent, chosen, edited, kept."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.jobs.bundle.bundles import resources
from tests.lab.test_unzipping import zip_of
from tests.live import LiveServer
from tests.web.own.test_own_files import BUNDLE

OWN = "/simulator/own/"
NOTE_WHAT_IS_SENT = """() => {
  window.sent = [];
  const plain = window.fetch;
  window.fetch = (url, how) => {
    if (how?.body instanceof FormData) sent.push(...how.body.getAll("file").map((f) => f.name));
    return plain(url, how);
  };
}"""
YAML = {path.partition("/")[2]: text for path, text in BUNDLE.items() if path.endswith(".yml")}
LEFT = {
    "orchard/.git/config.yml": "x: 1",
    "orchard/node_modules/p/package.json": "{}",
    "orchard/my_secrets.yml": "resources: {}",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle on disk, with what must not be sent."""
    for path, text in (BUNDLE | LEFT).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path / "orchard"


def drop(site: Page, path: Path) -> None:
    """Drops a file or a folder of the disk on the text."""
    box = site.locator("#text").bounding_box()
    assert box
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    place = {"x": box["x"] + 40, "y": box["y"] + 40, "data": data}
    devtools = site.context.new_cdp_session(site)
    takes = site.locator("[data-over] #text")
    # That the text takes it is shown as long as it is over it.
    for kind, is_shown in (("dragEnter", None), ("dragOver", True), ("drop", False)):
        devtools.send("Input.dispatchDragEvent", {"type": kind, **place})
        if is_shown is not None:
            expect(takes).to_have_count(int(is_shown))
        if is_shown:
            site.locator("#text").dispatch_event("dragleave")
            expect(takes).to_have_count(0)


def test_a_folder_is_listed_sent_chosen_edited_and_kept(site: Page, folder: Path) -> None:
    site.goto(site.base + OWN)  # type: ignore[attr-defined]
    # The field for folders is there once the script is.
    expect(site.get_by_label("Or choose a folder")).to_be_visible()
    site.evaluate(NOTE_WHAT_IS_SENT)
    drop(site, folder)
    listed = site.get_by_role("region", name="Files to be sent")
    expect(listed.get_by_role("checkbox", name="orchard/databricks.yml")).to_be_checked()
    expect(listed.get_by_role("checkbox", name="my_secrets.yml")).not_to_be_checked()
    expect(listed).to_contain_text(
        "Left out, and not sent: 2 in hidden folders or packages, 1 neither YAML nor JSON."
    )
    assert [] == site.evaluate("sent")
    listed.get_by_role("checkbox", name="odd.yml").uncheck()
    listed.get_by_role("button", name="Send these 3 files").click()

    said = site.get_by_role("region", name="What this text comes to")
    expect(said).to_contain_text("3 files, 3 of them read")
    expect(said).to_contain_text("2 tasks in 2 jobs")
    kept = ["databricks.yml", "resources/early.yml", "resources/late.yml"]
    assert [f"orchard/{path}" for path in kept] == site.evaluate("sent")

    site.get_by_label("Target", exact=True).select_option("prod")
    expect(said).to_contain_text("Target prod (as asked)")
    site.get_by_label("catalog").fill("main")
    site.get_by_label("catalog").press("Tab")
    expect(said).not_to_contain_text("has no value")
    text = site.get_by_label("Job definition")
    assert text.input_value().startswith("# target: prod\n# var: catalog=main\n")

    text.fill(text.input_value().replace("# target: prod", "# target: dev"))
    expect(said).to_contain_text("Target dev (as asked)")
    expect(site.get_by_label("Target", exact=True)).to_have_value("dev")
    typed = text.input_value()
    said.get_by_role("button", name="Run this one [dev you] late").click()
    expect(site).to_have_url(re.compile(r"/own-[0-9a-f]{20}-2/"))
    site.get_by_role("link", name="edit its text").click()
    expect(site.get_by_label("Job definition")).to_have_value(typed)
    expect(said).to_contain_text("3 files, 3 of them read")
    site.go_back()
    site.go_back()
    expect(site.get_by_label("Job definition")).to_have_value(typed)
    expect(said).to_contain_text("3 files, 3 of them read")
    site.reload()
    expect(site.get_by_label("Job definition")).to_have_value(typed)


def test_of_a_zip_only_yaml_and_json_leave_the_machine(site: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    files = {path: text.encode() for path, text in (BUNDLE | LEFT).items()}
    good.write_bytes(zip_of(files | {"orchard/data.bin": bytes(range(256)) * 20_000}))
    bad.write_bytes(zip_of(files)[:-40])
    site.goto(site.base + OWN)  # type: ignore[attr-defined]
    expect(site.get_by_label("Or choose a folder")).to_be_visible()
    site.get_by_label("Or choose files").set_input_files(good)
    listed = site.get_by_role("region", name="Files to be sent")
    expect(listed).to_contain_text("2 neither YAML nor JSON, 2 in hidden folders or packages")
    site.evaluate(NOTE_WHAT_IS_SENT)
    listed.get_by_role("button", name="Send these 4 files").click()
    expect(site.get_by_role("region", name="What this text")).to_contain_text("odd.yml, line 8")
    kept = [path for path in BUNDLE if path.endswith(".yml")]
    assert sorted(kept) == site.evaluate("sent")

    site.get_by_label("Or choose files").set_input_files(bad)
    listed.get_by_role("button", name="Send this file").click()
    expect(listed.get_by_role("alert")).to_contain_text("bad.zip is cut off or damaged")
    listed.get_by_role("button", name="Do not send").click()
    expect(listed).to_be_hidden()
    expect(site.get_by_label("Job definition")).to_have_value(re.compile("early"))

    one = tmp_path / "one.json"
    one.write_text(json.dumps({"resources": {}}))
    site.get_by_label("Or choose files").set_input_files(one)
    expect(site.get_by_label("Job definition")).to_have_value('{"resources": {}}')
    (tmp_path / "a.yml").write_text(resources("a"))
    site.get_by_label("Or choose files").set_input_files([one, tmp_path / "a.yml"])
    listed.get_by_role("button", name="Send these 2 files").click()
    expect(site.get_by_role("region", name="What this text")).to_contain_text("there is no databr")


PHONE = {"width": 360, "height": 640}
IN_SIGHT = """(line) => {
  const text = document.querySelector("#text");
  const style = getComputedStyle(text);
  const height = parseFloat(style.lineHeight);
  const y = text.getBoundingClientRect().top + text.clientTop + parseFloat(style.paddingTop)
    + (line - 1) * height - text.scrollTop;
  const box = text.getBoundingClientRect();
  return y >= Math.max(box.top, 64) && y + height <= Math.min(box.bottom, innerHeight / 2 + 1);
}"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_line_that_a_problem_names_comes_into_sight_on_a_phone(site: Page, motion: str) -> None:
    site.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    site.set_viewport_size(PHONE)
    site.goto(site.base + OWN)  # type: ignore[attr-defined]
    above = "# nothing\n" * 60
    text = "".join(f"# ==> {path} <==\n{above}{text}" for path, text in YAML.items())
    site.get_by_label("Job definition").fill(text)
    said = site.get_by_role("region", name="What this text comes to")
    link = said.get_by_role("link", name="odd.yml, line 68").first
    line = int(link.get_attribute("data-line") or "0")
    link.click()
    expect(site.get_by_label("Job definition")).to_be_focused()
    site.wait_for_function(IN_SIGHT, arg=line)


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "plain"])
def test_enter_in_a_value_sets_it_and_runs_nothing(
    shared_server: LiveServer, browser: Browser, has_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()
    page.goto(shared_server.url + OWN)
    text = page.get_by_label("Job definition")
    text.fill("".join(f"# ==> {path} <==\n{text}" for path, text in YAML.items()))
    if not has_script:
        page.get_by_role("button", name="Read them").click()
    field = page.get_by_label("catalog")
    field.fill("main")
    field.press("Enter")
    expect(text).to_have_value(re.compile("^# var: catalog=main\n"))
    expect(page).to_have_url(re.compile("/simulator/own/(check)?$"))
    context.close()


def test_a_long_name_fits_the_button_on_a_phone(site: Page) -> None:
    site.set_viewport_size(PHONE)
    site.goto(site.base + OWN)  # type: ignore[attr-defined]
    site.get_by_label("Job definition").fill(
        resources("w" * 80) + resources("late").split("jobs:\n")[1]
    )
    expect(site.get_by_role("button", name="Run www")).to_be_visible()

    assert site.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
