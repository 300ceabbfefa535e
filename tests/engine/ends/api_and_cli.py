"""The scenarios of the set about the Jobs API and the CLI."""

from tests.engine.ends.rows import FAILED, NOT_RUN, SUCCESS

ENDS = {
    # The catalogue fails before its one write, after a quarter of five minutes.
    "stars-by-script": (
        ["FAILED"],
        dict.fromkeys(["frames", "stack", "darks", "log"], SUCCESS)
        | {"catalogue": FAILED, "sky_map": NOT_RUN},
        {
            "stars.frames": (1, 300, 0),
            "stars.stack": (1, 30, 0),
            "stars.darks": (1, 10, 0),
            "stars.catalogue": (0, 0, 0),
            "stars.sky_map": (0, 0, 0),
            "stars.log": (1, 1, 0),
        },
        4 + 2 + 3 + 1.25 + 1,
    ),
}

COUNTS = {"stars-by-script": (5, 1, 0, 0)}
