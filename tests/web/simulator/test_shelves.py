"""The list of stories: first ones at hand, the others by topic, each in one place."""

from tests.build import bundled
from tests.web.pages import strict, tags
from trialrun.web.simulator.shelves import shelves_of


def test_each_story_stands_on_one_shelf_and_what_a_lesson_plays_on_the_first():
    content = bundled()
    shelves = shelves_of(content)
    slugs = [story.slug for shelf in shelves for story in shelf.stories]

    assert sorted(content.scenarios) == sorted(slugs)
    assert "" == shelves[0].title
    played = {
        block.content
        for lesson in content.lessons.values()
        for step in lesson.steps
        for block in step.blocks
        if block.kind == "sim"
    }
    assert played <= {story.slug for story in shelves[0].stories}
    assert {shelf.title for shelf in shelves[1:]} <= {s.title for s in content.sets.values()}


def test_a_topic_names_its_first_story_and_folds_all_of_them(client):
    root = strict(client.get("/simulator/"))
    folds = tags(root, "details")
    folded = {a.attrib["href"] for fold in folds for a in tags(fold, "a")}
    links = [a.attrib["href"] for a in tags(root, "a")]

    for shelf in shelves_of(bundled())[1:]:
        first, *others = (f"/simulator/{story.slug}/" for story in shelf.stories)
        assert 2 == links.count(first)
        assert {first, *others} <= folded
        assert {1} >= {links.count(other) for other in others}
