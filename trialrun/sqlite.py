"""The one SQLite module of the app: that of sqlite-utils, without the cost of importing it.

Debian 12's SQLite 3.40.1 has the WAL-reset bug of 3.7.0 to 3.51.2; pysqlite3 brings a newer one,
and sqlite-utils takes it, too, where it is installed.
"""

from typing import Any

sqlite3: Any
try:
    import pysqlite3.dbapi2 as _module

    sqlite3 = _module
except ImportError:
    import sqlite3 as _plain

    sqlite3 = _plain

__all__ = ["sqlite3"]
