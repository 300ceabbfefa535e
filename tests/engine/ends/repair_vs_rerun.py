"""The newer scenarios of the set about repairs."""

from tests.engine.ends.rows import SUCCESS

TWICE = ("SUCCESS", 2)

ENDS = {
    # sound fails at minute 12, colour ends at 17, wipe at 18. The repair: sound, reel, wipe.
    "reels-of-a-film-lab": (
        ["SUCCESS_WITH_FAILURES", "SUCCESS"],
        dict.fromkeys(["scan", "colour", "reel", "subtitles"], SUCCESS)
        | {"sound": TWICE, "wipe": TWICE},
        {
            "film.frames": (1, 8600, 0),
            "film.colours": (1, 8600, 0),
            "film.sounds": (1, 360, 0),
            "film.reels": (1, 1, 0),
            "film.subtitles": (1, 210, 0),
        },
        (4 + 5 + 8 + 1) + (4 + 6 + 4 + 1),
    ),
    # inspect fails at minute 14, declare ends at 15. The repair: inspect, fees, release.
    "parcels-at-customs": (
        ["FAILED", "SUCCESS"],
        dict.fromkeys(["manifest", "declare", "fees", "release"], SUCCESS) | {"inspect": TWICE},
        {
            "customs.parcels": (1, 240, 0),
            "customs.declared": (1, 240, 0),
            "customs.inspected": (1, 18, 0),
            "customs.fees": (1, 18, 0),
            "customs.released": (1, 222, 0),
        },
        (4 + 5 + 6) + (4 + 10 + 3 + 2),
    ),
}

COUNTS = {"reels-of-a-film-lab": (8, 2, 2, 0), "parcels-at-customs": (6, 2, 1, 0)}
