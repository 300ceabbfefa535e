"""Search: found by the beginnings of words, in groups; no key and no later step is told."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.build import bundled
from tests.web.pages import LESSON, SAME_SITE, strict, tags, text_of
from trialrun.content.words import WordIndex, texts_of
from trialrun.web.search import PAGE_SIZE, TITLES, TYPED_MAX

WORDS = "queue"


def found(client, typed: str, **more: str):
    return strict(client.get("/search/", query_string={"q": typed} | more))


def hits(root) -> list[str]:
    return [text_of(e) for e in tags(root, "li") if e.attrib.get("class") == "hit"]


def test_a_beginning_finds_words_in_groups_and_marks_them(client):
    root = found(client, "repai")
    headings = [text_of(h) for h in tags(root, "h2")]
    marks = {text_of(mark).casefold() for mark in tags(root, "mark")}

    assert [title for title in TITLES.values() if any(h.startswith(title) for h in headings)] == [
        " ".join(h.split()[:-1]) for h in headings
    ]
    assert {"Questions", "Facts", "Lessons"} <= {h.split()[0] for h in headings}
    assert marks
    assert all(mark.startswith("repai") for mark in marks)


def test_each_way_from_a_hit_leads_there(client):
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    for typed in (WORDS, "repair run", "bundle"):
        for a in tags(found(client, typed), "a"):
            if a.attrib["href"].startswith("/"):
                assert 200 == client.get(a.attrib["href"]).status_code, a.attrib["href"]


@pytest.mark.parametrize("typed", ["incident", "Incident night", "on call", "pager"])
def test_incident_night_is_found_by_its_name(client, typed):
    links = [a.attrib["href"] for a in tags(found(client, typed), "a")]

    assert "/incidents/" in links


def test_one_sort_is_looked_at_alone_and_as_long_as_it_is(client):
    some, all_ = found(client, "run"), found(client, "run", **{"in": "fact"})
    count = int(text_of(tags(all_, "h2")[0]).split()[-1])

    assert 5 < count == len(hits(all_)) or len(hits(all_)) == PAGE_SIZE
    assert "&in=fact" in " ".join(a.attrib["href"] for a in tags(some, "a"))


def pages_of(client, typed: str, sort: str) -> list:
    """All pages of what is found of a sort, as the way on leads through them."""
    roots, url = [], f"/search/?q={typed}&in={sort}"
    while url:
        root = strict(client.get(url))
        roots.append(root)
        url = next((a.attrib["href"] for a in tags(root, "a") if a.get("rel") == "next"), "")
    return roots


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("watermark", "Watermark"),
        ("Delta Live Tables", "Lakeflow Spark Declarative Pipelines"),
        ("rerun_tasks", "Repair"),
        ("jobs compute", "Job cluster"),
    ],
)
def test_a_term_is_found_by_its_names_by_former_ones_and_by_those_of_the_api(client, typed, title):
    root = found(client, typed, **{"in": "word"})

    link = next(a for a in tags(root, "a") if a.attrib.get("href", "").startswith("/words/#"))
    assert title == text_of(link)


@pytest.mark.parametrize("sort", ["fact", "question"])
def test_page_after_page_leads_through_all_that_is_found_and_back(client, sort):
    roots = pages_of(client, "t", sort)
    count = int(text_of(tags(roots[0], "h2")[0]).split()[-1])
    found_hits = [hit for root in roots for hit in hits(root)]

    assert count > PAGE_SIZE
    assert count == len(found_hits) == len(set(found_hits))
    assert f"1 to {PAGE_SIZE} of {count}" in text_of(roots[0])
    assert f"to {count} of {count}" in text_of(roots[-1])
    back = [a.attrib["href"] for a in tags(roots[1], "a") if a.get("rel") == "prev"]
    assert hits(roots[0]) == hits(strict(client.get(back[0])))
    assert not [a for a in tags(roots[0], "a") if a.get("rel") == "prev"]


def test_where_one_page_has_all_there_is_no_way_on(client):
    (root,) = pages_of(client, "xylem+repair", "fact")

    assert not [a for a in tags(root, "a") if a.get("rel") in ("next", "prev")]


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1e3", "٣", "9" * 400])
def test_what_is_no_page_is_the_first_or_none(client, page):
    response = client.get("/search/", query_string={"q": "run", "in": "fact", "page": page})

    assert response.status_code in (200, 404)
    if response.status_code == 200:
        assert hits(found(client, "run", **{"in": "fact"})) == hits(strict(response))


def test_a_page_behind_the_last_is_not_there(client):
    response = client.get("/search/?q=run&in=fact&page=999")

    assert 404 == response.status_code
    assert "What was found ends before it" in text_of(strict(response))
    assert "/search/?q=run&in=fact" in [a.attrib["href"] for a in tags(strict(response), "a")]


def of_the_lesson(client, typed: str) -> str:
    """What is found of one lesson; others may have more further on."""
    root = found(client, typed, **{"in": "lesson"})
    found_hits = [e for e in tags(root, "li") if e.attrib.get("class") == "hit"]
    of_it = [
        e for e in found_hits if LESSON in [a.attrib["href"][: len(LESSON)] for a in tags(e, "a")]
    ]
    return " ".join(map(text_of, of_it))


def test_what_is_behind_a_prompt_of_a_lesson_is_not_told_before_it_is_answered(client):
    steps = bundled().lessons["s1-lakeflow-jobs"].steps[1:]
    sections = [section for step in steps for section in step.sections]
    elsewhere = {
        title
        for slug, lesson in bundled().lessons.items()
        if slug != "s1-lakeflow-jobs"
        for step in lesson.steps
        for _, title in step.sections
    }
    last = next(title for _, title in reversed(sections) if title not in elsewhere)
    before = of_the_lesson(client, last)
    client.post(LESSON, data={"skip": "1", "question": ""}, headers=SAME_SITE)
    for step in bundled().lessons["s1-lakeflow-jobs"].steps:
        if step.asks:
            data = {"question": step.asks, "skip": "1"}
            client.post(LESSON, data=data, headers=SAME_SITE)
    after = of_the_lesson(client, last)

    assert "It stands further on in the lesson" in before
    assert "It stands further on in the lesson" not in after
    assert last in after


def of_figures(client, typed: str) -> list:
    """Returns the hits among the figures."""
    return [
        e
        for e in tags(found(client, typed, **{"in": "figure"}), "li")
        if "hit" in e.attrib.get("class", "")
    ]


def test_a_figure_is_found_by_its_title_and_by_what_it_tells(client):
    for slug, figure in bundled().figures.items():
        lesson = next(
            lesson.slug
            for lesson in bundled().lessons.values()
            for step in lesson.steps
            if any((b.kind, b.content) == ("figure", slug) for b in step.blocks)
        )
        client.post(f"/lessons/{lesson}/", data={"skip": "all"}, headers=SAME_SITE)
        for typed in (figure.title, " ".join(figure.moments[-1].says.split()[:6])):
            links = [tags(hit, "a")[0] for hit in of_figures(client, typed)]
            assert f"/figures/{slug}/" in [a.attrib["href"] for a in links]


def test_of_a_figure_behind_a_prompt_only_its_title_is_told(client):
    before = of_figures(client, "Several writers, one next number")
    lesson = "/lessons/f2-delta-transaction-log/"
    client.post(lesson, data={"skip": "all"}, headers=SAME_SITE)
    after = of_figures(client, "Several writers, one next number")

    assert [lesson] == [tags(hit, "a")[0].attrib["href"] for hit in before]
    assert [] == [
        mark for hit in before for mark in tags(hit, "p") if "hit__text" in mark.attrib["class"]
    ]
    assert "behind a question" in text_of(before[0])
    assert ["/figures/two-at-once/"] == [tags(hit, "a")[0].attrib["href"] for hit in after]


def test_nothing_of_a_key_or_a_solution_is_in_the_index():
    content = bundled()
    indexed = " ".join(f"{said.title} {said.text}" for said in texts_of(content))
    facts = " ".join(fact.says for fact in content.facts.values())
    for found_set in content.sets.values():
        for question in map(content.question, found_set.uids):
            for option in question.body.get("options", ()):
                assert option["why"] not in indexed or option["why"] in facts
    levels = [*content.levels.values(), *(one.level for one in content.incidents.values())]
    for cause in (cause for one in content.incidents.values() for cause in one.causes):
        assert cause.why not in indexed
    for level in levels:
        assert level.takeaway not in indexed
        assert not level.hints or level.hints[0] not in indexed


def test_some_of_the_words_are_found_where_nothing_has_them_all(client):
    assert "This has some of them" in text_of(found(client, "repair xylophonist"))
    assert "Nothing has these words" in text_of(found(client, "xylophonist"))


def test_what_is_too_long_is_told_and_finds_nothing(client):
    response = client.get("/search/", query_string={"q": "run " * 51})

    assert 400 == response.status_code
    assert f"longer than {TYPED_MAX} signs" in text_of(strict(response))
    assert 200 == client.get("/search/", query_string={"q": "x" * TYPED_MAX}).status_code


_INDEX: list[WordIndex] = []


@settings(suppress_health_check=list(HealthCheck), max_examples=120, deadline=None)
@given(st.text(max_size=TYPED_MAX) | st.text(alphabet="\"*()^:-+ANDORNEAT '", max_size=40))
@example('"')
@example("NEAR(a b) OR title:x* AND NOT")
@example("_ __ ___")
@example("\x00\ud7ff\ufffe")
def test_nothing_that_is_typed_breaks_it(typed):
    index = _INDEX[0] if _INDEX else WordIndex(texts_of(bundled()))
    _INDEX[:] = [index]

    result = index.find(typed, count=5)
    assert all(result.counts[sort] >= len(of_sort) > 0 for sort, of_sort in result.by_sort.items())


def test_markup_that_is_typed_is_shown_as_it_is(client):
    root = found(client, "<script>alert(1)</script> <b>queue</b>")

    assert [] == [s for s in tags(root, "script") if "src" not in s.attrib]
    assert hits(root)


@pytest.mark.parametrize("signs", ["\x00repair", "\x1b", "\ufffe", "repair\x02all\x03"])
def test_signs_that_no_page_can_hold_are_not_sent_back(client, signs):
    found = client.get("/search/", query_string={"q": signs})

    assert 200 == found.status_code
    assert strict(found) is not None
