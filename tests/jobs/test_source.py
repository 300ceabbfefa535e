"""A text as a tree with places: JSON as YAML, merges, and where things are written."""

import pytest

from trialrun.jobs.source import Place, Quoted, path_text, read_source

JSON = [
    pytest.param('{\n\t"a":\t1\n}', {"a": "1"}, id="tabs"),
    pytest.param('{"a": "\\ud83d\\ude80"}', {"a": "🚀"}, id="a sign in two halves"),
    pytest.param('{"a": "\\\\ud83d\\\\ude80"}', {"a": "\\ud83d\\ude80"}, id="no sign at all"),
    pytest.param('{"a": "\\/\\u0026\\n"}', {"a": "/&\n"}, id="escapes"),
    pytest.param('{"a":1,"b":[2,3],"c":null}', {"a": "1", "b": ["2", "3"], "c": "null"}),
    pytest.param('\ufeff{"a": {}}', {"a": {}}, id="a byte order mark"),
]


@pytest.mark.parametrize(("text", "value"), JSON)
def test_json_is_read_as_yaml(text, value):
    assert value == read_source(text).tree.value


def test_what_is_in_quotes_can_be_told():
    value = read_source("a: 1\nb: '1'\nc: \"1\"\nd: &d '1'\ne: *d").tree.value

    assert [False, True, True, True, True] == [
        isinstance(value[key], Quoted) for key in ("a", "b", "c", "d", "e")
    ]


MERGES = [
    pytest.param("b: &b {x: 1}\nm: {<<: *b, y: 2}", {"x": "1", "y": "2"}, id="fields"),
    pytest.param("b: &b {x: 1}\nm: {x: 2, <<: *b}", {"x": "2"}, id="own fields go first"),
    pytest.param("b: &b {x: 1}\nc: &c {x: 2, y: 3}\nm: {<<: [*b, *c]}", {"x": "1", "y": "3"}),
    pytest.param("b: &b {x: 1}\nc: &c {<<: *b}\nm: {<<: *c}", {"x": "1"}, id="through another"),
    pytest.param("m: {<<: {x: 1}}", {"x": "1"}, id="without an alias"),
]


@pytest.mark.parametrize(("text", "fields"), MERGES)
def test_fields_are_merged(text, fields):
    source = read_source(text)

    assert fields == source.fields(source.tree.value["m"], ("m",))


PLACES = [
    pytest.param(("m", "y"), (4, 3, "m.y"), id="an own field"),
    pytest.param(("m", "x"), (2, 3, "b.x"), id="a merged field, where it is written"),
    pytest.param(("n", "y"), (4, 3, "m.y"), id="behind an alias"),
    pytest.param(("n", "x"), (2, 3, "b.x"), id="merged behind an alias"),
    pytest.param(("m", "z"), (3, 1, "m.z"), id="missing: what is around it"),
    pytest.param((), (1, 1, ""), id="the text"),
]


@pytest.mark.parametrize(("at", "place"), PLACES)
def test_a_place_is_where_something_is_written(at, place):
    source = read_source("b: &b\n  x: 1\nm: &m\n  y: 2\n  <<: *b\nn: *m")
    source.fields(source.tree.value["m"], ("m",))

    assert Place(*place) == source.place(at)


PATHS = [
    ((), ""),
    (("a",), "a"),
    ((0,), "[0]"),
    (("tasks", 0, "a-b"), "tasks[0].a-b"),
    (("spark_conf", "spark.x"), 'spark_conf["spark.x"]'),
]


@pytest.mark.parametrize(("at", "text"), PATHS)
def test_a_path_is_written_as_people_do(at, text):
    assert text == path_text(at)
