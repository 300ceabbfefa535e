"""What a Lakeflow Job does, as a pure function. Standard library only; no clock, no I/O.

`simulate(world, actions, rules) -> Trace` is the door; the rest are the values it takes and gives.
"""

from trialrun.engine.api_state import ApiState, api_state_of_run, api_state_of_task
from trialrun.engine.beliefs import BELIEFS, Belief
from trialrun.engine.explain import Parting, describe, explain, first_parting
from trialrun.engine.graph import Graph, find_cycle
from trialrun.engine.job import (
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
    graph_of,
)
from trialrun.engine.prices import ILLUSTRATIVE, PRICES_WRITTEN, Prices, Rate
from trialrun.engine.rules import REPAIRABLE_TASKS_MIN, RUN_IF, TRUTH, Rules
from trialrun.engine.simulate import ACTIONS_MAX, RUN_NOW, simulate
from trialrun.engine.state import (
    CANCELED_STATES,
    FAILED_STATES,
    UNSUCCESSFUL_STATES,
    State,
)
from trialrun.engine.story import Endless
from trialrun.engine.tables import Commit
from trialrun.engine.trace import (
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
from trialrun.engine.trace_json import canonical_json
from trialrun.engine.whatif import WhatIf, WhatIfError, do_text, fail_text, read_what_if
from trialrun.engine.world import (
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

__all__ = [
    "ACTIONS_MAX",
    "BELIEFS",
    "CANCELED_STATES",
    "FAILED_STATES",
    "ILLUSTRATIVE",
    "PRICES_WRITTEN",
    "REPAIRABLE_TASKS_MIN",
    "RUN_IF",
    "RUN_NOW",
    "TRUTH",
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
    "Do",
    "Endless",
    "Event",
    "Failure",
    "Fixed",
    "ForEach",
    "Get",
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
    "TaskScript",
    "Trace",
    "Used",
    "Value",
    "WhatIf",
    "WhatIfError",
    "World",
    "Write",
    "WriteMode",
    "api_state_of_run",
    "api_state_of_task",
    "canonical_json",
    "describe",
    "do_text",
    "explain",
    "fail_text",
    "find_cycle",
    "first_parting",
    "graph_of",
    "read_what_if",
    "simulate",
]
