"""Trial Run: predict what a Lakeflow Job does, then run it."""

__version__ = "0.7.0"
