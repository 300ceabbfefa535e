"""What may be wrong with a question, as a learner picks it. Knows no store."""

REASONS = {
    "key": "What counts as right is wrong",
    "unclear": "It is unclear what is asked or said",
    "typo": "There is a slip in the text",
    "other": "Something else",
}
"""The reasons of a flag by the name that is kept. `web/mine/records` takes no other."""


def reason_told(name: str) -> str:
    """Says a reason; one of a later version is something else.

    >>> reason_told("typo"), reason_told("boredom")
    ('There is a slip in the text', 'Something else')
    """
    return REASONS.get(name, REASONS["other"])
