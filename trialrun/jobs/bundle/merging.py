"""Merges what several places of a bundle say: maps deep, plain values replaced, lists appended.

Facts: bundle-target-merge.
"""

from trialrun.jobs.bundle.decisions import DEPLOYS, Decisions, ListMerge
from trialrun.jobs.bundle.located import Located
from trialrun.jobs.bundle.notes import Notes

MergePath = tuple[str, ...]

_KEYED = {
    ("resources", "jobs", "*", "tasks"): "task_key",
    ("resources", "jobs", "*", "job_clusters"): "job_cluster_key",
    ("resources", "jobs", "*", "parameters"): "name",
    ("resources", "pipelines", "*", "clusters"): "label",
}
"""Lists whose elements are merged by what they are called."""
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def merged(
    base: Located, over: Located, notes: Notes, path: MergePath = (), *, how: Decisions = DEPLOYS
) -> Located:
    """Returns a node with what another one changes in it."""
    if is_null(over):
        return base
    if is_null(base):
        return over
    if path and path[-1] in how.whole:
        return over
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        return _merged_maps(base, over, notes, path, how)
    if isinstance(base.value, list) and isinstance(over.value, list):
        return _merged_lists(base, over, notes, path, how)
    if type(base.value) is not type(over.value) and not (
        isinstance(base.value, str) and isinstance(over.value, str)
    ):
        notes.error(
            over.origin,
            f"this is {_kind(over)}, and what it changes is {_kind(base)} "
            f"(line {base.origin.line} of {base.origin.file or 'this text'}); write the same kind",
        )
        return base
    return over


def _merged_maps(
    base: Located, over: Located, notes: Notes, path: MergePath, how: Decisions
) -> Located:
    fields = dict(base.fields)
    for key, inner in over.fields.items():
        known = fields.get(key)
        fields[key] = merged(known, inner, notes, (*path, key), how=how) if known else inner
    return Located(fields, base.origin)


def _merged_lists(
    base: Located, over: Located, notes: Notes, path: MergePath, how: Decisions
) -> Located:
    key = _key_of(path)
    merge = how.named_lists if key else how.other_lists
    if merge is ListMerge.REPLACED:
        return over
    if key is None or merge is ListMerge.APPENDED:
        return Located([*base.value, *over.value], base.origin)
    elements = list(base.value)
    at = {element.find(key).text: n for n, element in enumerate(elements) if element.find(key)}
    for element in over.value:
        named = element.find(key)
        number = at.get(named.text) if named else None
        if number is None:
            elements.append(element)
        else:
            known = elements[number]
            elements[number] = (
                merged(known, element, notes, (*path, "*"), how=how)
                if merge is ListMerge.BY_FIELD
                else element
            )
    return Located(elements, base.origin)


def _key_of(path: MergePath) -> str | None:
    for wanted, key in _KEYED.items():
        if len(path) == len(wanted) and all(
            step in ("*", got) for step, got in zip(wanted, path, strict=True)
        ):
            return key
    return None


def is_null(node: Located) -> bool:
    """Says whether nothing is written there: an empty value, or null without quotes."""
    return type(node.value) is str and node.value in _NULLS


def _kind(node: Located) -> str:
    if isinstance(node.value, dict):
        return "fields"
    return "a list" if isinstance(node.value, list) else "one value"
