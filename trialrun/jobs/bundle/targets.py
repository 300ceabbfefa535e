"""Which target is deployed to, and what it changes.

Facts: bundle-target-chosen, bundle-target-merge.
"""

from typing import NamedTuple

from trialrun.jobs.bundle.decisions import DEPLOYS, Decisions
from trialrun.jobs.bundle.located import Located
from trialrun.jobs.bundle.merging import is_null, merged
from trialrun.jobs.bundle.notes import Notes, WhyRefused
from trialrun.jobs.tree import shown
from trialrun.nearest import nearest

IMPLICIT = "default"
"""The only target of a bundle that names none."""
_OVERRIDDEN = (
    "bundle", "workspace", "artifacts", "resources", "sync", "permissions", "run_as", "presets",
    "mode", "scripts", "python",
)  # fmt: skip
_TRUE = frozenset({"true", "True", "TRUE"})


class Target(NamedTuple):
    """A target by name, the configuration with what it changes, and how it came to be chosen."""

    name: str
    root: Located
    variables: dict[str, Located]
    why: str


def target_names(root: Located) -> list[str]:
    """Returns the names of the targets, in the order written; none where none is declared."""
    return list(_declared(root))


def choose_target(
    root: Located, wanted: str, notes: Notes, how: Decisions = DEPLOYS
) -> Target | None:
    """Returns the target that is deployed to; None, noted, where that cannot be told."""
    declared = _declared(root)
    if not declared:
        if wanted and wanted != IMPLICIT:
            notes.error(root.origin, f"this bundle has no targets, so none is called {wanted!r}")
            return None
        return Target(IMPLICIT, root, {}, "the bundle names none")
    found = _chosen(root, declared, wanted, notes, how)
    if found is None:
        return None
    name, why = found
    changes = declared[name]
    changed = root
    for key in _OVERRIDDEN:
        if (part := changes.find(key)) is not None:
            base = Located({k: v for k, v in changed.fields.items() if k == key}, root.origin)
            both = merged(base, Located({key: part}, part.origin), notes, how=how)
            changed = Located({**changed.fields, **both.fields}, root.origin)
    if (git := changes.find("git")) is not None:
        over = Located({"bundle": Located({"git": git}, git.origin)}, git.origin)
        changed = merged(changed, over, notes, how=how)
    return Target(name, changed, changes.under("variables"), why)


def _declared(root: Located) -> dict[str, Located]:
    """Returns the targets by name; `environments` is what they were called before."""
    return root.under("targets") or root.under("environments")


def _chosen(
    root: Located, declared: dict[str, Located], wanted: str, notes: Notes, how: Decisions
) -> tuple[str, str] | None:
    names = ", ".join(map(shown, declared))
    if wanted:
        if wanted in declared:
            return wanted, "as asked"
        close = nearest(wanted, declared)
        hint = f"did you mean `{shown(close[0])}`?" if close else f"there are {names}"
        told = f"there is no target `{shown(wanted)}`; {hint}"
        notes.error(root.origin, told, WhyRefused.NO_SUCH_TARGET)
        return None
    if how.takes_first_target:
        return next(iter(declared)), "the first"
    if len(declared) == 1:
        return next(iter(declared)), "the only one"
    defaults = [name for name, target in declared.items() if _is_default(target)]
    if len(defaults) == 1:
        return defaults[0], "the default"
    if defaults:
        notes.error(
            declared[defaults[1]].origin,
            f"{len(defaults)} targets say `default: true` ({', '.join(map(shown, defaults))}); "
            "keep one of them",
            WhyRefused.TWO_DEFAULTS,
        )
    else:
        notes.error(
            root.origin,
            f"there are {len(declared)} targets and no default; name one: {names}",
            WhyRefused.NO_TARGET,
        )
    return None


def _is_default(target: Located) -> bool:
    said = target.find("default")
    return said is not None and not is_null(said) and said.text in _TRUE
