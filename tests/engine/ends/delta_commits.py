"""The scenarios of the set about commits of Delta tables."""

from tests.engine.ends.rows import FAILED, NOT_RUN, SUCCESS

ENDS = {
    # Four parts around three writes; the error falls in the middle of the third: 6 * 5 / 8.
    "three-writes-a-night": (
        ["FAILED"],
        {"gauges": SUCCESS, "balance": FAILED, "bulletin": NOT_RUN, "minutes": SUCCESS},
        {
            "water.readings": (1, 480, 0),
            "water.levels": (1, 60, 0),
            "water.journal": (1, 60, 0),
            "water.pumps": (0, 0, 0),
            "water.bulletin": (0, 0, 0),
            "water.minutes": (1, 1, 0),
        },
        4 + 2 + 3.75 + 1,
    ),
    # Two nights and Monday once more: its 900 rows come again, its merge finds its 310 accounts.
    "tolls-of-two-nights": (
        ["SUCCESS"] * 3,
        {"passages": SUCCESS, "accounts": SUCCESS},
        {"toll.passages": (3, 3 * 900, 900), "toll.accounts": (3, 2 * 310, 0)},
        3 * (4 + 5 + 2),
    ),
    # Tuesday's lots are in, its prices not: the error falls in the middle of three parts.
    "catch-of-the-day": (
        ["SUCCESS", "FAILED"],
        {"scales": SUCCESS, "lots": FAILED, "board": NOT_RUN},
        {
            "auction.scales": (2, 200, 0),
            "auction.lots": (2, 400, 0),
            "auction.prices": (1, 35, 0),
            "auction.board": (1, 35, 0),
        },
        (4 + 2 + 4 + 1) + (4 + 2 + 2),
    ),
    # 70, 50 and 40 rows, in three commits of one minute.
    "three-kilns": (
        ["SUCCESS"],
        dict.fromkeys(["plan", "kiln_a", "kiln_b", "kiln_c", "ledger"], SUCCESS),
        {"bricks.plan": (1, 3, 0), "bricks.firings": (3, 160, 0), "bricks.ledger": (1, 3, 0)},
        4 + 1 + 3 + 1,
    ),
}

COUNTS = {
    "three-writes-a-night": (3, 1, 0, 0),
    "tolls-of-two-nights": (6, 3, 4, 900),
    "catch-of-the-day": (5, 2, 2, 0),
    "three-kilns": (5, 1, 0, 0),
}

HEALS = {"catch-of-the-day": "only its second execution fails"}
