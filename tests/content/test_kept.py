"""What was built is kept in a derived file, which may be lost, damaged or shared at any time."""

import os
import pickle
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build import ROOT, bundled
from tests.content.files import CountedFolder, write
from trialrun.content import code as code_module
from trialrun.content import load_catalog, open_shelf
from trialrun.content.build import build
from trialrun.content.code import code_signature
from trialrun.content.kept import Kept

CODE = "code"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small content, written long ago."""
    root = write(tmp_path / "content")
    for path in root.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return root


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where things are kept."""
    return tmp_path / "data" / "content.db"


def loaded(root: Path, file: Path | None, code: str = CODE):
    """Builds the content, with what is kept of it; returns what was read, and the catalog."""
    kept = Kept(file, code)
    folder = CountedFolder(root, kept.stamps())
    built = build(folder, kept)
    built.keep()
    # A process that has ended holds no file; here it is not left to chance when that is so.
    kept.close()
    return folder.take_read(), built.catalog


def test_nothing_is_read_again_at_the_next_start(root, file):
    first, _ = loaded(root, file)
    again, catalog = loaded(root, file)

    assert len(first) == len(list(root.rglob("*.*")))
    assert set() == again
    assert ["one", "two", "facts"] == list(catalog.sets)


def test_what_is_kept_is_what_was_built(root, file):
    fresh = loaded(root, None)[1]
    loaded(root, file)
    catalog = loaded(root, file)[1]

    assert fresh.question("one/what-is-left") == catalog.question("one/what-is-left")
    assert fresh.question("one/what-is-left").digest == catalog.question("one/what-is-left").digest
    assert fresh.lessons["jobs"] == catalog.lessons["jobs"]
    assert fresh.facts == catalog.facts
    scenario = catalog.scenarios["one-fails"]
    assert fresh.scenarios["one-fails"].play().final() == scenario.play().final()


def test_the_bundled_content_comes_back_as_it_was(file):
    for _ in range(2):
        catalog = load_catalog(ROOT, Kept(file, CODE))

    for uid in ("rollback/what-is-committed", "rollback/half-an-overwrite"):
        assert bundled().question(uid).text == catalog.question(uid).text
    assert {s: level.goals for s, level in bundled().levels.items()} == {
        s: level.goals for s, level in catalog.levels.items()
    }
    assert repr(bundled().lessons["s1-lakeflow-jobs"]) == repr(catalog.lessons["s1-lakeflow-jobs"])


def test_a_start_with_everything_kept_imports_nothing_that_proves(root, file):
    loaded(root, file, f"{code_signature()} {root}")
    code = (
        "import sys; from pathlib import Path; from trialrun.content import open_shelf;"
        f"shelf = open_shelf(Path({str(root)!r}), Path({str(file)!r}));"
        "assert list(shelf.current().sets) == ['one', 'two', 'facts'];"
        "print([name for name in ('pydantic', 'cel', 'yaml', 'markdown_it', 'sqlite_utils')"
        " if name in sys.modules])"
    )

    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "[]" == found.stdout.strip()


def test_one_edited_file_is_all_that_is_read(root, file):
    loaded(root, file)
    path = root / "quizzes/two.yaml"
    path.write_text(path.read_text().replace("Nothing.", "None at all."))

    assert {"quizzes/two.yaml"} == loaded(root, file)[0]


def test_a_touched_file_is_read_and_not_proven_again(root, file):
    loaded(root, file)
    os.utime(root / "quizzes/two.yaml", (1_700_000_001, 1_700_000_001))

    assert {"quizzes/two.yaml"} == loaded(root, file)[0]
    assert set() == loaded(root, file)[0]


def test_another_code_builds_everything_anew(root, file):
    loaded(root, file)

    assert len(loaded(root, file, "other code")[0]) == len(list(root.rglob("*.*")))
    assert set() == loaded(root, file)[0]


def test_a_file_that_was_thrown_away_is_made_anew(root, file):
    loaded(root, file)
    for path in file.parent.iterdir():
        path.unlink()

    assert ["one", "two", "facts"] == list(loaded(root, file)[1].sets)
    assert set() == loaded(root, file)[0]


def test_bodies_that_were_thrown_away_under_a_running_app_are_read_again(root, file):
    loaded(root, file)
    catalog = loaded(root, file)[1]
    with sqlite3.connect(file) as db:
        db.execute("DELETE FROM built")

    assert catalog.question("one/what-is-left") is not None
    assert "One fails" == catalog.scenarios["one-fails"].title


def test_what_went_with_its_file_at_once_is_not_there(root, file):
    loaded(root, file)
    catalog = loaded(root, file)[1]
    with sqlite3.connect(file) as db:
        db.execute("DELETE FROM built")
    (root / "quizzes/one.yaml").unlink()

    assert catalog.question("one/what-is-left") is None


DAMAGES = [
    pytest.param(lambda file: file.write_bytes(b"no database " * 400), id="no database"),
    pytest.param(lambda file: file.write_bytes(b""), id="empty"),
    pytest.param(
        lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 9000), id="damaged"
    ),
    pytest.param(lambda file: _sql(file, "DROP TABLE built"), id="no table"),
    pytest.param(lambda file: _sql(file, "UPDATE built SET head = x'00'"), id="odd heads"),
    pytest.param(lambda file: _sql(file, "UPDATE built SET body = x'00'"), id="odd bodies"),
]


def _sql(file: Path, sql: str) -> None:
    with sqlite3.connect(file) as db:
        db.execute(sql)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_costs_time_and_nothing_else(root, file, damage):
    loaded(root, file)
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(file)

    catalog = loaded(root, file)[1]
    assert catalog.question("one/what-is-left") is not None
    loaded(root, file)
    assert set() == loaded(root, file)[0]


def test_a_place_that_cannot_be_written_costs_time_and_nothing_else(root, tmp_path):
    (tmp_path / "data").write_text("a file in the place of the folder")

    assert ["one", "two", "facts"] == list(loaded(root, tmp_path / "data" / "content.db")[1].sets)


class Evil:
    def __reduce__(self):
        return (os.system, ("touch evil",))


FOREIGN = [
    pytest.param(pickle.dumps(Evil()), id="a command"),
    pytest.param(pickle.dumps(print), id="a function"),
    pytest.param(pickle.dumps(Path("x")), id="a path"),
    pytest.param(pickle.dumps(5), id="a number"),
    pytest.param(pickle.dumps(({}, 5)), id="another shape"),
    pytest.param(pickle.dumps(({}, (None, [])))[:-2], id="cut short"),
    pytest.param(b"\x80\x04\x8c\x16trialrun.content.folder\x8c\x09os.getcwd\x93)R.", id="dotted"),
    pytest.param(b"\x80\x04\x8c\x16trialrun.content.folder\x8c\x04Path\x93.", id="handed on"),
    pytest.param(b"\x80\x04\x8c\x12trialrun.cli.serve\x8c\x03run\x93.", id="elsewhere"),
]


@pytest.mark.parametrize("value", FOREIGN)
def test_values_of_others_are_not_made(root, file, tmp_path, monkeypatch, value):
    monkeypatch.chdir(tmp_path)
    loaded(root, file)
    with sqlite3.connect(file) as db:
        db.execute("UPDATE built SET head = ?, body = ?", (value, value))

    assert ["one", "two", "facts"] == list(loaded(root, file)[1].sets)
    assert not (tmp_path / "evil").exists()


def test_rows_that_are_used_stay_however_old_they_are(root, file):
    loaded(root, file)
    with sqlite3.connect(file) as db:
        db.execute("UPDATE built SET made_s = made_s - 86400 * 40")
    path = root / "quizzes/two.yaml"
    path.write_text(path.read_text().replace("Nothing.", "None at all."))
    loaded(root, file)

    assert {"quizzes/two.yaml"} >= loaded(root, file)[0]


def test_rows_that_nobody_uses_go_after_a_day(root, file):
    loaded(root, file)
    for text in ("None at all.", "None whatever."):
        path = root / "quizzes/two.yaml"
        path.write_text(path.read_text().replace("Nothing.", text).replace("None at all.", text))
        with sqlite3.connect(file) as db:
            db.execute("UPDATE built SET made_s = made_s - 86400 * 2")
        loaded(root, file)

    with sqlite3.connect(file) as db:
        (count,) = db.execute(
            "SELECT count(*) FROM built WHERE path = 'quizzes/two.yaml'"
        ).fetchone()
    assert 1 == count


def test_the_builds_of_few_other_codes_are_kept(root, file):
    for number in range(7):
        loaded(root, file, f"code {number}")

    with sqlite3.connect(file) as db:
        (count,) = db.execute("SELECT count(DISTINCT signature) FROM built").fetchone()
    assert 4 == count


def test_the_version_and_the_words_of_the_code_make_the_signature(tmp_path, monkeypatch):
    monkeypatch.setattr(code_module, "TRIALRUN", tmp_path / "trialrun")
    (tmp_path / "trialrun/engine").mkdir(parents=True)
    files = [tmp_path / "trialrun/__init__.py", tmp_path / "trialrun/engine/run.py"]
    found = set()
    for words in (("a", "b"), ("c", "b"), ("c", "d")):
        for path, text in zip(files, words, strict=True):
            path.write_text(text)
            os.utime(path, (1_700_000_000, 1_700_000_000))
        found.add(code_signature())

    assert 3 == len(found)


STARTER = """
import sys
from pathlib import Path
from trialrun.content import open_shelf
shelf = open_shelf(Path(sys.argv[1]), Path(sys.argv[2]))
print(shelf.current().question("one/what-is-left").digest)
"""


def test_processes_that_start_at_once_share_the_file(root, file):
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", STARTER, str(root), str(file)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    told = [starter.communicate() for starter in starters]

    assert [0] * 4 == [starter.returncode for starter in starters]
    assert 1 == len({out for out, _ in told})
    assert set() == loaded(root, file, f"{code_signature()} {root}")[0]


def test_a_stop_leaves_one_file_that_serves_on(root, file):
    shelf = open_shelf(root, file)
    with_log = {path.name for path in file.parent.iterdir()}
    shelf.close()
    shelf.close()

    assert {file.name, f"{file.name}-wal", f"{file.name}-shm"} <= with_log
    assert [file.name] == [path.name for path in file.parent.iterdir() if path.is_file()]
    assert shelf.current().question("one/what-is-left").body
