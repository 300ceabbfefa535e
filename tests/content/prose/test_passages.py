"""Passages: what each block of a lesson says, where it stands, and what speaks for it."""

from tests.content.prose.reading import passages

BODY = """\
One line of `code`,
and another.[^fact]

## A heading

- An item. {{run: a | run}}
  - Inside.[^ours]

| Name | What |
|---|---|
| `a` | first |
| b | second[^fact] |

::: dial It folds
See [below](#there).
:::

```python
code = 1
```

:::{sim} story
:::

:::: recall
::: answer Why?
So.
:::
::::
"""


def told(body: str) -> list[tuple[str, int, str]]:
    return [(each.kind, each.line, each.says) for each in passages(body)]


def test_every_block_is_a_passage_with_its_line():
    assert [
        ("paragraph", 0, "One line of `code`, and another."),
        ("heading", 3, "A heading"),
        ("item", 5, "An item. "),
        ("item", 6, "Inside."),
        ("heading", 8, "Name"),
        ("heading", 8, "What"),
        ("row", 10, "`a` | first"),
        ("row", 11, "b | second"),
        ("title", 13, "It folds"),
        ("paragraph", 14, "See below."),
        ("code", 17, "code = 1\n"),
        ("prompt", 21, "sim"),
        ("prompt", 24, "recall"),
        ("title", 25, "Why?"),
        ("paragraph", 26, "So."),
    ] == told(BODY)


def test_a_note_or_a_value_binds_it_and_a_link_leads_on():
    found = {each.says: each for each in passages(BODY)}

    assert {"One line of `code`, and another.", "An item. ", "b | second"} == {
        says for says, each in found.items() if each.is_bound
    }
    assert ["Inside."] == [says for says, each in found.items() if each.is_ours]
    assert ["See below."] == [says for says, each in found.items() if each.leads_on]


def test_it_knows_the_boxes_around_it():
    found = {each.says: each.inside for each in passages(BODY)}

    assert ("dial",) == found["See below."]
    assert ("recall", "answer") == found["So."]


def test_words_are_counted_as_they_are_read():
    (passage,) = passages("Two *words* and `some code`.[^fact]")

    assert 5 == passage.word_count
