"""The address of a simulator page: which story, varied how, at which moment, what is selected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trialrun.engine import WhatIfText

STEP_MAX = 9_999_999
"""A step behind every end; a step past the end shows the end."""
KEPT_MAX = 12

SAFE = ":@,|"
_AS_WRITTEN, _SAME = "written", "same"
_BETWEEN, _ESCAPED = "|", "%7C"
_NO_CHANGE = WhatIfText()


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a simulator page. An empty part of `what_if` leaves it to the scenario.

    `kept` are other futures of the same world, each as what the operator does in it. `task` and
    `table` say what is selected; `seen` is the digest of the run that the sender of a link saw,
    `said` the attempt in which the learner predicted this run. `picked` are the two futures, from
    1, that are compared. `was` is the variation with which the visitor arrived, None as long as it
    is still shown: what has changed since is told beside it. `thought` is the belief whose
    parting from this run is told; `back` says where the visitor came from, and is no part of what
    is shared.
    """

    path: str
    what_if: WhatIfText = _NO_CHANGE
    step: int | None = None
    task: str | None = None
    table: str | None = None
    kept: tuple[tuple[str, ...], ...] = ()
    seen: str = ""
    said: str = ""
    picked: tuple[int, int] | None = None
    was: WhatIfText | None = None
    thought: str = ""
    back: str = ""

    @property
    def plain(self) -> "Address":
        """Returns that of the story as it was written; what is selected stays so."""
        return Address(self.path, task=self.task, thought=self.thought, back=self.back)

    @property
    def at_end(self) -> "Address":
        """Returns that of the end of its run, where it names a moment.

        The address of a move names the moment at which the move begins. Whoever sees nothing move,
        without JavaScript or by their own wish, is led to what came of it.
        """
        return self if self.step is None else replace(self, step=STEP_MAX)

    @property
    def shared(self) -> "Address":
        """Returns it as others get it: where this visitor came from is left out."""
        return replace(self, back="")

    def varied(self, **changes: tuple[str, ...]) -> "Address":
        """Returns it with parts of its what-if replaced; what was seen is another run then."""
        what_if = self.what_if._replace(**changes)
        was = None if what_if == self.arrival else self.arrival
        return replace(self, what_if=what_if, was=was, seen="", said="")

    @property
    def arrival(self) -> WhatIfText:
        """Returns the variation with which the visitor arrived."""
        return self.what_if if self.was is None else self.was

    def pairs(self) -> list[tuple[str, str]]:
        """Returns its parameters, names and values, without the step."""
        pairs = [(name, text) for name, texts in self.what_if._asdict().items() for text in texts]
        pairs += [("keep", keep_text(does)) for does in self.kept]
        if self.task is not None:
            pairs.append(("task", self.task))
        if self.table is not None:
            pairs.append(("table", self.table))
        if self.was is not None:
            pairs.append(("was", was_text(self.was, self.what_if)))
        if self.said:
            pairs.append(("said", self.said))
        if self.picked:
            pairs += [("left", str(self.picked[0])), ("right", str(self.picked[1]))]
        if self.thought:
            pairs.append(("thought", self.thought))
        if self.back:
            pairs.append(("back", self.back))
        return pairs

    def url(self, path: str = "") -> str:
        """Writes it out, or another page's of the same story; equal pages have equal addresses."""
        pairs = self.pairs()
        if self.step is not None:
            pairs.append(("step", str(self.step)))
        if self.seen:
            pairs.append(("seen", self.seen))
        return (path or self.path) + (f"?{urlencode(pairs, safe=SAFE)}" if pairs else "")


def keep_text(does: Sequence[str]) -> str:
    """Writes what the operator does in a kept future as one value.

    >>> keep_text(("run_now", "repair"))
    'run_now|repair'
    """
    return _BETWEEN.join(text.replace(_BETWEEN, _ESCAPED) for text in does)


def read_keep(text: str) -> tuple[str, ...]:
    """Reads what `keep_text` wrote."""
    return tuple(part.replace(_ESCAPED, _BETWEEN) for part in text.split(_BETWEEN))


def was_text(what_if: WhatIfText, now: WhatIfText = _NO_CHANGE) -> str:
    """Writes the variation with which a visitor arrived as one value.

    What is said of tasks is long, and stays most of the time: then it is not said twice.

    >>> was_text(WhatIfText(fail=("silver",), do=("run_now",)))
    'fail:silver|do:run_now'
    >>> was_text(WhatIfText()), was_text(WhatIfText(deed=("x",)), WhatIfText(deed=("x",)))
    ('written', 'deed:same')
    """
    if what_if.deed and what_if.deed == now.deed:
        what_if = what_if._replace(deed=(_SAME,))
    parts = [f"{name}:{text}" for name, texts in what_if._asdict().items() for text in texts]
    return keep_text(parts) or _AS_WRITTEN


def read_was(text: str, now: WhatIfText = _NO_CHANGE) -> WhatIfText:
    """Reads what `was_text` wrote; parts that it does not write are left out."""
    values: dict[str, list[str]] = {}
    for part in read_keep(text):
        name, _, value = part.partition(":")
        values.setdefault(name, []).append(value)
    found = what_if_in(values)
    return found._replace(deed=now.deed) if found.deed == (_SAME,) else found


def what_if_in(values: Mapping[str, Sequence[str]]) -> WhatIfText:
    """Returns the what-if in the parameters of an address, as it was written.

    What is empty was left open in a form.
    """
    return WhatIfText(
        **{name: tuple(filter(None, values.get(name, ()))) for name in WhatIfText._fields}
    )
