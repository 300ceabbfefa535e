"""The scenarios of the set about monitoring and notifications."""

from tests.engine.ends.rows import NOT_RUN, SUCCESS

ENDS = {
    # Both errors fall before the one write, after a quarter of three minutes; retried at once.
    "ferry-to-the-islands": (
        ["SUCCESS"],
        {"bookings": ("SUCCESS", 3), "crew": SUCCESS, "manifest": SUCCESS, "tidy": SUCCESS},
        {"ferry.bookings": (1, 800, 0), "ferry.crew": (1, 44, 0), "ferry.manifest": (1, 800, 0)},
        4 + 2 * 0.75 + 3 + 3 + 2 + 1,
    ),
    # The start at 0:08 is skipped.
    "letters-at-noon": (
        ["SUCCESS"],
        {"sort": SUCCESS, "bags": SUCCESS},
        {"post.sorted": (1, 4000, 0), "post.bags": (1, 90, 0)},
        4 + 10 + 5,
    ),
    # No retry on a timeout. The guard runs, the report cannot; the one leaf turns the alarm off.
    "the-turbine-hall": (
        ["SUCCESS_WITH_FAILURES"],
        dict.fromkeys(["sensors", "steam", "guard", "alarm_off"], SUCCESS)
        | dict.fromkeys(["wear", "service_plan", "report"], NOT_RUN)
        | {"vibration": ("TIMEDOUT", 1)},
        {
            "power.sensors": (1, 9000, 0),
            "power.steam": (1, 300, 0),
            "power.wear": (0, 0, 0),
            "power.service_plan": (0, 0, 0),
            "power.report": (0, 0, 0),
        },
        4 + 2 + 10 + 1 + 1,
    ),
}

COUNTS = {
    "ferry-to-the-islands": (6, 1, 2, 0),
    "letters-at-noon": (2, 1, 0, 0),
    "the-turbine-hall": (5, 1, 0, 0),
}

HEALS = {"ferry-to-the-islands": "its first two executions fail"}
