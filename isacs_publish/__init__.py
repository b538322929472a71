"""Compiles standards written in reStructuredText into ISO-formatted PDF and HTML."""

__version__ = "0.1.0"
