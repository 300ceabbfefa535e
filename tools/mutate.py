"""Changes the engine's rules a bit, one change at a time, and counts what the tests notice.

`make mutate` does it on a copy of the tree, by cosmic-ray. Prints the changes that nobody noticed
and the share of those that were; returns 1 when that is below KILLED_MIN.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
KILLED_MIN = 0.9
CODE = ("app.py", "pyproject.toml", "trialrun", "tests")
COPIED = (*CODE, "lessons", "scenarios", "levels", "quizzes")
TESTS = "tests/engine/rules/test_rules.py"

CONFIG = f"""\
[cosmic-ray]
module-path = "trialrun/engine/rules"
timeout = 30.0
excluded-modules = []
test-command = "{sys.executable} -m pytest -x -p no:cacheprovider {TESTS}"

[cosmic-ray.distributor]
name = "local"
"""


def main() -> int:
    """Plays every mutation; says how many were noticed."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for part in COPIED:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / part)
        (folder / "mutate.toml").write_text(CONFIG, encoding="utf-8")
        for step in (["init"], ["baseline"], ["exec"]):
            session = [] if step == ["baseline"] else ["mutate.sqlite"]
            _cosmic_ray(folder, [*step, "mutate.toml", *session])
        lines = _cosmic_ray(folder, ["dump", "mutate.sqlite"]).splitlines()
    return _report([json.loads(line) for line in lines])


def _report(entries: list[list[dict[str, object]]]) -> int:
    survivors = []
    for item, result in entries:
        if result is None or result["test_outcome"] != "killed":
            survivors.append(item["mutations"][0])  # type: ignore[index]
    for mutation in survivors:
        path, (line, column) = mutation["module_path"], mutation["start_pos"]
        print(f"{path}:{line}:{column}: {mutation['operator_name']} #{mutation['occurrence']}")
    killed = len(entries) - len(survivors)
    share = killed / len(entries)
    print(f"{killed} of {len(entries)} changes of the rules were noticed: {share:.1%}")
    return 0 if share >= KILLED_MIN else 1


def _cosmic_ray(folder: Path, arguments: list[str]) -> str:
    command = [str(Path(sys.executable).with_name("cosmic-ray")), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"cosmic-ray {arguments[0]}: {done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
