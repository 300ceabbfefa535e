"""The colours of the pages in light, for drawings that know no style sheet.

Each constant is named for its token in static/css/tokens.css, and a test holds it to that token.
"""

INK_SOFT = "#49505b"
LINE_STRONG = "#81868f"
STATE_NONE = "#ffffff"
STATE_PENDING = "#e6e9ea"
STATE_RUNNING = "#255ca7"
STATE_SUCCESS = "#19a48b"
STATE_FAILED = "#b92e15"
STATE_UPSTREAM = "#fb9928"
STATE_EXCLUDED = "#b78eeb"
STATE_CANCELED = "#232a34"
STATE_INK_DARK = "#10151c"
STATE_INK_LIGHT = "#ffffff"
STATE_EDGE = "#4a5561"
