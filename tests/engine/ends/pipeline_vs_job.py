"""The scenarios of the set about pipelines and jobs."""

from tests.engine.ends.rows import EXCLUDED, SUCCESS

ENDS = {
    # The pipeline has serverless compute of its own, which is up after half a minute.
    # That is no cluster to be counted; the job cluster waits for it.
    "a-catalogue-of-a-library": (
        ["SUCCESS"],
        dict.fromkeys(["returns", "catalogue", "shelves", "sleep"], SUCCESS) | {"call": EXCLUDED},
        {
            "library.returns": (1, 700, 0),
            "library.catalogue": (1, 650, 0),
            "library.shelves": (1, 90, 0),
        },
        4 + 5 + 0.5 + 15 + 3 + 0.5,
    ),
}

COUNTS = {"a-catalogue-of-a-library": (4, 1, 0, 0)}
