"""Something on the clock that can be called off."""


class Timer:
    """An actor of its own: raising `epoch` calls off what it has on the clock."""

    epoch = 0
