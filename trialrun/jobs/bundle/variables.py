"""What a bundle's variables are worth, and where each value comes from.

Facts: bundle-variable-order, bundle-complex-variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialrun.jobs.bundle.located import Located, Origin
from trialrun.jobs.bundle.merging import is_null
from trialrun.jobs.bundle.notes import Notes
from trialrun.jobs.tree import shown

_KNOWN = frozenset({"default", "description", "lookup", "type"})


@dataclass(frozen=True, slots=True)
class Given:
    """Values from outside the files: those of `--var`, and those of the environment, by name.

    `in_fields` says that whoever gives `options` has fields for them, and no command line.
    """

    options: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    in_fields: bool = False

    def how(self, name: str) -> str:
        """Says how a value is given, to whom it concerns."""
        return "in its field beside the job’s text" if self.in_fields else f"with --var {name}=…"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: its value, None for one that is not known, and then why.

    `is_text` says that it may be given by `--var`.
    """

    value: Located | None
    why: str = ""
    is_text: bool = True

    @property
    def is_given(self) -> bool:
        """Says whether its value comes from outside the files."""
        return self.value is not None and self.value.origin.is_given

    @property
    def text(self) -> str | None:
        """Returns its value, None where it has none."""
        return None if self.value is None else self.value.text


def read_variables(
    root: Located,
    of_target: Mapping[str, Located],
    overrides: Located | None,
    given: Given,
    notes: Notes,
) -> dict[str, Variable]:
    """Returns each declared variable with its value; the first that gives one wins."""
    declared = root.under("variables")
    for name, node in of_target.items():
        if name not in declared:
            notes.error(
                node.origin,
                f"variable `{shown(name)}` is not declared; add it to `variables` at the top",
            )
    for source, names in (("--var", given.options), ("BUNDLE_VAR_", given.environment)):
        for name in names:
            if name not in declared and source == "--var":
                notes.error(root.origin, f"there is no variable `{shown(name)}` to give a value")
    return {
        name: _variable(name, node, of_target.get(name), overrides, given, notes)
        for name, node in declared.items()
    }


def _variable(
    name: str,
    declared: Located,
    of_target: Located | None,
    overrides: Located | None,
    given: Given,
    notes: Notes,
) -> Variable:
    full = _full(of_target) if of_target else {}
    is_complex = any(
        part.text == "complex"
        for part in (declared.find("type"), full.get("type"))
        if part is not None
    )
    by_hand = "its field" if given.in_fields else f"--var {name}"
    outside = {by_hand: given.options, f"BUNDLE_VAR_{name}": given.environment}
    for source, values in outside.items():
        if name not in values:
            continue
        if is_complex:
            notes.error(
                declared.origin,
                f"variable `{shown(name)}` is complex, so {source} cannot give it; "
                "write it in the files",
            )
            continue
        return Variable(Located(values[name], Origin(source, (), 0, 0, is_given=True)))
    lookup = full.get("lookup") or declared.find("lookup")
    if lookup is not None and "default" not in full:
        return Variable(None, f"it is looked up in the workspace; give it {given.how(name)}")
    if overrides is not None and (found := overrides.find(name)) is not None:
        return Variable(found, is_text=not is_complex)
    for value in (full.get("default"), declared.find("default")):
        if value is not None and not (is_null(value) and value.value):
            return Variable(value, is_text=not is_complex and isinstance(value.value, str))
    how = "add a default" if is_complex else f"give one {given.how(name)}, or add a default"
    return Variable(None, f"it has no value; {how}", is_text=not is_complex)


def _full(of_target: Located) -> dict[str, Located]:
    """Returns what a target says of a variable; a value by itself is its default."""
    fields = of_target.fields
    if fields and fields.keys() <= _KNOWN:
        return fields
    return {"default": of_target}


def overrides_name(target: str) -> str:
    """Returns the path of the file that overrides variables for a target."""
    return f".databricks/bundle/{target}/variable-overrides.json"
