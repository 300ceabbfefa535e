"""What an author writes of an answer that is typed."""

from trialrun.questions.spec import AskedSpec, Location, Slug, Strict, Text


class Misstep(Strict):
    """A wrong answer that an author expects: what it is, or what of the run; and what to say."""

    why: Text
    answer: Text | None = None
    value: Text | None = None


class TypedSpec(AskedSpec):
    """The key is `value`, what a run gives; or `answer`, proven by facts, or by a run's `claim`.

    `belief` names those that have to give something else; `wrong` are slips of other kinds.
    """

    why: Text
    answer: Text | None = None
    value: Text | None = None
    claim: Text | None = None
    wrong: tuple[Misstep, ...] = ()
    belief: tuple[Slug, ...] = ()
    graph: bool = True

    def reasons(self) -> tuple[tuple[Location, str], ...]:
        """Returns why it is so, and what is said of slips."""
        slips = ((("wrong", i, "why"), slip.why) for i, slip in enumerate(self.wrong))
        return ((("why",), self.why), *slips)

    def claims(self) -> tuple[tuple[Location, str], ...]:
        """Returns what of the run is asked for."""
        found: list[tuple[Location, str | None]] = [(("value",), self.value)]
        found += [(("wrong", i, "value"), slip.value) for i, slip in enumerate(self.wrong)]
        found.append((("claim",), self.claim))
        return tuple((at, asked) for at, asked in found if asked)

    def beliefs(self) -> tuple[tuple[Location, str], ...]:
        """Returns the beliefs that have to give something else."""
        return tuple((("belief", i), belief) for i, belief in enumerate(self.belief))

    def unbelieving(self) -> "TypedSpec":
        """Returns it without beliefs."""
        return self.model_copy(update={"belief": ()})
