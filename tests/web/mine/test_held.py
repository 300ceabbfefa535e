"""The jobs that a learner brought: listed by name, opened, and deleted one by one."""

import re

import pytest

from tests.store.inside import connection_of
from tests.web.mine.doing import DATA, learner_in, post
from tests.web.mine.notes import says
from tests.web.own.test_own import TWO, a_payload, send
from tests.web.pages import strict, tags, text_of
from trialrun.web.own import held as module


def rows_in(response):
    """Returns the rows of the list, as text."""
    return [text_of(li) for li in tags(strict(response), "li") if "held__row" in str(li.attrib)]


def digest_in(link: str) -> str:
    (digest,) = re.findall("own-([0-9a-f]{20})", link)
    return digest


def test_each_job_is_listed_opens_and_is_deleted_alone(client, app):
    one, two = (send(client, text).location for text in (a_payload("a", name="billing"), TWO))
    page = client.get(DATA)
    links = {text_of(a): a.attrib["href"] for a in tags(strict(page), "a")}

    assert {"billing", "early, late"} == {
        row.partition(" Last used today")[0] for row in rows_in(page)
    }
    assert (one, two) == (links["billing"], links["early"])
    assert {200} == {client.get(links[name]).status_code for name in ("billing", "early", "late")}
    (said,) = [
        e
        for e in strict(client.get("/simulator/")).iter()
        if text_of(e).startswith("Jobs you brought") and e.tag.endswith("p")
    ]
    assert "billing" in text_of(said)

    gone = post(client, "jobs/delete", digest=digest_in(one))
    assert "The job is deleted “billing”: its text is gone" in says(gone)
    assert ["early, late"] == [row.partition(" Last used")[0] for row in rows_in(gone)]
    assert (404, 200) == (client.get(one).status_code, client.get(two).status_code)
    again = post(client, "jobs/delete", digest=digest_in(one))
    assert "You hold no such job" in says(again)
    database = app.extensions["trialrun"].stores.database
    files = database._path.parent.iterdir()
    assert [] == [file for file in files if b'"billing"' in file.read_bytes()]
    assert 0 == connection_of(database).execute("PRAGMA secure_delete").fetchone()[0]


def test_only_what_is_ones_own_is_listed_and_deleted(client, app):
    link, other = send(client, TWO).location, app.test_client()
    assert "You hold no such job" in says(post(other, "jobs/delete", digest=digest_in(link)))
    assert 200 == other.get(link).status_code
    send(other, a_payload("b", name="theirs"))
    assert "You hold no such job" in says(post(other, "jobs/delete", digest=digest_in(link)))
    assert ["theirs"] == [row.partition(" Last")[0] for row in rows_in(other.get(DATA))]

    send(other, TWO)
    post(client, "jobs/delete", digest=digest_in(link))
    assert 200 == client.get(link).status_code
    assert [] == rows_in(client.get(DATA))


def test_many_and_large_ones_are_listed_in_parts(client, monkeypatch):
    monkeypatch.setattr(module, "READ_BYTES_MAX", 10)
    for number in range(22):
        send(client, a_payload("a", name=f"not read {number}"))
    first, rest = client.get(DATA), client.get(f"{DATA}?jobs=20")

    assert [20, 2] == [len(rows_in(page)) for page in (first, rest)]
    assert rows_in(first)[0].startswith("a text of ")
    assert [f"{DATA}?jobs=20#held-title"] == [
        a.attrib["href"] for a in tags(strict(first), "a") if text_of(a) == "Older ones"
    ]
    assert learner_in(client)


@pytest.mark.parametrize("jobs", ["x", "-1", "²", "9" * 50])
def test_whatever_part_is_asked_for_the_page_comes(client, jobs):
    assert 200 == client.get(DATA, query_string={"jobs": jobs}).status_code
