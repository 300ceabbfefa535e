"""The pages that are looked at: each page of the app, and what it may show."""

PAGES = [
    "/", "/lessons/", "/lessons/s1-lakeflow-jobs/", "/practice/", "/practice/rollback/",
    "/practice/missed/",
    "/simulator/", "/simulator/half-written/", "/simulator/half-written/?task=enrich&step=25",
    "/simulator/own/", "/simulator/own/?example=json", "/patterns/", "/authors/", "/nothing-here",
    "/simulator/repaired/?do=dance", "/simulator/one-region-fails/?step=14",
    "/simulator/second-run-waits/?step=14", "/simulator/branch-and-join/?task=publish",
    "/simulator/half-written/compare/?step=20",
    "/simulator/half-written/compare/?thought=job-is-a-transaction",
    "/simulator/half-written/predict/",
    "/simulator/half-written/map/", "/simulator/half-written/tasks/",
    "/simulator/branch-and-join/tasks/",
    "/levels/", "/levels/keep-what-succeeded/",
    "/levels/keep-what-succeeded/?do=run_now&do=fix&do=repair&step=22",
    "/levels/six-kitchens/?step=9", "/words/",
    "/my-data/", "/my-data/go-on/", "/my-data/sign-out/",
    "/my-data/delete/", "/my-data/delete/sure/",
    "/drill/", "/drill/end-state/v1/7/", "/quiz/half-written/", "/rounds/",
    "/flags/?question=rollback/what-is-committed",
    "/figures/commits-and-readers/?step=6",
    "/search/?q=repair", "/rounds/objective.associate-2026-05.control-flow/",
]  # fmt: skip
