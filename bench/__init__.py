"""Measures Trial Run beside references of its own kind. `python -m bench [NAME...]`."""
