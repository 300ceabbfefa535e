"""Jobs as large as one may bring, and addresses that make most of them. No test in here."""

import json
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.web.pages import SAME_SITE

OWN = "/simulator/own/"
TASKS = 1_000
ENOUGH_KEPT = 12
_REST_OF_80 = "x" * 74

Name = Callable[[int], str]


def short(number: int) -> str:
    """Names a task."""
    return f"t{number}"


def long(number: int) -> str:
    """Names a task with 80 characters."""
    return f"t{number:04d}_{_REST_OF_80}"


def flat(name: Name = short, count: int = TASKS) -> str:
    """Returns a job whose tasks wait for nothing."""
    return _job([_task(name(at)) for at in range(count)])


def chain(name: Name = short, count: int = TASKS) -> str:
    """Returns a job whose tasks wait for each other, one by one."""
    return _job([_task(name(at), *([name(at - 1)] if at else [])) for at in range(count)])


def chains(name: Name = short, count: int = TASKS, length: int = 10) -> str:
    """Returns a job of many short chains."""
    return _job([_task(name(i), *([name(i - 1)] if i % length else [])) for i in range(count)])


def dense(name: Name = short, count: int = TASKS, width: int = 20) -> str:
    """Returns a job in layers; each task waits for all of the layer before: 19,600 edges."""
    return _job(
        [
            _task(name(at), *(name(k) for k in range(first - width, first) if k >= 0))
            for at in range(count)
            for first in [at // width * width]
        ]
    )


def loop(count: int = TASKS) -> str:
    """Returns a job with a for-each of so many iterations."""
    inner = _task("inner")
    each = {"inputs": json.dumps([*range(count)]), "concurrency": 100, "task": inner}
    return _job([{"task_key": "loop", "for_each_task": each}, _task("after", "loop")])


def bring(client: FlaskClient, text: str) -> str:
    """Brings a job, and returns the address of its page."""
    response = client.post(OWN, data={"text": text}, headers=SAME_SITE)
    assert 303 == response.status_code
    return response.headers["Location"]


def kept(fail: str) -> str:
    """Returns a query in which a task fails, and 12 futures are kept."""
    futures = (f"run_now|fix|repair|run_now@{900_000 + at}" for at in range(ENOUGH_KEPT))
    return "&".join([f"fail={fail}", *(f"keep={future}" for future in futures)])


def dials(name: Name, count: int) -> str:
    """Returns a query that turns so many dials, and lets a task fail."""
    turned = (f"dial={name(at)}.retries:{at % 3}" for at in range(count))
    return "&".join([f"fail={name(0)}", *turned])


def _task(key: str, *parents: str) -> dict[str, object]:
    depends_on = [{"task_key": parent} for parent in parents]
    return {
        "task_key": key,
        "notebook_task": {"notebook_path": "/n"},
        **({"depends_on": depends_on} if depends_on else {}),
    }


def _job(tasks: list[dict[str, object]]) -> str:
    return json.dumps({"job_id": 1, "settings": {"name": "large", "tasks": tasks}})
