"""Which compute each task runs on, under keys that are unique in the job."""

from collections.abc import Mapping

from trialrun.engine.job.job import Compute, ComputeKind
from trialrun.jobs.shape import Fields

WAREHOUSE = "sql warehouse"
CONTROL_FLOW = frozenset({"condition_task", "for_each_task", "run_job_task"})

_SERVERLESS = {"STANDARD", "COST_OPTIMIZED"}


class Computes:
    """The compute of one job: `of` names it for a task, `used` returns what was named."""

    def __init__(self, job: Fields) -> None:
        self._by_name: dict[tuple[ComputeKind, str], str] = {}
        self._keys: dict[str, Compute] = {}
        self._clusters: Mapping[str, Fields] = {
            cluster.text("job_cluster_key"): cluster for cluster in job.parts("job_clusters")
        }
        self._serverless = (
            ComputeKind.SERVERLESS_STANDARD
            if job.text("performance_target") in _SERVERLESS
            else ComputeKind.SERVERLESS
        )
        for key in self._clusters:
            self._cluster(key)

    def of(self, task: Fields, payload: str, *, in_loop: bool = False) -> str:
        """Returns the key of a task's compute; control flow needs none.

        The nested task of a for-each (`in_loop`) has a `new_cluster` of its own in each iteration.
        A cluster that the task names goes before the SQL warehouse of its payload.
        """
        if payload in CONTROL_FLOW:
            return self._key(ComputeKind.NONE, "none")
        if key := task.text("job_cluster_key"):
            return self._cluster(key)
        if task.has("new_cluster"):
            kind = _kind_of_cluster(task.part("new_cluster"))
            return self._key(kind, f"{task.text('task_key')} cluster", is_per_iteration=in_loop)
        if cluster_id := task.text("existing_cluster_id"):
            return self._key(ComputeKind.ALL_PURPOSE, cluster_id)
        warehouse_id = task.part(payload).text("warehouse_id")
        if warehouse_id or payload == "sql_task":
            return self._key(ComputeKind.SQL_WAREHOUSE, warehouse_id or WAREHOUSE)
        return self._key(self._serverless, "serverless")

    def used(self) -> tuple[Compute, ...]:
        """Returns all compute, job clusters first."""
        return tuple(self._keys.values())

    def _cluster(self, key: str) -> str:
        cluster = self._clusters.get(key)
        if cluster is None:
            return self._key(ComputeKind.JOB_CLUSTER, key)
        if cluster.has("serverless_compute") or cluster.has("serverless_compute_id"):
            return self._key(self._serverless, key)
        return self._key(_kind_of_cluster(cluster.part("new_cluster")), key)

    def _key(self, kind: ComputeKind, name: str, *, is_per_iteration: bool = False) -> str:
        known = self._by_name.get((kind, name))
        if known is not None:
            return known
        key, number = name, 2
        while key in self._keys:
            key, number = f"{name} ({number})", number + 1
        self._by_name[kind, name] = key
        self._keys[key] = Compute(key, kind, is_per_iteration)
        return key


def _kind_of_cluster(cluster: Fields) -> ComputeKind:
    has_pool = cluster.has("instance_pool_id")
    return ComputeKind.JOB_CLUSTER_POOL if has_pool else ComputeKind.JOB_CLUSTER
