"""The page of a deployment, and what a lesson embeds: links work without a script, htmx swaps."""

import pytest

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import HTMX, SAME_SITE, ids_of, start_attempt, strict, tags, text_of

PAGE = "/bundles/restaurant/"


def shown(client, url: str):
    """Returns the deployment on a page."""
    return next(e for e in tags(strict(client.get(url)), "section") if "deploy-" in e.attrib["id"])


def links(root) -> dict[str, str]:
    """Returns the links of a page by their words."""
    return {text_of(a): a.attrib["href"] for a in tags(root, "a")}


@pytest.mark.parametrize(
    ("url", "command", "says"),
    [
        (PAGE, "databricks bundle deploy", "It goes to dev, the default; mode development."),
        (f"{PAGE}?target=prod", "databricks bundle deploy -t prod",
         "It goes to prod, as asked; mode production."),
        (f"{PAGE}?target=prod&var.branch=graz&env.branch=linz",
         'export BUNDLE_VAR_branch=linz databricks bundle deploy -t prod --var="branch=graz"',
         "line 11; --var branch"),
        (f"{PAGE}?user=ana", "databricks bundle deploy", "[dev ana] nightly menu"),
        ("/bundles/loan-desk/", "databricks bundle deploy",
         "Nothing is deployed: there are 2 targets and no default; name one: stage, live."),
        (f"{PAGE}?target=" + "x" * 1000, "-t " + "x" * 100, "Nothing is deployed"),
        (f"{PAGE}?target=<b>&var.nobody=x", "-t '<b>'", "Nothing is deployed"),
    ],
)  # fmt: skip
def test_the_page_tells_what_comes_of_the_address(client, url, command, says):
    told = text_of(shown(client, url))

    assert command in told
    assert says in told


def test_a_target_is_switched_by_its_link_and_keeps_what_is_given(client):
    ways = links(shown(client, f"{PAGE}?var.branch=graz&user=ana"))

    assert f"{PAGE}?target=prod&var.branch=graz&user=ana#deploy-restaurant" == ways["-t prod"]
    assert "mode production" in text_of(shown(client, ways["-t prod"]))


def test_each_line_that_decided_is_there(client):
    for slug in ("restaurant", "cold-kitchen"):
        root = strict(client.get(f"/bundles/{slug}/?target=prod"))
        lines = [href for says, href in links(root).items() if ", line " in says]

        assert lines
        assert {href.removeprefix("#") for href in lines} <= set(ids_of(root))


def test_htmx_gets_the_deployment_alone(client):
    answer = client.get(f"{PAGE}?target=prod", headers=HTMX)

    assert answer.text.lstrip().startswith("<section")
    assert "HX-Request" in answer.headers["Vary"]
    assert "<html" not in answer.text


def test_a_bundle_that_is_not_there_is_not_found(client):
    assert 404 == client.get("/bundles/nothing/").status_code


def test_a_deployment_in_a_lesson_leads_back_to_it(client):
    lesson = "/lessons/s4-bundles/"
    client.post(lesson, data={"skip": "all"}, headers=SAME_SITE)
    ways = links(shown(client, lesson))
    page = client.get(ways["-t prod"])
    behind = links(strict(client.get(lesson)))["Deploy it: evening"]

    assert f"{lesson}#deploy-restaurant" == links(strict(page))["Back to the lesson"]
    back = links(strict(client.get(behind)))["Back to the lesson"]
    assert f"{lesson}#q-bundles-friday-at-six" == back


def test_behind_an_answer_its_deployment_is_played_and_leads_back(client):
    attempt = start_attempt(client, "bundles")
    urls = {}
    for number in range(1, len(bundled().sets["bundles"].questions) + 1):
        page = f"{attempt}{number}/"
        client.post(page, data={"skip": "1"}, headers=SAME_SITE)
        ways = links(strict(client.get(page)))
        urls |= {url: page for says, url in ways.items() if says.startswith("Deploy it")}

    assert 30 < len(urls)
    for url, page in some_of(list(urls.items()), every=10):
        root = strict(client.get(url))
        assert page.rstrip("/") == links(root)[f"Back to question {page.split('/')[-2]}"].rstrip(
            "/"
        )
