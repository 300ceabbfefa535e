"""Serves one reference app on granian, with the settings of trialrun/cli/serve.py."""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

if __name__ == "__main__":
    Granian(
        f"bench.ref.{sys.argv[1]}:create_app", factory=True, interface=Interfaces.WSGI,
        address="127.0.0.1", port=int(sys.argv[2]), workers=1, blocking_threads=2,
        log_access=False, log_level=LogLevels.warning,
    ).serve()  # fmt: skip
