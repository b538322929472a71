"""Outputs beside the publications: one file a format."""
