"""What a browser shows and how fast: `make bench-browser`. Needs Chromium; measured without GPU.

Jobs of 50, 100 and 300 tasks are made for it. A click is timed until the swapped page has been
painted; frames are the gaps between animation frames while the player plays.
"""

import gzip
import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from bench.figure import Figure, absolute, table
from bench.servers import ROOT, trial_run
from tests.browser.chromium import find

CLICKS = 40
PLAYED_MS = 6000
SIZES = (50, 100, 300)
PLAYER_FILES = ("player.js", "words.js", "ways.js")

CLICK = """(key) => new Promise((done) => {
  const bolts = [...document.querySelectorAll("[data-bolt]")];
  const bolt = bolts.find((each) => each.dataset.bolt === key);
  const from = performance.now();
  document.addEventListener("htmx:after:swap", () => requestAnimationFrame(() =>
    setTimeout(() => done(performance.now() - from))), { once: true });
  bolt.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
})"""
PLAY = """([ms, speed]) => new Promise((done) => {
  const section = document.querySelector(".sim");
  const gaps = [];
  let nodes = 0;
  const watch = new MutationObserver((records) => {
    for (const record of records) nodes += record.addedNodes.length + record.removedNodes.length;
  });
  document.querySelector("[data-speed]").value = speed;
  document.querySelector("[data-speed]").dispatchEvent(new Event("change", { bubbles: true }));
  document.querySelector("[data-go=play]").click();
  watch.observe(section, { childList: true, subtree: true });
  let last = performance.now();
  const from = last;
  const tick = (now) => {
    gaps.push(now - last);
    last = now;
    const button = document.querySelector("[data-go=play]");
    const playing = button.getAttribute("aria-pressed") === "true";
    if (now - from < ms && playing) return requestAnimationFrame(tick);
    watch.disconnect();
    document.querySelector("[data-go=play]").click();
    const steps = Number(document.querySelector("[data-shows=step]").textContent);
    done({ gaps: gaps.slice(2), nodes, steps });
  };
  requestAnimationFrame(tick);
})"""


def main() -> int:
    """Prints the table."""
    path = find()
    if path is None:
        print("no Chromium: run python -m tests.browser.chromium", file=sys.stderr)
        return 2
    with (
        _content() as content,
        TemporaryDirectory() as folder,
        trial_run(Path(folder), content=content) as server,
        sync_playwright() as playwright,
    ):
        args = ["--disable-dev-shm-usage", "--disable-gpu", "--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=path, args=args)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        base = f"http://127.0.0.1:{server.port}/simulator"
        figures = [*_clicks(page, base), *_plays(page, base), *_sizes()]
        browser.close()
    print(table(figures))
    return 0


def _clicks(page: Page, base: str) -> Iterator[Figure]:
    for size in SIZES:
        page.goto(f"{base}/job-{size}/")
        page.wait_for_selector("[data-go=play]")
        took = [page.evaluate(CLICK, f"task_{index % size}") for index in range(CLICKS)]
        goal = 150 if size == 50 else None
        yield absolute(f"click to repainted run, {size} tasks, p95", _p95(took), "ms",
                       at_most=goal, reference=f"median {_median(took):.0f} ms")  # fmt: skip


def _plays(page: Page, base: str) -> Iterator[Figure]:
    session = page.context.new_cdp_session(page)
    for size, slowed, speed, goal in ((300, 1, "16", 17), (100, 6, "1", 34), (100, 6, "16", None)):
        page.goto(f"{base}/job-{size}/")
        page.wait_for_selector("[data-go=play]")
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        played = page.evaluate(PLAY, [PLAYED_MS, speed])
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        what = f"playing {size} tasks at {speed}x"
        what += f", processor {slowed}x slower" if slowed > 1 else ""
        told = f"{len(played['gaps'])} frames, {played['steps']} steps"
        yield absolute(f"{what}, frame p95", round(_p95(played["gaps"]), 1), "ms",
                       at_most=goal, reference=told)  # fmt: skip
        yield absolute("   nodes made or removed", played["nodes"], "", at_most=0)


def _sizes() -> Iterator[Figure]:
    sent = sum(
        len(gzip.compress((ROOT / "static/js" / name).read_bytes(), 9)) for name in PLAYER_FILES
    )
    yield absolute("the player, gzipped", sent / 1000, "KB", at_most=12)


@contextmanager
def _content() -> Iterator[Path]:
    """Makes a folder of content whose scenarios are large jobs."""
    with TemporaryDirectory() as folder:
        content = Path(folder)
        copytree(ROOT / "lessons", content / "lessons")
        (content / "scenarios").mkdir()
        for size in SIZES:
            text = json.dumps(_scenario(size))
            (content / "scenarios" / f"job-{size}.yaml").write_text(text)
        yield content


def _scenario(size: int) -> dict[str, object]:
    """Returns a layered job: each task depends on up to two of the layer before."""
    chance = random.Random(size)
    width = 10
    tasks, script = [], {}
    for index in range(size):
        layer = index // width
        above = range((layer - 1) * width, layer * width) if layer else ()
        parents = chance.sample(list(above), k=min(2, len(above)))
        key = f"task_{index}"
        tasks.append(
            {
                "task_key": key,
                "depends_on": [{"task_key": f"task_{parent}"} for parent in sorted(parents)],
                "job_cluster_key": "main",
                "notebook_task": {"notebook_path": f"/{key}"},
            }
        )
        writes = [{"to": f"t.{key}", "mode": "append", "rows": "100"}] if index % 5 == 0 else []
        script[key] = {"takes": f"{chance.randint(20, 200)}s", "writes": writes}
    job = {"name": "big", "job_clusters": [{"job_cluster_key": "main"}], "tasks": tasks}
    return {
        "title": f"{size} tasks",
        "summary": "A large job.",
        "job": job,
        "script": script,
        "actions": [{"do": "run_now"}],
    }


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    raise SystemExit(main())
