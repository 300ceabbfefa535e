"""One palette: the colours of drawings are the tokens of the pages, in light."""

import re
from collections.abc import Iterator
from math import cos, radians, sin
from pathlib import Path

import pytest

from trialrun.lab import palette

ROOT = Path(__file__).parent.parent.parent
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()
COLOURS = {name: value for name, value in vars(palette).items() if name.isupper()}
HEX = re.compile(r"(?<!href=\")#(?:[0-9a-f]{3}|[0-9a-f]{6})\b", re.IGNORECASE)


def in_light(name: str) -> str:
    """Returns what a token comes to in the light theme, as #rrggbb."""
    (value,) = re.findall(rf"^  --{name.lower().replace('_', '-')}: (.+);$", TOKENS, re.MULTILINE)
    value = re.sub(r"^light-dark\((.+?\)?), .+\)$", r"\1", value)
    return value if value.startswith("#") else from_oklch(value)


def from_oklch(text: str) -> str:
    """Turns `oklch(L% C H)` into sRGB, as CSS Color 4 says."""
    share, chroma, hue = map(float, re.findall(r"[\d.]+", text))
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (share / 100 + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (share / 100 - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (share / 100 - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    curved = (u * 12.92 if u <= 0.0031308 else 1.055 * u ** (1 / 2.4) - 0.055 for u in linear)
    return "#" + "".join(f"{round(255 * min(max(u, 0), 1)):02x}" for u in curved)


def our_files() -> Iterator[Path]:
    yield from (ROOT / "trialrun").rglob("*.py")
    yield from (path for path in (ROOT / "templates").rglob("*") if path.is_file())


@pytest.mark.parametrize("name", COLOURS)
def test_a_colour_of_a_drawing_is_its_token_in_light(name):
    assert in_light(name) == COLOURS[name]


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("oklch(100% 0 0)", "#ffffff"),
        ("oklch(62.8% 0.2577 29.23)", "#ff0000"),
        ("oklch(62% 0.015 260)", "#81868f"),
    ],
)
def test_oklch_is_read_as_browsers_read_it(text, colour):
    assert colour == from_oklch(text)


def test_no_other_file_of_python_or_template_names_a_colour():
    naming = {path.name for path in our_files() if HEX.search(path.read_text())}

    assert {"palette.py"} == naming
