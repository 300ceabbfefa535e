"""How long a bundle takes to be read, beside its bare YAML, and to be reviewed, beside its runs."""

from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bench.figure import Figure, absolute, compared
from bench.rounds import interleaved
from trialrun.cli.bundle_folder import BundleFolder
from trialrun.collector import collect_less_often
from trialrun.engine import RUN_NOW, simulate
from trialrun.jobs import DeployOptions, JobFile, read_bundle
from trialrun.jobs.around import around_of
from trialrun.review import review, subject_of

FILES, JOBS, TASKS = 50, 100, 10
ROUNDS = 5
ROOT = """\
bundle: {name: bench}
include: ['resources/*.yml']
variables: {catalog: {default: main}, retries: {default: 1}}
targets:
  dev: {mode: development, default: true}
  prod: {mode: production, variables: {catalog: prod}}
"""


def measure() -> list[Figure]:
    """Reads and reviews a folder of FILES files with JOBS jobs of TASKS tasks each."""
    collect_less_often()
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder)
        ours, bare = interleaved(lambda: _read(folder), lambda: _load(folder), rounds=ROUNDS)
        file = _read(folder)
    stories = sum(_review(file))
    reviewed, played = interleaved(
        lambda: _review(file), lambda: _play(file, stories // JOBS), rounds=ROUNDS
    )
    what = f"{FILES} files and {JOBS} jobs of {TASKS} tasks"
    return [
        compared(f"bundle of {what}, read (bare YAML in C)", ours, bare, "s", at_most=12),
        absolute("   the same beside the second it may take", ours, "s", at_most=1),
        compared(
            f"review of {JOBS} jobs (its {stories} runs, bare)", reviewed, played, "s", at_most=5
        ),
        absolute("   the same beside the second it may take", reviewed, "s", at_most=1),
    ]


def _write(folder: Path) -> None:
    (folder / "resources").mkdir()
    (folder / "databricks.yml").write_text(ROOT)
    for number in range(1, FILES):
        mine = range(number, JOBS + 1, FILES - 1)
        jobs = "".join(_job(one) for one in mine)
        (folder / "resources" / f"jobs_{number}.yml").write_text(f"resources:\n  jobs:\n{jobs}")


def _job(number: int) -> str:
    tasks = "".join(
        f"""\
      - task_key: step_{at}
        depends_on: [{f"{{task_key: step_{at - 1}}}" if at else ""}]
        job_cluster_key: main
        max_retries: ${{var.retries}}
        notebook_task:
          notebook_path: ../src/step_{at}.py
          base_parameters: {{catalog: "${{var.catalog}}", day: "{{{{job.parameters.day}}}}"}}
"""
        for at in range(TASKS)
    )
    return f"""\
    job_{number}:
      name: job {number}
      schedule: {{quartz_cron_expression: "0 0 6 * * ?", timezone_id: UTC}}
      parameters: [{{name: day, default: "{{{{job.start_time.iso_date}}}}"}}]
      job_clusters: [{{job_cluster_key: main, new_cluster: {{num_workers: 2}}}}]
      tasks:
{tasks}"""


def _read(folder: Path) -> JobFile:
    found = read_bundle(BundleFolder(folder), "databricks.yml", DeployOptions())
    if found.problems or len(found.worlds) != JOBS:
        raise RuntimeError(f"the bundle is not read: {found.problems[:3]}")
    return found


def _load(folder: Path) -> list[object]:
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return [yaml.load(path.read_text(), loader) for path in sorted(folder.rglob("*.yml"))]


def _review(file: JobFile) -> list[int]:
    """Returns how many runs were played for each job."""
    return [
        review(subject_of(world, file.jobs[key].places, around_of(file, key))).stories
        for key, world in file.worlds.items()
    ]


def _play(file: JobFile, times: int) -> None:
    for world in file.worlds.values():
        for _ in range(times):
            simulate(world, RUN_NOW)
