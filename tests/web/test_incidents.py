"""Incident night: what is shown before a cause is named, what is kept, how a run judges."""

import json
from dataclasses import replace

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.mine.doing import bring, elsewhere, export
from tests.web.pages import SAME_SITE, strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.questions.incident import Incident

SLUG = "deliveries"
PAGE = f"/incidents/{SLUG}/"
BEST = ["fix", "restore:stock.bookings", "repair"]
HASTY = ["fix", "repair"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that has opened the incident."""
    found = app.test_client()
    found.get(PAGE)
    return found


def incident() -> Incident:
    return bundled().incidents[SLUG]


def wrong_one() -> str:
    return next(cause.id for cause in incident().causes if cause is not incident().cause)


def name(client: FlaskClient, cause: str = "", acts: list[str] | tuple[()] = ()):
    form = {"cause": cause or incident().cause.id, "act": list(acts)}
    return client.post(f"{PAGE}named/", data=form, headers=SAME_SITE)


def judge(client: FlaskClient, acts: list[str] | tuple[()] = (), attempt: str = "a1"):
    form = {"attempt": attempt, "act": list(acts)}
    return client.post(f"{PAGE}tries/", data=form, headers=SAME_SITE)


def serve(monkeypatch, changed: Incident) -> None:
    """Lets the app have this incident in the place of the bundled one."""
    catalog = replace(bundled(), incidents={**bundled().incidents, SLUG: changed})
    monkeypatch.setattr(FixedShelf, "current", lambda _: catalog)


def says(response) -> str:
    return text_of(strict(response))


def lines(response) -> dict[str, tuple[str, str]]:
    """Returns what the table says, {what: (yours, the best)}."""
    (table,) = tags(strict(response), "table")
    rows = [[text_of(c) for c in row if c.tag.endswith(("th", "td"))] for row in tags(table, "tr")]
    return {what: (yours, best) for what, yours, best in rows[1:]}


def secrets_of(one: Incident) -> list[str]:
    """Returns all that an incident knows and the platform would not show."""
    level, trace = one.level, one.scenario.play_text()
    found = [level.takeaway, *level.hints, *(wrong.why for wrong in level.wrong)]
    found += [goal.says for goal in level.goals]
    found += [text for cause in one.causes for text in (cause.why, cause.sign)]
    found += {event.rule for event in trace.events}
    found += [bundled().narrate(trace, event) for event in trace.events]
    found += [bundled().facts[fact].says for fact in level.facts]
    return [*found, "surplus", "Surplus", "step=", "/simulator/incident-"]


@pytest.mark.parametrize("slug", bundled().incidents)
def test_before_a_cause_is_named_no_byte_tells_more_than_the_platform(client, slug):
    told = client.get(f"/incidents/{slug}/").get_data(as_text=True)
    with_acts = client.get(f"/incidents/{slug}/?act=fix").get_data(as_text=True)

    for secret in secrets_of(bundled().incidents[slug]):
        assert secret not in told
        assert secret not in with_acts


@pytest.mark.parametrize("slug", bundled().incidents)
def test_what_has_not_come_yet_stands_nowhere(client, slug):
    one = bundled().incidents[slug]
    trace = one.scenario.play_text()
    until_ms = trace.t_end_ms if one.now_ms is None else one.now_ms
    page = strict(client.get(f"/incidents/{slug}/"))
    shown = [e for e in tags(page, "ol") if "oncall__versions" in e.get("class", "")]
    mails = [e for e in tags(page, "ul") if "oncall__mails" in e.get("class", "")]

    commits = [e for e in trace.events if e.commit is not None and e.t_ms <= until_ms]
    notices = [e for e in trace.events if e.kind == "notice" and e.t_ms <= until_ms]
    # Each table was created, too.
    assert len(commits) == sum(len(tags(each, "li")) - 1 for each in shown)
    assert len(notices) == sum(len(tags(each, "li")) for each in mails)


def test_the_platform_shows_runs_tasks_messages_tables_and_mails(client):
    told = says(client.get(PAGE))

    assert "Mon 01:50 UTC, The pager" in told
    assert "bookings Failed 1 attempt, 6:00 · RUN_EXECUTION_ERROR Message: KeyError" in told
    assert "loading_list Upstream failed not started · SKIPPED" in told
    assert "stock.bookings 9,100 rows" in told
    assert "v1 Mon 01:48 WRITE, mode Append: 9,100 rows written, 9,100 in the table" in told
    assert "by run 1, task bookings" in told
    assert "deliveries: run 1 did not succeed to oncall@example.com" in told


@pytest.mark.parametrize("slug", bundled().incidents)
def test_the_settings_are_those_that_the_author_wrote(client, slug):
    one = bundled().incidents[slug]
    job = yaml.safe_load(one.level.source)["job"]
    (settings,) = tags(strict(client.get(f"/incidents/{slug}/")), "pre")
    shown = yaml.safe_load("".join(settings.itertext()))

    assert job == {key: shown[key] for key in job}
    assert one.scenario.world.job.max_concurrent_runs == shown["max_concurrent_runs"]
    assert {"enabled": one.scenario.world.job.queue} == shown["queue"]


def test_each_earlier_run_can_be_opened(client):
    told = says(client.get("/incidents/ferry-passengers/"))

    assert "Tasks of run 1" in told
    assert "Tasks of run 2" not in told
    assert 2 == told.count("launched manually")


def test_what_an_earlier_run_was_given_is_shown(client):
    told = says(client.get("/incidents/subscribers/"))

    assert "day = 2026-11-23" in told.partition("Tasks of run 1")[2]


def test_a_driver_out_of_memory_has_the_code_that_our_fact_names(client):
    told = says(client.get("/incidents/vouchers/"))

    assert "DRIVER_ERROR" in bundled().facts["start-up-codes"].says
    assert 3 == told.count("DRIVER_ERROR")


def test_the_version_that_made_a_table_is_the_last_line_of_each_history(client):
    root = strict(client.get(PAGE))
    shown = [e for e in tags(root, "ol") if "oncall__versions" in e.get("class", "")]

    assert len(incident().scenario.play_text().tables) == len(shown)
    for history in shown:
        assert "v0 CREATE TABLE: 0 in the table" == text_of(tags(history, "li")[-1])


def test_a_version_by_hand_says_so_once(client):
    name(client)
    told = says(client.get(PAGE, query_string={"act": ["restore:stock.bookings"]}))

    assert "RESTORE to version 0, 0 in the table by hand" in told


def test_a_cause_is_kept_before_anything_is_said_of_it(client):
    sent = name(client, wrong_one())
    told = says(client.get(PAGE))

    assert (303, f"{PAGE}#cause") == (sent.status_code, sent.location)
    assert "Wrong: " in told
    assert incident().cause.why not in told
    assert "Look again: what is it?" in told
    assert "All is well when:" in told


def test_the_cause_is_judged_with_why_and_why_not_the_others(client):
    name(client, wrong_one())
    name(client)
    told = says(client.get(PAGE))

    assert "Right: " in told
    for cause in incident().causes:
        assert cause.why.replace("`", "") in told
    assert "Look again" not in told


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [("", "Pick what you take for the cause"), ("deadbeef", "was changed since you opened it")],
)
def test_a_blank_or_unknown_cause_is_a_sentence_and_loses_nothing(client, cause, sentence):
    form = {"cause": cause, "act": BEST}
    page = client.post(f"{PAGE}named/", data=form, headers=SAME_SITE)
    kept = [e.get("value") for e in tags(strict(page), "input") if e.get("name") == "act"]

    assert 422 == page.status_code
    assert sentence in says(page)
    assert BEST == kept


def test_after_each_act_one_sees_what_the_platform_shows_then(client):
    name(client)
    told = says(client.get(PAGE, query_string={"act": HASTY}))

    assert "what you did, and what is there now Fix the cause Repair run" in told
    assert "stock.bookings 18,200 rows" in told
    assert "by run 1, task bookings, in a repair" in told
    assert "urplus" not in told


def test_while_one_may_still_act_the_page_shows_no_later_moment(client):
    page, one = "/incidents/clinic-results/", bundled().incidents["clinic-results"]
    client.post(f"{page}named/", data={"cause": one.cause.id}, headers=SAME_SITE)
    told = says(client.get(page, query_string={"act": ["wait@36000"]}))

    assert "Tue 04:00 UTC: what you did" in told
    assert "export Running 1 attempt, started Tue 01:10, for 2:50:00 so far" in told
    assert "run 2, at once" not in told
    assert "10:30" not in told


def test_what_the_platform_refuses_is_said(client):
    name(client)
    told = says(client.get(PAGE, query_string={"act": ["restore:drivers.loading_list"]}))
    refused = says(client.get(PAGE, query_string={"act": [*BEST, "repair"]}))

    assert "cannot be added" in told
    assert "The repair is refused: no task was unsuccessful." in refused


def test_where_no_source_says_what_happens_nobody_is_judged(client):
    """Run 3 has just left the queue, and none of its tasks has started."""
    page, acts = (
        "/incidents/clinic-results/",
        ["cancel;run=2@32400", "cancel;run=3@32400"],
    )
    one = bundled().incidents["clinic-results"]
    client.post(f"{page}named/", data={"cause": one.cause.id}, headers=SAME_SITE)
    shown = client.get(page, query_string={"act": acts})
    form = {"attempt": "a1", "act": acts}
    judged = client.post(f"{page}tries/", data=form, headers=SAME_SITE)

    assert "This cannot be judged: it leads where no source says" in says(shown)
    assert "judge it" not in says(shown)
    assert (422, True) == (judged.status_code, "cannot be judged" in says(judged))
    assert 1 == len(json.loads(export(client))["answers"])


def test_what_need_not_be_done_is_no_part_of_the_best(client):
    """Nothing of this incident is to be mended."""
    one = bundled().incidents["load-forecast"]
    page = f"/incidents/{one.slug}/"
    client.post(f"{page}named/", data={"cause": one.cause.id}, headers=SAME_SITE)
    form = {"attempt": "a1", "act": ["fix", "repair"]}
    judged = client.get(client.post(f"{page}tries/", data=form, headers=SAME_SITE).location)

    assert "All is well, and there was a better way" in says(judged)
    assert ("worse: 2", "1") == lines(judged)["Acts"]


@pytest.mark.parametrize("slug", bundled().incidents)
def test_what_a_solution_and_wrong_tries_lead_to_is_judged(client, slug):
    one = bundled().incidents[slug]
    own = len(one.level.own_do)
    client.post(f"/incidents/{slug}/named/", data={"cause": one.cause.id}, headers=SAME_SITE)
    for number, text in enumerate([one.level.solution, *(w.text for w in one.level.wrong)]):
        form = {"attempt": f"a{number}", "act": list(text.do[own:])}
        sent = client.post(f"/incidents/{slug}/tries/", data=form, headers=SAME_SITE)
        told = says(client.get(sent.location))

        assert ("All is well, and nothing better" in told) is (number == 0)
        assert ("Not all is well" in told) is (number > 0)


def test_the_best_is_judged_the_best(client):
    name(client)
    sent = judge(client, BEST)
    page = client.get(sent.location)

    assert (303, f"{PAGE}tries/a1/") == (sent.status_code, sent.location)
    assert "All is well, and nothing better can be done" in says(page)
    assert {
        "Goals met": ("4 of 4", "4 of 4"),
        "Unwanted messages since the call": ("0", "0"),
        "Time until all is well": ("22 min", "22 min"),
        "Cost since the call": ("$0.88", "$0.88"),
        "Acts": ("3", "3"),
        "drivers.loading_list": ("9,100 rows", "9,100 rows"),
        "sales.orders": ("4,200 rows", "4,200 rows"),
        "stock.bookings": ("9,100 rows", "9,100 rows"),
        "stock.cold_chain": ("310 rows", "310 rows"),
    } == lines(page)


def test_a_hasty_try_is_judged_by_its_run_with_the_author_s_why(client):
    name(client)
    page = client.get(judge(client, HASTY).location)
    told = says(page)

    assert "Not all is well" in told
    assert incident().level.wrong[1].why in told
    assert "The run gave: stock.bookings has 18,200 rows, 9,100 rows of stock.bookings are" in told
    assert ("worse: 18,200 rows, 9,100 of them surplus", "9,100 rows") == lines(page)[
        "stock.bookings"
    ]
    assert ("worse: never", "22 min") == lines(page)["Time until all is well"]


def test_nothing_done_is_judged_too(client):
    name(client)
    told = lines(client.get(judge(client).location))

    assert ("worse: 2 of 4", "4 of 4") == told["Goals met"]
    assert ("worse: 0 rows, 310 missing", "310 rows") == told["stock.cold_chain"]


def test_the_same_form_twice_is_one_try(client):
    name(client)
    judge(client, BEST)
    again = judge(client, HASTY)

    assert "nothing better can be done" in says(client.get(again.location))
    assert 2 == len(json.loads(export(client))["answers"])


def test_a_try_without_a_cause_is_sent_back_to_name_it(client):
    sent = judge(client, BEST)

    assert (303, True) == (sent.status_code, sent.location.startswith(f"{PAGE}?act=fix"))
    assert "Name the cause first" in says(client.get(sent.location))


def test_what_was_done_stays_while_the_cause_is_named(client):
    assert name(client, acts=BEST).location == (
        f"{PAGE}?act=fix&act=restore:stock.bookings&act=repair#cause"
    )


@pytest.mark.parametrize(
    "acts",
    [["dance"], ["fix;x"], ["run_now;only=nothing"], ["fix"] * 5, ["x" * 300] * 30, ["\x00"]],
    ids=["no act", "no option", "no task", "too many", "very long", "a sign"],
)
def test_what_cannot_be_done_is_a_sentence(client, acts):
    name(client)
    shown = client.get(PAGE, query_string={"act": acts})
    judged = judge(client, acts)

    assert (400, 422) == (shown.status_code, judged.status_code)
    assert len(tags(strict(shown), "h1")) == len(tags(strict(judged), "h1")) == 1
    assert 1 == len(json.loads(export(client))["answers"])


@pytest.mark.parametrize("cause", ["", "x", "right"])
def test_what_cannot_be_done_keeps_nobody_from_naming_a_cause(client, cause):
    name(client)
    named = name(client, incident().cause.id if cause == "right" else cause or "-", ["repair;x"])
    shown = client.get(named.location or PAGE)

    assert (303 if cause == "right" else 422) == named.status_code
    assert (400 if cause == "right" else 200) == shown.status_code
    assert 1 == len(tags(strict(shown), "h1"))


def test_a_browser_without_a_cookie_names_a_cause_beside_what_cannot_be_done(app):
    named = name(app.test_client(use_cookies=False), acts=["repair;x"])

    assert 400 == named.status_code
    assert "Right: " in says(named)


def test_what_a_link_brings_along_can_be_written_out_again(client):
    acts = ["fix\x00", "\x07", "<script>", '"', "\ufdd0"]
    root = strict(client.get(PAGE, query_string={"act": acts}))
    kept = [e.get("value") for e in tags(root, "input") if e.get("name") == "act"]

    assert "<script>" in kept
    assert '"' in kept


def test_a_try_of_somebody_else_is_not_here(client, app):
    name(client)
    judge(client, BEST)
    other = app.test_client().get(f"{PAGE}tries/a1/")

    assert 404 == other.status_code
    assert "It is another browser’s" in says(other)
    assert 404 == client.get(f"{PAGE}tries/none/").status_code
    assert 404 == client.get("/incidents/nothing/").status_code


def test_a_browser_without_a_cookie_sees_what_came_of_it(app):
    client = app.test_client(use_cookies=False)
    named, judged = name(client), judge(client, BEST)

    assert (200, 200) == (named.status_code, judged.status_code)
    assert "Right: " in says(named)
    assert "nothing better can be done" in says(judged)
    assert "Your browser did not say who you are" in says(judged)


def test_the_list_tells_how_one_stands(client):
    before = says(client.get("/incidents/"))
    name(client)
    named = says(client.get("/incidents/"))
    judge(client, HASTY)
    judge(client, BEST, attempt="a2")
    after = says(client.get("/incidents/"))

    assert incident().title in before
    assert "You found the cause." not in before
    assert "You found the cause." in named
    assert (
        "All was well after 22 min, for $0.88, with 0 unwanted messages. "
        "Nothing better can be done." in after
    )


def test_it_is_carried_along(client, tmp_path):
    name(client)
    judge(client, BEST)
    other = elsewhere(tmp_path).test_client()
    other.get(PAGE)
    bring(other, export(client))

    assert "nothing better can be done" in says(other.get(f"{PAGE}tries/a1/"))
    assert "Right: " in says(other.get(PAGE))


def test_of_an_incident_that_was_changed_what_came_of_a_try_stays(client, monkeypatch):
    name(client)
    judge(client, BEST)
    serve(monkeypatch, replace(incident(), basis="other"))
    told = says(client.get(f"{PAGE}tries/a1/"))

    assert "This incident was changed since" in told
    assert "All was well after 22 min, for $0.88" in told
    assert "All was well. This incident was changed since" in says(client.get("/incidents/"))
    assert incident().title in says(client.get("/my-data/"))


def test_a_cause_that_was_found_stays_found_where_it_is_reworded(client, monkeypatch):
    name(client)
    causes = [replace(each, says=f"{each.says} Or so.") for each in incident().causes]
    serve(monkeypatch, replace(incident(), causes=tuple(causes)))

    assert "You found the cause." in says(client.get("/incidents/"))
    assert "Right: " in says(client.get(PAGE))


def test_each_cause_that_was_named_is_kept_and_the_first_counts(client):
    name(client, wrong_one())
    name(client, wrong_one())
    name(client)
    kept = json.loads(export(client))["answers"]

    assert ["wrong", "right"] == [answer["outcome"] for answer in kept]
    assert "You found the cause at try 2." in says(client.get("/incidents/"))


def test_a_form_from_before_the_right_answer_changes_nothing(client):
    name(client)
    name(client, wrong_one())

    assert "You found the cause." in says(client.get("/incidents/"))
    assert 1 == len(json.loads(export(client))["answers"])


def test_what_was_done_can_be_watched_in_the_simulator(client):
    name(client)
    root = strict(client.get(judge(client, HASTY).location))
    links = [a.get("href") for a in tags(root, "a") if "/simulator/incident-" in a.get("href", "")]

    assert 2 == len(links)
    for link in links:
        assert 200 == client.get(link).status_code
