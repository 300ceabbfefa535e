"""What a build returns: the catalog, and the files that it was made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

from trialrun.content.catalog import Catalog, Shelved
from trialrun.content.course import QuestionSet
from trialrun.content.kept import Record
from trialrun.content.stamp import Stamp


class BuiltFile:
    """A built file: what it looked up, its head and problems at once, its body when asked for.

    `aside` is what is known of it also where it is left out.

    `row` names what is kept of it: text and all that it looked up make another row.
    """

    def __init__(self, digest: str, row: str, record: Record, find: Callable[[], Any]) -> None:
        self.digest = digest
        self.row = row
        self.looked = record.looked
        self.head, self.problems, self.aside = record.head
        self._find: Callable[[], Any] | None = find
        self._body: Any = None
        self._lock = Lock()

    def body(self) -> Any:
        """Returns what the file holds, the same value each time."""
        with self._lock:
            if self._find is not None:
                self._body = self._find()
                self._find = None
            return self._body


@dataclass(frozen=True, slots=True)
class Built:
    """A catalog with the files it was made of, by path, and the stamps of all.

    `is_settled` says that since the look at the stamps nothing can have changed unseen.
    `last_good` are facts and outline as they last could be read. `keep` keeps what was built anew;
    the catalog need not wait for it.
    """

    catalog: Catalog
    parts: Mapping[str, BuiltFile]
    stamps: Mapping[str, Stamp]
    is_settled: bool
    last_good: Mapping[str, Any]
    keep: Callable[[], None]


def question_set_of(slug: str, part: BuiltFile) -> QuestionSet:
    """Returns a built set; its questions are read when somebody asks for one."""
    head = part.head

    def find(id_: str) -> Any:
        return (part.body() or {}).get(id_)

    questions = Shelved({id_: partial(find, id_) for id_ in head["ids"]})
    return QuestionSet(
        slug,
        head["title"],
        head["summary"],
        head["order"],
        head["lesson"],
        questions,
        head["is_shuffled"],
        head["follows"],
        head["said"],
        head["tags"],
        head["places"],
        head["lessons"],
    )
