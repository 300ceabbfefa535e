"""The HTTP server: waitress with deadlines, caps and a stop that lets people finish.

`serve_on(listening, application, limits, on_ready)` is the door. Knows WSGI and no page.
"""

from trialrun.server.limits import Limits
from trialrun.server.loop import serve_on

__all__ = ["Limits", "serve_on"]
