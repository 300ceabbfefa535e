"""A running app serves what the files say now: whole catalogs, swapped when something changed."""

import os
import threading
import time
from pathlib import Path

import pytest

from tests.content.files import SET, CountedFolder, write
from trialrun.content import shelf as shelf_module
from trialrun.content.kept import Kept
from trialrun.content.shelf import LOOK_EVERY_S, Shelf

PATIENCE_S = 30


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The shelf's clock: [what has been added to the time]."""
    added = [0.0]
    real = time.monotonic
    monkeypatch.setattr(shelf_module.time, "monotonic", lambda: real() + added[0])
    return added


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small content."""
    return write(tmp_path)


@pytest.fixture
def shelf(root: Path, clock: list[float]) -> Shelf:
    """A shelf of it."""
    return Shelf(CountedFolder(root), Kept(None))


def later(shelf: Shelf, clock: list[float]):
    """Returns the catalog as a request gets it that begins two seconds later."""
    clock[0] += 2
    return shelf.current()


def test_the_catalog_stays_while_nothing_changes(shelf, clock):
    first = shelf.current()

    assert first.sets.keys() == later(shelf, clock).sets.keys()
    assert later(shelf, clock) is later(shelf, clock)


def test_a_changed_file_is_seen_two_seconds_later(root, shelf, clock):
    write(root, {"quizzes/one.yaml": SET.format(title="Another", order=1)})

    assert "Another" == later(shelf, clock).sets["one"].title


def test_a_new_file_and_a_removed_one_are_seen(root, shelf, clock):
    write(root, {"quizzes/three.yaml": SET.format(title="Three", order=3)})
    (root / "quizzes/two.yaml").unlink()

    assert ["one", "three", "facts"] == list(later(shelf, clock).sets)


def test_a_broken_file_is_named_and_leaves_the_rest_alone(root, shelf, clock):
    write(root, {"quizzes/one.yaml": "title: ["})
    catalog = later(shelf, clock)

    assert ["two", "facts"] == list(catalog.sets)
    assert "quizzes/one.yaml" in {problem.path for problem in catalog.problems}


def test_a_change_of_the_same_length_in_the_same_instant_is_seen(root, shelf, clock):
    """File systems tell times in steps of some milliseconds."""
    path = root / "quizzes/one.yaml"
    before = path.stat()
    path.write_text(path.read_text().replace("title: One", "title: Two"))

    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert "Two" == later(shelf, clock).sets["one"].title


def test_a_catalog_that_a_request_holds_stays_as_it_was(root, shelf, clock):
    held = shelf.current()
    write(root, {"quizzes/one.yaml": SET.format(title="Another", order=1)})
    later(shelf, clock)

    assert "One" == held.sets["one"].title
    assert "What is left of One?" == held.question("one/what-is-left").stem


def test_files_are_not_looked_at_more_than_once_a_second(root, shelf, clock):
    clock[0] += LOOK_EVERY_S
    shelf.current()
    write(root, {"quizzes/one.yaml": SET.format(title="Another", order=1)})

    assert "One" == shelf.current().sets["one"].title


class SlowFolder(CountedFolder):
    """A folder whose reading waits until a test lets it go on."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.gate = threading.Event()
        self.gate.set()

    def read(self, path, stamp=None):
        """Reads a file when the gate is open."""
        assert self.gate.wait(PATIENCE_S)
        return super().read(path, stamp)


def test_a_large_change_is_built_while_the_old_catalog_serves(root, clock, monkeypatch):
    monkeypatch.setattr(shelf_module, "FEW_FILES", 2)
    folder = SlowFolder(root)
    shelf = Shelf(folder, Kept(None))
    folder.gate.clear()
    names = [f"more-{number}" for number in range(5)]
    write(root, {f"quizzes/{name}.yaml": SET.format(title=name, order=9) for name in names})

    for _ in range(3):
        assert ["one", "two", "facts"] == list(later(shelf, clock).sets)

    folder.gate.set()
    wait_for(lambda: set(names) < set(later(shelf, clock).sets))


def wait_for(holds) -> None:
    until = time.perf_counter() + PATIENCE_S
    while not holds():
        assert time.perf_counter() < until
        time.sleep(0.01)


def test_a_small_change_that_takes_long_is_not_waited_for_without_end(root, clock, monkeypatch):
    monkeypatch.setattr(shelf_module, "WAIT_S", 0.05)
    folder = SlowFolder(root)
    shelf = Shelf(folder, Kept(None))
    folder.gate.clear()
    write(root, {"quizzes/one.yaml": SET.format(title="Another", order=1)})

    assert "One" == later(shelf, clock).sets["one"].title
    folder.gate.set()
    wait_for(lambda: shelf.current().sets["one"].title == "Another")


def test_what_changes_while_a_change_is_built_is_seen_too(root, clock, monkeypatch):
    monkeypatch.setattr(shelf_module, "WAIT_S", 0.0)
    folder = SlowFolder(root)
    shelf = Shelf(folder, Kept(None))
    folder.gate.clear()
    write(root, {"quizzes/one.yaml": SET.format(title="First", order=1)})
    later(shelf, clock)
    write(root, {"quizzes/two.yaml": SET.format(title="Second", order=2)})
    later(shelf, clock)
    folder.gate.set()

    wait_for(
        lambda: (
            [later(shelf, clock).sets[slug].title for slug in ("one", "two")] == ["First", "Second"]
        )
    )


def old(root: Path) -> None:
    """Lets every file count as written long ago, as a copy that keeps times does."""
    for path in root.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_build_that_fails_leaves_the_old_catalog_and_is_tried_again(root, clock, monkeypatch):
    old(root)
    shelf = Shelf(CountedFolder(root), Kept(None))
    with monkeypatch.context() as patch:
        patch.setattr(shelf_module, "build", lambda *_: 1 / 0)
        write(root, {"quizzes/one.yaml": SET.format(title="Another", order=1)})
        os.utime(root / "quizzes/one.yaml", (1_700_000_001, 1_700_000_001))
        assert "One" == later(shelf, clock).sets["one"].title

    clock[0] += shelf_module.REST_S
    wait_for(lambda: later(shelf, clock).sets["one"].title == "Another")


def test_a_thread_that_cannot_be_started_costs_no_request_and_is_tried_again(
    root, shelf, clock, monkeypatch
):
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        write(root, {"quizzes/one.yaml": SET.format(title="Another", order=1)})
        assert "One" == later(shelf, clock).sets["one"].title

    clock[0] += shelf_module.REST_S
    wait_for(lambda: later(shelf, clock).sets["one"].title == "Another")


def test_a_file_from_the_future_is_not_built_again_and_again(root, clock):
    old(root)
    os.utime(root / "quizzes/one.yaml", (4_000_000_000, 4_000_000_000))
    shelf = Shelf(CountedFolder(root), Kept(None))

    assert 1 == len({id(later(shelf, clock)) for _ in range(4)})


def test_many_threads_get_whole_catalogs_while_files_change(root, shelf, clock):
    """The titles of two sets are changed together; nobody sees one without the other."""
    torn: list[tuple[str, str]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            catalog = shelf.current()
            question = catalog.question("one/what-is-left")
            if question.stem != f"What is left of {catalog.sets['one'].title}?":
                torn.append((question.stem, catalog.sets["one"].title))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(8):
        write(root, {"quizzes/one.yaml": SET.format(title=f"Round {number}", order=1)})
        later(shelf, clock)
    done.set()
    for reader in readers:
        reader.join(PATIENCE_S)

    assert [] == torn
    wait_for(lambda: later(shelf, clock).sets["one"].title == "Round 7")


class AskedFolder(CountedFolder):
    """A folder that notes in what order it is asked."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.asked: list[str] = []

    def is_settled(self, stamps):
        """Says whether all is old, and notes it."""
        self.asked.append("settled?")
        return super().is_settled(stamps)

    def read(self, path, stamp=None):
        """Reads a file, and notes it."""
        self.asked.append("read")
        return super().read(path, stamp)


def test_what_was_young_is_told_before_a_build_that_may_take_long(root):
    """Else a long build makes old of it, and what was written in that instant is never seen."""
    folder = AskedFolder(root)
    Shelf(folder, Kept(None))

    assert ["settled?"] == folder.asked[:1]
    assert "settled?" not in folder.asked[1:]
