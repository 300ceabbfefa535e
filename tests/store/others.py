"""Other processes at a database: writers that say what was acknowledged, commands. No test here."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.build import ROOT
from trialrun.store import open_stores

NOW = datetime(2026, 11, 27, 21, 30, tzinfo=UTC)
STAMP = "20261127T213000Z"

WRITER = """
import sys
from itertools import count
from pathlib import Path
from threading import Thread
from tests.build import an_answer
from trialrun.store import StoreError, open_stores
answers = open_stores(Path(sys.argv[1])).answers
def answer(thread):
    for number in count():
        uid = f"s/{sys.argv[2]}-{thread}-{number:06}"
        try:
            answers.keep(sys.argv[2], an_answer(uid))
            print(uid + "\\n", end="", flush=True)
        except StoreError as error:
            print(f"refused: {error}\\n", end="", flush=True)
for thread in range(2):
    Thread(target=answer, args=(thread,)).start()
"""


class Writer:
    """A process of two threads that keep answers of a learner until it is killed."""

    def __init__(self, file: Path, learner: str) -> None:
        self.learner = learner
        self.said: list[str] = []
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), learner],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._more = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def acknowledged(self) -> set[str]:
        """Returns the answers that were."""
        return {uid for uid in list(self.said) if not uid.startswith("refused")}

    def wait_for(self, count: int) -> None:
        """Waits until so many more were acknowledged."""
        with self._more:
            wanted = self._count + count
            assert self._more.wait_for(lambda: self._count >= wanted, timeout=120)

    def kill(self) -> None:
        """Ends it by -9, and reads what it has said."""
        self._process.kill()
        self._reader.join()
        self._process.communicate()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._more:
                if line.endswith("\n"):
                    self.said.append(line.strip())
                    self._count += not line.startswith("refused")
                self._more.notify_all()


@contextmanager
def writing(file: Path, *learners: str) -> Iterator[list[Writer]]:
    """Lets processes keep answers, all of which have begun."""
    writers = [Writer(file, learner) for learner in learners]
    try:
        for writer in writers:
            writer.wait_for(5)
        yield writers
    finally:
        for writer in writers:
            writer.kill()


def questions_in(file: Path, learner: str) -> set[str]:
    """Returns the questions that a learner has answered, in a database nobody else has open."""
    stores = open_stores(file)
    found = {answer.question for answer in stores.answers.entries(learner)}
    stores.close()
    return found


def trialrun(data: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "trialrun", *map(str, arguments)],
        cwd=ROOT, env={"TRIALRUN_DATA": str(data), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
