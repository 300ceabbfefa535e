"""What the form of one's own job sends: a text or files, and what is chosen about them."""

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from trialrun.jobs.packed import Chosen, head_of, is_packed, unpack, with_chosen
from trialrun.lab.brought import text_of
from trialrun.lab.came import Came
from trialrun.lab.own_files import changed
from trialrun.lab.own_job import normal
from trialrun.store import TEXT_BYTES_MAX

# A form writes a sign of a text in up to three (`%0A`); the rest is for its other fields.
BODY_BYTES_MAX = 3 * TEXT_BYTES_MAX + 64 * 1024
FIELDS_MAX = 2_000
_SHOWN = "was:"
_CHOICES = ("target", "root")
_VALUE = "var:"


@dataclass(frozen=True, slots=True)
class Sent:
    """A text as it was typed, and as it is once what was chosen beside it is written above it."""

    typed: str
    text: str

    @property
    def head(self) -> tuple[str, str] | None:
        r"""Returns what stood above the files, and what stands there now; None for the same.

        >>> Sent("a: 1", "# target: dev\n# ==> databricks.yml <==\na: 1").head
        ('', '# target: dev\n# ==> databricks.yml <==\n')
        """
        if self.typed == self.text:
            return None
        was = head_of(self.typed)
        return was, self.text[: len(self.text) - len(self.typed) + len(was)]


def typed_in() -> Sent:
    """Returns the text of the form, with what was chosen. Raises RequestEntityTooLarge."""
    _bound()
    typed = _fitting(normal(request.form.get("text", "")))
    fields = {name: value for name, value in request.form.items() if _SHOWN + name in request.form}
    fields = {n: v for n, v in fields.items() if n in _CHOICES or n.startswith(_VALUE)}
    shown = {name: request.form[_SHOWN + name] for name in fields}
    chosen = unpack(typed).chosen if is_packed(typed) else Chosen()
    now = changed(chosen, fields, shown)
    return Sent(typed, typed if now == chosen else _fitting(with_chosen(typed, now)))


def brought() -> str | None:
    """Returns the text of the files that were chosen, None without any.

    Raises Unusable, RequestEntityTooLarge.
    """
    _bound()
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        return None
    came = [Came(file.filename or "", file.read()) for file in files]
    return _fitting(text_of(came, TEXT_BYTES_MAX))


def _bound() -> None:
    request.max_content_length = request.max_form_memory_size = BODY_BYTES_MAX
    request.max_form_parts = FIELDS_MAX


def _fitting(text: str) -> str:
    if len(text.encode()) > TEXT_BYTES_MAX:
        raise RequestEntityTooLarge
    return text
