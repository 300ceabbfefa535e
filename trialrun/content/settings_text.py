"""Writes the settings of a job as its author wrote them, with those that hold unsaid. YAML."""

from functools import lru_cache
from typing import Any

from trialrun.content.scenario_text import dumped

TEXTS_KEPT = 64


@lru_cache(TEXTS_KEPT)
def settings_text(source: str, *, max_concurrent_runs: int, queue: bool) -> str:
    """Returns the `job` of a file that was read without a flaw; comments are not in it.

    How many runs may go on at once, and whether more of them wait, stands there always: a page of
    the job says it, too.
    """
    import yaml

    written: dict[str, Any] = yaml.safe_load(source)["job"]
    settings = dict(written.get("settings", written))
    settings.setdefault("max_concurrent_runs", max_concurrent_runs)
    settings.setdefault("queue", {"enabled": queue})
    return dumped(settings)
