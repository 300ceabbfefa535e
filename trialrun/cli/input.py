"""What `simulate` is given: a scenario, a job's text, or a bundle on disk."""

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trialrun.problem import Problem

if TYPE_CHECKING:
    from trialrun.cli.bundle_folder import BundleFolder
    from trialrun.engine import Action, World
    from trialrun.jobs import DeployOptions, JobFile
    from trialrun.jobs.around import Around

_TARGET = "DATABRICKS_BUNDLE_TARGET"
_VARIABLE = "BUNDLE_VAR_"
BYTES_MAX = 32_000_000
NAMED_MAX = 20


class Input(NamedTuple):
    """What is played: a world, what the operator does by default, and what to know about it.

    `target` says which target of a bundle it is, and what that changes. `is_made_up`: nobody wrote
    what its tasks do. `around` is what its file says beside the job.
    """

    name: str
    world: "World"
    actions: "tuple[Action, ...]"
    warnings: list[str]
    target: str = ""
    is_made_up: bool = True
    around: "Around | None" = None


class SaidAgain(NamedTuple):
    """What says again, from any environment, what was read: of variables their names alone.

    Each variable comes with the one of a shell that holds its value. `is_plain`: what is played
    by itself is one run in which nothing fails.
    """

    words: list[str]
    variables: list[tuple[str, str]]
    is_plain: bool


class Unplayable(Exception):
    """A file that cannot be played; its text says why, a line a problem."""


def add_what_to_read(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments that say what is read."""
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--job", metavar="KEY", help="which job, where FILE has several")
    parser.add_argument("--target", "-t", metavar="NAME", help="to which target of a bundle")
    parser.add_argument(
        "--var", metavar="NAME=VALUE", action="append", default=[],
        help="the value of a bundle's variable",
    )  # fmt: skip


def read_input(arguments: argparse.Namespace) -> Input:
    """Reads what was given, one job of it. Raises Unplayable."""
    file = arguments.file
    found = read_whole(arguments)
    if isinstance(found, Input):
        return found
    given = _chosen(file, found, arguments.job)
    if found.kind != "bundle" and (arguments.target or arguments.var):
        given.warnings.append(f"{file}: --target and --var are for bundles; this is none")
    return given


def read_whole(arguments: argparse.Namespace) -> "Input | JobFile":
    """Reads all that was given: a scenario, or jobs with their mistakes. Raises Unplayable."""
    file = arguments.file
    text = "" if file != "-" and Path(file).is_dir() else _text(file)
    if "\nscript:" in text and "\nactions:" in text:
        return _read_scenario(file, text)
    return _read_jobs(file, text, _options(arguments, os.environ))


def said_again(arguments: argparse.Namespace, whole: "Input | JobFile") -> SaidAgain:
    """Returns what to give so that the same is read, the environment's part of it, too."""
    words = [arguments.file]
    deployment = None if isinstance(whole, Input) else whole.deployment
    if deployment is None:
        return SaidAgain(words, [], not isinstance(whole, Input))
    if deployment.targets and deployment.target:
        words += ["--target", deployment.target]
    given = {text.partition("=")[0]: text.partition("=")[0] for text in arguments.var}
    read = {name: _VARIABLE + name for name in deployment.variables}
    read = {name: holds for name, holds in read.items() if holds in os.environ}
    return SaidAgain(words, [*(read | given).items()], is_plain=True)


def _options(arguments: argparse.Namespace, environment: Mapping[str, str]) -> "DeployOptions":
    from trialrun.jobs import DeployOptions, Given

    options: dict[str, str] = {}
    for text in arguments.var:
        name, equals, value = text.partition("=")
        if not equals or not name:
            # What was given may be a value, and that a secret.
            lacks = "name before the =" if equals else "= between name and value"
            raise Unplayable(f"--var: write NAME=VALUE; here is no {lacks}")
        options[name] = value
    variables = {
        name.removeprefix(_VARIABLE): value
        for name, value in environment.items()
        if name.startswith(_VARIABLE)
    }
    target = arguments.target or environment.get(_TARGET, "")
    return DeployOptions(target, Given(options, variables))


def _read_jobs(file: str, text: str, options: "DeployOptions") -> "JobFile":
    """Reads the jobs; of a bundle on disk with all that it includes, problems by path."""
    from trialrun.cli.bundle_folder import BundleFolder
    from trialrun.jobs import read_bundle, read_job_file, root_of
    from trialrun.jobs.packed import is_packed, unpack
    from trialrun.jobs.several import read_several

    path = Path(file)
    if is_packed(text):
        return read_several(unpack(text), options).file.moved(file)
    if file == "-":
        return read_job_file(file, text, None, options)
    if not path.is_dir():
        folder = BundleFolder(path.parent)
        found = read_job_file(path.name, text, folder, options)
        return _told_of(folder, found.moved(folder.root.as_posix()))
    roots = root_of(os.listdir(path))
    if len(roots) != 1:
        count = f"there are {len(roots)}: {', '.join(roots)}" if roots else "there is none"
        raise Unplayable(f"{file}: a bundle has one root file, databricks.yml; {count}")
    folder = BundleFolder(path)
    return _told_of(folder, read_bundle(folder, roots[0], options).moved(path.as_posix()))


def _told_of(folder: "BundleFolder", found: "JobFile") -> "JobFile":
    """Adds that a folder has more files than are looked at: an include may miss some."""
    from trialrun.cli.bundle_folder import ENTRIES_MAX

    if not folder.is_cut:
        return found
    says = f"it holds more than {ENTRIES_MAX:,} files and folders; the rest is not looked at"
    return replace(found, noted=[Problem(folder.root.as_posix(), 0, says), *found.noted])


def _chosen(file: str, found: "JobFile", key: str | None) -> Input:
    from trialrun.engine import RUN_NOW
    from trialrun.jobs.around import around_of
    from trialrun.nearest import few

    worlds = found.worlds
    if key is not None:
        check_job(file, found, key)
    if key is None and len(worlds) > 1:
        flawed = [key for key in found.jobs if key not in worlds]
        more = f" (with mistakes: {few(flawed, most=NAMED_MAX)})" if flawed else ""
        raise Unplayable(
            f"{file}: there are {len(worlds)} jobs; choose one with --job: "
            f"{few(worlds, most=NAMED_MAX)}{more}"
        )
    key = key or next(iter(worlds), None)
    if key is None or key not in worlds:
        told = [f"warning: {warning}" for warning in found.warnings]
        raise Unplayable("\n".join([*map(str, found.problems), *told]))
    job = found.jobs[key]
    others = [
        f"job {other} cannot be played: {read.problems[0]}"
        for other, read in found.jobs.items()
        if other not in worlds and read.problems
    ]
    warnings = [*map(str, found.general), *others, *map(str, [*found.noted, *job.warnings])]
    name, world = worlds[key].job.name, worlds[key]
    return Input(name, world, RUN_NOW, warnings, found.target_told, around=around_of(found, key))


def check_job(file: str, found: "JobFile", key: str) -> None:
    """Raises Unplayable where a job that is asked for is not there: first for what is wrong.

    Without a target, or with a file that cannot be read, nobody knows which jobs there are.
    """
    from trialrun.nearest import few, meant

    if key in found.jobs:
        return
    told = [*map(str, found.general), *(f"warning: {one}" for one in found.noted)]
    if found.jobs:
        hint = meant(key, found.jobs) or f"; it has {few(found.jobs, key)}"
        told.insert(0, f"{file}: there is no job {key}{hint}")
    raise Unplayable("\n".join(told or [f"{file}: there is no job {key}, nor any other"]))


def _text(file: str) -> str:
    """Returns the text of a file; of a zip the packed text of the files in it."""
    try:
        if file == "-":
            text = sys.stdin.read(BYTES_MAX + 1)
            is_long = len(text) > BYTES_MAX
        else:
            with open(file, "rb") as opened:
                data = opened.read(BYTES_MAX + 1)
            is_long = len(data) > BYTES_MAX
            is_archive = not is_long and data[:2] == b"PK"
            text = "" if is_long else _unzipped(file, data) if is_archive else data.decode()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise Unplayable(f"{file}: cannot be read: {why}") from error
    if is_long:
        raise Unplayable(f"{file}: it has more than {BYTES_MAX:,} bytes; give the folder")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unzipped(file: str, data: bytes) -> str:
    from trialrun.jobs.tree import TEXT_LENGTH_MAX
    from trialrun.lab.brought import text_of
    from trialrun.lab.came import Came, Unusable

    try:
        return text_of([Came(Path(file).name, data)], TEXT_LENGTH_MAX)
    except Unusable as error:
        raise Unplayable(f"{file}: {error}") from error


def _read_scenario(file: str, text: str) -> Input:
    from trialrun.content.readers.scenarios import read_scenario

    scenario, problems = read_scenario(file, Path(file).stem, text)
    if scenario is None:
        raise Unplayable("\n".join(map(str, problems)))
    return Input(
        scenario.title,
        scenario.world,
        scenario.actions,
        [],
        is_made_up=False,
        around=scenario.around,
    )
