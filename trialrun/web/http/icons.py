"""Icons out of one sprite, written into the page: no request, no font, coloured by CSS."""

import re
from xml.etree import ElementTree

from markupsafe import Markup, escape

_NAMESPACE = re.compile(r'\sxmlns(:\w+)?="[^"]*"')
_SVG = "{http://www.w3.org/2000/svg}"


class Icons:
    """The symbols of a sprite by id."""

    def __init__(self, sprite: str) -> None:
        root = ElementTree.fromstring(sprite)
        ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
        self._inner = {
            symbol.attrib["id"]: "".join(
                _NAMESPACE.sub("", ElementTree.tostring(child, encoding="unicode")).strip()
                for child in symbol
            )
            for symbol in root.iter(f"{_SVG}symbol")
        }

    def icon(self, name: str) -> Markup:
        """Returns an icon that says nothing to a screen reader; its neighbour text does."""
        return Markup(
            f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{self._inner[name]}</svg>'
        )

    def symbols(self, *prefixes: str) -> Markup:
        """Returns the symbols whose ids start like one of these, to be drawn by <use>."""
        body = "".join(
            f'<symbol id="{escape(name)}" viewBox="0 0 24 24">{inner}</symbol>'
            for name, inner in self._inner.items()
            if name.startswith(prefixes)
        )
        return Markup(f'<svg class="symbols" aria-hidden="true">{body}</svg>')
