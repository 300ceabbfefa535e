"""The scenarios of the set about streams, checkpoints and state."""

from tests.engine.ends.rows import SUCCESS

ENDS = {
    # Four runs, at 2:00, 3:00, 4:00 and 5:00; the cluster of each takes four minutes.
    "orders-each-hour": (
        ["SUCCESS"] * 4,
        {"load": SUCCESS, "report": SUCCESS},
        {"silver.orders": (4, 480, 0), "gold.hours": (4, 4, 0)},
        4 * (4 + 6 + 2),
    ),
}

COUNTS = {"orders-each-hour": (8, 4, 6, 0)}
