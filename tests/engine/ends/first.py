"""The scenarios of the first lesson."""

from tests.engine.ends.rows import NOT_RUN, SUCCESS

CHAIN = {"ingest": SUCCESS, "silver": SUCCESS, "gold": SUCCESS}
CHAIN_TABLES = {
    "bronze.orders": (1, 1000, 0),
    "silver.orders": (1, 960, 0),
    "gold.daily_sales": (1, 12, 0),
}
FORK = {"ingest": SUCCESS, "clean": SUCCESS, "enrich": ("SUCCESS", 2), "report": SUCCESS}
FORK_TABLES = {
    "bronze.orders": (1, 1000, 0),
    "silver.orders": (1, 960, 0),
    "silver.menu": (1, 40, 0),
    "silver.prices": (1, 40, 0),
    "gold.daily_sales": (1, 12, 0),
}

ENDS = {
    "everything-works": (["SUCCESS"], CHAIN, CHAIN_TABLES, 10),
    "chain-breaks": (
        ["FAILED"],
        {"ingest": SUCCESS, "silver": ("FAILED", 1), "gold": NOT_RUN},
        CHAIN_TABLES | {"silver.orders": (0, 0, 0), "gold.daily_sales": (0, 0, 0)},
        6.75,
    ),
    "one-branch-fails": (
        ["FAILED"],
        {"ingest": SUCCESS, "clean": SUCCESS, "enrich": ("FAILED", 1)},
        {
            "bronze.orders": (1, 1000, 0),
            "silver.orders": (1, 960, 0),
            "silver.menu": (1, 40, 0),
            "silver.prices": (0, 0, 0),
        },
        9,
    ),
    "repaired": (["FAILED", "SUCCESS"], FORK, FORK_TABLES, 18),
    "run-again": (
        ["FAILED", "SUCCESS"],
        FORK | {"enrich": SUCCESS},
        FORK_TABLES | {"bronze.orders": (2, 2000, 1000), "silver.orders": (2, 1920, 960)},
        20,
    ),
    "half-written": (
        ["FAILED", "SUCCESS"],
        FORK,
        FORK_TABLES | {"silver.menu": (2, 80, 40)},
        18,
    ),
    "half-written-overwrite": (
        ["FAILED", "SUCCESS"],
        FORK,
        FORK_TABLES | {"silver.menu": (2, 40, 0)},
        18,
    ),
    "retried": (["SUCCESS"], CHAIN | {"silver": ("SUCCESS", 2)}, CHAIN_TABLES, 14),
    "serverless-chain": (["SUCCESS"], CHAIN, CHAIN_TABLES, 7.5),
    "all-purpose-chain": (["SUCCESS"], CHAIN, CHAIN_TABLES, 6),
    "branch-and-join": (
        ["SUCCESS"],
        dict.fromkeys(["validate", "quality_ok", "publish", "report"], SUCCESS)
        | {"quarantine": ("EXCLUDED", 0)},
        {"gold.orders": (1, 950, 0), "gold.report": (1, 12, 0), "ops.quarantine": (0, 0, 0)},
        8,
    ),
    "clean-up-always": (
        ["SUCCESS_WITH_FAILURES"],
        {"load": ("FAILED", 1), "report": NOT_RUN, "clean_up": SUCCESS},
        {"bronze.orders": (0, 0, 0), "gold.report": (0, 0, 0)},
        5,
    ),
    # The second iteration fails after 30 s, so the third starts then; the repair runs one of three.
    "one-region-fails": (
        ["FAILED", "SUCCESS"],
        {"per_region": ("SUCCESS", 2), "report": SUCCESS},
        {"silver.regions": (3, 900, 0), "gold.report": (1, 12, 0)},
        6.5 + 7,
    ),
    # The first of three writes is there before the timeout; its second time is ignored.
    "too-slow": (
        ["SUCCESS"],
        {"load": ("SUCCESS", 2), "report": SUCCESS},
        {
            "bronze.orders": (1, 1000, 0),
            "bronze.items": (1, 4000, 0),
            "bronze.payments": (1, 1000, 0),
            "gold.report": (1, 12, 0),
        },
        12,
    ),
    "second-run-waits": (
        ["SUCCESS", "SUCCESS"],
        {"ingest": SUCCESS, "gold": SUCCESS},
        {"bronze.orders": (2, 2000, 1000), "gold.daily_sales": (2, 12, 0)},
        7 + 7,
    ),
    "a-job-runs-a-job": (
        ["SUCCESS", "SUCCESS_WITH_FAILURES"],
        {"ingest": SUCCESS, "loyalty": SUCCESS, "gold": SUCCESS},
        {"bronze.orders": (1, 1000, 0), "gold.daily_sales": (1, 12, 0), "silver.points": (0, 0, 0)},
        11.75,
    ),
    # Gold fails after a quarter of its minute: its only write would be in the middle of it. The
    # third run is for the first start again.
    "two-starts": (
        ["FAILED", "SUCCESS", "SUCCESS"],
        {"ingest": SUCCESS, "gold": SUCCESS},
        {"bronze.orders": (3, 3000, 1000), "gold.daily_sales": (2, 12, 0)},
        6.25 + 7 + 7,
    ),
}

COUNTS = {
    "everything-works": (3, 1, 0, 0),
    "chain-breaks": (2, 1, 0, 0),
    "one-branch-fails": (3, 1, 0, 0),
    "repaired": (5, 2, 1, 0),
    "run-again": (7, 2, 3, 1960),
    "half-written": (5, 2, 1, 40),
    "half-written-overwrite": (5, 2, 1, 0),
    "retried": (4, 1, 1, 0),
    "serverless-chain": (3, 0, 0, 0),
    "all-purpose-chain": (3, 0, 0, 0),
    "branch-and-join": (3, 1, 0, 0),
    "clean-up-always": (2, 1, 0, 0),
    "one-region-fails": (5, 2, 1, 0),
    "too-slow": (3, 1, 1, 0),
    "second-run-waits": (4, 2, 2, 1000),
    "a-job-runs-a-job": (4, 2, 0, 0),
    "two-starts": (6, 3, 4, 1000),
}

HEALS = {"retried": "its first execution fails"}
