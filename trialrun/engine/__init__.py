"""What a Lakeflow Job does, as a pure function. Standard library only; no clock, no I/O.

`simulate(world, actions, rules) -> Trace` is the door; the rest are the values it takes and gives.
"""

from typing import TYPE_CHECKING

from trialrun.lazy import lazily

if TYPE_CHECKING:
    from trialrun.engine.job.direction import has_rtl, isolated
    from trialrun.engine.job.graph import Graph, find_cycle
    from trialrun.engine.job.job import (
        Arrival,
        Compute,
        ComputeKind,
        Condition,
        Continuous,
        Dependency,
        ForEach,
        Job,
        Notifications,
        Op,
        Periodic,
        RunJob,
        Schedule,
        Task,
        digest_of,
        graph_of,
    )
    from trialrun.engine.job.occasion import occasion_of_first, read_occasion
    from trialrun.engine.job.prices import ILLUSTRATIVE, PRICES_WRITTEN, Prices, Rate
    from trialrun.engine.job.state import (
        CANCELED_STATES,
        FAILED_STATES,
        RECOVERABLE_RESULTS,
        UNSUCCESSFUL_STATES,
        State,
    )
    from trialrun.engine.job.world import (
        Action,
        Do,
        Failure,
        Get,
        Happening,
        Slowness,
        TaskScript,
        World,
        Write,
        WriteMode,
    )
    from trialrun.engine.play import ACTIONS_MAX, RUN_NOW, Endless, simulate
    from trialrun.engine.rules import REPAIRABLE_TASKS_MIN, RUN_IF, TRUTH, Rules
    from trialrun.engine.rules.beliefs import BELIEFS, Belief
    from trialrun.engine.trace.api_ends import (
        api_end_of_run,
        api_ends_of_runs,
        api_ends_of_tasks,
        codes_of_what_is_missing,
    )
    from trialrun.engine.trace.api_state import ApiState, api_state_of_run, api_state_of_task
    from trialrun.engine.trace.assumptions import (
        SET_BY_US,
        UNSAID,
        assumptions_of,
        unsaid_assumptions,
        unsaid_by_event,
    )
    from trialrun.engine.trace.commit import Commit
    from trialrun.engine.trace.explain import Parting, describe, explain, first_parting
    from trialrun.engine.trace.origin import Giver, Provenance, Use
    from trialrun.engine.trace.trace import (
        Cause,
        Compared,
        Event,
        Fixed,
        Iterated,
        Notice,
        Segment,
        Started,
        TaskEnd,
        Trace,
        Used,
        Value,
    )
    from trialrun.engine.trace.trace_json import canonical_json
    from trialrun.engine.trace.usage import Usage
    from trialrun.engine.whatif.dials import (
        Dial,
        Turn,
        dials_of_job,
        dials_of_task,
        turn_text,
        value_of_dial,
    )
    from trialrun.engine.whatif.iterations import beyond_told
    from trialrun.engine.whatif.places import (
        TaskPlace,
        inside,
        path_of_event,
        place_of,
        places_of,
        starter_of,
    )
    from trialrun.engine.whatif.undefined import undefined_told
    from trialrun.engine.whatif.whatif import (
        NOBODY,
        WhatIf,
        WhatIfError,
        WhatIfText,
        do_text,
        fail_text,
        read_what_if,
        slow_text,
    )
    from trialrun.engine.whatif.whatif_text import unescaped

__all__ = [
    "ACTIONS_MAX",
    "BELIEFS",
    "CANCELED_STATES",
    "FAILED_STATES",
    "ILLUSTRATIVE",
    "NOBODY",
    "PRICES_WRITTEN",
    "RECOVERABLE_RESULTS",
    "REPAIRABLE_TASKS_MIN",
    "RUN_IF",
    "RUN_NOW",
    "SET_BY_US",
    "TRUTH",
    "UNSAID",
    "UNSUCCESSFUL_STATES",
    "Action",
    "ApiState",
    "Arrival",
    "Belief",
    "Cause",
    "Commit",
    "Compared",
    "Compute",
    "ComputeKind",
    "Condition",
    "Continuous",
    "Dependency",
    "Dial",
    "Do",
    "Endless",
    "Event",
    "Failure",
    "Fixed",
    "ForEach",
    "Get",
    "Giver",
    "Graph",
    "Happening",
    "Iterated",
    "Job",
    "Notice",
    "Notifications",
    "Op",
    "Parting",
    "Periodic",
    "Prices",
    "Provenance",
    "Rate",
    "Rules",
    "RunJob",
    "Schedule",
    "Segment",
    "Slowness",
    "Started",
    "State",
    "Task",
    "TaskEnd",
    "TaskPlace",
    "TaskScript",
    "Trace",
    "Turn",
    "Usage",
    "Use",
    "Used",
    "Value",
    "WhatIf",
    "WhatIfError",
    "WhatIfText",
    "World",
    "Write",
    "WriteMode",
    "api_end_of_run",
    "api_ends_of_runs",
    "api_ends_of_tasks",
    "api_state_of_run",
    "api_state_of_task",
    "assumptions_of",
    "beyond_told",
    "canonical_json",
    "codes_of_what_is_missing",
    "describe",
    "dials_of_job",
    "dials_of_task",
    "digest_of",
    "do_text",
    "explain",
    "fail_text",
    "find_cycle",
    "first_parting",
    "graph_of",
    "has_rtl",
    "inside",
    "isolated",
    "occasion_of_first",
    "path_of_event",
    "place_of",
    "places_of",
    "read_occasion",
    "read_what_if",
    "simulate",
    "slow_text",
    "starter_of",
    "turn_text",
    "undefined_told",
    "unescaped",
    "unsaid_assumptions",
    "unsaid_by_event",
    "value_of_dial",
]

_NAMES = {
    "job.graph": ("Graph find_cycle"),
    "job.job": (
        "Arrival Compute ComputeKind Condition Continuous Dependency ForEach Job Notifications Op"
        " Periodic RunJob Schedule Task digest_of graph_of"
    ),
    "job.direction": ("has_rtl isolated"),
    "job.occasion": ("occasion_of_first read_occasion"),
    "job.prices": ("ILLUSTRATIVE PRICES_WRITTEN Prices Rate"),
    "job.state": ("CANCELED_STATES FAILED_STATES RECOVERABLE_RESULTS UNSUCCESSFUL_STATES State"),
    "job.world": ("Action Do Failure Get Happening Slowness TaskScript World Write WriteMode"),
    "play": ("ACTIONS_MAX RUN_NOW Endless simulate"),
    "rules": ("REPAIRABLE_TASKS_MIN RUN_IF TRUTH Rules"),
    "rules.beliefs": ("BELIEFS Belief"),
    "trace.api_ends": (
        "api_end_of_run api_ends_of_runs api_ends_of_tasks codes_of_what_is_missing"
    ),
    "trace.api_state": ("ApiState api_state_of_run api_state_of_task"),
    "trace.assumptions": "SET_BY_US UNSAID assumptions_of unsaid_assumptions unsaid_by_event",
    "trace.commit": ("Commit"),
    "trace.explain": ("Parting describe explain first_parting"),
    "trace.origin": ("Provenance Giver Use"),
    "trace.trace": (
        "Cause Compared Event Fixed Iterated Notice Segment Started TaskEnd Trace Used Value"
    ),
    "trace.trace_json": ("canonical_json"),
    "trace.usage": ("Usage"),
    "whatif.dials": ("Dial Turn dials_of_job dials_of_task turn_text value_of_dial"),
    "whatif.iterations": "beyond_told",
    "whatif.places": "TaskPlace inside path_of_event place_of places_of starter_of",
    "whatif.undefined": "undefined_told",
    "whatif.whatif": (
        "NOBODY WhatIf WhatIfError WhatIfText do_text fail_text read_what_if slow_text"
    ),
    "whatif.whatif_text": ("unescaped"),
}
__getattr__ = lazily(__name__, {n: home for home, names in _NAMES.items() for n in names.split()})
