"""The scenarios of the set about the task graph."""

from tests.engine.ends.rows import DISABLED, EXCLUDED, FAILED, NOT_RUN, SUCCESS

CANCELED = ("CANCELED", 1)
NOT_RUN_CANCELED = ("UPSTREAM_CANCELED", 0)

ENDS = {
    # The start-up of the cluster, then ships 4, customs 3, hazmat 2, berths 2, pilots 1.
    "the-berth-plan": (
        ["SUCCESS"],
        dict.fromkeys(
            ["ships", "tides", "customs", "cranes", "hazmat", "berths", "gates", "pilots"], SUCCESS
        ),
        {
            "port.ships": (1, 60, 0),
            "port.tides": (1, 48, 0),
            "port.cleared": (1, 52, 0),
            "port.cranes": (1, 9, 0),
            "port.hazmat": (1, 4, 0),
            "port.berths": (1, 52, 0),
            "port.gates": (1, 300, 0),
            "port.pilots": (1, 52, 0),
        },
        4 + 4 + 3 + 2 + 2 + 1,
    ),
    "three-donor-centres": (
        ["SUCCESS_WITH_FAILURES"],
        dict.fromkeys(["city", "mobile", "stock", "deliveries", "ring_centre"], SUCCESS)
        | {"coast": FAILED, "ring_ministry": EXCLUDED},
        {
            "blood.city": (1, 420, 0),
            "blood.coast": (0, 0, 0),
            "blood.mobile": (1, 55, 0),
            "blood.stock": (1, 8, 0),
            "blood.deliveries": (1, 21, 0),
        },
        4 + 3,
    ),
    "the-gearbox-task-is-off": (
        ["SUCCESS"],
        dict.fromkeys(["blades", "tower", "close_day"], SUCCESS)
        | dict.fromkeys(["gearbox", "work_list", "mail_crew"], DISABLED),
        {
            "wind.blades": (1, 90, 0),
            "wind.gearbox": (0, 0, 0),
            "wind.tower": (1, 30, 0),
            "wind.work_list": (0, 0, 0),
        },
        4 + 3 + 0.25,
    ),
    # Seats would take an hour; it is canceled ten minutes after the start of the run.
    "the-sleeper-train": (
        ["FAILED"],
        dict.fromkeys(["timetable", "unlock", "tell_staff"], SUCCESS)
        | dict.fromkeys(["bookings", "tickets"], NOT_RUN_CANCELED)
        | {"seats": CANCELED, "meals": FAILED},
        {
            "train.timetable": (1, 14, 0),
            "train.seats": (0, 0, 0),
            "train.meals": (0, 0, 0),
            "train.bookings": (0, 0, 0),
            "train.tickets": (0, 0, 0),
        },
        10 + 0.25,
    ),
    # The other job has a cluster of its own, which has to start. Packing fails after 0:15.
    "loans-of-a-museum": (
        ["SUCCESS_WITH_FAILURES", "FAILED"],
        dict.fromkeys(["requests", "insurance", "call_courier"], SUCCESS)
        | {"conservation": FAILED, "trucks": NOT_RUN},
        {
            "museum.requests": (1, 12, 0),
            "museum.insurance": (1, 12, 0),
            "museum.trucks": (0, 0, 0),
            "lab.findings": (1, 12, 0),
            "lab.crates": (0, 0, 0),
        },
        4 + 1 + 4 + 1 + 0.25 + 0.25,
    ),
}

COUNTS = {
    "the-berth-plan": (8, 1, 0, 0),
    "three-donor-centres": (6, 1, 0, 0),
    "the-gearbox-task-is-off": (3, 1, 0, 0),
    "the-sleeper-train": (5, 1, 0, 0),
    "loans-of-a-museum": (5, 2, 0, 0),
}
