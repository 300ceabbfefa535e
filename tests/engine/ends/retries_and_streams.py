"""The scenarios of the set about retries, timeouts and streams."""

from tests.engine.ends.rows import EXCLUDED, SUCCESS

ENDS = {
    # Attempts of levels start at 0:00, 10:00 and 20:00, the first with the cluster’s set-up.
    "levels-at-the-locks": (
        ["SUCCESS"],
        {"levels": ("SUCCESS", 3), "gates": SUCCESS, "siren": EXCLUDED, "logbook": SUCCESS},
        {"canal.levels": (1, 48, 0), "canal.gates": (1, 12, 0), "canal.logbook": (1, 1, 0)},
        20 + 4 + 3 + 1,
    ),
    # Ten minutes until the timeout, six in the second attempt.
    "frost-in-the-orchard": (
        ["SUCCESS"],
        {
            "forecast": ("SUCCESS", 2),
            "candles": SUCCESS,
            "by_last_year": EXCLUDED,
            "board": SUCCESS,
        },
        {
            "orchard.forecast": (1, 30, 0),
            "orchard.candles": (1, 800, 0),
            "orchard.board": (1, 1, 0),
        },
        4 + 10 + 6 + 2 + 1,
    ),
}

COUNTS = {"levels-at-the-locks": (5, 1, 2, 0), "frost-in-the-orchard": (4, 1, 1, 0)}

HEALS = {"levels-at-the-locks": "its first two executions fail"}
