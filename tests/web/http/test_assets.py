"""Files for the browser: kept for good, compressed, small enough."""

import gzip
import re

from flask.testing import FlaskClient

from app import ROOT
from tests.web.pages import LESSON, strict, tags
from trialrun.web.http.assets import Assets

GZIP = {"Accept-Encoding": "gzip"}


def assets_on(client: FlaskClient, url: str) -> list[str]:
    root = strict(client.get(url))
    links = [e.attrib["href"] for e in tags(root, "link")]
    return links + [e.attrib["src"] for e in tags(root, "script") if "src" in e.attrib]


def test_assets_are_kept_for_good_under_their_digest(client: FlaskClient) -> None:
    for url in assets_on(client, "/"):
        response = client.get(url)

        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert re.match(r"/assets/[0-9a-f]{12}/", url)


def test_nothing_comes_from_elsewhere(client: FlaskClient) -> None:
    page = client.get(LESSON).get_data(as_text=True)

    assert (
        re.findall(
            r'(?:src|href)="(https?:)?//(?!docs\.databricks|pypi)[^"]*\.(?:js|css|woff2)', page
        )
        == []
    )


def test_css_and_scripts_are_compressed(client: FlaskClient) -> None:
    for url in assets_on(client, "/"):
        response = client.get(url, headers=GZIP)
        if url.endswith((".css", ".js")):
            assert response.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(response.data) == client.get(url).data


def test_pages_are_compressed_when_that_is_wanted(client: FlaskClient) -> None:
    response = client.get(LESSON, headers=GZIP)

    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data) == client.get(LESSON).data


def test_every_icon_and_state_symbol_a_template_names_is_in_the_sprite(client: FlaskClient) -> None:
    page = client.get("/patterns/").get_data(as_text=True)
    used = set(re.findall(r'href="#(state-[a-z_]+)"', page))

    assert used <= set(re.findall(r'<symbol id="([a-z_-]+)"', page))


def test_scripts_come_without_what_only_their_authors_read() -> None:
    sent = Assets(ROOT / "static").files
    for path in (path for path in sent if path.startswith("js/")):
        lines = (ROOT / "static" / path).read_text().splitlines()
        starts = ("//", "/**", "*")
        code = [line.strip() for line in lines if not line.strip().startswith(starts)]

        assert [line for line in code if line] == [
            line for line in sent[path].decode().splitlines() if line
        ], path
