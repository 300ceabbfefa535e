"""YAML that people write: every mistake at its line, nothing that takes long or falls over."""

from typing import Literal

import pytest
from pydantic import BaseModel, Field

from trialrun.content.readers.yaml_text import YamlText
from trialrun.questions import Slug, Strict


class Dish(Strict):
    name: str
    kind: Literal["hot", "cold"]
    price: int = 0
    is_vegan: bool = False


class Menu(Strict):
    title: str
    slug: Slug = "menu"
    dishes: tuple[Dish, ...] = Field(default=(), max_length=3)


MENU = """\
title: Today
dishes:
  - name: Soup
    kind: hot
    price: 4
  - name: Salad
    kind: cold
"""


def problems(text: str, model: type[BaseModel] = Menu) -> list[str]:
    source = YamlText("menu.yaml", text)
    source.validate(model)
    return list(map(str, source.problems))


def test_a_text_is_read_as_its_model():
    menu = YamlText("menu.yaml", MENU).validate(Menu)

    assert Menu(title="Today", dishes=(_soup(), Dish(name="Salad", kind="cold"))) == menu


def _soup() -> Dish:
    return Dish(name="Soup", kind="hot", price=4)


MISTAKES = [
    # what is written, what is written instead, line: message
    pytest.param("title: Today\n", "", "1: `title` is missing; add title: …", id="missing"),
    pytest.param(
        "    kind: cold\n", "", "6: `kind` is missing; add kind: …", id="missing in the last dish"
    ),
    pytest.param(
        "price: 4",
        "prise: 4",
        "5: there is no field `prise` here; did you mean `price`?",
        id="unknown, with did-you-mean",
    ),
    pytest.param(
        "price: 4", "xyzzy: 4", "5: there is no field `xyzzy` here; remove it", id="unknown"
    ),
    pytest.param(
        "kind: cold",
        "kind: warm",
        "7: `warm` is not allowed; write 'hot' or 'cold'",
        id="wrong literal",
    ),
    pytest.param("price: 4", "price: four", "5: this must be a whole number", id="no number"),
    pytest.param(
        "price: 4", "price: 4\n    is_vegan: perhaps", "6: this must be yes or no", id="no bool"
    ),
    pytest.param("title: Today", "title: [a, b]", "1: this must be text", id="a list for text"),
    pytest.param(
        "title: Today",
        "title: Today\nslug: To Day",
        "2: `To Day` has a capital letter and a space; write lower-case letters, digits and "
        "dashes, as in `to-day`",
        id="no slug",
    ),
    pytest.param(
        MENU[MENU.index("dishes:") :],
        "dishes: Soup\n",
        "2: this must be a list, each entry behind a dash",
        id="no list",
    ),
    pytest.param(
        MENU[MENU.index("  - name: Salad") :],
        "  - Salad\n",
        "6: this must be fields, written as key: value",
        id="no fields",
    ),
    pytest.param(
        "    price: 4\n",
        "    price: 4\n    price: 5\n",
        "6: `price` is written twice; keep one of them",
        id="duplicate key",
    ),
    pytest.param(
        "  - name: Salad",
        "  - [name]: Salad",
        "6: a key must be plain text; write key: value",
        id="a key that is a list",
    ),
    pytest.param(
        "title: Today",
        "title: *today",
        "1: *today stands for nothing above it; write &today there",
        id="an alias of nothing",
    ),
    pytest.param(MENU, "", "1: the file is empty; write its fields as key: value", id="empty file"),
    pytest.param(
        MENU, "# later\n", "1: the file is empty; write its fields as key: value", id="a comment"
    ),
    pytest.param(
        MENU, "Soup", "1: this must be fields, written as key: value", id="a word for a file"
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), MISTAKES)
def test_a_mistake_is_named_at_its_line(old, new, problem):
    assert old in MENU

    assert [f"menu.yaml:{problem}"] == problems(MENU.replace(old, new))


NOT_YAML = [
    pytest.param("title: Today", 'title: "Today', 1, 'the quote " that opens here', id="a quote"),
    pytest.param("title: Today", "title: 'Today", 1, "the quote ' that opens here", id="another"),
    pytest.param(
        "name: Soup",
        'name: "Soup',
        3,
        'the quote " that opens here is not closed',
        id="a quote that is closed by the next one",
    ),
    pytest.param(
        "  - name: Salad", " - name: Salad", 6, "by 1 blank; what it may belong to by 0, 2 or 4"
    ),
    pytest.param("    price: 4", "   price: 4", 5, "by 3 blanks; what it may belong"),
    pytest.param("name: Soup", "name: Soup: hot", 3, "a colon in a text without quotes"),
    pytest.param("name: Soup", "name: Soup \a", 3, "a control character (U+0007) stands here"),
    pytest.param("    price: 4", "\tprice: 4", 5, "a tab cannot indent a line", id="a tab"),
    pytest.param("name: Soup", "name: [Soup", 4, "the [ of line 3 is not closed", id="a bracket"),
    pytest.param("name: Soup", "name: @soup", 3, "a text that begins with @ stands in quotes"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), NOT_YAML)
def test_what_is_not_yaml_is_told_in_our_words_at_its_line(old, new, line, said):
    text = MENU.replace(old, new).replace("name: Salad", 'name: "Salad"')
    (problem,) = problems(text)

    assert problem.startswith(f"menu.yaml:{line}: this is not YAML")
    assert said in problem
    assert problem.endswith("; the rest of the file was not read")


def test_a_quoted_text_of_several_lines_is_not_blamed_for_a_slip_behind_it():
    text = MENU.replace("name: Soup", 'name: "Soup\n      of leek"')
    (problem,) = problems(text.replace("kind: cold", "kind: cold: no"))

    assert "a colon in a text without quotes" in problem


def test_a_tag_that_would_be_lost_is_a_mistake():
    assert ["menu.yaml:3: `!Soup` is no text without quotes; put the text in quotes"] == problems(
        MENU.replace("name: Soup", "name: !Soup of leek")
    )


def test_all_mistakes_are_named_at_once():
    text = MENU.replace("title:", "titel:").replace("price: 4", "price: four")

    assert [
        "menu.yaml:1: there is no field `titel` here; did you mean `title`?",
        "menu.yaml:5: this must be a whole number",
    ] == problems(text)


def test_a_field_in_the_wrong_place_is_not_answered_with_itself():
    (problem,) = problems(MENU.replace("title: Today", "title: Today\nprice: 3"))

    assert "did you mean `price`?" not in problem


def test_a_text_that_is_too_long_is_not_read():
    told = "the file has 1,000,001 characters; at most 1,000,000 are read, so split it up"
    assert [f"menu.yaml: {told}"] == problems("a" * 1_000_001)


LINES = [
    pytest.param(("dishes", 1, "kind"), 7, id="a value"),
    pytest.param(("dishes", 1), 6, id="a list's entry"),
    pytest.param(("dishes", 1, "price"), 6, id="what was not written: the entry around it"),
    pytest.param(("nothing", "here"), 1, id="what is nowhere: the file"),
]


@pytest.mark.parametrize(("at", "line"), LINES)
def test_every_value_knows_its_line(at, line):
    assert line == YamlText("menu.yaml", MENU).line(at)
