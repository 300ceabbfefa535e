"""The scenarios of the set about triggers, limits and the queue."""

from tests.engine.ends.rows import SUCCESS

ENDS = {
    # 6:00 and 7:00; 6:30 and 7:30 find a run of forty minutes, and are skipped.
    "ferries-every-half-hour": (
        ["SUCCESS"] * 2,
        {"positions": SUCCESS, "berths": SUCCESS},
        {"port.positions": (2, 120, 0), "port.berths": (2, 24, 0)},
        2 * (4 + 20 + 16),
    ),
    # By hand at 17:50, by schedule at 18:00: two occasions, so no row is surplus.
    "the-bank-closes-at-six": (
        ["SUCCESS"] * 2,
        {"payments": SUCCESS, "balance": SUCCESS},
        {"bank.payments": (2, 1800, 0), "bank.balance": (2, 40, 0)},
        2 * (4 + 16 + 10),
    ),
    # Monday to Friday.
    "rounds-on-the-ward": (
        ["SUCCESS"] * 5,
        {"beds": SUCCESS, "lists": SUCCESS},
        {"ward.beds": (5, 320, 0), "ward.lists": (5, 18, 0)},
        5 * (4 + 2 + 1),
    ),
    # Friday and Monday at 1:00 in UTC.
    "tea-auctions-in-kolkata": (
        ["SUCCESS"] * 2,
        {"lots": SUCCESS, "estimates": SUCCESS},
        {"tea.lots": (2, 480, 0), "tea.estimates": (2, 240, 0)},
        2 * (4 + 6 + 3),
    ),
    # 21:00 by schedule, 22:30 by hand; paused at 22:00 and 23:00.
    "the-reading-room-scans": (
        ["SUCCESS"] * 2,
        {"pages": SUCCESS, "index": SUCCESS},
        {"library.pages": (2, 1400, 0), "library.index": (2, 90, 0)},
        2 * (4 + 12 + 8),
    ),
    # Ten minutes are canceled, before the one write; then a run from the top.
    "meters-without-a-pause": (
        ["CANCELED", "SUCCESS"],
        {"meters": SUCCESS},
        {"water.meters": (1, 5000, 0)},
        10 + 4 + 30,
    ),
}

COUNTS = {
    "ferries-every-half-hour": (4, 2, 2, 0),
    "the-bank-closes-at-six": (4, 2, 2, 0),
    "rounds-on-the-ward": (10, 5, 8, 0),
    "tea-auctions-in-kolkata": (4, 2, 2, 0),
    "the-reading-room-scans": (4, 2, 2, 0),
    "meters-without-a-pause": (2, 2, 1, 0),
}
