"""Fills in the form that a question page shows, whatever its kind."""

from html.parser import HTMLParser
from urllib.parse import urlencode


def filled(page: str) -> str:
    """Fills in the question form of a page, urlencoded: a valid answer, not a right one.

    Of radios and boxes the first is picked. Selects are filled from the last value backwards, so
    that each of them takes another one, as where tasks are put into an order.
    """
    form = _Form()
    form.feed(page)
    fields = list(form.hidden)
    fields += form.picked.items()
    fields += [
        (name, values[-1 - index % len(values)])
        for index, (name, values) in enumerate(form.selects)
    ]
    return urlencode(fields)


class _Form(HTMLParser):
    """Collects the fields of the form whose class is `question`."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: list[tuple[str, str]] = []
        self.picked: dict[str, str] = {}
        self.selects: list[tuple[str, list[str]]] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes one field, or one value of a select."""
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = got.get("class") == "question"
        if not self._is_inside:
            return
        if tag == "input" and got.get("type") == "hidden":
            self.hidden.append((got["name"], got["value"]))
        elif tag == "input":
            self.picked.setdefault(got["name"], got["value"])
        elif tag == "select":
            self.selects.append((got["name"], []))
        elif tag == "option" and got["value"]:
            self.selects[-1][1].append(got["value"])

    def handle_endtag(self, tag: str) -> None:
        """Notes the end of the form."""
        self._is_inside &= tag != "form"
