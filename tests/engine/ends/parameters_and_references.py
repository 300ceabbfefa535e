"""The scenarios of the set about parameters and references."""

from tests.engine.ends.rows import SUCCESS

ENDS = {
    # The plan, the poster and three signs, side by side.
    "a-tram-line-a-day": (
        ["SUCCESS"],
        dict.fromkeys(["count", "plan", "poster", "each_stop"], SUCCESS),
        {"tram.passengers": (1, 4100, 0), "tram.plan": (1, 18, 0)},
        4 + 3 + 1,
    ),
    # By hand at 23:30, by schedule at 23:50, which waits until 0:14: two occasions.
    "the-night-counter": (
        ["SUCCESS"] * 2,
        {"tickets": SUCCESS},
        {"cinema.tickets": (2, 1200, 0)},
        2 * (4 + 40),
    ),
}

COUNTS = {"a-tram-line-a-day": (6, 1, 0, 0), "the-night-counter": (2, 2, 1, 0)}
