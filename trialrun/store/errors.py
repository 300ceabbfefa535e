"""What the store refuses, as sentences. Knows no table and no file."""

CLOSED = "The app is stopping, so nothing can be kept or shown. Try again in a moment."


class StoreError(Exception):
    """The database would not take or give something; the text is a sentence for the learner."""


def is_busy(error: Exception) -> bool:
    """Says whether somebody else holds the lock."""
    return "locked" in str(error) or "busy" in str(error)


def is_damage(error: Exception) -> bool:
    """Says whether a file is no whole database."""
    return "malformed" in str(error) or "not a database" in str(error)


def sentence_of(error: Exception) -> str:
    """Says what SQLite has refused, and what to do."""
    text = str(error)
    if "readonly" in text or "read-only" in text:
        return "The database is read-only, so nothing new can be kept. Earlier answers are safe."
    if "full" in text:
        return "The disk is full, so nothing new can be kept. Earlier answers are safe."
    if is_busy(error):
        return "The database is busy with something else. Try again in a moment."
    if is_damage(error):
        return "The database file is damaged. Restore it from a backup, or move it away."
    return f"The database cannot be used: {text}."
