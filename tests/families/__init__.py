"""Tests of generated questions."""
