"""What a Lakeflow Job does, as a pure function. Standard library only; no clock, no I/O.

`simulate(world, actions, rules) -> Trace` is the door; the rest are the values it takes and gives.
"""

from trialrun.engine.beliefs import BELIEFS, Belief
from trialrun.engine.graph import Graph, find_cycle, graph_of
from trialrun.engine.job import Compute, ComputeKind, Dependency, Job, Task
from trialrun.engine.rules import SUPPORTED_RUN_IF, TRUTH, Rules
from trialrun.engine.simulate import ACTIONS_MAX, RUN_NOW, Endless, simulate
from trialrun.engine.state import FAILED_STATES, State
from trialrun.engine.trace import Event, Segment, Trace, canonical_json, first_parting
from trialrun.engine.whatif import WhatIf, WhatIfError, do_text, fail_text, read_what_if
from trialrun.engine.world import Action, Do, Failure, Rate, TaskScript, World, Write, WriteMode

__all__ = [
    "ACTIONS_MAX",
    "BELIEFS",
    "FAILED_STATES",
    "RUN_NOW",
    "SUPPORTED_RUN_IF",
    "TRUTH",
    "Action",
    "Belief",
    "Compute",
    "ComputeKind",
    "Dependency",
    "Do",
    "Endless",
    "Event",
    "Failure",
    "Graph",
    "Job",
    "Rate",
    "Rules",
    "Segment",
    "State",
    "Task",
    "TaskScript",
    "Trace",
    "WhatIf",
    "WhatIfError",
    "World",
    "Write",
    "WriteMode",
    "canonical_json",
    "do_text",
    "fail_text",
    "find_cycle",
    "first_parting",
    "graph_of",
    "read_what_if",
    "simulate",
]
