"""A job definition as values: what Databricks would be given. Knows nothing of failures."""

from dataclasses import dataclass
from enum import StrEnum


class ComputeKind(StrEnum):
    """The kinds of compute a task can run on."""

    JOB_CLUSTER = "job_cluster"
    ALL_PURPOSE = "all_purpose"
    SERVERLESS = "serverless"


@dataclass(frozen=True, slots=True)
class Compute:
    """One compute resource that tasks of a job name, e.g. a shared job cluster."""

    key: str
    kind: ComputeKind


@dataclass(frozen=True, slots=True)
class Dependency:
    """One entry of a task's `depends_on`."""

    task_key: str


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a job, with the defaults of the Jobs API."""

    key: str
    type: str = "notebook"
    depends_on: tuple[Dependency, ...] = ()
    run_if: str = "ALL_SUCCESS"
    max_retries: int = 0
    min_retry_interval_ms: int = 0
    compute: str = "serverless"


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its tasks in the order written, and the compute they name."""

    name: str
    tasks: tuple[Task, ...]
    computes: tuple[Compute, ...]
