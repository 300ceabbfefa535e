"""Fills in `${...}` as it is deployed: variables, the bundle, the workspace, other resources.

Facts: bundle-substitution.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from trialrun.jobs.bundle.located import Located
from trialrun.jobs.bundle.notes import Notes, WhyRefused
from trialrun.jobs.bundle.variables import Variable
from trialrun.jobs.findings import COMPARISONS_MAX
from trialrun.jobs.tree import DEPTH_MAX, shown
from trialrun.nearest import nearest

SIGNS_MAX = 1_000_000
NODES_MAX = 100_000
"""For what one node stands for; all of a bundle may have BUNDLE_FACTOR times as much."""
BUNDLE_FACTOR = 8
CYCLE_SHOWN_MAX = 8

_STEP = r"[A-Za-z_][\w-]*(?:\[\d+\])*"
REFERENCE = re.compile(rf"\$\{{({_STEP}(?:\.{_STEP})*)\}}", re.ASCII)
_NUMBERED = re.compile(r"[^\[\].]+|\[\d+\]")
_AT_RUN_TIME = frozenset({"id", "url"})
"""What a resource gets by being deployed."""


_ASK_THE_CLI = "give what `databricks bundle validate -o json` prints"
_OF_BUNDLE = ("bundle", "workspace", "resources", "artifacts")


class Unknown(NamedTuple):
    """Why a reference stays text; "" where nothing is to be said. The CLI refuses a mistake."""

    why: str
    is_mistake: bool
    refusal: WhyRefused = WhyRefused.NO_SUCH_REFERENCE


class _Unknown(Exception):
    """A reference that has no value here."""

    def __init__(self, why: str = "", *, is_mistake: bool = False) -> None:
        super().__init__(why)
        self.reason = Unknown(why, is_mistake)


class TooLarge(Exception):
    """What references stand for is more than anybody writes."""


@dataclass
class References:
    """Fills in references. `unknown` has those that stay text, and why, by their text.

    Of a bundle of which not all files are there (`is_whole`) what is missing is no mistake.
    """

    root: Located
    variables: dict[str, Variable]
    is_whole: bool = True
    unknown: dict[str, Unknown] = field(default_factory=dict)
    _known: dict[str, Located] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _signs: int = 0
    _nodes: int = 0
    _bundle_signs: int = 0
    _bundle_nodes: int = 0
    _comparisons: int = 0

    def filled(self, node: Located, notes: Notes) -> Located:
        """Returns a node with its references filled in. Raises TooLarge.

        What cannot be known stays as it is written, and stands in `unknown`.
        """
        self._signs = self._nodes = 0
        self._open.clear()
        try:
            return self._filled(node, notes, 0)
        finally:
            self._bundle_signs += self._signs
            self._bundle_nodes += self._nodes

    def _count(self, *, nodes: int = 0, signs: int = 0) -> None:
        self._nodes += nodes
        self._signs += signs
        if (
            self._nodes > NODES_MAX
            or self._signs > SIGNS_MAX
            or self._bundle_nodes + self._nodes > NODES_MAX * BUNDLE_FACTOR
            or self._bundle_signs + self._signs > SIGNS_MAX * BUNDLE_FACTOR
        ):
            raise TooLarge

    def _filled(self, node: Located, notes: Notes, depth: int) -> Located:
        self._count(nodes=1)
        if depth > DEPTH_MAX:
            raise TooLarge
        if isinstance(node.value, dict):
            return Located(
                {key: self._filled(v, notes, depth + 1) for key, v in node.value.items()},
                node.origin,
            )
        if isinstance(node.value, list):
            return Located([self._filled(v, notes, depth + 1) for v in node.value], node.origin)
        if "${" not in node.value:
            return node
        return self._text(node, notes, depth)

    def _text(self, node: Located, notes: Notes, depth: int) -> Located:
        alone = REFERENCE.fullmatch(node.value)
        if alone:
            found = self._value(alone[1], node, notes, depth)
            if found is None:
                return node
            # A plain value is named where it is used; of fields, each where it is written.
            return _as_used(found.value, node, [found]) if isinstance(found.value, str) else found
        put_in: list[Located] = []
        said = REFERENCE.sub(
            lambda match: self._inside(match, node, notes, depth, put_in), node.value
        )
        self._count(signs=len(said))
        return _as_used(type(node.value)(said), node, put_in)

    def _inside(
        self, match: re.Match[str], node: Located, notes: Notes, depth: int, put_in: list[Located]
    ) -> str:
        found = self._value(match[1], node, notes, depth)
        if found is None:
            return match[0]
        put_in.append(found)
        if not isinstance(found.value, str):
            notes.error(
                node.origin,
                f"`{shown(match[0])}` stands for more than a text, so it cannot stand inside one",
            )
            return match[0]
        return str(found.value)

    def _value(self, path: str, node: Located, notes: Notes, depth: int) -> Located | None:
        """Returns what a reference stands for, itself filled in; None where that is not known."""
        if path in self._open:
            round_trip = [*self._open[self._open.index(path) :], path][-CYCLE_SHOWN_MAX:]
            drawn = " → ".join(map(shown, round_trip))
            self.unknown[f"${{{path}}}"] = Unknown(
                f"it stands for itself: {drawn}", True, WhyRefused.OTHER
            )
            return None
        if path in self._known:
            found = self._known[path]
            self._count(nodes=sum(1 for _ in found.walk()))
            return found
        if f"${{{path}}}" in self.unknown:
            return None
        try:
            raw = self._raw(path)
        except _Unknown as error:
            self.unknown[f"${{{path}}}"] = error.reason
            return None
        self._open.append(path)
        try:
            self._known[path] = found = self._filled(raw, notes, depth + 1)
        finally:
            self._open.pop()
        return found

    def _raw(self, path: str) -> Located:
        """Returns what a reference names, as it is written. Raises _Unknown."""
        first, *steps = [step.strip("[]") for step in _NUMBERED.findall(path)]
        if first == "var" or (first == "variables" and steps[1:2] == ["value"]):
            name = steps[0] if steps else ""
            if name not in self.variables:
                self._comparisons += len(self.variables)
                is_asked = self._comparisons <= COMPARISONS_MAX
                close = nearest(name, self.variables) if is_asked else []
                hint = f"did you mean `{shown(close[0])}`?" if close else "add it to `variables`"
                if not self.is_whole and not close:
                    hint += ", or bring the file that does"
                raise _Unknown(f"there is no such variable; {hint}", is_mistake=self.is_whole)
            variable = self.variables[name]
            if variable.value is None:
                raise _Unknown(variable.why)
            return self._inside_of(name, variable.value, steps[2 if first == "variables" else 1 :])
        if first == "resources" and len(steps) == 3 and steps[2] in _AT_RUN_TIME:
            self._check_resource(steps)
            raise _Unknown("")
        found = self.root.find(first) if first in _OF_BUNDLE else None
        try:
            if found is not None:
                return _walked(found, steps)
        except _Unknown:
            pass
        raise _Unknown(self._what_to_give(first))

    def _inside_of(self, name: str, value: Located, steps: list[str]) -> Located:
        """Returns a part of a variable's value; to ask for one that it has not is a mistake."""
        try:
            return _walked(value, steps)
        except _Unknown:
            asked = shown(".".join(steps))
            close = nearest(steps[0], value.fields) if len(steps) == 1 else []
            hint = f"did you mean `{shown(close[0])}`?" if close else "write it there"
            why = f"variable `{shown(name)}` holds no `{asked}`; {hint}"
            raise _Unknown(why, is_mistake=self.is_whole) from None

    def _what_to_give(self, first: str) -> str:
        """Says why what a reference names is not there, and what to do about it."""
        if first == "workspace":
            return f"only the workspace knows it: {_ASK_THE_CLI}"
        if first not in _OF_BUNDLE:
            close = nearest(first, (*_OF_BUNDLE, "var"))
            hint = f"did you mean `{close[0]}`?" if close else f"write the value, or {_ASK_THE_CLI}"
            return f"a bundle has no values called `{shown(first)}`; {hint}"
        if not self.is_whole:
            return "another file of its bundle may hold it: give the bundle's folder"
        return f"these files do not say it: write it under `{first}`, or {_ASK_THE_CLI}"

    def _check_resource(self, steps: list[str]) -> None:
        kind, key, _ = steps
        if self.root.find("resources", kind, key) is None:
            what = f"there is no `{shown(key)}` among the {shown(kind)} of this bundle"
            raise _Unknown(what if self.is_whole else "", is_mistake=self.is_whole)


def _as_used(text: str, node: Located, put_in: list[Located]) -> Located:
    """Returns a text where it is used; that a value from outside is in it goes with it."""
    if any(one.origin.is_given for one in put_in):
        return Located(text, node.origin._replace(is_given=True))
    return Located(text, node.origin)


def _walked(node: Located, steps: list[str]) -> Located:
    for step in steps:
        inner = node.value
        if isinstance(inner, dict) and step in inner:
            node = inner[step]
        elif isinstance(inner, list) and step.isdigit() and int(step) < len(inner):
            node = inner[int(step)]
        else:
            raise _Unknown
    return node
