"""The scenarios of the set about branches, loops and task values."""

from tests.engine.ends.rows import EXCLUDED, FAILED, NOT_RUN, SUCCESS

ENDS = {
    # Samples 2, pick 3, plan 1.
    "ready-to-pick": (
        ["SUCCESS"],
        dict.fromkeys(["samples", "ripe", "pick", "plan", "pay_pickers"], SUCCESS)
        | dict.fromkeys(["wet", "spray", "leave"], EXCLUDED),
        {
            "vineyard.samples": (1, 80, 0),
            "vineyard.rows_to_pick": (1, 14, 0),
            "vineyard.rows_to_spray": (0, 0, 0),
            "vineyard.plan": (1, 6, 0),
            "vineyard.wages": (1, 25, 0),
        },
        4 + 2 + 3 + 1,
    ),
    "double-samples": (
        ["SUCCESS"],
        dict.fromkeys(["register", "doubles", "merge", "results", "tidy"], SUCCESS),
        {"lab.samples": (2, 637, 0), "lab.results": (1, 637, 0)},
        4 + 1 + 4 + 2,
    ),
    "closed-on-sundays": (
        ["SUCCESS"],
        {"returns": SUCCESS, "open_today": SUCCESS, "reminders": EXCLUDED},
        {"library.returns": (1, 730, 0), "library.reminders": (0, 0, 0)},
        4 + 2,
    ),
    # Sunday and Monday in Auckland, which are Saturday and Sunday in UTC.
    "monday-in-auckland": (
        ["SUCCESS", "SUCCESS"],
        dict.fromkeys(["milk", "monday", "day_plan"], SUCCESS) | {"week_plan": EXCLUDED},
        {"dairy.milk": (2, 90, 0), "dairy.week_plan": (0, 0, 0), "dairy.day_plan": (2, 12, 0)},
        2 * (4 + 2 + 1),
    ),
    # Two rounds of four minutes; the one that fails is over before the two beside it.
    "six-depots": (
        ["FAILED"],
        {"depots": FAILED, "sheet": NOT_RUN},
        {"parcels.tours": (5, 100, 0), "parcels.sheet": (0, 0, 0)},
        4 + 2 * 4,
    ),
    "which-lifts-run": (
        ["SUCCESS"],
        dict.fromkeys(["weather", "open_lifts", "checks", "board"], SUCCESS),
        {"ski.weather": (1, 24, 0), "ski.checks": (3, 3, 0), "ski.board": (1, 3, 0)},
        4 + 1 + 1 + 3 * 2 + 1,
    ),
    # Three rounds of four minutes to start and six to work: no cluster is handed on.
    "five-boreholes": (
        ["SUCCESS"],
        {"heat": SUCCESS, "map": SUCCESS},
        {"heat.boreholes": (5, 120, 0), "heat.map": (1, 5, 0)},
        3 * (4 + 6) + 4 + 1,
    ),
    "fish-for-the-seals": (
        ["SUCCESS"],
        {"count": SUCCESS, "feed": SUCCESS},
        {"aquarium.stock": (1, 40, 0), "aquarium.meals": (1, 11, 0)},
        4 + 1 + 2,
    ),
    "letters-and-payouts": (
        ["SUCCESS_WITH_FAILURES"],
        dict.fromkeys(["triage", "letters", "dozen", "audit", "close"], SUCCESS)
        | {"payouts": FAILED, "archive": EXCLUDED},
        {"claims.triage": (1, 310, 0)},
        4 + 2 + 1 + 1,
    ),
    # Each house's run starts a cluster; the programme's own has to start, too.
    "a-season-in-each-theatre": (
        ["SUCCESS"] * 4,
        {"theatres": SUCCESS, "programme": SUCCESS},
        {
            "season.seats": (3, 1200, 0),
            "season.posters": (3, 12, 0),
            "theatres.programme": (1, 90, 0),
        },
        4 + 2 + 1 + 4 + 1,
    ),
}

COUNTS = {
    "ready-to-pick": (4, 1, 0, 0),
    "double-samples": (4, 1, 0, 0),
    "closed-on-sundays": (1, 1, 0, 0),
    "monday-in-auckland": (4, 2, 2, 0),
    "six-depots": (6, 1, 0, 0),
    "which-lifts-run": (6, 1, 0, 0),
    "five-boreholes": (6, 6, 0, 0),
    "fish-for-the-seals": (2, 1, 0, 0),
    "letters-and-payouts": (5, 1, 0, 0),
    "a-season-in-each-theatre": (7, 4, 0, 0),
}
