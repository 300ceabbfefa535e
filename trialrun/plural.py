"""Counts things in words. Any room may use it; it uses none."""


def counted(count: int, noun: str, plural: str = "") -> str:
    """Writes a number with its noun.

    >>> counted(1, "move"), counted(1200, "move"), counted(2, "try", "tries")
    ('1 move', '1,200 moves', '2 tries')
    """
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"
