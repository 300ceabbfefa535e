"""`flags`: lists what learners found wrong in questions, and keeps what authors reply."""

import argparse
import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trialrun.plural import counted
from trialrun.practice.flags import reason_told
from trialrun.settings import Settings

if TYPE_CHECKING:
    from trialrun.store import Flag, Flags

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

REPLY_MAX = 2_000


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser(
        "flags", help="list what learners found wrong in questions, or reply to it"
    )
    parser.add_argument("--all", action="store_true", help="list those with a reply, too")
    parser.add_argument("--json", action="store_true", help="list them as JSON, for tools")
    parser.add_argument(
        "--reply",
        nargs=2,
        metavar=("NUMBER", "TEXT"),
        help="tell whoever flagged what became of it, in place of an earlier reply",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Lists or replies; returns 1 with a sentence where that cannot be done."""
    from trialrun.store import StoreError, open_stores

    database = Settings.from_environment().database
    if not database.is_file():
        print(f"There is no database at {database}. TRIALRUN_DATA names the folder of your app.")
        return 1
    try:
        stores = open_stores(database)
        try:
            if arguments.reply:
                return _reply(stores.flags, *arguments.reply)
            return _list(stores.flags, arguments)
        finally:
            stores.close()
    except StoreError as error:
        print(error)
        return 1


def _list(flags: "Flags", arguments: argparse.Namespace) -> int:
    found = flags.listed(is_all=arguments.all)
    if arguments.json:
        print(json.dumps([_plain(flag) for flag in found], ensure_ascii=False, indent=1))
        return 0
    for flag in found:
        print("\n".join(_lines(flag)))
    waiting = sum(not flag.reply for flag in found)
    print(f"{counted(waiting, 'flag')} without a reply.")
    return 0


def _reply(flags: "Flags", number: str, reply: str) -> int:
    reply = _printable(reply).strip()
    if not reply or len(reply) > REPLY_MAX:
        print(f"A reply has 1 to {REPLY_MAX:,} signs; this one has {len(reply):,}.")
        return 1
    is_number = number.isascii() and number.isdecimal() and len(number) < 16
    if not is_number or not flags.reply(int(number), reply, time.time_ns() // 1_000_000):
        print(f"There is no flag {_printable(number)[:40]}. `flags --all` lists them.")
        return 1
    print(f"Whoever made flag {number} reads it on their next visit.")
    return 0


def _lines(flag: "Flag") -> list[str]:
    day = datetime.fromtimestamp(min(max(flag.flagged_ms, 0), 253_402_300_799_000) / 1000, UTC)
    reason = reason_told(flag.reason)
    lines = [f"{flag.number}  {_printable(flag.question)}: {reason} ({day:%Y-%m-%d})"]
    lines += [f"   {_printable(flag.says)}"] if flag.says else []
    lines += [f"   put as {_printable(flag.put)}, options by {_printable(flag.attempt)}"]
    lines += [f"   answered {_printable(flag.response)}"] if flag.response else []
    return lines + ([f"   replied: {_printable(flag.reply)}"] if flag.reply else [])


def _plain(flag: "Flag") -> dict[str, object]:
    """Returns a flag for tools. Its id would tell one learner's flags from those of others."""
    return {name: said for name, said in asdict(flag).items() if name != "id"}


def _printable(text: str) -> str:
    """Returns a stranger's text so that it tells a terminal nothing."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
