"""Runs streams by a real Spark, as told on stdin. Run by another Python, which has pyspark alone.

What it is told is a list of things to do, as JSON. Where a driver is to be lost, it is: the Java
machine is halted in the middle of the batch, and what is left to do is for the next one.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.session.timeZone": "UTC",
    "spark.log.level": "ERROR",
}


def session() -> Any:
    from pyspark.sql import SparkSession

    building = SparkSession.builder.master("local[1]").appName("stream")
    for name, value in SETTINGS.items():
        building = building.config(name, value)
    return building.getOrCreate()


def start(told: dict) -> None:
    spark = session()
    reader = spark.readStream.schema("k string, t timestamp")
    rows = reader.option("maxFilesPerTrigger", told["files_max"]).json(told["source"])
    writer = counted(rows, told["count"]).writeStream.outputMode(told["mode"])
    writer = writer.option("checkpointLocation", told["checkpoint"])
    if told["trigger"] == "availableNow":
        writer = writer.trigger(availableNow=True)
    elif told["trigger"] == "processingTime":
        writer = writer.trigger(processingTime="1 second")
    if told["sink"] == "files":
        query = writer.format("json").option("path", told["table"]).start()
    else:
        query = writer.foreachBatch(lambda batch, number: write(batch, number, told)).start()
    if told["trigger"] == "availableNow":
        query.awaitTermination()
    else:
        wait_until_idle(query)
    if not told.get("is_cut"):
        made = [progress_of(each) for each in query.recentProgress]
        report(told, is_up=query.isActive, made=made)
    query.stop()


def counted(rows: Any, count: dict | None) -> Any:
    from pyspark.sql import functions as F

    if count is None:
        return rows.select("k")
    if count["delay"] is not None:
        rows = rows.withWatermark("t", f"{count['delay']} minutes")
    windows = rows.groupBy(F.window("t", f"{count['window']} minutes")).count()
    return windows.select(F.date_format("window.start", "H:mm").alias("k"), "count")


def write(batch: Any, number: int, told: dict) -> None:
    """Is the function of foreachBatch: it appends, and dies where it is told to."""
    dies = told["dies"] or {}
    rows = [list(row) for row in batch.collect()]
    if dies.get("batch") == number and dies["after"] == "offsets":
        halt()
    with open(told["table"], "a", encoding="utf-8") as table:
        table.write(json.dumps({"batch": number, "rows": rows}) + "\n")
        table.flush()
        os.fsync(table.fileno())
    arrive(told | {"files": told.pop("meanwhile", ())})
    if dies.get("batch") == number:
        halt()


def halt() -> None:
    """Ends the machine at once: nothing is closed, and nothing more is written."""
    session()._jvm.java.lang.Runtime.getRuntime().halt(1)


def wait_until_idle(query: Any) -> None:
    """Waits until a stream that does not end has nothing more to read."""
    for _ in range(1200):
        status = query.status
        if query.lastProgress and not status["isTriggerActive"] and not status["isDataAvailable"]:
            return
        time.sleep(0.1)


def progress_of(progress: Any) -> dict:
    operators = progress.stateOperators
    return {
        "batch": progress.batchId,
        "has_state": bool(operators),
        "dropped": sum(each.numRowsDroppedByWatermark for each in operators),
        "windows": sum(each.numRowsTotal for each in operators),
    }


def arrive(told: dict) -> None:
    for name in told["files"]:
        os.rename(os.path.join(told["staged"], name), os.path.join(told["source"], name))


def delete_checkpoint(told: dict) -> None:
    shutil.rmtree(told["checkpoint"])


def forget_commit(told: dict) -> None:
    """Takes away the mark of the newest batch, as if the driver had been lost before it."""
    newest = max(Path(told["checkpoint"], "commits").glob("[0-9]*"), key=lambda p: int(p.name))
    newest.unlink()
    newest.with_name(f".{newest.name}.crc").unlink(missing_ok=True)


def look(told: dict) -> None:
    """Reports what is on the disk: the logs of the checkpoint, what each batch read, the table."""
    checkpoint = Path(told["checkpoint"])
    source = entries_of(checkpoint / "sources" / "0")
    read = [json.loads(line) for lines in source.values() for line in lines]
    offsets, last = {}, -1
    for batch, (meta, offset) in sorted(entries_of(checkpoint / "offsets").items()):
        newest = json.loads(offset)["logOffset"]
        names = [
            os.path.basename(each["path"]) for each in read if last < each["batchId"] <= newest
        ]
        offsets[batch] = [sorted(names), json.loads(meta)["batchWatermarkMs"] // 60_000]
        last = newest
    commits = sorted(entries_of(checkpoint / "commits"))
    report(told, offsets=sorted(offsets.items()), commits=commits, rows=rows_in(told))


def entries_of(folder: Path) -> dict[int, list[str]]:
    """Reads a log of Spark: {number: its lines, without that of the version}."""
    files = [path for path in folder.glob("[0-9]*") if path.name.isdigit()]
    return {int(p.name): p.read_text("utf-8").strip().splitlines()[1:] for p in files}


def rows_in(told: dict) -> list:
    if told["sink"] == "files":
        return sorted([row.k] for row in session().read.json(told["table"]).collect())
    table = Path(told["table"])
    lines = table.read_text("utf-8").splitlines() if table.exists() else []
    return [json.loads(line) for line in lines]


def report(told: dict, **what: object) -> None:
    with open(told["report"], "a", encoding="utf-8") as lines:
        lines.write(json.dumps({"story": told["story"], **what}) + "\n")


if __name__ == "__main__":
    DEEDS = {
        each.__name__: each for each in (start, arrive, delete_checkpoint, forget_commit, look)
    }
    for number, each in enumerate(json.load(sys.stdin)):
        Path(each["report"]).with_suffix(".at").write_text(str(number))
        DEEDS[each["do"]](each)
