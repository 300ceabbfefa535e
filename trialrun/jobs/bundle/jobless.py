"""Says why a bundle has no job to play, and what to give instead."""

from trialrun.jobs.bundle.loading import Files, Loaded
from trialrun.jobs.bundle.located import Located
from trialrun.jobs.bundle.notes import Notes
from trialrun.jobs.tree import shown
from trialrun.nearest import nearest

KINDS_SHOWN_MAX = 5


def note_no_job(root: Located, target: str, files: Files, loaded: Loaded, notes: Notes) -> None:
    """Says why there is no job to play, and what to give instead."""
    resources = root.find("resources")
    elsewhere = [
        name
        for name, other in loaded.root.under("targets").items()
        if name != target and other.under("resources", "jobs")
    ]
    if elsewhere:
        named = ", ".join(map(shown, elsewhere))
        why = f"target `{shown(target)}` has no jobs; there are some in: {named}"
    elif root.find("include") is not None and not files.names():
        why = "its jobs stand in the files that `include` names; give the folder, or one of them"
    elif root.find("python") is not None:
        why = (
            "its jobs are made by Python code, which is not run here; give what "
            "`databricks bundle validate -o json` prints"
        )
    else:
        jobs = root.find("resources", "jobs")
        if jobs is not None and not isinstance(jobs.value, dict):
            says = "this must be jobs by name, written as name: and its fields below"
            return notes.error(jobs.origin, says)
        why = _no_job(root)
    notes.error(resources.origin if resources else root.origin, why)


def _no_job(root: Located) -> str:
    kinds = list(root.under("resources"))
    if kinds and nearest(kinds[0], ["jobs"]):
        return "there is no job under `resources`; did you mean `jobs`?"
    if not kinds:
        return "there is no job under `resources`: add jobs: and a name"
    listed = ", ".join(map(shown, kinds[:KINDS_SHOWN_MAX]))
    return f"there is no job under `resources`, only {listed}; nothing here can be played"
