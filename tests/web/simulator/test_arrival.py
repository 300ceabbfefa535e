"""What a visitor arrived with is what "was" compares with."""

import pytest
from flask.testing import FlaskClient

from tests.web.pages import strict, tags, text_of

HALF = "/simulator/half-written/"
SHARED = HALF + "?dial=enrich.write1:overwrite"


def sums(client: FlaskClient, url: str) -> dict[str, str]:
    found = next(e for e in tags(strict(client.get(url)), "dl") if "figures" in e.attrib["class"])
    return {text_of(next(iter(tags(e, "dt")))): text_of(next(iter(tags(e, "dd")))) for e in found}


def link(client: FlaskClient, url: str, label: str) -> str:
    links = list(tags(strict(client.get(url)), "a"))
    return next(
        a.attrib["href"] for a in links if label in (a.attrib.get("aria-label"), text_of(a))
    )


@pytest.mark.parametrize("url", [HALF, SHARED, HALF + "?fail=none", SHARED + "&seen=00000000"])
def test_a_link_is_its_own_baseline(client: FlaskClient, url: str) -> None:
    assert not any("was" in told for told in sums(client, url).values())


def test_a_move_is_told_beside_what_one_arrived_with(client: FlaskClient) -> None:
    moved = link(client, SHARED, "Let enrich succeed")

    assert "was=dial:enrich.write1:overwrite" in moved
    assert sums(client, moved)["Time in runs"] == "11:00 was 18:00"
    assert sums(client, moved)["Surplus rows"] == "0"


def test_a_second_move_keeps_it(client: FlaskClient) -> None:
    second = link(client, link(client, HALF, "Let enrich succeed"), "Fail clean")

    assert "was=written" in second
    assert sums(client, second)["Surplus rows"] == "0 was 40"


def test_the_way_back_to_it_forgets_it(client: FlaskClient) -> None:
    back = link(client, link(client, HALF, "Let enrich succeed"), "Fail enrich")

    assert "was=" not in back
    assert sums(client, HALF + "?was=written") == sums(client, HALF)


def test_a_form_of_dials_sends_it_along(client: FlaskClient) -> None:
    forms = [f for f in tags(strict(client.get(SHARED)), "form") if f.attrib["class"] == "dials"]
    sent = {e.attrib["name"]: e.attrib["value"] for e in tags(forms[0], "input")}

    assert sent["was"] == "dial:enrich.write1:overwrite"


def test_a_shared_link_does_not_carry_it(client: FlaskClient) -> None:
    moved = link(client, HALF, "Let enrich succeed")

    assert "was=" not in link(client, moved, "Link to this moment")


@pytest.mark.parametrize(
    ("was", "said"),
    [
        ("fail:nobody", "nobody"),
        ("|".join(["do:run_now"] * 21), "at most 20 are shown"),
        ("dial:queue:perhaps", "queue"),
    ],
)
def test_what_cannot_have_been_is_a_sentence(client: FlaskClient, was: str, said: str) -> None:
    page = client.get(f"{HALF}?fail=none&was={was}")

    assert 400 == page.status_code
    assert said in page.text


@pytest.mark.parametrize("was", ["x", "::", "fail", "fail:", "|||", "other:1"])
def test_what_says_nothing_stands_for_the_story_as_it_was_written(client, was: str) -> None:
    assert sums(client, f"{HALF}?fail=none&was={was}")["Surplus rows"] == "0 was 40"
