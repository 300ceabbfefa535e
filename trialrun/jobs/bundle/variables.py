"""What a bundle's variables are worth, and where each value comes from.

Facts: bundle-variable-order, bundle-complex-variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialrun.jobs.bundle.decisions import DEPLOYS, Decisions, Whose
from trialrun.jobs.bundle.located import Located, Origin
from trialrun.jobs.bundle.merging import is_null
from trialrun.jobs.bundle.notes import Notes, WhyRefused
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

    `is_text` says that it may be given by `--var`, `is_unset` that nobody gives it a value.
    """

    value: Located | None
    why: str = ""
    is_text: bool = True
    is_unset: bool = False

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
    how: Decisions = DEPLOYS,
) -> dict[str, Variable]:
    """Returns each declared variable with its value; the first that gives one wins."""
    declared = root.under("variables")
    for name, node in of_target.items():
        if name not in declared:
            notes.error(
                node.origin,
                f"variable `{shown(name)}` is not declared; add it to `variables` at the top",
                WhyRefused.NOT_DECLARED,
            )
    for source, names in (("--var", given.options), ("BUNDLE_VAR_", given.environment)):
        for name in names:
            if name not in declared and source == "--var":
                told = f"there is no variable `{shown(name)}` to give a value"
                notes.error(root.origin, told, WhyRefused.NOT_DECLARED)
    return {
        name: _variable(name, node, of_target.get(name), overrides, given, notes, how)
        for name, node in declared.items()
    }


def _variable(
    name: str,
    declared: Located,
    of_target: Located | None,
    overrides: Located | None,
    given: Given,
    notes: Notes,
    how: Decisions,
) -> Variable:
    full = _full(of_target) if of_target else {}
    is_complex = any(
        part.text == "complex"
        for part in (declared.find("type"), full.get("type"))
        if part is not None
    )
    outside = {
        Whose.OPTION: ("its field" if given.in_fields else f"--var {name}", given.options),
        Whose.ENVIRONMENT: (f"BUNDLE_VAR_{name}", given.environment),
    }
    lookup = full.get("lookup") or declared.find("lookup")
    inside = {
        Whose.FILE: overrides.find(name) if overrides is not None else None,
        Whose.TARGET: full.get("default"),
        Whose.DEFAULT: declared.find("default"),
    }
    for whose in how.value_order:
        if whose in outside:
            source, values = outside[whose]
            if name not in values:
                continue
            if not is_complex:
                return Variable(Located(values[name], Origin(source, (), 0, 0, is_given=True)))
            notes.error(
                declared.origin,
                f"variable `{shown(name)}` is complex, so {source} cannot give it; "
                "write it in the files",
                WhyRefused.COMPLEX,
            )
        elif lookup is not None and "default" not in full:
            return Variable(None, f"it is looked up in the workspace; give it {given.how(name)}")
        elif (found := inside[whose]) is not None:
            is_of_file = whose is Whose.FILE
            if is_of_file or not (is_null(found) and found.value):
                is_text = not is_complex and (is_of_file or isinstance(found.value, str))
                return Variable(found, is_text=is_text)
    if not how.refuses_unset:
        return Variable(Located("", declared.origin))
    way = "add a default" if is_complex else f"give one {given.how(name)}, or add a default"
    return Variable(None, f"it has no value; {way}", is_text=not is_complex, is_unset=True)


def _full(of_target: Located) -> dict[str, Located]:
    """Returns what a target says of a variable; a value by itself is its default."""
    fields = of_target.fields
    if fields and fields.keys() <= _KNOWN:
        return fields
    return {"default": of_target}


def overrides_name(target: str) -> str:
    """Returns the path of the file that overrides variables for a target."""
    return f".databricks/bundle/{target}/variable-overrides.json"
