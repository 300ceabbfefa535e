"""Readers of what authors write: one a kind of file; text in, value and problems out."""
