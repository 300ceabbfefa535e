"""The address of a simulator page: which scenario, varied how, at which moment."""

from dataclasses import dataclass
from urllib.parse import urlencode

STEP_MAX = 9_999_999
"""A step behind every end; a step past the end shows the end."""

SAFE = ":@,"


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a simulator page. `fail` and `do` are empty where the scenario decides."""

    path: str
    fail: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    step: int | None = None
    task: str | None = None

    def url(self) -> str:
        """Writes it out; equal pages have equal addresses."""
        pairs = [("fail", text) for text in self.fail] + [("do", text) for text in self.do]
        if self.task is not None:
            pairs.append(("task", self.task))
        if self.step is not None:
            pairs.append(("step", str(self.step)))
        return f"{self.path}?{urlencode(pairs, safe=SAFE)}" if pairs else self.path

    def fragment_url(self, *, embedded: bool, play: bool) -> str:
        """Writes the address that htmx asks for: it also says what kind of answer is wanted."""
        asked = {"embed": "1"} if embedded else {}
        asked |= {"play": "1"} if play else {}
        url = self.url()
        return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}" if asked else url
