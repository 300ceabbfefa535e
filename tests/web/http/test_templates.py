"""Compiled templates are kept where there is room; without it every page is there all the same."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from tests.build import ROOT
from trialrun.web.http.templates import CompiledTemplates, compiled_templates


def rendered(cache: CompiledTemplates | None) -> str:
    loader = DictLoader({"page": "Hello {{ name }}"})
    environment = Environment(loader=loader, bytecode_cache=cache, autoescape=True)
    return environment.get_template("page").render(name="Ada")


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Hello Ada" == rendered(compiled_templates(tmp_path / "templates"))
    monkeypatch.setattr(Environment, "_compile", lambda *_: 1 / 0)

    assert "Hello Ada" == rendered(compiled_templates(tmp_path / "templates"))


@pytest.mark.parametrize("number", [28, 30], ids=["disk full", "read-only"])
def test_a_page_is_there_though_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "no room")

    cache = compiled_templates(tmp_path / "templates")
    monkeypatch.setattr("jinja2.bccache.tempfile.NamedTemporaryFile", refuse)

    assert "Hello Ada" == rendered(cache)


def test_a_folder_that_vanished_or_is_damaged_costs_nothing(tmp_path: Path) -> None:
    cache = compiled_templates(tmp_path / "templates")
    rendered(cache)
    for file in (tmp_path / "templates").iterdir():
        file.write_bytes(b"rubbish")
    assert "Hello Ada" == rendered(cache)

    for file in (tmp_path / "templates").iterdir():
        file.unlink()
    (tmp_path / "templates").rmdir()
    assert "Hello Ada" == rendered(cache)


def test_a_place_that_is_none_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert compiled_templates(tmp_path / "file" / "templates") is None


_IN_CONTROL = re.compile(r"<(a|button)\b(?:(?!</\1>).)*?\|inline\b", re.DOTALL)


def test_no_author_text_puts_a_link_into_a_link():
    """An author's text may hold links and notes: inside of a link it is `inline_in_link`."""
    wrong = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if _IN_CONTROL.search(path.read_text("utf-8"))
    ]

    assert [] == wrong
