"""Tests of the model. Its laws are tried on the same examples every time, however busy the machine is."""

from hypothesis import settings

LAW = settings(deadline=None, derandomize=True, max_examples=100)
