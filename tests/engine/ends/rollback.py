"""The scenarios of the set about what a failure takes back."""

from tests.engine.ends.rows import FAILED, SUCCESS

TWICE = ("SUCCESS", 2)

ENDS = {
    # The error falls behind the writes, after 200 of 240 seconds. The repair merges the same
    # results and appends the same trail.
    "results-of-a-laboratory": (
        ["SUCCESS_WITH_FAILURES", "SUCCESS"],
        {"fetch": SUCCESS, "results": TWICE, "sheet": SUCCESS, "free_fridge": TWICE},
        {
            "lab.samples": (1, 500, 0),
            "lab.results": (2, 480, 0),
            "lab.audit": (2, 2 * 480, 480),
            "lab.sheet": (1, 30, 0),
            "lab.fridge": (2, 12, 0),
        },
        (4 + 2 + 200 / 60 + 0.5) + (4 + 4 + 1 + 0.5),
    ),
    # Monday's 40 rows, in spite of the error; Tuesday's; and Monday's again.
    "milk-of-forty-farms": (
        ["FAILED", "SUCCESS", "SUCCESS"],
        {"collect": SUCCESS, "pay": SUCCESS},
        {"dairy.readings": (3, 3 * 40, 40), "dairy.payments": (2, 40, 0)},
        (4 + 3) + 2 * (4 + 4 + 2),
    ),
    # Commits at 6:15 and 8:30; the cancel at 9:00 is before the third. A leaf has failed.
    "seeds-in-the-vault": (
        ["FAILED"],
        {"book": ("CANCELED", 1), "thermometer": FAILED, "labels": ("UPSTREAM_CANCELED", 0)},
        {
            "seeds.arrivals": (1, 60, 0),
            "seeds.shelves": (1, 60, 0),
            "seeds.origins": (0, 0, 0),
            "seeds.climate": (0, 0, 0),
            "seeds.labels": (0, 0, 0),
        },
        9,
    ),
}

COUNTS = {
    "results-of-a-laboratory": (6, 2, 2, 480),
    "milk-of-forty-farms": (5, 3, 3, 40),
    "seeds-in-the-vault": (2, 1, 0, 0),
}

HEALS = {"milk-of-forty-farms": "only its first execution fails"}
