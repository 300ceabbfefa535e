"""A real Delta table on disk, by the `deltalake` package: it judges models. No test in here."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import arro3.core as arrow
from deltalake import DeltaTable, QueryBuilder, write_deltalake
from deltalake.exceptions import DeltaError

SCHEMA = arrow.Schema(
    [arrow.Field("k", arrow.DataType.utf8()), arrow.Field("v", arrow.DataType.utf8())]
)
VACUUMS = ("VACUUM START", "VACUUM END")
"""Entries that VACUUM makes about itself. They add and remove nothing."""
DYING_ROWS, DYING_BATCHES = 5_000, 6
"""So much makes a writer put files on storage before it dies."""


class RealEntry(NamedTuple):
    """One entry of the log, but for those that VACUUM makes about itself."""

    operation: str
    adds: tuple[str, ...]
    removes: tuple[str, ...]


class RealTable:
    """A table below a folder. Each method begins on the newest version, as a new writer does."""

    def __init__(self, root: Path) -> None:
        self.path = root / "table"
        DeltaTable.create(str(self.path), schema=SCHEMA)

    def now(self, version: int | None = None) -> DeltaTable:
        """Opens the table as it is now, or at a version."""
        return DeltaTable(str(self.path), version=version)

    def append(self, rows: Sequence[tuple[str, str]], on: DeltaTable | None = None) -> None:
        """Appends rows, from the version that a handle has read."""
        write_deltalake(on or str(self.path), _batches(rows), mode="append")

    def overwrite(self, rows: Sequence[tuple[str, str]], on: DeltaTable | None = None) -> None:
        """Overwrites all rows."""
        write_deltalake(on or str(self.path), _batches(rows), mode="overwrite")

    def merge(self, rows: Sequence[tuple[str, str]], on: DeltaTable | None = None) -> None:
        """Merges rows on their keys."""
        merging = (on or self.now()).merge(
            _batches(rows), "s.k = t.k", source_alias="s", target_alias="t"
        )
        merging.when_matched_update_all().when_not_matched_insert_all().execute()

    def delete(self, keys: Sequence[str], on: DeltaTable | None = None) -> None:
        """Deletes rows by their keys."""
        listed = ", ".join(f"'{key}'" for key in keys)
        (on or self.now()).delete(f"k IN ({listed})")

    def optimize(self, on: DeltaTable | None = None) -> None:
        """Joins small files."""
        (on or self.now()).optimize.compact()

    def restore(self, version: int) -> None:
        """Goes back to a version."""
        self.now().restore(version)

    def vacuum(self, *, lite: bool = False, dry_run: bool = False) -> list[str]:
        """Deletes what the newest version does not need, however young; returns the names."""
        return self.now().vacuum(
            0, dry_run=dry_run, enforce_retention_duration=False, full=not lite
        )

    def die_writing(self) -> None:
        """Begins an append that raises an error when many rows are written."""

        def batches() -> Iterator[arrow.RecordBatch]:
            for _ in range(DYING_BATCHES):
                rows = [(f"{random.random()}", f"{random.random()}") for _ in range(DYING_ROWS)]
                yield _batches(rows).to_batches()[0]
            raise RuntimeError("the cluster is gone")

        reader = arrow.RecordBatchReader.from_batches(SCHEMA, batches())
        try:
            write_deltalake(str(self.path), reader, mode="append", target_file_size=1_000)
        except DeltaError:
            return
        raise AssertionError("it should have died")

    def entries(self) -> list[RealEntry]:
        """Reads the log as it stands on disk."""
        found = []
        for file in sorted((self.path / "_delta_log").glob("*.json")):
            actions = [json.loads(line) for line in file.read_text().splitlines()]
            by_name = {name: [a[name] for a in actions if name in a] for name in _ACTIONS}
            (about,) = by_name["commitInfo"]
            adds, removes = (tuple(a["path"] for a in by_name[name]) for name in ("add", "remove"))
            found.append(RealEntry(about["operation"], adds, removes))
        return [entry for entry in found if entry.operation not in VACUUMS]

    def version(self, number: int) -> int:
        """Returns the version of an entry, counted without those of VACUUM."""
        files = sorted((self.path / "_delta_log").glob("*.json"))
        told = [file for file in files if not any(word in file.read_text() for word in VACUUMS)]
        return int(told[number].stem)

    def files(self) -> set[str]:
        """Returns the data files that are on storage, in a version or not."""
        return {file.name for file in self.path.glob("*.parquet")}

    def rows(self, version: int | None = None) -> list[tuple[str, str]]:
        """Reads a version, in the order of keys and values. Raises what deltalake raises."""
        builder = QueryBuilder().register("t", self.now(version))
        found = builder.execute("SELECT k, v FROM t ORDER BY k, v").read_all()
        keys, values = ([cell.as_py() for cell in column] for column in found.columns)
        return list(zip(keys, values, strict=True))


_ACTIONS = ("commitInfo", "add", "remove")


def _batches(rows: Sequence[tuple[str, str]]) -> arrow.Table:
    keys, values = zip(*rows, strict=True)
    text = arrow.DataType.utf8()
    return arrow.Table.from_pydict(
        {"k": arrow.Array(list(keys), type=text), "v": arrow.Array(list(values), type=text)}
    )
