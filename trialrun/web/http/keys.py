"""The keys of cookies: a file of its own beside the database, so that no backup can sign.

`secret_key` signs. `secret_key.old` has what was in the database up to 0.4.0, a line each: the key,
and until when the cookies that it has signed are read.
"""

import logging
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trialrun.private import give_to_owner
from trialrun.settings import SECRET_KEY_LENGTH_MIN, Settings
from trialrun.store import AppSettings, StoreError
from trialrun.web.http.sessions import OldKey

FILE, OLD_FILE = "secret_key", "secret_key.old"
OLD_READ_DAYS = 60
_SETTING, _DAY = "secret_key", "%Y-%m-%d"

log = logging.getLogger("trialrun")


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that signs, and those whose cookies are still read."""

    signing: str
    old: tuple[OldKey, ...]


def keys_of(settings: Settings, remembered: AppSettings, now: datetime) -> Keys:
    """Returns the keys of a data folder, and takes that of before out of the database.

    Raises StoreError where the file of the key holds none.
    """
    old = _taken_out(settings.data / OLD_FILE, remembered, now)
    old += _noted(settings.data / OLD_FILE)
    own = _own_key(settings.data / FILE)
    if settings.secret_key:
        old += [OldKey(own)] if own else []
    signing = settings.secret_key or own or _new_key(settings.data / FILE)
    return Keys(signing, (*old, *map(OldKey, settings.secret_key_fallbacks)))


def _taken_out(file: Path, remembered: AppSettings, now: datetime) -> list[OldKey]:
    """Moves the key of before into its file; returns it where that cannot be done."""
    key = remembered.value(_SETTING)
    if key is None:
        return []
    try:
        # First written, then taken out: a crash between the two loses nobody.
        note_old_key(file.parent, key, now)
        remembered.forget(_SETTING)
    except (OSError, StoreError) as error:
        log.warning("The key of cookies stays in the database: %s", error)
        return [OldKey(key)]
    return []


def note_old_key(folder: Path, key: str, now: datetime) -> None:
    """Writes down a key whose cookies are read for a while, once. Raises OSError."""
    file, until = folder / OLD_FILE, (now + timedelta(days=OLD_READ_DAYS)).strftime(_DAY)
    if key in {old.key for old in _noted(file)}:
        return
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as lines:
        lines.write(f"{key} {until}\n")
        lines.flush()
        os.fsync(lines.fileno())
    give_to_owner(file)


def _noted(file: Path) -> list[OldKey]:
    """Reads the keys of before; a line that is none is passed over."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        log.warning("%s cannot be read: %s", file.name, error)
        return []
    found = []
    for line in lines:
        key, _, day = line.strip().partition(" ")
        try:
            until = datetime.strptime(day, _DAY).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(OldKey(key, int(until.timestamp() * 1000)))
    return found


def _own_key(file: Path) -> str:
    """Returns the key of the file, "" where there is no file. Raises StoreError."""
    try:
        key = file.read_text("utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The key of cookies in {file} cannot be read: {error}.") from error
    if len(key) < SECRET_KEY_LENGTH_MIN:
        raise StoreError(
            f"The file {file} holds no key of cookies. Put back a copy of it; or remove it, then "
            "browsers become new learners and earlier answers stay with the old ones."
        )
    return key


def _new_key(file: Path) -> str:
    """Makes a key and keeps it; where nothing can be written it holds until the next start."""
    key = secrets.token_hex(32)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as written:
            written.write(key + "\n")
            written.flush()
            os.fsync(written.fileno())
        # A link fails where somebody was faster, a rename would take theirs away.
        os.link(draft, file)
    except FileExistsError:
        return _own_key(file)
    except OSError as error:
        log.warning("The key of cookies cannot be kept: %s", error)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return key
