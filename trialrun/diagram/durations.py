"""Simulated moments, and how long things take, as text. Pure."""


def clock(t_ms: int) -> str:
    """Writes a simulated moment, or how long something takes: m:ss, from an hour on h:mm:ss.

    >>> clock(750_000), clock(3_600_000)
    ('12:30', '1:00:00')
    """
    minutes, seconds = divmod(t_ms // 1000, 60)
    if minutes < 60:
        return f"{minutes}:{seconds:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def spelled_clock(t_ms: int) -> str:
    """Writes how long something takes, and what the signs count, where nothing else tells.

    >>> spelled_clock(90_000)
    '1:30 (minutes:seconds)'
    """
    return f"{clock(t_ms)} ({'hours:' if t_ms >= 3_600_000 else ''}minutes:seconds)"
