"""What a person wrote, made fit to stand inside a sentence."""

QUOTED_MAX = 40


def quoted(text: str) -> str:
    """Returns a text not too long, and without control or bidi characters.

    >>> quoted("a" + chr(0x202E) + "b") == "a" + chr(0xFFFD) + "b", len(quoted("x" * 1000))
    (True, 40)
    """
    # Only what is shown is looked at: the text may be as long as an address.
    shown = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for char in text[: QUOTED_MAX + 1]
    )
    return shown if len(shown) <= QUOTED_MAX else shown[: QUOTED_MAX - 1] + "…"
