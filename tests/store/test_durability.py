"""Several processes, one of them killed: no answer that was acknowledged is lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.build import ROOT
from tests.proving import PROVES
from trialrun.store import open_stores

WRITER = """
import sys
from pathlib import Path
from tests.build import an_answer
from trialrun.store import open_stores
file, learner, count = sys.argv[1:]
answers = open_stores(Path(file)).answers
for number in range(int(count)):
    kept = answers.keep(learner, an_answer(f"q{number:06}", answered_ms=number))
    print(kept.question, flush=True)
"""

PROCESSES, EACH = 4, 100


def a_writer(file: Path, learner: str, count: int) -> subprocess.Popen[str]:
    """Starts a process that keeps answers and prints each one that was acknowledged."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file), learner, str(count)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_four_processes_at_once_lose_nothing(tmp_path):
    file = tmp_path / "trialrun.db"

    writers = {f"learner-{n}": a_writer(file, f"learner-{n}", EACH) for n in range(PROCESSES)}
    acknowledged = {learner: writer.communicate()[0].split() for learner, writer in writers.items()}

    assert [0] * PROCESSES == [writer.returncode for writer in writers.values()]
    assert [EACH] * PROCESSES == [len(found) for found in acknowledged.values()]
    store = open_stores(file).answers
    assert acknowledged == {
        learner: [answer.question for answer in store.entries(learner)] for learner in writers
    }


def test_four_processes_of_one_learner_count_each_question_once(tmp_path):
    file = tmp_path / "trialrun.db"

    writers = [a_writer(file, "ada", EACH) for _ in range(PROCESSES)]
    acknowledged = [writer.communicate()[0].split() for writer in writers]

    assert [EACH] * PROCESSES == [len(found) for found in acknowledged]
    assert EACH == len(open_stores(file).answers.entries("ada"))


def test_a_writer_that_is_killed_loses_no_acknowledged_answer(tmp_path):
    file = tmp_path / "trialrun.db"
    writer = a_writer(file, "ada", 1_000_000)
    assert writer.stdout is not None

    acknowledged = [writer.stdout.readline().strip() for _ in range(50)]
    writer.send_signal(signal.SIGKILL)
    rest = writer.communicate()[0]
    acknowledged += rest[: rest.rfind("\n") + 1].split()

    assert -signal.SIGKILL == writer.returncode
    kept = [answer.question for answer in open_stores(file).answers.entries("ada")]
    assert acknowledged == kept[: len(acknowledged)]
    assert len(kept) <= len(acknowledged) + 1


def test_a_store_works_on_after_a_writer_was_killed(tmp_path):
    file = tmp_path / "trialrun.db"
    killed = a_writer(file, "ada", 1_000_000)
    assert killed.stdout is not None
    killed.stdout.readline()
    killed.kill()
    killed.communicate()

    after = a_writer(file, "bob", 10)

    assert 10 == len(after.communicate()[0].split())
    assert 10 == len(open_stores(file).answers.entries("bob"))


KILLS = 60 if PROVES else 3

CHECKPOINTER = """
import sys
from pathlib import Path
from tests.build import an_answer
from tests.store.inside import connection_of
from trialrun.store import open_stores
stores = open_stores(Path(sys.argv[1]))
connection_of(stores.database).execute(f"PRAGMA wal_autocheckpoint={sys.argv[3]}")
first = len(stores.answers.entries(sys.argv[2]))
for number in range(first, first + 1_000_000):
    print(stores.answers.keep(sys.argv[2], an_answer(f"q{number:06}")).question, flush=True)
"""


def test_whatever_a_killed_writer_leaves_its_log_is_known_as_its_own(tmp_path):
    """Killed among checkpoints, half of the log is in the file, or all, or the next has begun."""
    file = tmp_path / "trialrun.db"
    acknowledged: list[str] = []

    for kill in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", CHECKPOINTER, str(file), "ada", str(5 + 7 * kill % 40)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(10 + kill % 7)]
        writer.kill()
        rest = writer.communicate()[0]
        acknowledged += "".join([*said, rest[: rest.rfind("\n") + 1]]).split()
        if kill % 3 == 2:
            kept = [answer.question for answer in open_stores(file).answers.entries("ada")]
            assert set(acknowledged) <= set(kept), kill
