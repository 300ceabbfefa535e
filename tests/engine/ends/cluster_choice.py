"""The scenarios of the set about the choice of compute."""

from tests.engine.ends.rows import SUCCESS

ENDS = {
    # Two rounds of four, and each iteration waits for a cluster of its own.
    "eight-lighthouses": (
        ["SUCCESS"],
        {"collect": SUCCESS, "towers": SUCCESS},
        {"coast.logs": (1, 800, 0), "coast.checks": (8, 8, 0)},
        4 + 3 + 2 * (4 + 2),
    ),
    "fares-of-the-night-trams": (
        ["SUCCESS"],
        {"fares": SUCCESS},
        {"trams.fares": (1, 5000, 0)},
        4 + 30,
    ),
    # The large cluster starts when the model does; the small one is still up for the bulletin.
    "the-avalanche-bulletin": (
        ["SUCCESS"],
        dict.fromkeys(["stations", "terrain", "model", "bulletin"], SUCCESS),
        {
            "snow.stations": (1, 90, 0),
            "snow.terrain": (1, 400, 0),
            "snow.danger": (1, 25, 0),
            "snow.bulletin": (1, 1, 0),
        },
        4 + 10 + 4 + 20 + 5,
    ),
}

COUNTS = {
    "eight-lighthouses": (9, 9, 0, 0),
    "fares-of-the-night-trams": (1, 1, 0, 0),
    "the-avalanche-bulletin": (4, 2, 0, 0),
}
